import { ROLE_NONE, ROLE_OFFLINE } from "../../kafka/facts.ts";
import { type PartitionTruth, type PathMeaning, topicConfigsIn } from "../../trace/registry.ts";
import {
  FACT_SESSION_ENDED,
  FACT_SESSION_OPENED,
  FACT_ZNODE,
  FACT_ZNODE_REMOVED,
} from "../../zookeeper/facts.ts";
import { noteLeftBehind } from "./causes.ts";
import type { ClusterModel } from "./cluster-model.ts";
import { type PartitionModel, TOUCHED_TRUTH } from "./partition-model.ts";
import { TopicChanges } from "./topic-changes.ts";

/** What facts tell of ZooKeeper's data and sessions. */
export class RegistryFacts {
  private readonly model: ClusterModel;
  private readonly changes = new TopicChanges();
  private readonly hostOfSession = new Map<number, number>();

  constructor(model: ClusterModel) {
    this.model = model;
  }

  /** Takes in the fact at `at`. */
  apply(code: number, data: Float64Array, at: number): void {
    const { meanings } = this.model;
    const a = data[at + 1] as number;
    const b = data[at + 2] as number;
    switch (code) {
      case FACT_ZNODE: {
        const meaning = meanings.path(a);
        if (meaning === null) break;
        if (meaning.of === "partition") {
          this.truth(meaning.name, meanings.truth(b), data[at + 3] as number);
        } else if (meaning.of === "broker") {
          this.model.registrations.written(Number(meaning.name), this.model.event);
        } else this.topicChanged(meaning, b);
        if (meaning.of === "topicDeletion") {
          this.model.note({ type: "deletionRequest", topic: meaning.name, isThere: true });
        }
        break;
      }
      case FACT_ZNODE_REMOVED: {
        const meaning = meanings.path(a);
        if (meaning === null) break;
        if (meaning.of === "partition") this.truth(meaning.name, null, -1);
        else if (meaning.of === "broker") {
          this.model.registrations.removed(Number(meaning.name), this.model.event);
        } else this.topicRemoved(meaning);
        if (meaning.of === "topicDeletion") {
          this.model.note({ type: "deletionRequest", topic: meaning.name, isThere: false });
        }
        break;
      }
      case FACT_SESSION_OPENED:
        this.hostOfSession.set(a, b);
        break;
      case FACT_SESSION_ENDED: {
        const host = this.hostOfSession.get(a) ?? -1;
        this.model.note({ type: "session", host, session: a, reason: meanings.text(b) });
        break;
      }
    }
  }

  private topicChanged(meaning: PathMeaning, data: number): void {
    this.model.topics.changed(meaning, data);
    this.settingsChanged(meaning, this.model.meanings.json(data));
    const changes = this.changes.changed(meaning, this.model.meanings.json(data));
    for (const change of changes) this.model.note(change);
  }

  private topicRemoved(meaning: PathMeaning): void {
    this.model.topics.removed(meaning);
    this.settingsChanged(meaning, null);
    this.changes.removed(meaning);
  }

  private settingsChanged({ of, name }: PathMeaning, json: unknown): void {
    if (of !== "topicConfig" && of !== "brokerConfig") return;
    const owner = { of: of === "topicConfig" ? "topic" : "broker", name } as const;
    this.model.settingsLog.changed(owner, topicConfigsIn(json), this.model.event);
  }

  private truth(name: string, truth: PartitionTruth | null, zkVersion: number): void {
    const { model } = this;
    const { event, timeUs, table } = model;
    let partition = model.partitionNamed(name);
    if (truth !== null && isGone(partition)) partition = model.createAgain(partition);
    const before = partition.truth;
    if (truth !== null) partition.deletion = null;
    else if (before !== null) partition.deletion = { event, timeUs };
    partition.truth = truth;
    partition.zkVersion = zkVersion;
    model.touchPartition(partition, TOUCHED_TRUTH);
    const unclean =
      before !== null &&
      truth !== null &&
      truth.leader >= 0 &&
      truth.leader !== before.leader &&
      !before.isr.includes(truth.leader);
    if (unclean) {
      noteLeftBehind(partition, partition.replica(truth.leader), event, table);
    }
    const joined =
      before === null || truth === null ? [] : joinedReplicas(partition, before, truth);
    model.note({ type: "truth", partition, before, after: truth, unclean, joined });
  }
}

/** Who is in the ISR now and was not before, with the ends of their logs. */
function joinedReplicas(partition: PartitionModel, before: PartitionTruth, after: PartitionTruth) {
  return after.isr
    .filter((broker) => !before.isr.includes(broker))
    .map((broker) => ({ broker, logEndOffset: partition.replica(broker).logEndOffset }));
}

/** Whether it was deleted and no broker acts for it any more, though one may still have its log. */
function isGone({ deletion, replicas }: PartitionModel): boolean {
  return (
    deletion !== null && replicas.every(({ role }) => role === ROLE_NONE || role === ROLE_OFFLINE)
  );
}
