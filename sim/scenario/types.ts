import type { ConfigValues } from "../kafka/config/config.ts";

/** A text in the languages of the interface. */
export interface Localized {
  readonly en: string;
  readonly zh: string;
}

/** `50us`, `250ms`, `18s`, `2m`, `1h`, `7d`, or a number of milliseconds. */
export type Duration = string | number;

/**
 * A broker by id, or another host by name (`zookeeper`, a client's name). In faults, `controller` is the
 * broker that rules when the step is carried out; `restart: all` and `resume: all` mean whoever is down,
 * whoever is paused.
 */
export type HostRef = number | string;

/** Values: a list, or a range such as `r0..r9`. */
export type Values = string | readonly string[];

/** Values of records that are sent: null, in a list, is a tombstone. */
export type ProducedValues = string | readonly (string | null)[];

/**
 * A case: a cluster, what its clients and its operators do, which faults strike, what must come of
 * it, and one change (the control) that makes the difference. Plain data.
 */
export interface Scenario {
  readonly id: string;
  /** Theme, such as `durability`. */
  readonly group: string;
  /** 3: everybody should know it; 1: for experts. */
  readonly importance: 1 | 2 | 3;
  readonly title: Localized;
  readonly explanation: Localized;
  /** Eras in which what is expected comes true; absent: all. */
  readonly eras?: readonly string[];
  readonly cluster: ClusterSpec;
  readonly topics: readonly TopicSpec[];
  readonly clients: readonly ClientSpec[];
  readonly steps: readonly Step[];
  readonly expect: readonly Expectation[];
  readonly control: Control;
  readonly limits?: Limits;
}

/** What a power loss takes of what was not synced, or the whole `disk`, which is replaced by an empty one. */
export type PowerLossExtent = "choice" | "all" | "none" | "disk";

export interface ClusterSpec {
  /** Number of brokers (ids 1 to n), or their ids. */
  readonly brokers: number | readonly number[];
  /** Broker that starts first and so becomes the controller; default: the last. */
  readonly controller?: number;
  /** Broker settings by Kafka's names. */
  readonly settings?: ConfigValues;
  /** Settings of single brokers, by id. */
  readonly brokerSettings?: Readonly<Record<string, ConfigValues>>;
  /** Versions of single brokers, by id, where they differ from the run's era. */
  readonly brokerEras?: Readonly<Record<string, string>>;
  readonly zookeeper?: ConfigValues;
  /**
   * Number of ZooKeeper servers, 1 when absent: `zookeeper` stands alone. More are an ensemble of
   * `zookeeper-1`, `zookeeper-2`…; `zookeeper` then names all of them.
   */
  readonly zookeeperServers?: number;
  /** Settings of the operator's tools. */
  readonly admin?: ConfigValues;
  readonly network?: NetworkSpec;
  /** What the brokers' work costs; absent: no time. */
  readonly hardware?: ClusterHardwareSpec;
}

/** The machines of the brokers. What is absent is as docs/cost-model.md says. */
export interface HardwareSpec {
  readonly disk?: "hdd" | "ssd" | DiskSpec;
  readonly pageCache?: PageCacheSpec;
  readonly cpu?: CpuSpec;
  /** Of the network interface, each way, for all connections together. */
  readonly network?: { readonly megabitsPerSecond: number };
  /** False: records pass through the process on their way to the network, as with TLS. */
  readonly zeroCopy?: boolean;
}

/** The machines of all brokers, and what differs on single ones, by id. */
export interface ClusterHardwareSpec extends HardwareSpec {
  readonly brokers?: Readonly<Record<string, HardwareSpec>>;
}

export interface DiskSpec {
  readonly readMegabytesPerSecond?: number;
  readonly writeMegabytesPerSecond?: number;
  /** Before a transfer that does not go on where the last one ended. */
  readonly seek?: Duration;
  readonly fsync?: Duration;
}

export interface PageCacheSpec {
  readonly megabytes?: number;
  readonly dirtyBackgroundPercent?: number;
  readonly dirtyPercent?: number;
  readonly dirtyExpire?: Duration;
  readonly writeBackInterval?: Duration;
  readonly readAheadKilobytes?: number;
}

export interface CpuSpec {
  readonly request?: Duration;
  readonly batch?: Duration;
  readonly contextSwitch?: Duration;
  readonly crcNanosecondsPerByte?: number;
  readonly copyNanosecondsPerByte?: number;
}

export interface NetworkSpec {
  readonly latency?: Duration;
  /** What a choice may add to the latency. */
  readonly jitter?: Duration;
  readonly megabitsPerSecond?: number;
  readonly links?: readonly LinkSpec[];
}

export interface LinkSpec {
  readonly between: readonly [HostRef, HostRef];
  readonly latency: Duration;
  readonly jitter?: Duration;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions?: number;
  readonly replicationFactor?: number;
  /** Replicas by partition, the preferred leader first. */
  readonly assignment?: readonly (readonly number[])[];
  readonly configs?: ConfigValues;
}

export type ClientSpec = ProducerSpec | ConsumerSpec;

export interface ProducerSpec {
  readonly name: string;
  readonly producer: ConfigValues;
  /** Version of the client; absent: the run's era. */
  readonly era?: string;
}

export interface ConsumerSpec {
  readonly name: string;
  readonly consumer: ConfigValues;
  /** Version of the client; absent: the run's era. */
  readonly era?: string;
  /** Partitions it reads, as `topic-partition`. */
  readonly assign: readonly string[];
  /**
   * By the keys of records, how old they must be before the application acts on them. Until the next
   * record of a partition is, the application pauses the partition.
   */
  readonly delays?: Readonly<Record<string, Duration>>;
}

/** One step. Steps run one after another; a step without a wait or a time runs at once. */
export type Step = StepAction & {
  /** Virtual time of the run before which the step does not start. */
  readonly at?: Duration;
  /** Shown in the story instead of the standard sentence. */
  readonly note?: Localized;
};

export type StepAction =
  | { readonly wait: Condition; readonly within?: Duration }
  | { readonly sleep: Duration }
  | { readonly produce: ProduceStep }
  /** A producer sends at once what it has buffered; one older than 0.9 cannot. */
  | { readonly flush: string }
  /** A producer is closed; what it cannot send within the time it gives up (0.9 and later). */
  | { readonly close: { readonly client: string; readonly timeout: Duration } }
  | { readonly kill: HostRef | readonly HostRef[] }
  | { readonly powerLoss: HostRef | readonly HostRef[]; readonly lose?: PowerLossExtent }
  | RestartStep
  | { readonly shutdown: HostRef | readonly HostRef[] }
  | { readonly pause: HostRef | readonly HostRef[]; readonly clocks?: "run" | "stop" }
  | { readonly resume: HostRef | readonly HostRef[] }
  | { readonly cut: LinkStep }
  /** `all` heals every cut. */
  | { readonly heal: LinkStep | "all" }
  /** Holds one kind of message, by its name, and what follows it on the same connection. */
  | { readonly hold: MessageStep }
  | { readonly release: MessageStep }
  | { readonly reset: LinkStep }
  | { readonly expireSession: HostRef }
  | { readonly jumpClock: { readonly host: HostRef; readonly by: Duration } }
  /** Every access to a directory of `log.dirs` is an I/O error from now on. */
  | { readonly failLogDir: LogDirStep }
  | { readonly repairLogDir: LogDirStep }
  /** Bits of the batch with that record flip on a broker's disk. */
  | { readonly corrupt: CorruptStep }
  /** ZooKeeper servers wait so long for each fsync; a broker's disk is so many times slower. */
  | { readonly slow: SlowStep }
  | OperatorStep;

/** What an operator does with Kafka's tools. */
export type OperatorStep =
  | { readonly createTopic: TopicSpec }
  | { readonly deleteTopic: string | readonly string[] }
  /** Deletes the records of a partition before an offset (`kafka-delete-records`). */
  | { readonly deleteRecords: DeleteRecordsStep }
  | { readonly addPartitions: AddPartitionsStep }
  | { readonly alterConfig: AlterConfigStep }
  /** Replicas by partition, the preferred leader first; null cancels a reassignment. */
  | { readonly reassign: Readonly<Record<string, readonly number[] | null>> }
  | { readonly electLeaders: ElectLeadersStep }
  /** Deletes a znode by hand (`zookeeper-shell`), such as `/controller`. */
  | { readonly deleteZnode: string }
  /** Moves all replicas of a broker to the others and shuts it down. */
  | { readonly decommission: number; readonly within?: Duration };

export interface DeleteRecordsStep {
  /** As `topic-partition`. */
  readonly partition: string;
  /** The first offset that stays; -1: up to the high watermark. */
  readonly before: number;
}

export interface AddPartitionsStep {
  readonly topic: string;
  /** How many partitions the topic shall have in all. */
  readonly count: number;
  /** Replicas of those that are new. */
  readonly assignment?: readonly (readonly number[])[];
}

/** Changes overrides of a topic, or settings of a running broker or of `all`. */
export type AlterConfigStep = ({ readonly topic: string } | { readonly broker: number | "all" }) & {
  readonly set?: ConfigValues;
  /** Names of overrides that go. */
  readonly remove?: readonly string[];
};

export interface ElectLeadersStep {
  readonly type: "preferred" | "unclean";
  /** Absent: all partitions. */
  readonly partitions?: readonly string[];
}

/** Starts hosts again; brokers may come back in another version, or with other settings. */
export interface RestartStep {
  readonly restart: HostRef | readonly HostRef[];
  readonly era?: string;
  /** Broker settings that are added to those they had. */
  readonly settings?: ConfigValues;
}

export interface ProduceStep {
  readonly client: string;
  readonly topic: string;
  /** Absent: the producer's partitioner chooses. */
  readonly partition?: number;
  readonly values: ProducedValues;
  readonly key?: string;
  /** Keys of the records in turn, beginning again after the last; instead of `key`. */
  readonly keys?: Values;
  /** Time between records; absent: all at once. */
  readonly every?: Duration;
  /** The application sends a record again, as a new one, when it is told an error. */
  readonly onError?: "resend";
}

export interface LinkStep {
  readonly from: HostRef | readonly HostRef[];
  readonly to: HostRef | readonly HostRef[];
  /** Only what `from` sends to `to`. */
  readonly oneWay?: boolean;
}

export interface MessageStep {
  readonly from: HostRef | readonly HostRef[];
  readonly to: HostRef | readonly HostRef[];
  /** `ProduceRequest`, `LeaderAndIsrRequest`, `FetchResponse`… */
  readonly message: string;
}

/** Messages of one kind, by its name: `zookeeper.watch-event`, `FetchRequest`… */
export interface CountedMessages {
  readonly message: string;
  readonly from?: HostRef | readonly HostRef[];
  readonly to?: HostRef | readonly HostRef[];
  /** Only those that arrived later than the first event after which this held. */
  readonly after?: Condition;
}

export type SlowStep =
  /** A ZooKeeper server; 0 is fast again. */
  | { readonly host: HostRef | readonly HostRef[]; readonly fsync: Duration }
  /** A broker with `hardware`: so many times slower, or it stands still; 1 is as it was. */
  | { readonly host: HostRef | readonly HostRef[]; readonly disk: number | "stalled" };

export interface LogDirStep {
  readonly broker: number;
  readonly dir: string;
}

export interface CorruptStep {
  readonly broker: number;
  readonly partition: string;
  readonly offset: number;
}

/** A whole number, or bounds. */
export type NumberMatch = number | { readonly atLeast?: number; readonly atMost?: number };

/** A state of the cluster: data over facts. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  /** What the registry says of a partition. */
  | {
      readonly partition: string;
      /** -1: none. */
      readonly leader?: number;
      readonly leaderEpoch?: NumberMatch;
      readonly isr?: readonly number[];
      readonly isrSize?: NumberMatch;
      /** In this order: the preferred leader first. */
      readonly replicas?: readonly number[];
      /** Whether a reassignment of it is asked for or under way. */
      readonly reassigning?: boolean;
    }
  /** What the registry says of a topic. */
  | {
      readonly topic: string;
      readonly exists?: boolean;
      /** How many partitions it has. */
      readonly partitions?: NumberMatch;
      /** Overrides that it has, perhaps among others. */
      readonly configs?: ConfigValues;
    }
  /** What a broker holds of a partition. */
  | {
      readonly replica: string;
      readonly broker: number | readonly number[];
      readonly role?: "leader" | "follower" | "offline" | "none";
      readonly leaderEpoch?: NumberMatch;
      readonly logStartOffset?: NumberMatch;
      readonly highWatermark?: NumberMatch;
      readonly logEndOffset?: NumberMatch;
      /** Offsets at which its log has a record. */
      readonly has?: readonly number[];
      /** Offsets at which its log has none: not yet, no longer, or compaction took it. */
      readonly lacks?: readonly number[];
      /** What this leader knows of a follower's LEO. */
      readonly knows?: { readonly follower: number; readonly logEndOffset: NumberMatch };
    }
  /** That broker (or `any`) takes itself for the active controller. */
  | { readonly controller: number | "any"; readonly epoch?: NumberMatch }
  /** Whether `/brokers/ids/N` exists. */
  | { readonly broker: number; readonly registered: boolean }
  | { readonly host: HostRef; readonly life: "up" | "down" | "paused" }
  /** What a server is to its ensemble; `zookeeper`: any server is. */
  | { readonly server: string; readonly role: "looking" | "following" | "leading" }
  /** Every one of these records has that status with its producer. */
  | { readonly records: Values; readonly status: RecordStatusName }
  /** Every one of these records was read by that consumer (any, when absent). */
  | { readonly read: Values; readonly by?: string }
  | { readonly position: string; readonly client: string; readonly offset: NumberMatch }
  /** How many records the high watermark of the partition's leader is ahead of a consumer. */
  | { readonly lag: string; readonly client: string; readonly count: NumberMatch }
  /** A client met that error, at least so often. */
  | { readonly error: string; readonly client?: string; readonly times?: NumberMatch };

export type RecordStatusName = "pending" | "acked" | "failed" | "unknown" | "unacknowledged";

/** What must come of a run. `text` says it for people. */
export type Expectation = ExpectationBody & { readonly text: Localized };

export type ExpectationBody =
  /** Exactly these records are missing from the final leader's log although their producer was told they are written. */
  | { readonly lost: Values }
  /** Exactly these records, that nobody promised to keep, are missing from the final leader's log. */
  | { readonly lostUnacknowledged: Values }
  /** Exactly these records are in the final log more than once. */
  | { readonly duplicated: Values }
  /** Exactly these records are in the final log behind one that their producer sent later. */
  | { readonly reordered: Values }
  | { readonly status: RecordStatusName; readonly records: Values }
  /** Holds after some event. */
  | { readonly eventually: Condition }
  /** Holds after every event from the first in which `after` held (from the beginning when absent). */
  | { readonly always: Condition; readonly after?: Condition }
  /** Holds at the end. */
  | { readonly finally: Condition }
  /** Each held for the first time at an event later than the one before. */
  | { readonly order: readonly Condition[] }
  /** The partition had no leader that answers for a time within these bounds, in all. */
  | { readonly unavailable: string; readonly atLeast?: Duration; readonly atMost?: Duration }
  /** The time from the first event after which `from` held to the first later one after which `to` held. */
  | {
      readonly elapsed: { readonly from: Condition; readonly to: Condition };
      readonly atLeast?: Duration;
      readonly atMost?: Duration;
    }
  /** The time from `send` to the acknowledgement: so many percent of these records had it within that. */
  | {
      readonly latency: {
        readonly records: Values;
        /** 1 to 100; 100 is the slowest of them. */
        readonly percentile: number;
      };
      readonly atLeast?: Duration;
      readonly atMost?: Duration;
    }
  /** How many messages arrived. */
  | { readonly messages: CountedMessages; readonly atLeast?: number; readonly atMost?: number }
  /** Exactly these invariants are violated. */
  | { readonly violations: readonly string[] };

/** The one change: settings are merged, given steps replace the steps. */
export interface Control {
  readonly title: Localized;
  readonly change: {
    /** Another version of everything; then nothing else need change. */
    readonly era?: string;
    readonly cluster?: {
      readonly settings?: ConfigValues;
      readonly hardware?: ClusterHardwareSpec;
    };
    readonly topics?: Readonly<Record<string, ConfigValues>>;
    readonly clients?: Readonly<Record<string, ConfigValues>>;
    readonly steps?: readonly Step[];
  };
  /** What must come of the control. */
  readonly expect: readonly Expectation[];
}

export interface Limits {
  readonly events?: number;
  readonly virtualTime?: Duration;
}
