import type { PartitionTruth } from "../../trace/registry.ts";
import type { PartitionModel } from "./partition-model.ts";
import type { TopicChange } from "./topic-changes.ts";

interface At {
  /** Index of the event. */
  readonly event: number;
  readonly timeUs: number;
}

/** A limit that a log was beyond, so that segments were deleted. */
export interface Retention {
  /** `retention.ms` or `retention.bytes`. */
  readonly setting: string;
  /** Age of the newest record that was deleted, milliseconds, or size of the log before, bytes. */
  readonly amount: number;
  readonly limit: number;
}

/** What happens seldom and explains the rest. */
export type HistoryEntry =
  | (At & {
      readonly type: "life";
      readonly host: number;
      /** LIFE_UP, LIFE_DOWN or LIFE_PAUSED. */
      readonly life: number;
      readonly reason: string;
    })
  | (At & { readonly type: "clock"; readonly host: number; readonly offsetUs: number })
  | (At & {
      readonly type: "link";
      readonly from: number;
      readonly to: number;
      readonly cut: boolean;
    })
  | (At & {
      readonly type: "disk";
      readonly host: number;
      readonly file: string;
      readonly lost: number;
    })
  | (At & {
      readonly type: "directory";
      readonly host: number;
      readonly directory: string;
      readonly failing: boolean;
    })
  | (At & {
      readonly type: "damage";
      readonly partition: string;
      readonly broker: number;
      readonly base: number;
      readonly count: number;
    })
  | (At & {
      readonly type: "session";
      readonly host: number;
      readonly session: number;
      readonly reason: string;
    })
  /** An fsync of a disk takes that long from now on. */
  | (At & { readonly type: "diskSync"; readonly host: number; readonly syncUs: number })
  /** A disk is so many times slower than it should be; 0: it stands still. */
  | (At & { readonly type: "diskSpeed"; readonly host: number; readonly slowdown: number })
  /** A server begins, or ceases, to lead a quorum of ZooKeeper's ensemble. */
  | (At & {
      readonly type: "quorum";
      readonly host: number;
      readonly epoch: number;
      readonly leads: boolean;
    })
  | (At & {
      readonly type: "controller";
      readonly broker: number;
      readonly epoch: number;
      readonly active: boolean;
    })
  /** The registry's truth of a partition changed. */
  | (At & {
      readonly type: "truth";
      readonly partition: PartitionModel;
      readonly before: PartitionTruth | null;
      readonly after: PartitionTruth | null;
      /** Whether the leader is one that the ISR before did not name. */
      readonly unclean: boolean;
      /** Brokers that joined the ISR, and where their logs ended then. */
      readonly joined: readonly { readonly broker: number; readonly logEndOffset: number }[];
    })
  /** Somebody asked to delete a topic, or the request is gone: it was carried out or dropped. */
  | (At & {
      readonly type: "deletionRequest";
      readonly topic: string;
      readonly isThere: boolean;
    })
  /** The registry says otherwise of a topic, or of settings. */
  | (At & TopicChange)
  /** A replica took up a role. */
  | (At & {
      readonly type: "role";
      readonly partition: PartitionModel;
      readonly broker: number;
      readonly role: number;
      readonly leaderEpoch: number;
      /** -1 unknown. */
      readonly leader: number;
      readonly logEndOffset: number;
      readonly highWatermark: number;
    })
  /** A replica's log starts later than before. */
  | (At & {
      readonly type: "logStart";
      readonly partition: PartitionModel;
      readonly broker: number;
      readonly from: number;
      readonly to: number;
      readonly highWatermark: number;
      /** Whether it led. */
      readonly byLeader: boolean;
      /** Somebody asked for it (`DeleteRecordsRequest`). */
      readonly asked: boolean;
      /** What made it delete segments; null when no retention did. */
      readonly retention: Retention | null;
      /** Consumers that had not come so far, by the index of their host, and where they were. */
      readonly behind: readonly { readonly client: number; readonly position: number }[];
    })
  /** Compaction took records out of a replica's log. */
  | (At & {
      readonly type: "compaction";
      readonly partition: PartitionModel;
      readonly broker: number;
      /** Whether it led. */
      readonly byLeader: boolean;
      readonly offsets: readonly (readonly [from: number, end: number])[];
    })
  /** A replica dropped the end of its log. */
  | (At & {
      readonly type: "truncation";
      readonly partition: PartitionModel;
      readonly broker: number;
      readonly from: number;
      readonly to: number;
      readonly reason: string;
      /** Its high watermark before. */
      readonly highWatermark: number;
      /** What was dropped went with a power loss. */
      readonly powerLost: boolean;
      /** The leader epoch that the replica lived in, and that of its last record (-1: none). */
      readonly leaderEpoch: number;
      readonly lastRecordEpoch: number;
      /** Whom it followed (-1: nobody), and the leader epoch that one lived in. */
      readonly leader: number;
      readonly leadersEpoch: number;
    });

/** Entries of one type. */
export type HistoryEntryOf<T extends HistoryEntry["type"]> = Extract<HistoryEntry, { type: T }>;

/** An entry before it is known when it was made. */
export type HistoryNote = HistoryEntry extends infer E
  ? E extends HistoryEntry
    ? Omit<E, "event" | "timeUs">
    : never
  : never;
