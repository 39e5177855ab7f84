import { assert } from "../../../kernel/assert.ts";
import type { Message } from "../../../kernel/connection.ts";
import type { JoinGroupProtocol } from "../../group-messages.ts";

export const NO_ASSIGNMENT = new Uint8Array(0);

/** What a coordinator is told of a member when it joins. */
export interface MemberIdentity {
  readonly memberId: string;
  /** `group.instance.id`; null of a dynamic member. */
  readonly instanceId: string | null;
  readonly clientId: string;
  /** Name of the client's host. */
  readonly clientHost: string;
}

/** A member of a group (`MemberMetadata`). */
export class MemberMetadata {
  memberId: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly protocolType: string;
  rebalanceTimeoutMs: number;
  sessionTimeoutMs: number;
  /** In the order of its preference. */
  supportedProtocols: readonly JoinGroupProtocol[];
  /** Empty: none. */
  assignment: Uint8Array = NO_ASSIGNMENT;
  /** Its JoinGroup that waits for the others. */
  awaitingJoin: Message | null = null;
  /** Its SyncGroup that waits for the leader's assignment. */
  awaitingSync: Message | null = null;
  /** It waits for its first generation, and does not know its id yet. */
  isNew = false;

  constructor(
    identity: MemberIdentity,
    rebalanceTimeoutMs: number,
    sessionTimeoutMs: number,
    protocolType: string,
    supportedProtocols: readonly JoinGroupProtocol[],
  ) {
    this.memberId = identity.memberId;
    this.instanceId = identity.instanceId;
    this.clientId = identity.clientId;
    this.clientHost = identity.clientHost;
    this.rebalanceTimeoutMs = rebalanceTimeoutMs;
    this.sessionTimeoutMs = sessionTimeoutMs;
    this.protocolType = protocolType;
    this.supportedProtocols = supportedProtocols;
  }

  get isStaticMember(): boolean {
    return this.instanceId !== null;
  }

  get isAwaitingJoin(): boolean {
    return this.awaitingJoin !== null;
  }

  get isAwaitingSync(): boolean {
    return this.awaitingSync !== null;
  }

  /** What it said for a protocol that it supports. */
  metadata(protocol: string): Uint8Array {
    const found = this.supportedProtocols.find(({ name }) => name === protocol);
    assert(found !== undefined, `member ${this.memberId} supports protocol ${protocol}`);
    return found.metadata;
  }

  /** Whether these are its protocols, in that order and with the same metadata. */
  matches(protocols: readonly JoinGroupProtocol[]): boolean {
    const own = this.supportedProtocols;
    return (
      protocols.length === own.length &&
      protocols.every(({ name, metadata }, i) => {
        const mine = own[i];
        return mine !== undefined && mine.name === name && equalBytes(mine.metadata, metadata);
      })
    );
  }

  /** The first of its protocols that is a candidate. */
  vote(candidates: ReadonlySet<string>): string {
    const found = this.supportedProtocols.find(({ name }) => candidates.has(name));
    assert(found !== undefined, `member ${this.memberId} supports one of the candidate protocols`);
    return found.name;
  }
}

function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
