/**
 * What a person sees of a run at one moment. Folding the facts of a trace gives this state; it holds
 * no Kafka logic. Shaped for structural sharing: small maps, logs as segments, znodes by path.
 */
export interface State {
  /** By host name. */
  hosts: Record<string, HostState>;
  /** Links on which everything is held, as `from>to`. */
  cuts: Record<string, true>;
  zookeeper: ZooKeeperState;
  /** Brokers that hold themselves for the active controller, with their controller epoch. */
  controllers: Record<string, number>;
  topics: Record<string, TopicState>;
  /** By `topic-partition`. */
  partitions: Record<string, PartitionState>;
  /** Producers and consumers, by host name. */
  clients: Record<string, ClientState>;
  /** Consumer groups, by id. */
  groups: Record<string, GroupState>;
}

export interface HostState {
  kind: string;
  /** Broker id; null for other hosts. */
  broker: number | null;
  life: "down" | "up" | "paused";
  /** Why it is in that state: `started`, `killed`, `lost power`, … */
  reason: string;
  incarnation: number;
  wallOffsetUs: number;
  /** `BROKER_STATES` of a broker; 0 otherwise. */
  brokerState: number;
  /** How long an fsync of its disk takes, in microseconds. */
  syncUs: number;
  /** How many times slower than usual its disk is; 0: it stands still. */
  diskSlowdown: number;
  /** What a server is to its ensemble; null of other hosts, and while its process does not run. */
  quorum: QuorumState | null;
}

export interface QuorumState {
  role: "looking" | "following" | "leading";
  /** Of the last leader whose log it took over. */
  epoch: number;
  /** The last transaction that it has applied: what it reads from. */
  zxid: number;
}

export interface ZooKeeperState {
  /** Znodes below the root. */
  root: ZnodeState;
  /** Open sessions by id (hexadecimal). */
  sessions: Record<string, SessionState>;
}

export interface ZnodeState {
  data: string;
  version: number;
  cversion: number;
  /** Id of the write that created it; of a broker's registration this is the broker's epoch. */
  czxid: number;
  /** Session id of an ephemeral znode; null for a persistent one. */
  owner: string | null;
  children: Record<string, ZnodeState>;
}

export interface SessionState {
  /** Host that opened it. */
  host: string;
  timeoutMs: number;
}

export interface TopicState {
  configs: Record<string, string>;
  /** Replicas by partition. */
  assignment: Record<string, number[]>;
  /** Those of them that a reassignment adds, and those that it removes (KIP-455), by partition. */
  adding: Record<string, number[]>;
  removing: Record<string, number[]>;
}

export interface PartitionState {
  /** The registry's truth (the state znode); leader -1 is none, null while there is no znode. */
  leader: number | null;
  leaderEpoch: number;
  isr: number[];
  controllerEpoch: number;
  zkVersion: number;
  /** By broker id. */
  replicas: Record<string, ReplicaState>;
  /** Offsets that some producer was told are written, as ranges [base, end). */
  acked: [base: number, end: number][];
}

export interface ReplicaState {
  role: "none" | "leader" | "follower" | "offline";
  leaderEpoch: number;
  /** Whom it takes for the leader; -1 unknown. */
  leader: number;
  logStartOffset: number;
  highWatermark: number;
  logEndOffset: number;
  /** What the log holds: runs of one leader epoch. Gaps may lie in them. */
  epochRuns: EpochRunState[];
  /** Offsets in the log that have no record, [from, end): compaction took them. */
  gaps: [from: number, end: number][];
  /** Offsets of batches that do not match their checksums, [from, end). */
  damaged: [from: number, end: number][];
  /** Base offsets of the segments, the active one last. */
  segmentBaseOffsets: readonly number[];
  epochCache: [epoch: number, startOffset: number][];
  /** Broker it fetches from; -1 none. */
  fetchesFrom: number;
  /** As a leader: its view of the ISR and of its followers' LEOs. */
  isr: number[];
  maximalIsr: number[];
  remoteLogEndOffsets: Record<string, number>;
}

export interface EpochRunState {
  base: number;
  /** Exclusive. */
  end: number;
  epoch: number;
}

export interface ClientState {
  kind: string;
  sent: number;
  acked: number;
  failed: number;
  unknown: number;
  unacknowledged: number;
  read: number;
  /** Next offset by partition, of a consumer. */
  positions: Record<string, number>;
  /** How often it met an error, by name. */
  errors: Record<string, number>;
  /** Leader by partition in its metadata. */
  leaders: Record<string, number>;
  /** The group it takes itself for a member of; null: none. */
  membership: MembershipState | null;
  /** Partitions of which it takes itself for the owner. */
  assignment: readonly string[];
  /** Records that its application is through with, whatever came of it. */
  processed: number;
}

export interface MembershipState {
  group: string;
  /** Its member id; null: the coordinator gave it none yet. */
  member: string | null;
  generation: number;
  state: "unjoined" | "preparingRebalance" | "completingRebalance" | "stable";
}

export interface GroupState {
  /** What each broker that takes itself for its coordinator holds of it, by broker id. */
  coordinators: Record<string, CoordinatedGroupState>;
}

export interface CoordinatedGroupState {
  state: "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable";
  generation: number;
  /** The chosen assignor; null: none. */
  protocol: string | null;
  /** Member id; null: none. */
  leader: string | null;
  /** By member id. */
  members: Record<string, GroupMemberState>;
  /** Committed offsets by partition. */
  offsets: Record<string, number>;
}

export interface GroupMemberState {
  /** Name of its host. */
  client: string;
  /** `group.instance.id`; null of a dynamic member. */
  instance: string | null;
  assignment: readonly string[];
}
