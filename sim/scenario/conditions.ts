import { ZOOKEEPER_HOST } from "../cluster/hosts.ts";
import type { HostState, PartitionState, ReplicaState, State } from "../trace/state.ts";
import {
  assignmentHolds,
  committedOffset,
  groupHolds,
  lagOf,
  memberHolds,
} from "./group-conditions.ts";
import { matches, sameMembers } from "./matches.ts";
import { hostName } from "./names.ts";
import type { RecordBook } from "./record-book.ts";
import { assignmentOf, isBeingReassigned, topicHolds } from "./topic-conditions.ts";
import type { Condition } from "./types.ts";
import { expandValues } from "./values.ts";

/** What conditions look at: the state that the facts of a run have built so far. */
export interface View {
  readonly state: State;
  readonly records: RecordBook;
  /** Index of a host by name; -1 when there is none. */
  readonly hostIndex: (name: string) => number;
}

/** Whether a condition holds now. */
export function holds(condition: Condition, view: View): boolean {
  if ("all" in condition) return condition.all.every((part) => holds(part, view));
  if ("any" in condition) return condition.any.some((part) => holds(part, view));
  if ("not" in condition) return !holds(condition.not, view);
  if ("partition" in condition) return partitionHolds(condition, view.state);
  if ("topic" in condition) {
    return topicHolds(condition, view.state, (count) => matches(condition.partitions, count));
  }
  if ("replica" in condition) return replicasHold(condition, view.state);
  if ("controller" in condition) {
    const { controllers } = view.state;
    const { controller, epoch } = condition;
    const known =
      controller === "any" ? Object.values(controllers) : [controllers[controller] ?? []].flat();
    return known.some((found) => matches(epoch, found));
  }
  if ("registered" in condition) {
    return isRegistered(view.state, condition.broker) === condition.registered;
  }
  if ("host" in condition) {
    const hosts = hostsNamed(view.state, hostName(condition.host));
    return hosts.every((host) => host.life === condition.life);
  }
  if ("server" in condition) {
    const servers = hostsNamed(view.state, condition.server);
    return servers.some(({ quorum }) => quorum?.role === condition.role);
  }
  if ("processed" in condition) return wasProcessed(condition, view);
  if ("committed" in condition) {
    const { committed, group, offset } = condition;
    return matches(offset, committedOffset(group, committed, view.state));
  }
  if ("assignment" in condition) return assignmentHolds(condition, view.state);
  if ("member" in condition) return memberHolds(condition, view.state);
  if ("lag" in condition) {
    const lag = lagOf(condition, view.state);
    return lag !== null && matches(condition.count, lag);
  }
  if ("group" in condition) return groupHolds(condition, view.state);
  if ("records" in condition) {
    const { records, status } = condition;
    return valuesOf(records).every((value) => view.records.haveStatus(value, status));
  }
  if ("read" in condition) {
    const host = condition.by === undefined ? null : view.hostIndex(condition.by);
    return valuesOf(condition.read).every((value) => view.records.wasRead(value, host));
  }
  if ("position" in condition) {
    const position = view.state.clients[condition.client]?.positions[condition.position];
    return position !== undefined && matches(condition.offset, position);
  }
  return matches(condition.times ?? { atLeast: 1 }, errorCount(condition, view.state));
}

/** The host of that name, or every ZooKeeper server. */
export function hostsNamed(state: State, name: string): readonly HostState[] {
  const host = state.hosts[name];
  if (host !== undefined) return [host];
  return Object.values(state.hosts).filter(({ kind }) => kind === name && name === ZOOKEEPER_HOST);
}

/** Whether `/brokers/ids/N` exists. */
export function isRegistered(state: State, broker: number): boolean {
  const ids = state.zookeeper.root.children.brokers?.children.ids;
  return ids?.children[broker] !== undefined;
}

/** How often clients, or one of them, met an error. */
export function errorCount(
  { error, client }: { readonly error: string; readonly client?: string },
  state: State,
): number {
  const names = client === undefined ? Object.keys(state.clients) : [client];
  return names.reduce((sum, name) => sum + (state.clients[name]?.errors[error] ?? 0), 0);
}

type PartitionCondition = Extract<Condition, { readonly partition: string }>;
type ReplicaCondition = Extract<Condition, { readonly replica: string }>;

function partitionHolds(condition: PartitionCondition, state: State): boolean {
  const partition: PartitionState | undefined = state.partitions[condition.partition];
  if (partition === undefined || partition.leader === null) return false;
  const { leader, leaderEpoch, isr, isrSize, replicas, reassigning } = condition;
  const name = condition.partition;
  const assigned = assignmentOf(state, name)?.replicas ?? [];
  return (
    (replicas === undefined || sameOrder(replicas, assigned)) &&
    (reassigning === undefined || reassigning === isBeingReassigned(state, name)) &&
    (leader === undefined || partition.leader === leader) &&
    matches(leaderEpoch, partition.leaderEpoch) &&
    (isr === undefined || sameMembers(isr, partition.isr)) &&
    matches(isrSize, partition.isr.length)
  );
}

function replicasHold(condition: ReplicaCondition, state: State): boolean {
  const replicas = state.partitions[condition.replica]?.replicas;
  const brokers = typeof condition.broker === "number" ? [condition.broker] : condition.broker;
  return brokers.every((broker) => {
    const replica = replicas?.[broker];
    if (replica === undefined) return condition.role === "none";
    return replicaHolds(condition, replica);
  });
}

function replicaHolds(condition: ReplicaCondition, replica: ReplicaState): boolean {
  const { role, knows } = condition;
  return (
    (role === undefined || replica.role === role) &&
    matches(condition.leaderEpoch, replica.leaderEpoch) &&
    matches(condition.logStartOffset, replica.logStartOffset) &&
    matches(condition.highWatermark, replica.highWatermark) &&
    matches(condition.logEndOffset, replica.logEndOffset) &&
    (condition.has ?? []).every((offset) => hasRecord(replica, offset)) &&
    !(condition.lacks ?? []).some((offset) => hasRecord(replica, offset)) &&
    (knows === undefined ||
      matches(knows.logEndOffset, replica.remoteLogEndOffsets[knows.follower] ?? -1))
  );
}

function hasRecord({ logStartOffset, logEndOffset, gaps }: ReplicaState, offset: number): boolean {
  const isInLog = offset >= logStartOffset && offset < logEndOffset;
  return isInLog && !gaps.some(([from, end]) => offset >= from && offset < end);
}

function wasProcessed(
  { processed, by, times }: Extract<Condition, { readonly processed: unknown }>,
  { records, hostIndex }: View,
): boolean {
  const host = by === undefined ? null : hostIndex(by);
  const wanted = times ?? { atLeast: 1 };
  return valuesOf(processed).every((v) => matches(wanted, records.timesProcessed(v, host)));
}

function sameOrder(x: readonly number[], y: readonly number[]): boolean {
  return x.length === y.length && x.every((member, i) => y[i] === member);
}

function valuesOf(values: string | readonly string[]): readonly string[] {
  return expandValues(values) ?? [];
}
