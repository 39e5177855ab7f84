import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import {
  TIMER_AUTO_COMMIT,
  TIMER_CLIENT_METADATA,
  TIMER_CLIENT_RECONNECT,
  TIMER_CONSUMER_POLL,
} from "../../timers.ts";
import type { NetworkClient } from "../network-client.ts";
import { WakeTimer } from "../wake-timer.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import type { Fetcher } from "./fetcher.ts";
import type { OffsetFetcher } from "./offset-fetcher.ts";
import type { RecordGate } from "./record-gate.ts";

/** How long the thread that is in a call of a consumer sleeps, if nothing happens on the network. */
export class ConsumerTimer {
  private readonly host: Host;
  private readonly client: NetworkClient;
  private readonly offsets: OffsetFetcher;
  private readonly fetcher: Fetcher;
  private readonly group: ConsumerGroup | null;
  private readonly gate: RecordGate | null;
  private readonly timer: WakeTimer;

  constructor(
    host: Host,
    client: NetworkClient,
    offsets: OffsetFetcher,
    fetcher: Fetcher,
    group: ConsumerGroup | null,
    gate: RecordGate | null,
  ) {
    this.host = host;
    this.client = client;
    this.offsets = offsets;
    this.fetcher = fetcher;
    this.group = group;
    this.gate = gate;
    this.timer = new WakeTimer(host);
  }

  /** The thread is in poll. @param collected the last round looked for records */
  armForPoll(collected: boolean): void {
    const { timer, fetcher, group } = this;
    timer.begin();
    if (collected && fetcher.hasMore) timer.propose(this.host.monotonicUs(), TIMER_CONSUMER_POLL);
    if (this.gate !== null) this.later(this.gate.nextDueAtUs, TIMER_CONSUMER_POLL);
    this.later(this.offsets.nextAttemptAtUs, TIMER_CONSUMER_POLL);
    this.later(fetcher.nextConnectAtUs, TIMER_CLIENT_RECONNECT);
    timer.propose(this.client.metadataDeadlineUs(), TIMER_CLIENT_METADATA);
    if (group !== null) {
      this.later(group.commits.autoCommitDueAtUs, TIMER_AUTO_COMMIT);
      this.later(group.committed.nextAttemptAtUs, TIMER_CONSUMER_POLL);
      this.later(group.pollTimesOutAtUs, TIMER_CONSUMER_POLL);
      this.proposeRequests(group);
    }
    timer.commit();
  }

  /** The thread waits for the coordinator. @param deadlineUs when it gives up */
  armForCoordinator(deadlineUs: Micros): void {
    const { timer, group } = this;
    timer.begin();
    timer.propose(this.client.metadataDeadlineUs(), TIMER_CLIENT_METADATA);
    this.later(deadlineUs, TIMER_CONSUMER_POLL);
    if (group !== null) this.proposeRequests(group);
    timer.commit();
  }

  /** The thread is the application's: only what is to be sent already goes on. */
  armForNothing(): void {
    const { timer, group } = this;
    timer.begin();
    if (group !== null) this.later(group.commits.nextAttemptAtUs, TIMER_CONSUMER_POLL);
    timer.commit();
  }

  fired(): void {
    this.timer.fired();
  }

  cancel(): void {
    this.timer.cancel();
  }

  private proposeRequests({ membership, commits }: ConsumerGroup): void {
    this.later(membership.nextAttemptAtUs, TIMER_CONSUMER_POLL);
    this.later(commits.nextAttemptAtUs, TIMER_CONSUMER_POLL);
  }

  /** What was due in this round already waits for something else. */
  private later(atUs: Micros, kind: number): void {
    if (atUs > this.host.monotonicUs()) this.timer.propose(atUs, kind);
  }
}
