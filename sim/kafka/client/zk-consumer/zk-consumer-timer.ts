import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import {
  TIMER_AUTO_COMMIT,
  TIMER_CLIENT_METADATA,
  TIMER_CLIENT_RECONNECT,
  TIMER_CONSUMER_POLL,
  TIMER_ZK_CONSUMER,
} from "../../timers.ts";
import type { Fetcher } from "../consumer/fetcher.ts";
import type { OffsetFetcher } from "../consumer/offset-fetcher.ts";
import type { RecordGate } from "../consumer/record-gate.ts";
import type { NetworkClient } from "../network-client.ts";
import { WakeTimer } from "../wake-timer.ts";
import type { ZkGroupMember } from "./zk-group-member.ts";

const HANDLERS: readonly number[] = [
  TIMER_AUTO_COMMIT,
  TIMER_CLIENT_METADATA,
  TIMER_CLIENT_RECONNECT,
  TIMER_CONSUMER_POLL,
  TIMER_ZK_CONSUMER,
];

/** Whether that is the consumer's timer, and not its ZooKeeper client's. */
export function isConsumerTimer(handler: number): boolean {
  return HANDLERS.includes(handler);
}

/** When the next of a consumer's threads wakes, if nothing happens on the network. */
export class ZkConsumerTimer {
  private readonly host: Host;
  private readonly client: NetworkClient;
  private readonly offsets: OffsetFetcher;
  private readonly fetcher: Fetcher;
  private readonly member: ZkGroupMember;
  private readonly gate: RecordGate | null;
  private readonly timer: WakeTimer;

  constructor(
    host: Host,
    client: NetworkClient,
    offsets: OffsetFetcher,
    fetcher: Fetcher,
    member: ZkGroupMember,
    gate: RecordGate | null,
  ) {
    this.host = host;
    this.client = client;
    this.offsets = offsets;
    this.fetcher = fetcher;
    this.member = member;
    this.gate = gate;
    this.timer = new WakeTimer(host);
  }

  /** @param polls the application waits for records, and the last round looked for them */
  arm(polls: boolean): void {
    const { timer, fetcher, member } = this;
    timer.begin();
    if (polls && fetcher.hasMore) timer.propose(this.host.monotonicUs(), TIMER_CONSUMER_POLL);
    if (polls && this.gate !== null) this.later(this.gate.nextDueAtUs, TIMER_CONSUMER_POLL);
    this.later(this.offsets.nextAttemptAtUs, TIMER_CONSUMER_POLL);
    this.later(fetcher.nextConnectAtUs, TIMER_CLIENT_RECONNECT);
    timer.propose(this.client.metadataDeadlineUs(), TIMER_CLIENT_METADATA);
    this.later(member.autoCommitAtUs, TIMER_AUTO_COMMIT);
    this.later(member.nextRebalanceAtUs, TIMER_ZK_CONSUMER);
    this.later(member.store.nextAttemptAtUs, TIMER_CONSUMER_POLL);
    timer.commit();
  }

  fired(): void {
    this.timer.fired();
  }

  cancel(): void {
    this.timer.cancel();
  }

  /** What was due in this round already waits for something else. */
  private later(atUs: Micros, kind: number): void {
    if (atUs > this.host.monotonicUs()) this.timer.propose(atUs, kind);
  }
}
