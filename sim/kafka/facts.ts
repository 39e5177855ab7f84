import type { FactField, FactSchema } from "../kernel/facts.ts";
import { KAFKA_FACTS } from "../kernel/facts.ts";

/** A replica's role at a broker changed: `role` as below; `leader` is -1 when unknown. */
export const FACT_REPLICA_ROLE = KAFKA_FACTS;
/** A replica's log ends there, not because of an append: FACT_LOG_APPEND says so itself. */
export const FACT_REPLICA_LEO = KAFKA_FACTS + 1;
export const FACT_REPLICA_HW = KAFKA_FACTS + 2;
export const FACT_REPLICA_START = KAFKA_FACTS + 3;
/** Records went into a replica's log, which now ends with them; `epoch` is the batch's leader epoch. */
export const FACT_LOG_APPEND = KAFKA_FACTS + 4;
/** A replica's log now ends at `offset`; everything from there on is gone. */
export const FACT_LOG_TRUNCATE = KAFKA_FACTS + 5;
/** The leader epoch cache of a replica: `[[epoch, startOffset], …]`. */
export const FACT_EPOCH_CACHE = KAFKA_FACTS + 6;
/** The LEO of a follower as its leader knows it; -1 is unknown, -2 that it is a replica no more. */
export const FACT_REMOTE_LEO = KAFKA_FACTS + 7;
export const NO_REMOTE_REPLICA = -2;
/** The ISR as the leader holds it: committed, and maximal while an AlterIsr is in flight. */
export const FACT_LEADER_ISR = KAFKA_FACTS + 8;
/** A replica is fetched from `source` (-1: from nobody) by this broker. */
export const FACT_FETCHER = KAFKA_FACTS + 9;
/** A broker became or ceased to be the active controller. */
export const FACT_CONTROLLER = KAFKA_FACTS + 10;
/** The controller elected a leader. */
export const FACT_ELECTION = KAFKA_FACTS + 11;
/** What a broker's metadata cache says of a partition. */
export const FACT_METADATA = KAFKA_FACTS + 12;
/** A broker's state: see BROKER_STATES. */
export const FACT_BROKER_STATE = KAFKA_FACTS + 13;
/** A record was handed to a producer; `resendOf` is the failed record of which it is a copy, 0: none. */
export const FACT_RECORD_SENT = KAFKA_FACTS + 14;
/** A record is the `index`-th of a batch. */
export const FACT_RECORD_BATCHED = KAFKA_FACTS + 15;
/** A producer told its application what became of a record: see RECORD_STATUS. The client comes last. */
export const FACT_RECORD_STATUS = KAFKA_FACTS + 16;
/** A consumer's application received a record. */
export const FACT_RECORD_READ = KAFKA_FACTS + 17;
/** A consumer's position in a partition. */
export const FACT_POSITION = KAFKA_FACTS + 18;
/** A client met an error; `tp` may be null. */
export const FACT_CLIENT_ERROR = KAFKA_FACTS + 19;
/** How many acks=all produce requests wait for the HW of a partition. */
export const FACT_DELAYED_PRODUCE = KAFKA_FACTS + 21;
/** The leader a client's metadata names for a partition; -1 is none. */
export const FACT_CLIENT_LEADER = KAFKA_FACTS + 22;
/** A batch was sent by a client in one request: message facts name the request, this its content. */
export const FACT_PRODUCE_ATTEMPT = KAFKA_FACTS + 23;
/**
 * As FACT_LOG_APPEND, of a batch that is not as its producer made it: a piece of a message set (v0, v1),
 * or one that compaction has been at. `records` is `[batch, [[offset, index in the batch, count], …]]`;
 * the offsets between have no record.
 */
export const FACT_LOG_APPEND_PART = KAFKA_FACTS + 24;
/** Compaction took records out of a replica's log: `[[from, to), …]`. */
export const FACT_LOG_CLEAN = KAFKA_FACTS + 25;
/** The base offsets of the segments of a replica's log, the active one last. */
export const FACT_LOG_SEGMENTS = KAFKA_FACTS + 26;
/**
 * Retention deleted a log's oldest segments, up to `offset`: by `setting` (`retention.ms`,
 * `retention.bytes`), whose `limit` the age of the newest record of the last of them, or the size of
 * the log, was beyond (`amount`: milliseconds, bytes).
 */
export const FACT_LOG_RETENTION = KAFKA_FACTS + 27;
/** A batch on the disk of a broker no longer matches its checksum. */
export const FACT_LOG_DAMAGED = KAFKA_FACTS + 28;

/**
 * What a broker, as its coordinator, holds of a group: `state` is one of GROUP_STATES, `protocol` the
 * assignor and `leader` the member that were chosen (null: none). GROUP_DEAD: it holds nothing of it any
 * more, neither members nor offsets.
 */
export const FACT_GROUP = KAFKA_FACTS + 29;
/**
 * A member of a group as its coordinator holds it: `instance` is its `group.instance.id` (null: dynamic),
 * `assignment` names the partitions it has in this generation, `["orders-0", …]`; null: it is no member.
 */
export const FACT_GROUP_MEMBER = KAFKA_FACTS + 30;
/**
 * A group's committed offset as its coordinator holds it; -1 is none. `cause`: `committed`, `loaded` from
 * the log, `expired`, or `deleted`.
 */
export const FACT_GROUP_OFFSET = KAFKA_FACTS + 31;
/** What a consumer takes itself for: `state` is one of MEMBER_STATES, `member` null while it has no id. */
export const FACT_MEMBERSHIP = KAFKA_FACTS + 32;
/** The partitions of which a consumer takes itself for the owner, `["orders-0", …]`. */
export const FACT_ASSIGNMENT = KAFKA_FACTS + 33;
/** A consumer was told what became of its commit of that offset. */
export const FACT_COMMIT = KAFKA_FACTS + 34;
/** An application worked on a record: `outcome` is one of PROCESSING_OUTCOMES. */
export const FACT_RECORD_PROCESSED = KAFKA_FACTS + 35;

/** `GroupState`. */
export const GROUP_STATES = {
  Empty: 0,
  PreparingRebalance: 1,
  CompletingRebalance: 2,
  Stable: 3,
  Dead: 4,
} as const;

/** `AbstractCoordinator.MemberState`. */
export const MEMBER_STATES = {
  UNJOINED: 0,
  PREPARING_REBALANCE: 1,
  COMPLETING_REBALANCE: 2,
  STABLE: 3,
} as const;

/** What came of the processing of a record. */
export const PROCESSING_OUTCOMES = {
  /** Its effect is in the outside system. */
  APPLIED: 1,
  /** The outside system had an effect of a record with that key already, and took none. */
  DUPLICATE: 2,
  /** The outside system refused it: it comes from an older generation of the group. */
  FENCED: 3,
  /** Processing failed, and the application went on. */
  SKIPPED: 4,
  /** Processing failed, and the application is not through with it. */
  FAILED: 5,
} as const;

export const ROLE_NONE = 0;
export const ROLE_LEADER = 1;
export const ROLE_FOLLOWER = 2;
/** Hosted on this broker, whose process does not run or has not been told its role. */
export const ROLE_OFFLINE = 3;

export const BROKER_STATES = {
  NOT_RUNNING: 0,
  STARTING: 1,
  RECOVERING_FROM_UNCLEAN_SHUTDOWN: 2,
  RUNNING_AS_BROKER: 3,
  PENDING_CONTROLLED_SHUTDOWN: 6,
  BROKER_SHUTTING_DOWN: 7,
} as const;

export const RECORD_STATUS = {
  /** The broker acknowledged it as `acks` asked. */
  ACKED: 1,
  /** Certainly not written. */
  FAILED: 2,
  /** May or may not have been written. */
  UNKNOWN: 3,
  /** acks=0 asked for no acknowledgement. */
  UNACKNOWLEDGED: 4,
} as const;

const TP: FactField = ["tp", "text"];
const BROKER: FactField = ["broker", "int"];
const CLIENT: FactField = ["client", "host"];
const GROUP: FactField = ["group", "text"];

function fact(code: number, name: string, ...fields: FactField[]): FactSchema {
  return { code, name, fields };
}

/** Every fact of the Kafka layer. `tp` is the interned name, `broker` a broker id. */
export const KAFKA_FACT_SCHEMAS: readonly FactSchema[] = [
  fact(
    FACT_REPLICA_ROLE,
    "replica.role",
    TP,
    BROKER,
    ["role", "int"],
    ["leaderEpoch", "int"],
    ["leader", "int"],
  ),
  fact(FACT_REPLICA_LEO, "replica.leo", TP, BROKER, ["offset", "int"]),
  fact(FACT_REPLICA_HW, "replica.hw", TP, BROKER, ["offset", "int"]),
  fact(FACT_REPLICA_START, "replica.start", TP, BROKER, ["offset", "int"]),
  fact(
    FACT_LOG_APPEND,
    "log.append",
    TP,
    BROKER,
    ["baseOffset", "int"],
    ["count", "int"],
    ["epoch", "int"],
    ["batch", "int"],
  ),
  fact(
    FACT_LOG_APPEND_PART,
    "log.append.part",
    TP,
    BROKER,
    ["baseOffset", "int"],
    ["count", "int"],
    ["epoch", "int"],
    ["records", "json"],
  ),
  fact(FACT_LOG_CLEAN, "log.clean", TP, BROKER, ["offsets", "json"]),
  fact(FACT_LOG_DAMAGED, "log.damaged", TP, BROKER, ["baseOffset", "int"], ["count", "int"]),
  fact(FACT_LOG_SEGMENTS, "log.segments", TP, BROKER, ["baseOffsets", "json"]),
  fact(
    FACT_LOG_RETENTION,
    "log.retention",
    TP,
    BROKER,
    ["offset", "int"],
    ["setting", "text"],
    ["amount", "int"],
    ["limit", "int"],
  ),
  fact(FACT_LOG_TRUNCATE, "log.truncate", TP, BROKER, ["offset", "int"], ["reason", "text"]),
  fact(FACT_EPOCH_CACHE, "epoch.cache", TP, BROKER, ["entries", "json"]),
  fact(FACT_REMOTE_LEO, "remote.leo", TP, BROKER, ["follower", "int"], ["offset", "int"]),
  fact(
    FACT_LEADER_ISR,
    "leader.isr",
    TP,
    BROKER,
    ["isr", "json"],
    ["maximalIsr", "json"],
    ["zkVersion", "int"],
  ),
  fact(FACT_FETCHER, "fetcher", TP, BROKER, ["source", "int"]),
  fact(FACT_CONTROLLER, "controller", BROKER, ["epoch", "int"], ["active", "bool"]),
  fact(
    FACT_ELECTION,
    "election",
    TP,
    ["leader", "int"],
    ["leaderEpoch", "int"],
    ["isr", "json"],
    ["strategy", "text"],
    ["unclean", "bool"],
  ),
  fact(
    FACT_METADATA,
    "metadata",
    TP,
    BROKER,
    ["leader", "int"],
    ["leaderEpoch", "int"],
    ["isr", "json"],
  ),
  fact(FACT_BROKER_STATE, "broker.state", BROKER, ["state", "int"]),
  fact(
    FACT_RECORD_SENT,
    "record.sent",
    CLIENT,
    ["record", "int"],
    TP,
    ["key", "text"],
    ["value", "text"],
    ["resendOf", "int"],
  ),
  fact(
    FACT_RECORD_BATCHED,
    "record.batched",
    ["record", "int"],
    ["batch", "int"],
    ["index", "int"],
  ),
  fact(
    FACT_RECORD_STATUS,
    "record.status",
    ["record", "int"],
    TP,
    ["status", "int"],
    ["offset", "int"],
    ["error", "int"],
    CLIENT,
  ),
  fact(
    FACT_RECORD_READ,
    "record.read",
    CLIENT,
    TP,
    ["offset", "int"],
    ["record", "int"],
    ["epoch", "int"],
  ),
  fact(FACT_POSITION, "position", CLIENT, TP, ["offset", "int"]),
  fact(FACT_CLIENT_ERROR, "client.error", CLIENT, ["error", "int"], TP),
  fact(FACT_DELAYED_PRODUCE, "delayed.produce", TP, BROKER, ["waiting", "int"]),
  fact(
    FACT_GROUP,
    "group",
    GROUP,
    BROKER,
    ["state", "int"],
    ["generation", "int"],
    ["protocol", "text"],
    ["leader", "text"],
  ),
  fact(
    FACT_GROUP_MEMBER,
    "group.member",
    GROUP,
    BROKER,
    ["member", "text"],
    CLIENT,
    ["instance", "text"],
    ["assignment", "json"],
  ),
  fact(FACT_GROUP_OFFSET, "group.offset", GROUP, BROKER, TP, ["offset", "int"], ["cause", "text"]),
  fact(
    FACT_MEMBERSHIP,
    "membership",
    CLIENT,
    GROUP,
    ["member", "text"],
    ["generation", "int"],
    ["state", "int"],
  ),
  fact(FACT_ASSIGNMENT, "assignment", CLIENT, ["partitions", "json"]),
  fact(FACT_COMMIT, "commit", CLIENT, GROUP, TP, ["offset", "int"], ["error", "int"]),
  fact(
    FACT_RECORD_PROCESSED,
    "record.processed",
    CLIENT,
    TP,
    ["offset", "int"],
    ["record", "int"],
    ["generation", "int"],
    ["outcome", "int"],
  ),
  fact(FACT_CLIENT_LEADER, "client.leader", CLIENT, TP, ["leader", "int"], ["leaderEpoch", "int"]),
  fact(
    FACT_PRODUCE_ATTEMPT,
    "produce.attempt",
    CLIENT,
    TP,
    ["batch", "int"],
    ["attempt", "int"],
    ["leader", "int"],
  ),
];
