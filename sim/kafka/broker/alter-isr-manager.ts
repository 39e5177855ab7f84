import { NO_EVENT } from "../../kernel/event-queue.ts";
import type { Host } from "../../kernel/host.ts";
import { ms } from "../../kernel/time.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import { Errors } from "../errors.ts";
import {
  ALTER_ISR,
  type AlterIsrRequest,
  type AlterIsrResponse,
  MESSAGE_OVERHEAD_BYTES,
  PARTITION_OVERHEAD_BYTES,
} from "../messages.ts";
import { TIMER_ALTER_ISR } from "../timers.ts";
import type { BrokerToControllerChannel, ControllerResponses } from "./broker-to-controller.ts";
import type { IsrState } from "./isr-state.ts";
import type { Partition } from "./partition.ts";
import type { IsrProposals } from "./partition-context.ts";

/** Pause after an error that concerns the whole request (`send-alter-isr`). */
const RETRY_US = ms(50);

/** The ISR that the leader of a partition proposes. */
interface AlterIsrItem {
  readonly partition: Partition;
  readonly state: IsrState;
  readonly leaderEpoch: number;
  readonly newIsr: readonly number[];
  readonly currentIsrVersion: number;
}

/** Who goes on when an accepted ISR let the HW rise. */
export interface HighWatermarkListener {
  highWatermarkRose(partition: Partition): void;
}

/**
 * Carries the ISR changes of this broker's partitions to the controller (`DefaultAlterIsrManager`,
 * KIP-497): at most one per partition, all of them in one request, one request at a time.
 */
export class AlterIsrManager implements IsrProposals, ControllerResponses {
  private readonly host: Host;
  private readonly broker: { readonly brokerId: number; readonly brokerEpoch: number };
  private readonly channel: BrokerToControllerChannel;
  private readonly listener: HighWatermarkListener;
  private readonly overtakenProposal: BrokerSwitches["overtakenIsrProposal"];
  private readonly unsent = new Map<number, AlterIsrItem>();
  private inFlight: readonly AlterIsrItem[] | null = null;
  private timer = NO_EVENT;

  constructor(
    host: Host,
    broker: { readonly brokerId: number; readonly brokerEpoch: number },
    channel: BrokerToControllerChannel,
    listener: HighWatermarkListener,
    overtakenProposal: BrokerSwitches["overtakenIsrProposal"],
  ) {
    this.host = host;
    this.broker = broker;
    this.channel = channel;
    this.listener = listener;
    this.overtakenProposal = overtakenProposal;
  }

  submit(partition: Partition, state: IsrState): void {
    // OPERATION_NOT_ATTEMPTED: the next fetch or check proposes it again.
    if (this.unsent.has(partition.tp)) return;
    partition.proposeIsr(state);
    this.enqueue(partition, state);
  }

  clearPending(tp: number): void {
    if (this.overtakenProposal === "forgotten") this.unsent.delete(tp);
  }

  onTimer(): void {
    this.timer = NO_EVENT;
    this.maybePropagateIsrChanges();
  }

  onControllerResponse(body: unknown): void {
    const sent = this.inFlight ?? [];
    this.inFlight = null;
    const { error, partitions } = body as AlterIsrResponse;
    if (error !== Errors.NONE) {
      if (this.timer === NO_EVENT) this.timer = this.host.setTimer(RETRY_US, TIMER_ALTER_ISR);
      return;
    }
    for (const { partition, state } of sent) {
      const { tp } = partition;
      const response = partitions.find((answer) => answer.tp === tp);
      if (response === undefined) continue;
      // Also what was proposed since then goes, if the older proposal was forgotten: that partition
      // stays pending until the next LeaderAndIsr (KAFKA-12686).
      this.unsent.delete(tp);
      const outcome = partition.handleAlterIsrResponse(state, response);
      if (outcome === "retry") this.enqueue(partition, state);
      else if (outcome === "highWatermarkRose") this.listener.highWatermarkRose(partition);
    }
    this.maybePropagateIsrChanges();
  }

  private enqueue(partition: Partition, state: IsrState): void {
    const { tp, leaderEpoch, zkVersion } = partition;
    const newIsr = state.proposed ?? state.isr;
    this.unsent.set(tp, { partition, state, leaderEpoch, newIsr, currentIsrVersion: zkVersion });
    this.maybePropagateIsrChanges();
  }

  /** Sends everything that is proposed, unless a request is in flight. */
  private maybePropagateIsrChanges(): void {
    if (this.unsent.size === 0 || this.inFlight !== null) return;
    const items = [...this.unsent.values()];
    this.inFlight = items;
    const request: AlterIsrRequest = {
      brokerId: this.broker.brokerId,
      brokerEpoch: this.broker.brokerEpoch,
      partitions: items.map(({ partition, leaderEpoch, newIsr, currentIsrVersion }) => ({
        tp: partition.tp,
        leaderEpoch,
        newIsr,
        currentIsrVersion,
      })),
    };
    const sizeBytes = MESSAGE_OVERHEAD_BYTES + items.length * PARTITION_OVERHEAD_BYTES;
    this.channel.send(ALTER_ISR, request, sizeBytes, this);
  }
}
