import { ROLE_LEADER } from "../../kafka/facts.ts";
import { present } from "../../kernel/assert.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import type { PartitionModel, ReplicaModel } from "../model/partition-model.ts";
import type { Promises } from "../settings.ts";
import type { Violations } from "../violation.ts";

/** How far the high watermark of a leader went while its ISR, whom it has proposed included, had one size. */
interface Advance {
  readonly broker: number;
  readonly isrSize: number;
  highWatermark: number;
}

/**
 * A record of a producer with `acks=all` is acknowledged only while the ISR is as large as
 * `min.insync.replicas` asks for (`Partition.checkEnoughReplicasReachOffset`): at some time between its
 * commit and the acknowledgement the ISR of a leader whose high watermark had passed it, or that of
 * ZooKeeper, had that size. A leader that was replaced and does not know it yet counts: it has its own ISR.
 * A partition with fewer replicas needs them all.
 */
export class MinInsyncReplicas {
  private readonly model: ClusterModel;
  private readonly violations: Violations;
  private readonly promises: Promises;
  private readonly advances = new Map<PartitionModel, Advance[]>();

  constructor(model: ClusterModel, violations: Violations, promises: Promises) {
    this.model = model;
    this.violations = violations;
    this.promises = promises;
  }

  /** After the high watermark of a replica changed. */
  onHighWatermark({ partition, broker, role, maximalIsr, highWatermark }: ReplicaModel): void {
    if (role !== ROLE_LEADER) return;
    const known = this.advances.get(partition) ?? [];
    const last = known.at(-1);
    const isrSize = maximalIsr.length;
    if (last?.broker === broker && last.isrSize === isrSize) last.highWatermark = highWatermark;
    else known.push({ broker, isrSize, highWatermark });
    if (known.length === 1) this.advances.set(partition, known);
  }

  /** After records were acknowledged. */
  check(partition: PartitionModel): void {
    const { newlyAcked } = partition;
    for (let i = 0; i < newlyAcked.length; i++) this.checkRecord(partition, newlyAcked.at(i));
  }

  private checkRecord(partition: PartitionModel, row: number): void {
    const { table, event } = this.model;
    const offset = table.offsets.at(row);
    if (offset < 0) return;
    const { acks } = this.promises.producer(this.model.hostName(table.clients.at(row)));
    if (acks !== -1) return;
    const commit = partition.commits.find(({ from, to }) => from <= offset && offset < to);
    if (commit === undefined) return;
    const asked = Math.min(
      this.promises.minInsyncReplicas(partition.topic, commit.event),
      this.promises.minInsyncReplicas(partition.topic, event),
    );
    const needed = Math.min(asked, partition.replicas.length);
    if (commit.isrSize >= needed) return;
    const isrSize = Math.max(
      this.largestIsrOfLeaders(partition, offset),
      this.largestIsrSince(partition, commit.event),
    );
    if (isrSize >= needed) return;
    const { name } = partition;
    const args = { partition: name, offset, leader: commit.leader, isrSize, needed };
    const told = { code: "violation.min-insync-replicas", args } as const;
    this.violations.report("min-insync-replicas", name, "protocol bug", told);
  }

  /** Of the leaders whose high watermarks have passed an offset. */
  private largestIsrOfLeaders(partition: PartitionModel, offset: number): number {
    const passed = (this.advances.get(partition) ?? []).filter(
      ({ highWatermark }) => highWatermark > offset,
    );
    return Math.max(0, ...passed.map(({ isrSize }) => isrSize));
  }

  /** Of all the ISRs from an event on, those of now included. */
  private largestIsrSince(partition: PartitionModel, since: number): number {
    const { history } = this.model;
    let largest = partition.currentLeader()?.maximalIsr.length ?? 0;
    for (let i = history.length - 1; i >= 0; i--) {
      const entry = present(history[i], "within the history");
      if (entry.type !== "truth" || entry.partition !== partition) continue;
      largest = Math.max(largest, entry.after?.isr.length ?? 0);
      if (entry.event <= since) break;
    }
    return largest;
  }
}
