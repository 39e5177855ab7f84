import {
  type PathMeaning,
  reassignmentsIn,
  type TextMeanings,
  topicTruthIn,
} from "../../trace/registry.ts";
import type { PartitionModel, ReplicaModel } from "./partition-model.ts";

const NOBODY: readonly number[] = [];

/** What the registry says of topics: their replicas, and which are to be deleted. */
export class Topics {
  /** Replicas by the name of the partition, those that a reassignment adds included. */
  readonly assignments = new Map<string, readonly number[]>();
  /** Topics that somebody asked to delete and that are still there. */
  readonly toBeDeleted = new Set<string>();
  /** Where partitions shall be that are being reassigned, as their topics' znodes say (KIP-455). */
  private readonly targets = new Map<string, readonly number[]>();
  /** The same, as `/admin/reassign_partitions` says. */
  private requested: ReadonlyMap<string, readonly number[]> = new Map();
  private readonly meanings: TextMeanings;

  constructor(meanings: TextMeanings) {
    this.meanings = meanings;
  }

  /** A znode of a topic or of its deletion was written. */
  changed({ of, name }: PathMeaning, data: number): void {
    const json = this.meanings.json(data);
    if (of === "topicDeletion") this.toBeDeleted.add(name);
    else if (of === "topic") {
      const { assignment, removing } = topicTruthIn(json);
      for (const [partition, replicas] of Object.entries(assignment)) {
        const named = `${name}-${partition}`;
        this.assignments.set(named, replicas);
        const gone = removing[partition];
        if (gone === undefined) this.targets.delete(named);
        else
          this.targets.set(
            named,
            replicas.filter((id) => !gone.includes(id)),
          );
      }
    } else if (of === "reassignments") this.requested = reassignmentsIn(json);
  }

  /** Whether a broker is to have a replica, as far as is known. */
  isAssigned({ partition, broker }: ReplicaModel): boolean {
    return this.assignments.get(partition.name)?.includes(broker) ?? true;
  }

  /**
   * Whether a partition goes with its topic: somebody asked for it, and the controller has begun to take
   * its leader or its replicas away. It takes one after the other, and writes the registry as it goes.
   */
  isBeingDeleted({ topic, truth, replicas }: PartitionModel): boolean {
    if (!this.toBeDeleted.has(topic)) return false;
    return (truth?.leader ?? -1) < 0 || replicas.some(({ deletedInEpoch }) => deletedInEpoch >= 0);
  }

  /**
   * Members of an ISR for whom its leader does not wait any more: a reassignment has taken them away, or
   * is about to, because all replicas that shall be are members.
   */
  leaving(partition: string, isr: readonly number[]): readonly number[] {
    const target = this.requested.get(partition) ?? this.targets.get(partition);
    const stay = target?.every((id) => isr.includes(id)) ? target : this.assignments.get(partition);
    if (stay === undefined || isr.every((id) => stay.includes(id))) return NOBODY;
    return isr.filter((id) => !stay.includes(id));
  }

  /** Such a znode was removed; what it said of replicas stays known, for those who still hold them. */
  removed({ of, name }: PathMeaning): void {
    if (of === "topicDeletion") this.toBeDeleted.delete(name);
    else if (of === "reassignments") this.requested = new Map();
  }
}
