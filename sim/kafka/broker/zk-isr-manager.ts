import { present } from "../../kernel/assert.ts";
import { type EventHandle, NO_EVENT } from "../../kernel/event-queue.ts";
import type { Host } from "../../kernel/host.ts";
import { ms } from "../../kernel/time.ts";
import type { ControllerApi } from "../controller/controller-api.ts";
import { TIMER_ISR_CHANGE_PROPAGATION } from "../timers.ts";
import type { IsrState } from "./isr-state.ts";
import type { Partition } from "./partition.ts";
import type { IsrProposals } from "./partition-context.ts";

/** Pacing of the notifications (`ZkIsrManager.DefaultIsrPropagationConfig`), ms. */
const CHECK_INTERVAL_MS = 2500;
const LINGER_MS = 5000;
const MAX_DELAY_MS = 60_000;

/** The part of a broker's ZooKeeper session that writes ISRs. */
export type IsrRegistry = Pick<ControllerApi, "updateLeaderAndIsr" | "propagateIsrChanges">;

/** Who goes on when an ISR was written, or could not be. */
export interface IsrWriteListener {
  onIsrWritten(partition: Partition, highWatermarkRose: boolean): void;
}

/**
 * Leaders write their ISRs to ZooKeeper themselves (`ZkIsrManager`; until 2.6 a part of `Partition` and
 * `ReplicaManager`). In Kafka the thread that does it waits, and holds the partition's
 * `leaderIsrUpdateLock`, for as long as ZooKeeper takes; see {@link IsrWriteGate}.
 *
 * The controller hears of it by notifications, a few seconds later.
 */
export class ZkIsrManager implements IsrProposals {
  private readonly host: Host;
  private readonly registry: IsrRegistry;
  /** `isrChangeNotification` */
  private readonly notifies: boolean;
  private readonly listener: IsrWriteListener;
  private readonly startedMs: number;
  private readonly writing = new Map<number, Partition>();
  /** Partitions whose new ISR the controller has not been told of. */
  private readonly changed = new Set<number>();
  private lastChangeMs: number;
  private lastPropagationMs: number;
  private timer: EventHandle = NO_EVENT;

  constructor(host: Host, registry: IsrRegistry, notifies: boolean, listener: IsrWriteListener) {
    this.host = host;
    this.registry = registry;
    this.notifies = notifies;
    this.listener = listener;
    this.startedMs = host.monotonicMs();
    this.lastChangeMs = host.wallMs();
    this.lastPropagationMs = this.lastChangeMs;
  }

  /** Whether some ISR is being written. */
  get isWriting(): boolean {
    return this.writing.size > 0;
  }

  submit(partition: Partition, state: IsrState): void {
    const { tp, leaderId, leaderEpoch, zkVersion, controllerEpoch } = partition;
    const isr = state.proposed ?? state.isr;
    partition.beginIsrWrite(state);
    this.writing.set(tp, partition);
    const leaderAndIsr = { leader: leaderId, leaderEpoch, isr, zkVersion, controllerEpoch };
    this.registry.updateLeaderAndIsr(tp, leaderAndIsr);
  }

  /** Nothing waits here: what was submitted is on its way. */
  clearPending(): void {}

  /** @param zkVersion the new version of the state znode; -1 when nothing was written */
  onUpdated(tp: number, zkVersion: number): void {
    const partition = present(this.writing.get(tp), "an answer belongs to a write");
    this.writing.delete(tp);
    const highWatermarkRose = partition.endIsrWrite(zkVersion);
    if (zkVersion >= 0) this.recordIsrChange(tp);
    this.listener.onIsrWritten(partition, highWatermarkRose);
  }

  /** `isr-change-propagation`: every 2.5 s, while there is something to tell. */
  onTimer(): void {
    this.timer = NO_EVENT;
    const nowMs = this.host.wallMs();
    const isQuiet = this.lastChangeMs + LINGER_MS < nowMs;
    if (isQuiet || this.lastPropagationMs + MAX_DELAY_MS < nowMs) {
      this.registry.propagateIsrChanges([...this.changed]);
      this.changed.clear();
      this.lastPropagationMs = nowMs;
    } else {
      this.scheduleCheck();
    }
  }

  private recordIsrChange(tp: number): void {
    if (!this.notifies) return;
    this.changed.add(tp);
    this.lastChangeMs = this.host.wallMs();
    if (this.timer === NO_EVENT) this.scheduleCheck();
  }

  /** The checks that would find nothing are left out; the others come when they would. */
  private scheduleCheck(): void {
    const sinceCheckMs = (this.host.monotonicMs() - this.startedMs) % CHECK_INTERVAL_MS;
    const delayUs = ms(CHECK_INTERVAL_MS - sinceCheckMs);
    this.timer = this.host.setTimer(delayUs, TIMER_ISR_CHANGE_PROPAGATION);
  }
}
