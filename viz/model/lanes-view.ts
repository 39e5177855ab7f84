import { committedOffset } from "../../sim/scenario/group-conditions.ts";
import type { HostState, PartitionState, ReplicaState, State } from "../../sim/trace/state.ts";
import { hasReplica, sortedPartitions, standingOf } from "./cluster-view.ts";
import { isInternalPartition, topicOf } from "./internal-topics.ts";
import type { GroupOfRun } from "./run-view.ts";
import type { CommittedView, EpochRun, KeyMark, LaneView, PartitionLanes } from "./view.ts";

/** What the last records of a replica's log say of their keys. */
export type KeysOf = (tp: string, broker: number, replica: ReplicaState) => readonly KeyMark[];

/**
 * The logs of partitions at a moment.
 *
 * @param before the state before the event, for what the event truncated; null when that is unknown
 * @param keysOf the keys in a replica's log
 * @param groups of the run; of Kafka's own partitions only those are shown that these belong to
 */
export function lanesView(
  state: State,
  before: State | null,
  keysOf: KeysOf = () => [],
  groups: readonly GroupOfRun[] = [],
): PartitionLanes[] {
  const lives = livesOfBrokers(state);
  const members = new Set(groups.flatMap(({ clients }) => clients));
  const used = new Set(groups.map(({ offsetsPartition }) => offsetsPartition));
  return sortedPartitions(state)
    .filter((tp) => !isInternalPartition(tp) || used.has(tp))
    .map((tp) => {
      const partition = state.partitions[tp] as PartitionState;
      const was = before?.partitions[tp] ?? null;
      const lanes = partitionLanes(state, tp, partition, was, lives, keysOf);
      const positions = lanes.positions.filter(({ client }) =>
        isReading(state, client, tp, members),
      );
      return { ...lanes, positions, committed: committedOffsets(state, tp, groups) };
    })
    .filter(({ lanes }) => lanes.length > 0);
}

/** A member of a group that has lost a partition keeps a position there that means nothing any more. */
function isReading(
  { clients }: State,
  client: string,
  tp: string,
  members: ReadonlySet<string>,
): boolean {
  return !members.has(client) || clients[client]?.assignment.includes(tp) === true;
}

function committedOffsets(
  state: State,
  tp: string,
  groups: readonly GroupOfRun[],
): CommittedView[] {
  const topic = topicOf(tp);
  return groups
    .filter(({ topics }) => topics.includes(topic))
    .map(({ id }) => ({ group: id, offset: committedOffset(id, tp, state) }))
    .filter(({ offset }) => offset >= 0)
    .sort((a, b) => a.offset - b.offset || (a.group < b.group ? -1 : 1));
}

function livesOfBrokers(state: State): ReadonlyMap<number, HostState["life"]> {
  const lives = new Map<number, HostState["life"]>();
  for (const host of Object.values(state.hosts)) {
    if (host.broker !== null) lives.set(host.broker, host.life);
  }
  return lives;
}

function partitionLanes(
  state: State,
  tp: string,
  partition: PartitionState,
  before: PartitionState | null,
  lives: ReadonlyMap<number, HostState["life"]>,
  keysOf: KeysOf,
): Omit<PartitionLanes, "committed"> {
  const leader = partition.leader ?? -1;
  const split = tp.lastIndexOf("-");
  const topic = state.topics[tp.slice(0, split)];
  const number = tp.slice(split + 1);
  const brokers = Object.keys(partition.replicas)
    .map(Number)
    .filter((broker) => hasReplica(state, tp, broker, partition.replicas[broker] as ReplicaState));
  const leading = partition.replicas[leader];
  const lanes = brokers
    .map((broker): LaneView => {
      const replica = partition.replicas[broker] as ReplicaState;
      return {
        broker,
        standing: standingOf(partition, replica, broker, lives.get(broker)),
        inIsr: partition.isr.includes(broker),
        leaderEpoch: replica.leaderEpoch,
        logStartOffset: replica.logStartOffset,
        highWatermark: replica.highWatermark,
        logEndOffset: replica.logEndOffset,
        epochRuns: replica.epochRuns.map(({ base, end, epoch }) => ({ base, end, epoch })),
        gaps: replica.gaps.map(([from, end]) => [from, end] as const),
        segmentBaseOffsets: replica.segmentBaseOffsets,
        keys: keysOf(tp, broker, replica),
        truncated: truncatedRuns(before?.replicas[broker], replica),
        knownLogEndOffset:
          broker === leader ? null : (leading?.remoteLogEndOffsets[broker] ?? null),
      };
    })
    .sort((a, b) => rank(a, leader) - rank(b, leader) || a.broker - b.broker);
  const starts = lanes.map((lane) => lane.epochRuns[0]?.base ?? lane.logStartOffset);
  const ends = lanes.map((lane) => Math.max(lane.logEndOffset, lane.truncated.at(-1)?.end ?? 0));
  const positions = Object.entries(state.clients)
    .flatMap(([client, { positions: at }]) => {
      const offset = at[tp];
      return offset === undefined ? [] : [{ client, offset }];
    })
    .sort((a, b) => a.offset - b.offset || (a.client < b.client ? -1 : 1));
  return {
    tp,
    leader: partition.leader,
    leaderEpoch: partition.leaderEpoch,
    isr: [...partition.isr],
    adding: [...(topic?.adding[number] ?? [])],
    removing: [...(topic?.removing[number] ?? [])],
    base: starts.length === 0 ? 0 : Math.min(...starts),
    end: Math.max(0, ...ends, ...positions.map(({ offset }) => offset)),
    lanes,
    acked: partition.acked.map(([base, end]) => [base, end] as const),
    positions,
  };
}

/** The leader first, then the ISR, then the rest. */
function rank(lane: LaneView, leader: number): number {
  if (lane.broker === leader && lane.inIsr) return 0;
  return lane.inIsr ? 1 : 2;
}

/** What a log held before the event from where it now ends, or was written anew, on. */
function truncatedRuns(before: ReplicaState | undefined, after: ReplicaState): EpochRun[] {
  if (before === undefined || before.epochRuns === after.epochRuns) return [];
  const runs: EpochRun[] = [];
  for (const { base, end, epoch } of before.epochRuns) {
    const from = Math.max(base, after.logEndOffset);
    if (from < end) runs.push({ base: from, end, epoch });
  }
  return runs;
}
