import type { ConfigValues } from "../kafka/config/config.ts";
import { decodeReassignPartitions } from "../kafka/zk/zk-data.ts";
import type { State } from "../trace/state.ts";
import { parsePartition } from "./names.ts";
import type { Condition } from "./types.ts";

export type TopicCondition = Extract<Condition, { readonly topic: string }>;

/** Where a partition is by the registry, and what a reassignment changes. */
interface Assignment {
  readonly replicas: readonly number[];
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

/** Null for a partition that the registry does not know. */
export function assignmentOf({ topics }: State, name: string): Assignment | null {
  const parsed = parsePartition(name);
  const topic = parsed === null ? undefined : topics[parsed.topic];
  const partition = parsed?.partition ?? -1;
  const replicas = topic?.assignment[partition];
  if (topic === undefined || replicas === undefined) return null;
  const { adding, removing } = topic;
  return { replicas, adding: adding[partition] ?? [], removing: removing[partition] ?? [] };
}

/** Whether a partition is on its way to other brokers, or somebody has asked for that. */
export function isBeingReassigned(state: State, name: string): boolean {
  const assignment = assignmentOf(state, name);
  if (assignment === null) return false;
  if (assignment.adding.length > 0 || assignment.removing.length > 0) return true;
  const asked = state.zookeeper.root.children.admin?.children.reassign_partitions;
  if (asked === undefined) return false;
  const partitions = decodeReassignPartitions(asked.data);
  return partitions.some(({ topic, partition }) => `${topic}-${partition}` === name);
}

export function topicHolds(
  { topic: name, exists, configs }: TopicCondition,
  { topics }: State,
  countMatches: (count: number) => boolean,
): boolean {
  const topic = topics[name];
  if (topic === undefined) return exists === false;
  const count = Object.keys(topic.assignment).length;
  return exists !== false && countMatches(count) && hasConfigs(topic.configs, configs ?? {});
}

function hasConfigs(found: Readonly<Record<string, string>>, wanted: ConfigValues): boolean {
  return Object.entries(wanted).every(([name, value]) => found[name] === String(value));
}
