import type { ConfigValues } from "../kafka/config/config.ts";
import type { Condition } from "./types-conditions.ts";
import type { OperatorStep } from "./types-operator.ts";
import type { Duration, HostRef, Localized, ProducedValues, Values } from "./types-parts.ts";

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
  /** Starts a client that `starts: byStep`. */
  | { readonly start: HostRef | readonly HostRef[] }
  /** A consumer commits: its positions, or these offsets by partition. */
  | { readonly commit: CommitStep }
  | { readonly seek: SeekStep }
  /** A consumer goes on with its group, but its `poll` returns no records of these partitions. */
  | { readonly pausePartitions: PartitionsStep }
  | { readonly resumePartitions: PartitionsStep }
  | { readonly subscribe: SubscribeStep }
  /** From the next record on its application works so long on each. */
  | { readonly processing: { readonly client: string; readonly takes: Duration } }
  /**
   * A producer is closed; what it cannot send within the time it gives up (0.9 and later). A consumer is
   * closed: it commits, if it commits by itself, and leaves its group.
   */
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

/** What a power loss takes of what was not synced, or the whole `disk`, which is replaced by an empty one. */
export type PowerLossExtent = "choice" | "all" | "none" | "disk";

export interface CommitStep {
  readonly client: string;
  /** Next offset to read by partition; absent: its positions. */
  readonly offsets?: Readonly<Record<string, number>>;
  /** Absent: sync. */
  readonly mode?: "sync" | "async";
}

export interface SeekStep {
  readonly client: string;
  readonly partition: string;
  readonly to: number | "beginning" | "end";
}

export interface PartitionsStep {
  readonly client: string;
  readonly partitions: readonly string[];
}

export interface SubscribeStep {
  readonly client: string;
  /** None: it leaves its group (`unsubscribe`). */
  readonly topics: readonly string[];
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
