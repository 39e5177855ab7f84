import { MEMBER_STATES } from "../../kafka/facts.ts";
import { LIFE_DOWN, LIFE_UP } from "../../kernel/kernel-facts.ts";
import type { Micros } from "../../kernel/time.ts";
import type { Verdict } from "../classify.ts";
import type { PartitionModel } from "../model/partition-model.ts";
import { ProcessedRecords } from "./processed-records.ts";

const NO_STRINGS: readonly string[] = [];
const NO_GENERATION = -1;

/** What a broker holds of a member. */
export interface GroupMember {
  /** Index of its host. */
  readonly client: number;
  readonly assignment: readonly string[];
}

/** What a broker, as its coordinator, holds of a group. */
export class CoordinatedGroup {
  readonly broker: number;
  /** One of GROUP_STATES. */
  state = 0;
  generation = 0;
  protocol: string | null = null;
  /** Member id. */
  leader: string | null = null;
  /** By member id. */
  readonly members = new Map<string, GroupMember>();
  /** Committed offsets, by the number of the partition. */
  readonly offsets = new Map<number, number>();
  /** What this event touched: GROUP_… */
  touched = 0;
  /** Since when it is stable. */
  stableUs = 0;
  stableEvent = -1;
  /** Partitions that nobody was given in this generation, although they were there. */
  unassigned: readonly string[] = NO_STRINGS;
  /** When members went, by the index of their host. */
  readonly departed = new Map<number, Micros>();

  constructor(broker: number) {
    this.broker = broker;
  }
}

/** It is new at this broker, or its offsets were read from the log. */
export const GROUP_LOADED = 1;
/** Its state, or an assignment. */
export const GROUP_ASSIGNED = 2;

/** A consumer, and what it takes itself for. */
export class ConsumerModel {
  /** Index of its host. */
  readonly client: number;
  readonly name: string;
  readonly group: GroupModel;
  life = LIFE_DOWN;
  /** The event in which its process started last. */
  startedEvent = -1;
  /** Generation of the group of which it is, or was last, a settled member; -1: of none. */
  generation = NO_GENERATION;
  /** How often the group had begun anew by then: its generations are counted from 1 again. */
  beginnings = 0;
  /** One of MEMBER_STATES. */
  state = 0;
  /** Its thread is over, and it did not leave. */
  hasEnded = false;
  /** When it last asked to join. */
  joiningUs: Micros = -1;
  /** The generation that it has joined, and when: then the leader assigns. */
  joinedGeneration = NO_GENERATION;
  joinedEvent = -1;
  /** Names of the partitions of which it takes itself for the owner. */
  assignment: readonly string[] = NO_STRINGS;
  /** Whether poll returns records while it waits for a rebalance. */
  readonly pollsDuringRebalance: boolean;
  /** Partitions of which its metadata told, by name, and the event in which it did so first. */
  readonly known = new Map<string, number>();

  constructor(client: number, name: string, group: GroupModel, pollsDuringRebalance: boolean) {
    this.client = client;
    this.name = name;
    this.group = group;
    this.pollsDuringRebalance = pollsDuringRebalance;
  }

  get isUp(): boolean {
    return this.life === LIFE_UP;
  }
}

/** The position of a consumer did not follow from what it had read: it began there, or jumped. */
export interface PositionJump {
  readonly consumer: ConsumerModel;
  /** -1: it had none. */
  readonly from: number;
  readonly to: number;
  /** What the group had committed then, where the consumer looks; -1: nothing. */
  readonly committed: number;
  /** It does not look where the group had: in ZooKeeper. */
  readonly ignoredZooKeeper: boolean;
  readonly event: number;
  readonly timeUs: Micros;
}

/** The committed offset of a group went back, or was taken away, or set by nobody in the group. */
export interface CommittedChange {
  readonly event: number;
  readonly timeUs: Micros;
  readonly broker: number;
  readonly from: number;
  /** -1: none any more. */
  readonly to: number;
  readonly cause: string;
  /** Whether the group had members then. */
  readonly hadMembers: boolean;
  /** The consumer that was told that its commit was done; null: none was. */
  by: ConsumerModel | null;
  /** Whether it was looked at. */
  told: boolean;
}

/** What a consumer was told is committed, and a later coordinator did not find. */
export interface LostCommit {
  readonly done: DoneCommit;
  /** -1: nothing. */
  readonly found: number;
  readonly event: number;
  readonly timeUs: Micros;
  readonly verdict: Verdict;
}

/** A consumer was told that its commit was done. */
export interface DoneCommit {
  readonly consumer: ConsumerModel;
  readonly offset: number;
  readonly event: number;
  readonly timeUs: Micros;
}

/** A consumer was told that its commit failed. */
export interface RefusedCommit extends DoneCommit {
  readonly error: number;
}

/** A time in which nobody of a group consumed a partition. */
export interface ConsumptionGap {
  readonly fromUs: Micros;
  readonly fromEvent: number;
  /** Null: until the end. */
  readonly toUs: Micros | null;
}

/** Somebody takes itself for the owner in another generation than a later owner. */
export interface StaleOwner {
  readonly consumer: ConsumerModel;
  readonly generation: number;
  readonly owner: ConsumerModel;
  readonly ownerGeneration: number;
  readonly event: number;
  readonly timeUs: Micros;
  /** Null: to the end. */
  untilUs: Micros | null;
}

/** One partition, as one group reads it. */
export class GroupPartition {
  readonly partition: PartitionModel;
  /** Those that take themselves for its owner, in the order in which they began to. */
  readonly owners: ConsumerModel[] = [];
  /** Those of them that have a position since. */
  readonly positioned = new Set<ConsumerModel>();
  /** Whether somebody consumes it; null until somebody did for the first time. */
  isConsumed: boolean | null = null;
  unconsumedSinceUs: Micros = 0;
  unconsumedSinceEvent = -1;
  readonly gaps: ConsumptionGap[] = [];
  readonly jumps: PositionJump[] = [];
  readonly changes: CommittedChange[] = [];
  readonly staleOwners: StaleOwner[] = [];
  /** The last commit of which a consumer was told that it was done. */
  lastDone: DoneCommit | null = null;
  /** Those that moved the offset. */
  readonly done: DoneCommit[] = [];
  readonly refused: RefusedCommit[] = [];
  readonly lostCommits: LostCommit[] = [];
  /** What coordinators made of the offset, from `lastDone` on; -1: none any more. */
  readonly sinceDone: number[] = [];
  /** What was read last: by whom, of which offset, and in which event. */
  readReader = -1;
  readOffset = -1;
  readEvent = -1;
  touched = false;

  constructor(partition: PartitionModel) {
    this.partition = partition;
  }
}

/** Partitions that nobody was given in a generation, and how long it lasted. */
export interface UnassignedPartitions {
  readonly broker: number;
  readonly generation: number;
  readonly partitions: readonly string[];
  readonly forUs: Micros;
}

/**
 * How a member of a group went: its process ended, or stood still, or it left, or left because its
 * application did not poll in time, or was put out.
 */
export type Departure = "down" | "paused" | "left" | "late" | "out";

/** How it went, as its process and itself tell. */
export function departureOf(consumer: ConsumerModel | undefined): Departure {
  if (consumer === undefined || consumer.life === LIFE_DOWN) return "down";
  if (consumer.life !== LIFE_UP) return "paused";
  if (consumer.hasEnded || consumer.state !== MEMBER_STATES.UNJOINED) return "out";
  // Who leaves by himself gives up what he owns first; the heartbeat thread does not.
  return consumer.assignment.length > 0 ? "late" : "left";
}

/** For what a coordinator waited until all members of a generation had joined. */
export type RebalanceWait =
  | { readonly for: "more" }
  /** For one that did not come back, until it was given up or left. */
  | { readonly for: "gone" | "join"; readonly client: string; readonly isMember: boolean };

/** What is told of a group. */
export type GroupNote = {
  readonly event: number;
  readonly timeUs: Micros;
  readonly group: GroupModel;
} & (
  | {
      readonly type: "stable";
      readonly generation: number;
      readonly protocol: string;
      readonly members: number;
      readonly joined: readonly string[];
      readonly left: readonly (readonly [client: string, how: Departure])[];
      readonly tookUs: Micros;
      /** Null: it is not known, or it was short. */
      readonly wait: RebalanceWait | null;
    }
  | {
      readonly type: "empty";
      readonly left: readonly (readonly [client: string, how: Departure])[];
    }
  | { readonly type: "coordinator"; readonly broker: number; readonly before: number }
  | { readonly type: "failed"; readonly client: string; readonly value: string }
);

/** A consumer group, or a consumer without one. */
export class GroupModel {
  readonly name: string;
  /** False: a consumer by itself. */
  readonly isGroup: boolean;
  /** When it was first heard of. */
  readonly sinceEvent: number;
  readonly sinceUs: Micros;
  readonly coordinators = new Map<number, CoordinatedGroup>();
  /** The broker that was its coordinator last; -1: none yet. */
  lastCoordinator = -1;
  readonly consumers: ConsumerModel[] = [];
  /** How often a coordinator held nothing of it, and counted its generations from 1. */
  beginnings = 0;
  /** The last generation that was told to be stable, and the members that it had: indexes of hosts. */
  settledGeneration = 0;
  settledMembers: readonly number[] = [];
  /** Since when it rebalances; -1: it does not. */
  rebalancesSinceUs = -1;
  /** Whether it had no members before it began to. */
  rebalancesFromEmpty = false;
  /** The event in which all had joined that the coordinator waited for. */
  joinedEvent = -1;
  joinedUs: Micros = -1;
  /** The last that went before that, and when: index of its host; -1: nobody did. */
  lastGone = -1;
  lastGoneEvent = -1;
  /** Generations that are over, in which partitions had no owner, and for how long. */
  readonly unassignedFor: UnassignedPartitions[] = [];
  /** How members went since the last stable generation, by the index of their host. */
  readonly departures = new Map<number, Departure>();
  /** By the number of the partition. */
  readonly partitions = new Map<number, GroupPartition>();
  readonly processed = new ProcessedRecords();

  constructor(name: string, isGroup: boolean, sinceEvent: number, sinceUs: Micros) {
    this.name = name;
    this.sinceUs = sinceUs;
    this.isGroup = isGroup;
    this.sinceEvent = sinceEvent;
  }

  of(partition: PartitionModel): GroupPartition {
    let known = this.partitions.get(partition.id);
    if (known === undefined) {
      known = new GroupPartition(partition);
      this.partitions.set(partition.id, known);
    }
    return known;
  }

  /** The coordinator that was heard of last, if it holds anything of the group. */
  get coordinator(): CoordinatedGroup | undefined {
    return this.coordinators.get(this.lastCoordinator);
  }

  /** What is committed, as the coordinator holds it, or as consumers were told; -1: nothing. */
  committed(partition: PartitionModel): number {
    if (this.coordinator !== undefined) return this.inCoordinator(partition);
    return this.partitions.get(partition.id)?.lastDone?.offset ?? -1;
  }

  /** What the coordinator holds; -1: nothing. */
  inCoordinator(partition: PartitionModel): number {
    return this.coordinator?.offsets.get(partition.id) ?? -1;
  }

  /** Whether members keep what they have while the group rebalances (KIP-429). */
  get isCooperative(): boolean {
    return this.coordinator?.protocol?.includes("cooperative") ?? false;
  }
}

/** A group at a coordinator that an event touched. */
export interface TouchedGroup {
  readonly group: GroupModel;
  readonly held: CoordinatedGroup;
}

/** A partition of a group that an event touched. */
export interface TouchedGroupPartition {
  readonly group: GroupModel;
  readonly of: GroupPartition;
}
