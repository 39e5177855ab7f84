import type { Cluster } from "../../sim/cluster/hosts.ts";
import { Broker } from "../../sim/kafka/broker/broker.ts";
import type { Partition } from "../../sim/kafka/broker/partition.ts";
import { ROLE_LEADER } from "../../sim/kafka/facts.ts";
import type { Log } from "../../sim/kafka/log/log.ts";
import type { Host } from "../../sim/kernel/host.ts";
import { LIFE_DOWN, LIFE_PAUSED } from "../../sim/kernel/kernel-facts.ts";
import type { Simulation } from "../../sim/kernel/simulation.ts";
import { addRange, appendRun } from "../../sim/trace/ranges.ts";
import type { EpochRunState, ReplicaState, State, ZnodeState } from "../../sim/trace/state.ts";
import { statOf } from "../../sim/zookeeper/data-tree.ts";
import { ZooKeeperServer } from "../../sim/zookeeper/server.ts";

const ROLES = ["none", "leader", "follower", "offline"];

/** What the running processes and the registry hold, in the words of a state. */
export interface LiveState {
  hosts: Record<string, unknown>;
  controllers: Record<string, number>;
  /** By path. */
  znodes: Record<string, unknown>;
  sessions: string[];
  /** By `topic-partition/broker`. */
  replicas: Record<string, unknown>;
}

/** Looks into the processes of a cluster. Called between events. */
export function liveState({ sim, names }: Pick<Cluster, "sim" | "names">): LiveState {
  const live: LiveState = { hosts: {}, controllers: {}, znodes: {}, sessions: [], replicas: {} };
  for (const host of sim.hosts) {
    const { incarnation, wallOffsetUs } = host;
    live.hosts[host.name] = { life: lifeOf(host), incarnation, wallOffsetUs };
    const { process } = host;
    if (process instanceof ZooKeeperServer) addRegistry(live, process);
    if (!(process instanceof Broker)) continue;
    const { controller, brokerId, replicaManager } = process;
    if (controller.isActive) live.controllers[brokerId] = controller.controllerEpoch;
    for (const partition of replicaManager.partitions()) {
      if (partition.log === null) continue;
      live.replicas[`${names.topicPartitions.name(partition.tp)}/${brokerId}`] = replicaOf(
        partition,
        partition.log,
      );
    }
  }
  return live;
}

/** The same from a folded state. */
export function foldedLiveState(state: State, sim: Simulation, keys: LiveState): LiveState {
  const live: LiveState = { hosts: {}, controllers: {}, znodes: {}, sessions: [], replicas: {} };
  for (const [name, { life, incarnation, wallOffsetUs }] of Object.entries(state.hosts)) {
    live.hosts[name] = { life, incarnation, wallOffsetUs };
  }
  Object.assign(live.controllers, state.controllers);
  const zookeeper = sim.hosts.find((host) => host.process instanceof ZooKeeperServer);
  if (zookeeper !== undefined) {
    addFoldedZnode(live, "", state.zookeeper.root);
    live.sessions = Object.keys(state.zookeeper.sessions).sort();
  }
  for (const key of Object.keys(keys.replicas)) {
    const [partition = "", broker = ""] = key.split("/");
    const replica = state.partitions[partition]?.replicas[broker];
    if (replica === undefined) continue;
    const { fetchesFrom, epochRuns, gaps, ...rest } = replica;
    live.replicas[key] = { ...rest, records: foldedRecordRuns(replica) };
  }
  return live;
}

function lifeOf(host: Host): string {
  return host.life === LIFE_DOWN ? "down" : host.life === LIFE_PAUSED ? "paused" : "up";
}

function addRegistry(live: LiveState, { database }: ZooKeeperServer): void {
  for (const znode of database.tree.all()) {
    const { version, cversion, czxid } = statOf(znode);
    const owner = znode.ephemeralOwner === 0 ? null : znode.ephemeralOwner.toString(16);
    live.znodes[znode.path] = { data: znode.data, version, cversion, czxid, owner };
  }
  live.sessions = [...database.sessionTimeouts.keys()].map((id) => id.toString(16)).sort();
}

function addFoldedZnode(live: LiveState, path: string, znode: ZnodeState): void {
  const { data, version, cversion, czxid, owner, children } = znode;
  live.znodes[path === "" ? "/" : path] = { data, version, cversion, czxid, owner };
  for (const [name, child] of Object.entries(children)) {
    addFoldedZnode(live, `${path}/${name}`, child);
  }
}

function replicaOf(partition: Partition, log: Log): unknown {
  const leads = partition.role === ROLE_LEADER;
  return {
    role: ROLES[partition.role],
    leaderEpoch: partition.leaderEpoch,
    leader: partition.leaderId,
    logStartOffset: log.logStartOffset,
    highWatermark: log.highWatermark,
    logEndOffset: log.logEndOffset,
    records: recordRuns(log),
    damaged: damagedRanges(log),
    segmentBaseOffsets: log.segments.all.map(({ baseOffset }) => baseOffset),
    epochCache: log.leaderEpochCache.entries.map(({ epoch, startOffset }) => [epoch, startOffset]),
    isr: leads ? partition.isrState.isr : [],
    maximalIsr: leads ? partition.isrState.maximalIsr : [],
    remoteLogEndOffsets: leads
      ? Object.fromEntries(
          partition.remotes.all.map(({ brokerId, logEndOffset }) => [brokerId, logEndOffset]),
        )
      : {},
  };
}

/** Which epoch the record at each offset has, in as few runs as possible. */
function recordRuns(log: Log): EpochRunState[] {
  const runs: EpochRunState[] = [];
  for (const { batches } of log.segments.all) {
    for (const batch of batches) {
      for (let i = 0; i < batch.records.length; i++) {
        const offset = batch.offsetOf(i);
        if (offset < log.logStartOffset) continue;
        appendRun(runs, offset, offset + 1, batch.partitionLeaderEpoch);
      }
    }
  }
  return runs;
}

/** Offsets of batches that do not match their checksums. */
function damagedRanges(log: Log): [from: number, end: number][] {
  const ranges: [number, number][] = [];
  for (const { batches } of log.segments.all) {
    for (const { isValid, baseOffset, nextOffset } of batches) {
      if (!isValid) addRange(ranges, Math.max(baseOffset, log.logStartOffset), nextOffset);
    }
  }
  return ranges;
}

/** The same as a state has it: runs of epochs without the gaps in them. */
function foldedRecordRuns({ epochRuns, gaps }: ReplicaState): EpochRunState[] {
  const runs: EpochRunState[] = [];
  for (const { base, end, epoch } of epochRuns) {
    let from = base;
    for (const [gapFrom, gapEnd] of gaps) {
      if (gapEnd <= from || gapFrom >= end) continue;
      appendRun(runs, from, Math.max(from, gapFrom), epoch);
      from = gapEnd;
    }
    if (from < end) appendRun(runs, from, end, epoch);
  }
  return runs;
}
