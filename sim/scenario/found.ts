import { errorCount, hostsNamed, isRegistered, type View } from "./conditions.ts";
import { committedOffset, coordinatedGroup, lagOf, membershipOf } from "./group-conditions.ts";
import { hostName } from "./names.ts";
import { assignmentOf, isBeingReassigned } from "./topic-conditions.ts";
import type { Condition } from "./types.ts";
import { expandValues } from "./values.ts";

type PartitionCondition = Extract<Condition, { readonly partition: string }>;

/** Records that are listed one by one, at most. */
const MOST_LISTED = 20;

/**
 * The state of everything that a condition asks for, in Kafka's words, which need no translation:
 * `orders-0: leader 1, leaderEpoch 0, isr [1,2,3]`.
 */
export function describeFound(condition: Condition, view: View): readonly string[] {
  return [...new Set(found(condition, view))];
}

function found(condition: Condition, view: View): readonly string[] {
  const { state } = view;
  if ("all" in condition) return condition.all.flatMap((part) => found(part, view));
  if ("any" in condition) return condition.any.flatMap((part) => found(part, view));
  if ("not" in condition) return found(condition.not, view);
  if ("partition" in condition) return [describePartition(condition, view)];
  if ("topic" in condition) return [describeTopic(condition.topic, view)];
  if ("replica" in condition) {
    return [condition.broker].flat().map((broker) => describeReplica(condition, broker, view));
  }
  if ("controller" in condition) {
    const active = Object.entries(state.controllers).map(([id, epoch]) => `${id} (epoch ${epoch})`);
    return [`controller: ${active.length === 0 ? "none" : active.join(", ")}`];
  }
  if ("registered" in condition) {
    const { broker } = condition;
    return [`/brokers/ids/${broker}: ${isRegistered(state, broker) ? "exists" : "absent"}`];
  }
  if ("host" in condition) {
    const name = hostName(condition.host);
    const lives = hostsNamed(state, name).map((host) => host.life);
    return [`${name}: ${lives.length === 0 ? "absent" : lives.join(", ")}`];
  }
  if ("server" in condition) {
    const roles = hostsNamed(state, condition.server).map(({ quorum }) => quorum?.role ?? "none");
    return [`${condition.server}: ${roles.join(", ")}`];
  }
  if ("records" in condition) {
    const values = (expandValues(condition.records) ?? []).slice(0, MOST_LISTED);
    return values.map((value) => `${value}: ${view.records.describe(value)}`);
  }
  if ("read" in condition) {
    const host = condition.by === undefined ? null : view.hostIndex(condition.by);
    const values = (expandValues(condition.read) ?? []).slice(0, MOST_LISTED);
    return values.map((v) => `${v}: ${view.records.wasRead(v, host) ? "read" : "not read"}`);
  }
  if ("processed" in condition) {
    const host = condition.by === undefined ? null : view.hostIndex(condition.by);
    const values = (expandValues(condition.processed) ?? []).slice(0, MOST_LISTED);
    return values.map((v) => `${v}: processed ${view.records.timesProcessed(v, host)}×`);
  }
  if ("committed" in condition) {
    const { committed, group } = condition;
    const offset = committedOffset(group, committed, state);
    return [`${group}, ${committed}: committed ${offset === -1 ? "none" : offset}`];
  }
  if ("assignment" in condition) {
    const { assignment: client } = condition;
    return [`${client}: assignment [${(state.clients[client]?.assignment ?? []).join(",")}]`];
  }
  if ("member" in condition) {
    const { state: found, generation } = membershipOf(condition.member, state);
    return [`${condition.member}: ${found}, generation ${generation}`];
  }
  if ("lag" in condition) {
    const whose = "client" in condition ? condition.client : condition.group;
    return [`${whose}, ${condition.lag}: lag ${lagOf(condition, state) ?? "unknown"}`];
  }
  if ("group" in condition) return [describeGroup(condition.group, view)];
  if ("position" in condition) {
    const { client, position } = condition;
    const offset = state.clients[client]?.positions[position];
    return [`${client}, ${position}: position ${offset ?? "none"}`];
  }
  return [`${condition.error}: ${errorCount(condition, state)}`];
}

function describeTopic(name: string, { state }: View): string {
  const topic = state.topics[name];
  if (topic === undefined) return `${name}: absent`;
  const parts = [
    "exists",
    `partitions ${Object.keys(topic.assignment).length}`,
    ...Object.entries(topic.configs).map(([key, value]) => `${key}=${value}`),
  ];
  return `${name}: ${parts.join(", ")}`;
}

function describeGroup(name: string, { state }: View): string {
  const { coordinator, held } = coordinatedGroup(name, state);
  const at = `coordinator ${coordinator === -1 ? "none" : coordinator}`;
  if (held === null) return `group ${name}: Dead, ${at}`;
  const parts = [
    held.state,
    `generation ${held.generation}`,
    `members ${Object.keys(held.members).length}`,
    `protocol ${held.protocol ?? "none"}`,
    at,
  ];
  return `group ${name}: ${parts.join(", ")}`;
}

function describePartition(
  { partition: name, replicas, reassigning }: PartitionCondition,
  { state }: View,
): string {
  const partition = state.partitions[name];
  if (partition === undefined || partition.leader === null) return `${name}: no state znode`;
  const { leader, leaderEpoch, isr } = partition;
  const parts = [`leader ${leader}`, `leaderEpoch ${leaderEpoch}`, `isr [${isr.join(",")}]`];
  if (replicas !== undefined || reassigning !== undefined) {
    const assigned = assignmentOf(state, name)?.replicas ?? [];
    parts.push(`replicas [${assigned.join(",")}]`);
    parts.push(isBeingReassigned(state, name) ? "reassigning" : "not reassigning");
  }
  return `${name}: ${parts.join(", ")}`;
}

function describeReplica(
  { replica: name, knows, has, lacks }: Extract<Condition, { readonly replica: string }>,
  broker: number,
  { state }: View,
): string {
  const replica = state.partitions[name]?.replicas[broker];
  if (replica === undefined) return `${name} on broker-${broker}: no replica`;
  const { role, leaderEpoch, logStartOffset, highWatermark, logEndOffset } = replica;
  const parts = [
    role,
    `leaderEpoch ${leaderEpoch}`,
    `logStartOffset ${logStartOffset}`,
    `highWatermark ${highWatermark}`,
    `logEndOffset ${logEndOffset}`,
  ];
  if (has !== undefined || lacks !== undefined) {
    const gaps = replica.gaps.map(([from, end]) => `[${from},${end})`);
    parts.push(`without records at ${gaps.length === 0 ? "no offset" : gaps.join(", ")}`);
  }
  if (knows !== undefined) {
    const known = replica.remoteLogEndOffsets[knows.follower] ?? "unknown";
    parts.push(`knows logEndOffset ${known} of broker-${knows.follower}`);
  }
  return `${name} on broker-${broker}: ${parts.join(", ")}`;
}
