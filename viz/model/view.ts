import type { QuorumState } from "../../sim/trace/state.ts";
import type { MessageClass } from "./message-class.ts";

/** The picture at one event: small plain objects, made in the worker, drawn on the page. */
export interface View {
  /** Event after whose execution the picture was taken; -1 before the first. */
  readonly index: number;
  readonly timeUs: number;
  readonly cluster: ClusterView;
  readonly lanes: readonly PartitionLanes[];
}

export type NodeKind = "zookeeper" | "broker" | "producer" | "consumer" | "admin";
export type Life = "down" | "up" | "paused";
/** How a replica stands, for its colour and glyph. */
export type ReplicaStanding = "leader" | "isr" | "out" | "offline";

export interface ClusterView {
  readonly nodes: readonly NodeView[];
  readonly cuts: readonly CutView[];
  readonly packets: readonly PacketView[];
}

export interface NodeView {
  /** Host name. */
  readonly id: string;
  readonly kind: NodeKind;
  /** Broker id; null for other hosts. */
  readonly broker: number | null;
  readonly life: Life;
  /** Why it is in that state, as the trace says it: `started`, `killed`… */
  readonly reason: string;
  /** Controller epoch while this broker takes itself for the active controller. */
  readonly controllerEpoch: number | null;
  readonly chips: readonly ChipView[];
  /** What a ZooKeeper server is to its ensemble; null of other hosts. */
  readonly quorum: QuorumState | null;
  /** Short counts of a client. */
  readonly counts: ClientCounts | null;
  /** The group that a consumer takes itself for a member of. */
  readonly group: GroupMembershipView | null;
  /** Groups that a broker is the coordinator of. */
  readonly coordinates: readonly string[];
}

export interface GroupMembershipView {
  readonly id: string;
  readonly generation: number;
  /** Partitions of which it takes itself for the owner. */
  readonly owned: number;
}

export interface ClientCounts {
  readonly sent: number;
  readonly acked: number;
  readonly failed: number;
  readonly unknown: number;
  readonly read: number;
  /** Records that its application is through with. */
  readonly processed: number;
}

export interface ChipView {
  readonly tp: string;
  readonly standing: ReplicaStanding;
  readonly leaderEpoch: number;
}

export interface CutView {
  readonly from: string;
  readonly to: string;
}

export interface PacketView {
  /** Message id. */
  readonly id: number;
  readonly from: string;
  readonly to: string;
  /** Name of the message's kind. */
  readonly kind: string;
  readonly class: MessageClass;
  readonly response: boolean;
  readonly sendUs: number;
  /** When it arrives or is dropped; null when the trace ends before. */
  readonly endUs: number | null;
  readonly dropped: boolean;
  /** A cut holds it: it waits at the cut. */
  readonly held: boolean;
}

export interface PartitionLanes {
  readonly tp: string;
  /** What the registry says; null before there is a state znode, -1 for no leader. */
  readonly leader: number | null;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  /** Replicas that a reassignment adds, and those that it removes (KIP-455). */
  readonly adding: readonly number[];
  readonly removing: readonly number[];
  /** First and one past the last offset that any lane shows. */
  readonly base: number;
  readonly end: number;
  readonly lanes: readonly LaneView[];
  readonly acked: readonly (readonly [base: number, end: number])[];
  readonly positions: readonly PositionView[];
  /** What groups have committed. */
  readonly committed: readonly CommittedView[];
}

export interface CommittedView {
  readonly group: string;
  readonly offset: number;
}

export interface PositionView {
  readonly client: string;
  readonly offset: number;
}

export interface LaneView {
  readonly broker: number;
  readonly standing: ReplicaStanding;
  readonly inIsr: boolean;
  readonly leaderEpoch: number;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly logEndOffset: number;
  readonly epochRuns: readonly EpochRun[];
  /** Offsets without a record, which compaction has left. */
  readonly gaps: readonly (readonly [from: number, end: number])[];
  /** Where its segments begin; the last is the active one. */
  readonly segmentBaseOffsets: readonly number[];
  /** Keys of its last records, in the order of their offsets; none where records have no keys. */
  readonly keys: readonly KeyMark[];
  /** What this event truncated: shown struck through, for one step. */
  readonly truncated: readonly EpochRun[];
  /** The leader's view of this follower's LEO; null when this is the leader or it does not know. */
  readonly knownLogEndOffset: number | null;
}

/** What a record says of its key. */
export interface KeyMark {
  readonly offset: number;
  readonly key: string;
  /** It has no value: the key is to go. */
  readonly tombstone: boolean;
}

export interface EpochRun {
  readonly base: number;
  /** Exclusive. */
  readonly end: number;
  readonly epoch: number;
}
