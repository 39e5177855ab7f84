import {
  type PathMeaning,
  reassignmentsIn,
  type TopicTruth,
  topicConfigsIn,
  topicTruthIn,
} from "../../trace/registry.ts";

/** What the registry says otherwise than before of a topic, or of brokers' settings. */
export type TopicChange =
  | {
      readonly type: "partitionsAdded";
      readonly topic: string;
      /** How many there are now. */
      readonly count: number;
    }
  /** A partition is on its way from these replicas to those, the preferred leader first. */
  | {
      readonly type: "reassigning";
      readonly partition: string;
      readonly from: readonly number[];
      readonly to: readonly number[];
    }
  /** It has arrived, or that was cancelled. */
  | {
      readonly type: "reassigned";
      readonly partition: string;
      readonly replicas: readonly number[];
    }
  | {
      readonly type: "settings";
      readonly of: "topic" | "broker";
      /** The topic, the broker's id, or `<default>` for all brokers. */
      readonly name: string;
      readonly set: Readonly<Record<string, string>>;
      readonly removed: readonly string[];
    };

/** Tells what is new in the znodes of topics and of settings. */
export class TopicChanges {
  private readonly topics = new Map<string, TopicTruth>();
  /** Where `/admin/reassign_partitions` wants partitions. */
  private requested: ReadonlyMap<string, readonly number[]> = new Map();
  private readonly settings = new Map<string, Readonly<Record<string, string>>>();

  /** A znode was written. */
  changed({ of, name }: PathMeaning, json: unknown): readonly TopicChange[] {
    if (of === "topic") return this.topicChanged(name, topicTruthIn(json));
    if (of === "topicConfig") return this.settingsChanged("topic", name, topicConfigsIn(json));
    if (of === "brokerConfig") return this.settingsChanged("broker", name, topicConfigsIn(json));
    return of === "reassignments" ? this.requestsChanged(reassignmentsIn(json)) : [];
  }

  removed({ of, name }: PathMeaning): void {
    if (of === "topic") this.topics.delete(name);
    else if (of === "topicConfig") this.settings.delete(`topic ${name}`);
    else if (of === "reassignments") this.requested = new Map();
  }

  private topicChanged(topic: string, now: TopicTruth): readonly TopicChange[] {
    const before = this.topics.get(topic);
    this.topics.set(topic, now);
    if (before === undefined) return [];
    const changes: TopicChange[] = [];
    const count = Object.keys(now.assignment).length;
    if (count > Object.keys(before.assignment).length) {
      changes.push({ type: "partitionsAdded", topic, count });
    }
    for (const index of Object.keys(before.assignment)) {
      const change = this.moved(`${topic}-${index}`, before, now, index);
      if (change !== null) changes.push(change);
    }
    return changes;
  }

  private moved(
    partition: string,
    before: TopicTruth,
    now: TopicTruth,
    index: string,
  ): TopicChange | null {
    const was = targetOf(before, index);
    const target = targetOf(now, index);
    const isUnchanged = isMoving(now, index) === isMoving(before, index) && same(was, target);
    if (isUnchanged) return null;
    const requested = this.requested.get(partition);
    if (isMoving(now, index)) {
      if (requested !== undefined) return null;
      const from = isMoving(before, index) ? originOf(now, index) : was;
      return { type: "reassigning", partition, from, to: target };
    }
    // Before KIP-455 a topic's znode does not tell old replicas from new ones.
    if (requested !== undefined && !same(requested, target)) return null;
    return { type: "reassigned", partition, replicas: target };
  }

  /** `/admin/reassign_partitions` names what is under way, and what is still to be begun. */
  private requestsChanged(now: ReadonlyMap<string, readonly number[]>): readonly TopicChange[] {
    const before = this.requested;
    this.requested = now;
    return [...now].flatMap(([partition, to]): TopicChange[] => {
      const known = before.get(partition);
      if (known !== undefined && same(known, to)) return [];
      return [{ type: "reassigning", partition, from: this.replicasOf(partition), to }];
    });
  }

  private replicasOf(partition: string): readonly number[] {
    const dash = partition.lastIndexOf("-");
    const topic = this.topics.get(partition.slice(0, dash));
    return topic === undefined ? [] : targetOf(topic, partition.slice(dash + 1));
  }

  /** What a topic is created with is written before the topic. */
  private settingsChanged(
    of: "topic" | "broker",
    name: string,
    now: Readonly<Record<string, string>>,
  ): readonly TopicChange[] {
    const key = `${of} ${name}`;
    const before = this.settings.get(key) ?? {};
    this.settings.set(key, now);
    if (of === "topic" && !this.topics.has(name)) return [];
    const set = Object.entries(now).filter(([setting, value]) => before[setting] !== value);
    const removed = Object.keys(before).filter((setting) => now[setting] === undefined);
    if (set.length === 0 && removed.length === 0) return [];
    return [{ type: "settings", of, name, set: Object.fromEntries(set), removed }];
  }
}

function listed(lists: TopicTruth["adding"], index: string): readonly number[] {
  return lists[index] ?? [];
}

function isMoving({ adding, removing }: TopicTruth, index: string): boolean {
  return listed(adding, index).length > 0 || listed(removing, index).length > 0;
}

function targetOf({ assignment, removing }: TopicTruth, index: string): readonly number[] {
  const gone = listed(removing, index);
  return listed(assignment, index).filter((id) => !gone.includes(id));
}

function originOf({ assignment, adding }: TopicTruth, index: string): readonly number[] {
  const added = listed(adding, index);
  return listed(assignment, index).filter((id) => !added.includes(id));
}

function same(x: readonly number[], y: readonly number[]): boolean {
  return x.length === y.length && x.every((id, i) => id === y[i]);
}
