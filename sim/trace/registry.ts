import type { TextTable } from "../kernel/facts.ts";

/** What a partition's state znode says: the authoritative leader and ISR. */
export interface PartitionTruth {
  /** -1: none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  /** Epoch of the controller that appointed the leader. */
  readonly controllerEpoch: number;
}

/** What a topic's znode says: the replicas of each partition, and those a reassignment changes. */
export interface TopicTruth {
  readonly assignment: Readonly<Record<string, readonly number[]>>;
  readonly adding: Readonly<Record<string, readonly number[]>>;
  readonly removing: Readonly<Record<string, readonly number[]>>;
}

const REASSIGN_PARTITIONS_PATH = "/admin/reassign_partitions";
const STATE_PATH = /^\/brokers\/topics\/([^/]+)\/partitions\/(\d+)\/state$/;
const TOPIC_PATH = /^\/brokers\/topics\/([^/]+)$/;
const DELETE_TOPIC_PATH = /^\/admin\/delete_topics\/([^/]+)$/;
const BROKER_PATH = /^\/brokers\/ids\/(\d+)$/;
const BROKER_CONFIG_PATH = /^\/config\/brokers\/([^/]+)$/;
const TOPIC_CONFIG_PATH = /^\/config\/topics\/([^/]+)$/;

/** The `topic-partition` whose state znode has that path, or null. */
export function partitionOfPath(path: string): string | null {
  const match = STATE_PATH.exec(path);
  return match === null ? null : `${match[1]}-${match[2]}`;
}

/** Decodes a state znode (`TopicPartitionStateZNode`); null when it is none. */
export function decodePartitionState(data: string): PartitionTruth | null {
  const value = parseJson(data);
  if (typeof value !== "object" || value === null) return null;
  const { leader, leader_epoch, isr, controller_epoch } = value as Record<string, unknown>;
  if (!isInteger(leader) || !isInteger(leader_epoch) || !isInteger(controller_epoch)) return null;
  return {
    leader,
    leaderEpoch: leader_epoch,
    isr: integersOf(isr),
    controllerEpoch: controller_epoch,
  };
}

/** The topic whose znode has that path, or null. */
export function topicOfPath(path: string): string | null {
  return TOPIC_PATH.exec(path)?.[1] ?? null;
}

/** The topic whose overrides are kept under that path, or null. */
export function topicOfConfigPath(path: string): string | null {
  return TOPIC_CONFIG_PATH.exec(path)?.[1] ?? null;
}

/** What a topic's znode holds (`TopicZNode`); nothing when it is none. */
export function topicTruthIn(json: unknown): TopicTruth {
  const { partitions, adding_replicas, removing_replicas } = recordIn(json);
  return {
    assignment: listsIn(partitions),
    adding: listsIn(adding_replicas),
    removing: listsIn(removing_replicas),
  };
}

/** The overrides in a znode of `/config/topics`. */
export function topicConfigsIn(json: unknown): Readonly<Record<string, string>> {
  const configs: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(recordIn(recordIn(json).config))) {
    configs[name] = String(value);
  }
  return configs;
}

/** Where `/admin/reassign_partitions` wants partitions, by `topic-partition`. */
export function reassignmentsIn(json: unknown): ReadonlyMap<string, readonly number[]> {
  const { partitions } = recordIn(json);
  const entries = Array.isArray(partitions) ? partitions.map(recordIn) : [];
  return new Map(
    entries.map(({ topic, partition, replicas }) => {
      return [`${String(topic)}-${String(partition)}`, integersOf(replicas)];
    }),
  );
}

function listsIn(value: unknown): Readonly<Record<string, readonly number[]>> {
  const lists: Record<string, readonly number[]> = {};
  for (const [partition, replicas] of Object.entries(recordIn(value))) {
    lists[partition] = integersOf(replicas);
  }
  return lists;
}

function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** The whole numbers in a JSON array; empty for anything else. */
export function integersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.filter(isInteger) : [];
}

/** The texts in a JSON array; empty for anything else. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];
}

/** The value of a JSON text; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isInteger(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}

/** A znode that says something of a topic, a partition or a broker, and of which. */
export interface PathMeaning {
  readonly of:
    | "partition"
    | "topic"
    | "topicConfig"
    | "topicDeletion"
    | "reassignments"
    | "broker"
    | "brokerConfig";
  /**
   * Name of the topic, `topic-partition`, or id of the broker (`<default>`: all); empty for what is said
   * of many.
   */
  readonly name: string;
}

function meaningOf(path: string): PathMeaning | null {
  const deleted = DELETE_TOPIC_PATH.exec(path)?.[1];
  if (deleted !== undefined) return { of: "topicDeletion", name: deleted };
  const broker = BROKER_PATH.exec(path)?.[1];
  if (broker !== undefined) return { of: "broker", name: broker };
  const configured = BROKER_CONFIG_PATH.exec(path)?.[1];
  if (configured !== undefined) return { of: "brokerConfig", name: configured };
  if (path === REASSIGN_PARTITIONS_PATH) return { of: "reassignments", name: "" };
  if (!path.startsWith("/brokers/topics/") && !path.startsWith("/config/topics/")) return null;
  const partition = partitionOfPath(path);
  if (partition !== null) return { of: "partition", name: partition };
  const topic = topicOfPath(path);
  if (topic !== null) return { of: "topic", name: topic };
  const config = topicOfConfigPath(path);
  return config === null ? null : { of: "topicConfig", name: config };
}

/** Texts of facts, understood once each. */
export class TextMeanings {
  private readonly texts: TextTable;
  private readonly paths: (PathMeaning | null)[] = [];
  private readonly truths = new Map<number, PartitionTruth | null>();
  private readonly lists = new Map<number, readonly number[]>();
  private readonly textLists = new Map<number, readonly string[]>();
  private readonly values = new Map<number, unknown>();

  constructor(texts: TextTable) {
    this.texts = texts;
  }

  text(id: number): string {
    return this.texts.text(id) ?? "";
  }

  /** What is kept under the path with that id; null for what says nothing of topics. */
  path(path: number): PathMeaning | null {
    const known = this.paths[path];
    if (known !== undefined) return known;
    while (this.paths.length <= path) this.paths.push(meaningOf(this.text(this.paths.length)));
    return this.paths[path] as PathMeaning | null;
  }

  /** The partition whose state is kept under the path with that id, or null. */
  partitionOfPath(path: number): string | null {
    const meaning = this.path(path);
    return meaning !== null && meaning.of === "partition" ? meaning.name : null;
  }

  truth(data: number): PartitionTruth | null {
    const known = this.truths.get(data);
    if (known !== undefined) return known;
    const truth = decodePartitionState(this.text(data));
    this.truths.set(data, truth);
    return truth;
  }

  /** Whole numbers from a JSON text; empty for null. */
  integers(json: number): readonly number[] {
    let list = this.lists.get(json);
    if (list === undefined) {
      list = integersOf(parseJson(this.text(json)));
      this.lists.set(json, list);
    }
    return list;
  }

  /** Texts from a JSON text; empty for null. */
  strings(json: number): readonly string[] {
    let list = this.textLists.get(json);
    if (list === undefined) {
      list = textsOf(parseJson(this.text(json)));
      this.textLists.set(json, list);
    }
    return list;
  }

  json(json: number): unknown {
    if (!this.values.has(json)) this.values.set(json, parseJson(this.text(json)));
    return this.values.get(json);
  }
}
