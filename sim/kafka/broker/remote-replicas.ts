import { FACT_REMOTE_LEO, NO_REMOTE_REPLICA } from "../facts.ts";
import type { PartitionContext } from "./partition-context.ts";
import { Replica } from "./replica.ts";

/** The other replicas of a partition, and as their leader what is known of their logs. */
export class RemoteReplicas {
  all: readonly Replica[] = [];
  /** The interned name of the partition, for facts. */
  private readonly text: number;
  private readonly context: PartitionContext;

  constructor(text: number, context: PartitionContext) {
    this.text = text;
    this.context = context;
  }

  of(brokerId: number): Replica | null {
    const replicas = this.all;
    for (let i = 0; i < replicas.length; i++) {
      const replica = replicas[i] as Replica;
      if (replica.brokerId === brokerId) return replica;
    }
    return null;
  }

  /** What was known of those that stay is kept. */
  assign(replicas: readonly number[], isLeader: boolean): void {
    const { brokerId, host, switches } = this.context;
    const before = this.all;
    this.all = replicas
      .filter((id) => id !== brokerId)
      .map((id) => this.of(id) ?? new Replica(id, switches.caughtUpRule, host.wallMs()));
    if (!isLeader) return;
    for (const replica of before) {
      if (this.of(replica.brokerId) === null) this.emit(replica.brokerId, NO_REMOTE_REPLICA);
    }
  }

  /** Begins to count who is caught up; a new leader knows no follower's log until it has fetched. */
  startLeading(isr: readonly number[], logEndOffset: number, isNewLeader: boolean): void {
    const nowMs = this.context.host.wallMs();
    for (const replica of this.all) {
      const caughtUpMs = isr.includes(replica.brokerId) ? nowMs : 0;
      replica.resetLastCaughtUpTime(logEndOffset, nowMs, caughtUpMs);
      if (isNewLeader) replica.forgetLogEndOffset();
      this.emitLogEndOffset(replica);
    }
  }

  /** Tells the LEO that a follower has, as far as is known. */
  emitLogEndOffset({ brokerId, logEndOffset }: Replica): void {
    this.emit(brokerId, logEndOffset);
  }

  private emit(follower: number, offset: number): void {
    const { facts, brokerId } = this.context;
    facts.add(FACT_REMOTE_LEO, this.text, brokerId, follower, offset);
  }
}
