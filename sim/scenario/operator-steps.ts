import type { AdminOperation } from "../kafka/client/admin/operations.ts";
import type { ConfigValues } from "../kafka/config/config.ts";
import type { NewTopic } from "../kafka/messages.ts";
import type { ZkPartition } from "../kafka/zk/zk-data.ts";
import { present } from "../kernel/assert.ts";
import { parsePartition, partitionsOf, replicationFactorOf, topicNamesOf } from "./names.ts";
import type {
  AlterConfigStep,
  ClusterSpec,
  OperatorStep,
  ResetOffsetsStep,
  Scenario,
  Step,
  TopicSpec,
} from "./types.ts";

/** The steps that an operator's tool carries out at once. */
export type ToolStep = Exclude<OperatorStep, { readonly decommission: number }>;

/** Whether a step is one of those. */
export function isToolStep(step: Step): step is Extract<Step, ToolStep> {
  return TOOL_STEPS.some((key) => key in step);
}

const TOOL_STEPS: readonly string[] = [
  "createTopic",
  "deleteTopic",
  "deleteRecords",
  "addPartitions",
  "alterConfig",
  "reassign",
  "electLeaders",
  "resetOffsets",
  "deleteGroup",
  "deleteOffsets",
  "deleteZnode",
];

/** What an operator asks for in a step. Call it with a step that was checked. */
export function operationOfStep(step: ToolStep, scenario: Scenario): AdminOperation {
  const { cluster } = scenario;
  if ("createTopic" in step) return createTopics([step.createTopic], cluster);
  if ("deleteTopic" in step) return { kind: "deleteTopics", topics: [step.deleteTopic].flat() };
  if ("deleteRecords" in step) {
    const { partition, before } = step.deleteRecords;
    return { kind: "deleteRecords", ...partitionNamed(partition), before };
  }
  if ("addPartitions" in step) {
    const { topic, count, assignment } = step.addPartitions;
    const topics = [{ name: topic, count, assignment: assignment ?? null }];
    return { kind: "createPartitions", topics };
  }
  if ("alterConfig" in step) return alterConfigs(step.alterConfig);
  if ("reassign" in step) {
    const partitions = Object.entries(step.reassign).map(([name, replicas]) => {
      return { ...partitionNamed(name), replicas };
    });
    return { kind: "reassignPartitions", partitions };
  }
  if ("resetOffsets" in step) return resetOffsets(step.resetOffsets, scenario);
  if ("deleteGroup" in step) return { kind: "deleteGroups", groups: [step.deleteGroup].flat() };
  if ("deleteOffsets" in step) return { kind: "deleteOffsets", ...step.deleteOffsets };
  if ("deleteZnode" in step) return { kind: "deleteZnode", path: step.deleteZnode };
  const { type, partitions } = step.electLeaders;
  const named = partitions?.map(partitionNamed) ?? null;
  return { kind: "electLeaders", electionType: type, partitions: named };
}

/** What creates topics; what a scenario does not say the cluster's defaults do. */
export function createTopics(topics: readonly TopicSpec[], cluster: ClusterSpec): AdminOperation {
  return { kind: "createTopics", topics: topics.map((topic) => newTopic(topic, cluster)) };
}

function newTopic(topic: TopicSpec, cluster: ClusterSpec): NewTopic {
  const { name, assignment, configs } = topic;
  const placed = assignment !== undefined;
  return {
    name,
    numPartitions: placed ? -1 : partitionsOf(topic, cluster),
    replicationFactor: placed ? -1 : replicationFactorOf(topic, cluster),
    assignment: assignment ?? null,
    configs: texts(configs ?? {}),
  };
}

function alterConfigs(step: AlterConfigStep): AdminOperation {
  const changes: Record<string, string | null> = texts(step.set ?? {});
  for (const name of step.remove ?? []) changes[name] = null;
  if ("topic" in step) {
    return { kind: "alterConfigs", resource: { type: "topic", name: step.topic }, changes };
  }
  const name = step.broker === "all" ? "" : String(step.broker);
  return { kind: "alterConfigs", resource: { type: "broker", name }, changes };
}

/** Of one partition where what is named is no topic of the scenario. */
function resetOffsets({ group, of, to }: ResetOffsetsStep, scenario: Scenario): AdminOperation {
  const partition = topicNamesOf(scenario).includes(of) ? null : partitionNamed(of);
  const topic = partition?.topic ?? of;
  return { kind: "resetOffsets", group, topic, partition: partition?.partition ?? null, to };
}

function texts(values: ConfigValues): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function partitionNamed(name: string): ZkPartition {
  return present(parsePartition(name), `${name} is no partition`);
}
