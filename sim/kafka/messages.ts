import { KAFKA_MESSAGES } from "../kernel/kinds.ts";
import type { ErrorCode } from "./errors.ts";
import type { RecordBatch } from "./record/record-batch.ts";

/** Message kinds of requests; the response's kind is one more. `tp` is an id of `TopicPartitions`. */
export const PRODUCE = KAFKA_MESSAGES;
export const FETCH = KAFKA_MESSAGES + 2;
export const LIST_OFFSETS = KAFKA_MESSAGES + 4;
export const METADATA = KAFKA_MESSAGES + 6;
export const LEADER_AND_ISR = KAFKA_MESSAGES + 8;
export const STOP_REPLICA = KAFKA_MESSAGES + 10;
export const UPDATE_METADATA = KAFKA_MESSAGES + 12;
export const CONTROLLED_SHUTDOWN = KAFKA_MESSAGES + 14;
export const OFFSET_COMMIT = KAFKA_MESSAGES + 16;
export const OFFSET_FETCH = KAFKA_MESSAGES + 18;
export const FIND_COORDINATOR = KAFKA_MESSAGES + 20;
export const JOIN_GROUP = KAFKA_MESSAGES + 22;
export const HEARTBEAT = KAFKA_MESSAGES + 24;
export const LEAVE_GROUP = KAFKA_MESSAGES + 26;
export const SYNC_GROUP = KAFKA_MESSAGES + 28;
export const DESCRIBE_GROUPS = KAFKA_MESSAGES + 30;
export const LIST_GROUPS = KAFKA_MESSAGES + 32;
export const CREATE_TOPICS = KAFKA_MESSAGES + 38;
export const DELETE_TOPICS = KAFKA_MESSAGES + 40;
export const DELETE_RECORDS = KAFKA_MESSAGES + 42;
export const INIT_PRODUCER_ID = KAFKA_MESSAGES + 44;
export const OFFSETS_FOR_LEADER_EPOCH = KAFKA_MESSAGES + 46;
export const CREATE_PARTITIONS = KAFKA_MESSAGES + 74;
export const DELETE_GROUPS = KAFKA_MESSAGES + 84;
export const ELECT_LEADERS = KAFKA_MESSAGES + 86;
export const INCREMENTAL_ALTER_CONFIGS = KAFKA_MESSAGES + 88;
export const ALTER_PARTITION_REASSIGNMENTS = KAFKA_MESSAGES + 90;
export const LIST_PARTITION_REASSIGNMENTS = KAFKA_MESSAGES + 92;
export const OFFSET_DELETE = KAFKA_MESSAGES + 94;
export const ALTER_ISR = KAFKA_MESSAGES + 112;

/** Names of the APIs, by request kind (`ApiKeys`). */
export const API_NAMES: ReadonlyMap<number, string> = new Map([
  [PRODUCE, "Produce"],
  [FETCH, "Fetch"],
  [LIST_OFFSETS, "ListOffsets"],
  [METADATA, "Metadata"],
  [LEADER_AND_ISR, "LeaderAndIsr"],
  [STOP_REPLICA, "StopReplica"],
  [UPDATE_METADATA, "UpdateMetadata"],
  [CONTROLLED_SHUTDOWN, "ControlledShutdown"],
  [OFFSET_COMMIT, "OffsetCommit"],
  [OFFSET_FETCH, "OffsetFetch"],
  [FIND_COORDINATOR, "FindCoordinator"],
  [JOIN_GROUP, "JoinGroup"],
  [HEARTBEAT, "Heartbeat"],
  [LEAVE_GROUP, "LeaveGroup"],
  [SYNC_GROUP, "SyncGroup"],
  [DESCRIBE_GROUPS, "DescribeGroups"],
  [LIST_GROUPS, "ListGroups"],
  [CREATE_TOPICS, "CreateTopics"],
  [DELETE_TOPICS, "DeleteTopics"],
  [DELETE_RECORDS, "DeleteRecords"],
  [INIT_PRODUCER_ID, "InitProducerId"],
  [OFFSETS_FOR_LEADER_EPOCH, "OffsetsForLeaderEpoch"],
  [CREATE_PARTITIONS, "CreatePartitions"],
  [DELETE_GROUPS, "DeleteGroups"],
  [ELECT_LEADERS, "ElectLeaders"],
  [INCREMENTAL_ALTER_CONFIGS, "IncrementalAlterConfigs"],
  [ALTER_PARTITION_REASSIGNMENTS, "AlterPartitionReassignments"],
  [LIST_PARTITION_REASSIGNMENTS, "ListPartitionReassignments"],
  [OFFSET_DELETE, "OffsetDelete"],
  [ALTER_ISR, "AlterIsr"],
]);

/** Bytes assumed for a request or response without records; each partition adds some. */
export const MESSAGE_OVERHEAD_BYTES = 64;
export const PARTITION_OVERHEAD_BYTES = 32;

/** `-1` in `replicaId`: the fetcher is a consumer. */
export const CONSUMER_REPLICA_ID = -1;
/** `IsolationLevel`: read up to the HW, or up to the last stable offset (KIP-98). */
export const READ_UNCOMMITTED = 0;
export const READ_COMMITTED = 1;
export const LATEST_TIMESTAMP = -1;
export const EARLIEST_TIMESTAMP = -2;
/** The record with the largest timestamp (KIP-734). */
export const MAX_TIMESTAMP = -3;
/** `-1` as an offset in DeleteRecords: up to the HW. */
export const DELETE_TO_HIGH_WATERMARK = -1;

export interface ProduceRequest {
  /** 0, 1 or -1 (all). */
  readonly acks: number;
  readonly timeoutMs: number;
  readonly partitions: readonly ProducePartition[];
}
export interface ProducePartition {
  readonly tp: number;
  readonly batch: RecordBatch;
}
export interface ProduceResponse {
  readonly partitions: readonly ProducePartitionResponse[];
}
export interface ProducePartitionResponse {
  readonly tp: number;
  readonly error: ErrorCode;
  /** -1 on error. */
  readonly baseOffset: number;
  readonly logStartOffset: number;
}

/**
 * Fetch with incremental sessions (KIP-227): `sessionId` 0 with `sessionEpoch` 0 asks for a new
 * session and names all partitions; `sessionEpoch` -1 is sessionless; otherwise `partitions` are
 * those that changed and `forgotten` those that left.
 */
export interface FetchRequest {
  readonly replicaId: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  /** READ_UNCOMMITTED or READ_COMMITTED; without meaning for a follower. */
  readonly isolationLevel: number;
  readonly sessionId: number;
  readonly sessionEpoch: number;
  readonly partitions: readonly FetchPartition[];
  readonly forgotten: readonly number[];
}
export interface FetchPartition {
  readonly tp: number;
  readonly fetchOffset: number;
  readonly logStartOffset: number;
  /** -1: not given. */
  readonly currentLeaderEpoch: number;
  /** -1: not given (KIP-595). */
  readonly lastFetchedEpoch: number;
  readonly maxBytes: number;
}
export interface FetchResponse {
  readonly error: ErrorCode;
  readonly sessionId: number;
  /** In an incremental session only the partitions with news. */
  readonly partitions: readonly FetchPartitionResponse[];
}
export interface EpochEndOffset {
  readonly epoch: number;
  readonly endOffset: number;
}
export interface FetchPartitionResponse {
  readonly tp: number;
  readonly error: ErrorCode;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly batches: readonly RecordBatch[];
  readonly divergingEpoch: EpochEndOffset | null;
}

export interface ListOffsetsRequest {
  readonly replicaId: number;
  /** READ_UNCOMMITTED or READ_COMMITTED; without meaning for a follower. */
  readonly isolationLevel: number;
  readonly partitions: readonly {
    readonly tp: number;
    readonly timestamp: number;
    readonly currentLeaderEpoch: number;
  }[];
}
export interface ListOffsetsResponse {
  readonly partitions: readonly {
    readonly tp: number;
    readonly error: ErrorCode;
    readonly offset: number;
    readonly leaderEpoch: number;
  }[];
}

export interface OffsetsForLeaderEpochRequest {
  readonly replicaId: number;
  readonly partitions: readonly {
    readonly tp: number;
    readonly currentLeaderEpoch: number;
    readonly leaderEpoch: number;
  }[];
}
export interface OffsetsForLeaderEpochResponse {
  readonly partitions: readonly {
    readonly tp: number;
    readonly error: ErrorCode;
    readonly leaderEpoch: number;
    readonly endOffset: number;
  }[];
}

export interface MetadataRequest {
  /** null asks for all topics. */
  readonly topics: readonly string[] | null;
}
export interface MetadataResponse {
  /** Ids of the live brokers. */
  readonly brokers: readonly number[];
  /** Racks of those that have one, by id (KIP-36). */
  readonly racks: Readonly<Record<string, string>>;
  /** -1: none known. */
  readonly controllerId: number;
  readonly topics: readonly MetadataTopic[];
}
export interface MetadataTopic {
  readonly topic: string;
  readonly error: ErrorCode;
  readonly partitions: readonly MetadataPartition[];
}
export interface MetadataPartition {
  readonly tp: number;
  readonly error: ErrorCode;
  /** -1: none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

export interface LeaderAndIsrRequest {
  readonly controllerId: number;
  readonly controllerEpoch: number;
  readonly brokerEpoch: number;
  readonly partitions: readonly LeaderAndIsrPartition[];
}
export interface LeaderAndIsrPartition {
  readonly tp: number;
  readonly controllerEpoch: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  /** Version of the partition's state znode. */
  readonly zkVersion: number;
  readonly replicas: readonly number[];
  /** Those of the replicas that a reassignment adds; none when absent (KIP-455). */
  readonly addingReplicas?: readonly number[];
  /** Those that it removes. */
  readonly removingReplicas?: readonly number[];
  readonly isNew: boolean;
}
export interface ControlResponse {
  readonly error: ErrorCode;
  readonly partitions: readonly { readonly tp: number; readonly error: ErrorCode }[];
}

export interface UpdateMetadataRequest {
  readonly controllerId: number;
  readonly controllerEpoch: number;
  readonly brokerEpoch: number;
  readonly partitions: readonly UpdateMetadataPartition[];
  readonly liveBrokers: readonly number[];
  /** Racks of those that have one, by id. */
  readonly racks: Readonly<Record<string, string>>;
  /**
   * How many partitions `__consumer_offsets` has, which a broker reads from ZooKeeper when it starts; no
   * part of the message on the wire. 0: there is no such topic.
   */
  readonly offsetsPartitions: number;
}
/** `LeaderAndIsr.LeaderDuringDelete`. */
export const LEADER_DURING_DELETE = -2;
export const NO_LEADER = -1;
export interface UpdateMetadataPartition {
  readonly tp: number;
  readonly controllerEpoch: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  readonly zkVersion: number;
  readonly replicas: readonly number[];
  readonly offlineReplicas: readonly number[];
}

export interface StopReplicaRequest {
  readonly controllerId: number;
  readonly controllerEpoch: number;
  readonly brokerEpoch: number;
  readonly partitions: readonly {
    readonly tp: number;
    readonly leaderEpoch: number;
    readonly deletePartition: boolean;
  }[];
}

export interface ControlledShutdownRequest {
  readonly brokerId: number;
  readonly brokerEpoch: number;
}
export interface ControlledShutdownResponse {
  readonly error: ErrorCode;
  /** Partitions the broker still leads. */
  readonly remaining: readonly number[];
}

export interface AlterIsrRequest {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly partitions: readonly {
    readonly tp: number;
    readonly leaderEpoch: number;
    readonly newIsr: readonly number[];
    readonly currentIsrVersion: number;
  }[];
}
export interface AlterIsrResponse {
  readonly error: ErrorCode;
  readonly partitions: readonly AlterIsrPartitionResponse[];
}
export interface AlterIsrPartitionResponse {
  readonly tp: number;
  readonly error: ErrorCode;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  readonly currentIsrVersion: number;
}

export type InitProducerIdRequest = Readonly<Record<string, never>>;
export interface InitProducerIdResponse {
  readonly error: ErrorCode;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface CreateTopicsRequest {
  readonly topics: readonly NewTopic[];
}
export interface NewTopic {
  readonly name: string;
  /** -1 with an `assignment`. */
  readonly numPartitions: number;
  /** -1 with an `assignment`. */
  readonly replicationFactor: number;
  /** Replicas by partition; null lets the controller place them. */
  readonly assignment: readonly (readonly number[])[] | null;
  readonly configs: Readonly<Record<string, string>>;
}
export interface CreateTopicsResponse {
  readonly topics: readonly {
    readonly name: string;
    readonly error: ErrorCode;
    readonly message: string | null;
  }[];
}

export interface DeleteTopicsRequest {
  readonly topics: readonly string[];
}
export type DeleteTopicsResponse = TopicResults;

/** Raises the log start offset of each partition (KIP-107). */
export interface DeleteRecordsRequest {
  readonly partitions: readonly {
    readonly tp: number;
    /** The first offset that stays; DELETE_TO_HIGH_WATERMARK. */
    readonly offset: number;
  }[];
  readonly timeoutMs: number;
}
export interface DeleteRecordsResponse {
  readonly partitions: readonly {
    readonly tp: number;
    /** Where the logs of all live replicas start at the earliest; -1 on error. */
    readonly lowWatermark: number;
    readonly error: ErrorCode;
  }[];
}

export interface CreatePartitionsRequest {
  readonly topics: readonly NewPartitions[];
}
export interface NewPartitions {
  readonly name: string;
  /** How many partitions the topic shall have in all. */
  readonly count: number;
  /** Replicas of those that are new; null lets the controller place them. */
  readonly assignment: readonly (readonly number[])[] | null;
}
export type CreatePartitionsResponse = TopicResults;

/** What became of each topic of a request. */
export interface TopicResults {
  readonly topics: readonly {
    readonly name: string;
    readonly error: ErrorCode;
    readonly message: string | null;
  }[];
}

/** `ElectionType`: to the preferred replica, or to any live one where no member of the ISR lives. */
export type ElectionType = "preferred" | "unclean";
export interface ElectLeadersRequest {
  readonly electionType: ElectionType;
  /** null asks for all partitions. */
  readonly partitions: readonly number[] | null;
  readonly timeoutMs: number;
}
export interface ElectLeadersResponse {
  readonly error: ErrorCode;
  readonly partitions: readonly { readonly tp: number; readonly error: ErrorCode }[];
}

/** Of a topic, of one broker by its id, or of all brokers (`""`), as `ConfigResource`. */
export interface ConfigResource {
  readonly type: "topic" | "broker";
  readonly name: string;
}
export interface IncrementalAlterConfigsRequest {
  readonly resources: readonly {
    readonly resource: ConfigResource;
    /** null deletes the override. */
    readonly changes: Readonly<Record<string, string | null>>;
  }[];
}
export interface IncrementalAlterConfigsResponse {
  readonly resources: readonly {
    readonly resource: ConfigResource;
    readonly error: ErrorCode;
    readonly message: string | null;
  }[];
}

export interface AlterPartitionReassignmentsRequest {
  readonly partitions: readonly {
    readonly tp: number;
    /** Where the partition shall be; null cancels a reassignment. */
    readonly replicas: readonly number[] | null;
  }[];
}
export interface AlterPartitionReassignmentsResponse {
  readonly error: ErrorCode;
  readonly partitions: readonly { readonly tp: number; readonly error: ErrorCode }[];
}

export interface ListPartitionReassignmentsRequest {
  /** null asks for all partitions. */
  readonly partitions: readonly number[] | null;
}
export interface ListPartitionReassignmentsResponse {
  readonly error: ErrorCode;
  readonly partitions: readonly {
    readonly tp: number;
    readonly replicas: readonly number[];
    readonly adding: readonly number[];
    readonly removing: readonly number[];
  }[];
}
