import type { Host } from "../../../../kernel/host.ts";
import { FACT_MEMBERSHIP, MEMBER_STATES } from "../../../facts.ts";
import { UNKNOWN_GENERATION_ID, UNKNOWN_MEMBER_ID } from "../../../group-messages.ts";
import type { Generation } from "../group-membership.ts";

/** `AbstractCoordinator.Generation`. */
export interface MemberGeneration extends Generation {
  /** Name of the assignor that was chosen; null before one was. */
  readonly protocolName: string | null;
}

export const NO_GENERATION: MemberGeneration = {
  generationId: UNKNOWN_GENERATION_ID,
  memberId: UNKNOWN_MEMBER_ID,
  protocolName: null,
};

/** Whether they are the same generation of the same member. */
export function isSameGeneration(a: Generation, b: Generation): boolean {
  return a.generationId === b.generationId && a.memberId === b.memberId;
}

/** What a consumer takes itself for in its group. */
export class Membership {
  state: number = MEMBER_STATES.UNJOINED;
  generation: MemberGeneration = NO_GENERATION;
  private readonly host: Host;
  private readonly groupId: string;

  constructor(host: Host, groupId: string) {
    this.host = host;
    this.groupId = groupId;
  }

  /** The only way to change it. */
  set(state: number, generation: MemberGeneration): void {
    const before = this.generation;
    const changed = state !== this.state || !isSameGeneration(before, generation);
    this.state = state;
    this.generation = generation;
    if (!changed) return;
    const { facts } = this.host.simulation;
    const { generationId, memberId } = generation;
    const member = memberId === UNKNOWN_MEMBER_ID ? -1 : facts.intern(memberId);
    const group = facts.intern(this.groupId);
    facts.add(FACT_MEMBERSHIP, this.host.index, group, member, generationId, state);
  }

  /** The consumer is over, and was a member to the end: it takes itself for nothing any more. */
  end(): void {
    if (this.state === MEMBER_STATES.UNJOINED) return;
    this.state = MEMBER_STATES.UNJOINED;
    this.generation = NO_GENERATION;
    const { generationId } = NO_GENERATION;
    const { facts } = this.host.simulation;
    facts.add(FACT_MEMBERSHIP, this.host.index, -1, -1, generationId, this.state);
  }
}
