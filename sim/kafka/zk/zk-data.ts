import { assert } from "../../kernel/assert.ts";
import type { ReplicaAssignment } from "../controller/replicas/replica-assignment.ts";

/** Paths of the znodes that Kafka keeps (`ZkData`). */
export const CONTROLLER_PATH = "/controller";
export const CONTROLLER_EPOCH_PATH = "/controller_epoch";
export const BROKER_IDS_PATH = "/brokers/ids";
export const TOPICS_PATH = "/brokers/topics";
/** Its children name the topics that are to be deleted. */
export const DELETE_TOPICS_PATH = "/admin/delete_topics";
export const ISR_CHANGE_NOTIFICATION_PATH = "/isr_change_notification";
export const LOG_DIR_EVENT_NOTIFICATION_PATH = "/log_dir_event_notification";
export const PRODUCER_ID_BLOCK_PATH = "/latest_producer_id_block";
/** What the older tool asks the controller to reassign; there while that is under way. */
export const REASSIGN_PARTITIONS_PATH = "/admin/reassign_partitions";
/** What the older tool wants led by its preferred replicas; the controller deletes it when it tried. */
export const PREFERRED_REPLICA_ELECTION_PATH = "/admin/preferred_replica_election";
/** Its children say whose settings were changed. */
export const CONFIG_CHANGES_PATH = "/config/changes";
/** Not Kafka's: the queue of the sequential election. */
export const ELECTION_QUEUE_PATH = "/controller_election";

/** `ZkData.PersistentZkPaths`, with the parents that they need, in the order of their creation. */
export const PERSISTENT_ZK_PATHS: readonly string[] = [
  "/consumers",
  "/brokers",
  BROKER_IDS_PATH,
  TOPICS_PATH,
  "/config",
  CONFIG_CHANGES_PATH,
  "/admin",
  DELETE_TOPICS_PATH,
  "/brokers/seqid",
  ISR_CHANGE_NOTIFICATION_PATH,
  PRODUCER_ID_BLOCK_PATH,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
  "/config/topics",
  "/config/clients",
  "/config/users",
  "/config/brokers",
  "/config/ips",
];

export function brokerIdPath(brokerId: number): string {
  return `${BROKER_IDS_PATH}/${brokerId}`;
}

export function topicPath(topic: string): string {
  return `${TOPICS_PATH}/${topic}`;
}

/** The topic whose znode that is; null for another path. */
export function topicOfPath(path: string): string | null {
  const prefix = `${TOPICS_PATH}/`;
  if (!path.startsWith(prefix)) return null;
  const topic = path.slice(prefix.length);
  return topic.includes("/") ? null : topic;
}

export function topicPartitionsPath(topic: string): string {
  return `${topicPath(topic)}/partitions`;
}

export function topicPartitionPath(topic: string, partition: number): string {
  return `${topicPartitionsPath(topic)}/${partition}`;
}

export function topicPartitionStatePath(topic: string, partition: number): string {
  return `${topicPartitionPath(topic, partition)}/state`;
}

export function deleteTopicPath(topic: string): string {
  return `${DELETE_TOPICS_PATH}/${topic}`;
}

/** The partition whose state znode that is; null for another path. */
export function partitionOfStatePath(path: string): ZkPartition | null {
  const [, , , topic, partitions, partition, state, ...more] = path.split("/");
  const isState = partitions === "partitions" && state === "state" && more.length === 0;
  if (topic === undefined || partition === undefined || !isState) return null;
  return path.startsWith(`${TOPICS_PATH}/`) ? { topic, partition: Number(partition) } : null;
}

export function topicConfigPath(topic: string): string {
  return `/config/topics/${topic}`;
}

/** `ConfigEntityName.Default`: what all brokers have that have no setting of their own. */
export const DEFAULT_BROKER_CONFIG = "<default>";

/** @param name a broker's id, or {@link DEFAULT_BROKER_CONFIG} */
export function brokerConfigPath(name: string): string {
  return `/config/brokers/${name}`;
}

/** Whose settings: `topics/T`, `brokers/N` or `brokers/<default>`. */
export type ConfigEntityPath = `topics/${string}` | `brokers/${string}`;

/** The znode that holds the settings. */
export function configPath(entity: ConfigEntityPath): string {
  return `/config/${entity}`;
}

/** What a sequential znode that tells brokers of a change is created with. */
export const CONFIG_CHANGE_PREFIX = `${CONFIG_CHANGES_PATH}/config_change_`;

/** A partition's leader and ISR; `zkVersion` is the version of its state znode. */
export interface LeaderAndIsr {
  /** -1: none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  readonly zkVersion: number;
}

/** With the epoch of the controller that wrote it. */
export interface LeaderIsrAndControllerEpoch extends LeaderAndIsr {
  readonly controllerEpoch: number;
}

/** A partition as znodes name it. */
export interface ZkPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A partition and the replicas that it shall have. */
export interface PartitionReassignment extends ZkPartition {
  readonly replicas: readonly number[];
}

/** Producer ids from `blockStart` to `blockEnd`, both included, belong to a broker. */
export interface ProducerIdBlock {
  readonly broker: number;
  readonly blockStart: number;
  readonly blockEnd: number;
}

export function encodeController(brokerId: number, timestampMs: number): string {
  return JSON.stringify({ version: 1, brokerid: brokerId, timestamp: String(timestampMs) });
}

export function decodeController(data: string): number {
  return integer(parse(data), "brokerid");
}

export function encodeControllerEpoch(epoch: number): string {
  return String(epoch);
}

export function decodeControllerEpoch(data: string): number {
  const epoch = Number(data);
  assert(Number.isSafeInteger(epoch), `${CONTROLLER_EPOCH_PATH} holds a number, not ${data}`);
  return epoch;
}

/**
 * A broker's registration, format 5 (2.7 and later).
 * @param rack `broker.rack`; an empty text is none
 */
export function encodeBroker(
  host: string,
  port: number,
  timestampMs: number,
  rack: string,
): string {
  return JSON.stringify({
    ...(rack === "" ? {} : { rack }),
    features: {},
    listener_security_protocol_map: { PLAINTEXT: "PLAINTEXT" },
    endpoints: [`PLAINTEXT://${host}:${port}`],
    jmx_port: -1,
    port,
    host,
    version: 5,
    timestamp: String(timestampMs),
  });
}

/** The rack of a registered broker; null for none. */
export function decodeBrokerRack(data: string): string | null {
  // Between its creation and the next write the znode is empty.
  if (data === "") return null;
  const { rack } = parse(data);
  return typeof rack === "string" ? rack : null;
}

/** Whether two registrations of a broker id name the same address (`Broker.equals` of 0.8). */
export function sameBroker(data: string, other: string): boolean {
  if (data === "" || other === "") return false;
  const [x, y] = [parse(data), parse(other)];
  return x.host === y.host && x.port === y.port;
}

/** A topic's assignment, format 3: the replicas of each partition from 0. */
export function encodeTopic(assignments: readonly ReplicaAssignment[]): string {
  return JSON.stringify({
    partitions: Object.fromEntries(assignments.map(({ replicas }, p) => [p, replicas])),
    adding_replicas: changes(assignments.map(({ adding }) => adding)),
    removing_replicas: changes(assignments.map(({ removing }) => removing)),
    version: 3,
  });
}

/** The replicas of each partition from 0. */
export function decodeTopic(data: string): readonly ReplicaAssignment[] {
  const json = parse(data);
  const partitions = object(json.partitions, "partitions");
  const adding = object(json.adding_replicas ?? {}, "adding_replicas");
  const removing = object(json.removing_replicas ?? {}, "removing_replicas");
  const count = Object.keys(partitions).length;
  return Array.from({ length: count }, (_, partition) => ({
    replicas: integers(partitions, String(partition)),
    adding: integers(adding, String(partition), []),
    removing: integers(removing, String(partition), []),
  }));
}

/** Replicas by partition; partitions without any are left out. */
function changes(
  lists: readonly (readonly number[])[],
): Readonly<Record<string, readonly number[]>> {
  const entries = lists.map((replicas, partition) => [partition, replicas] as const);
  return Object.fromEntries(entries.filter(([, replicas]) => replicas.length > 0));
}

export function encodeTopicPartitionState(state: LeaderIsrAndControllerEpoch): string {
  return JSON.stringify({
    controller_epoch: state.controllerEpoch,
    leader: state.leader,
    version: 1,
    leader_epoch: state.leaderEpoch,
    isr: state.isr,
  });
}

/** @param zkVersion version of the znode that holds `data` */
export function decodeTopicPartitionState(
  data: string,
  zkVersion: number,
): LeaderIsrAndControllerEpoch {
  const json = parse(data);
  return {
    leader: integer(json, "leader"),
    leaderEpoch: integer(json, "leader_epoch"),
    isr: integers(json, "isr"),
    zkVersion,
    controllerEpoch: integer(json, "controller_epoch"),
  };
}

/** The partitions whose ISR their leader changed (`IsrChangeNotificationSequenceZNode`). */
export function encodeIsrChange(partitions: readonly ZkPartition[]): string {
  return JSON.stringify({
    version: 1,
    partitions: partitions.map(({ topic, partition }) => ({ topic, partition })),
  });
}

export function decodeIsrChange(data: string): readonly ZkPartition[] {
  const { partitions } = parse(data);
  assert(Array.isArray(partitions), `${data} lists partitions`);
  return partitions.map((each) => {
    const json = object(each, "a partition");
    return { topic: String(json.topic), partition: integer(json, "partition") };
  });
}

/** What `/admin/reassign_partitions` holds (`ReassignPartitionsZNode`). */
export function encodeReassignPartitions(reassignments: readonly PartitionReassignment[]): string {
  return JSON.stringify({
    version: 1,
    partitions: reassignments.map(({ topic, partition, replicas }) => {
      return { topic, partition, replicas };
    }),
  });
}

export function decodeReassignPartitions(data: string): readonly PartitionReassignment[] {
  const { partitions } = parse(data);
  assert(Array.isArray(partitions), `${data} lists partitions`);
  return partitions.map((each) => {
    const json = object(each, "a partition");
    const replicas = integers(json, "replicas");
    return { topic: String(json.topic), partition: integer(json, "partition"), replicas };
  });
}

/** What `/admin/preferred_replica_election` holds (`PreferredReplicaElectionZNode`). */
export function encodePreferredReplicaElection(partitions: readonly ZkPartition[]): string {
  return encodeIsrChange(partitions);
}

export function decodePreferredReplicaElection(data: string): readonly ZkPartition[] {
  return decodeIsrChange(data);
}

/** Whose settings were changed (`ConfigEntityChangeNotificationSequenceZNode`), format 2. */
export function encodeConfigChange(entity: ConfigEntityPath): string {
  return JSON.stringify({ version: 2, entity_path: entity });
}

/** Null for what this version does not understand. */
export function decodeConfigChange(data: string): ConfigEntityPath | null {
  const { entity_path: path } = parse(data);
  return typeof path === "string" && isConfigEntityPath(path) ? path : null;
}

function isConfigEntityPath(path: string): path is ConfigEntityPath {
  return path.startsWith("topics/") || path.startsWith("brokers/");
}

/** A log directory of a broker failed (`LogDirEventNotificationSequenceZNode`). */
export function encodeLogDirEvent(brokerId: number): string {
  return JSON.stringify({ version: 1, broker: brokerId, event: LOG_DIR_FAILURE_EVENT });
}

/** The broker. */
export function decodeLogDirEvent(data: string): number {
  return integer(parse(data), "broker");
}

const LOG_DIR_FAILURE_EVENT = 1;

export function encodeConfig(configs: Readonly<Record<string, string>>): string {
  return JSON.stringify({ version: 1, config: configs });
}

export function decodeConfig(data: string): Readonly<Record<string, string>> {
  if (data === "") return {};
  const config = object(parse(data).config, "config");
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]));
}

export function encodeProducerIdBlock(block: ProducerIdBlock): string {
  return JSON.stringify({
    version: 1,
    broker: block.broker,
    block_start: String(block.blockStart),
    block_end: String(block.blockEnd),
  });
}

/** The block of a znode; null while none was ever allocated. */
export function decodeProducerIdBlock(data: string): ProducerIdBlock | null {
  if (data === "") return null;
  const json = parse(data);
  return {
    broker: integer(json, "broker"),
    blockStart: Number(json.block_start),
    blockEnd: Number(json.block_end),
  };
}

type Json = Readonly<Record<string, unknown>>;

function parse(data: string): Json {
  return object(JSON.parse(data), data);
}

function object(value: unknown, name: string): Json {
  assert(typeof value === "object" && value !== null, `${name} is not a JSON object`);
  return value as Json;
}

function integer(json: Json, key: string): number {
  const value = json[key];
  assert(typeof value === "number" && Number.isSafeInteger(value), `${key} is not a number`);
  return value;
}

function integers(json: Json, key: string, absent?: readonly number[]): readonly number[] {
  const value = json[key] ?? absent;
  assert(Array.isArray(value), `${key} is not a list`);
  return value as readonly number[];
}
