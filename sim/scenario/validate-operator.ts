import type { ToolStep } from "./operator-steps.ts";
import type { AlterConfigStep, TopicSpec } from "./types.ts";
import type { References } from "./validate-references.ts";

/** Looks up what a step of the operator refers to. */
export function checkToolStep(step: ToolStep, problems: References, path: string): void {
  if ("createTopic" in step) checkTopic(step.createTopic, problems, `${path}.createTopic`);
  else if ("deleteTopic" in step) {
    for (const topic of [step.deleteTopic].flat()) problems.topic(topic, `${path}.deleteTopic`);
  } else if ("deleteRecords" in step) {
    problems.partition(step.deleteRecords.partition, `${path}.deleteRecords.partition`);
  } else if ("addPartitions" in step) {
    const { topic, assignment } = step.addPartitions;
    problems.topic(topic, `${path}.addPartitions.topic`);
    checkAssignment(assignment ?? [], problems, `${path}.addPartitions.assignment`);
  } else if ("alterConfig" in step) {
    checkAlterConfig(step.alterConfig, problems, `${path}.alterConfig`);
  } else if ("reassign" in step) {
    for (const [partition, replicas] of Object.entries(step.reassign)) {
      problems.partition(partition, `${path}.reassign`);
      checkReplicas(replicas ?? [], problems, `${path}.reassign[${JSON.stringify(partition)}]`);
    }
  } else if ("resetOffsets" in step) {
    problems.group(step.resetOffsets.group, `${path}.resetOffsets.group`);
    problems.topicOrPartition(step.resetOffsets.of, `${path}.resetOffsets.of`);
  } else if ("deleteGroup" in step) {
    for (const group of [step.deleteGroup].flat()) problems.group(group, `${path}.deleteGroup`);
  } else if ("deleteOffsets" in step) {
    problems.group(step.deleteOffsets.group, `${path}.deleteOffsets.group`);
    problems.topic(step.deleteOffsets.topic, `${path}.deleteOffsets.topic`);
  } else if ("deleteZnode" in step) {
    const found = step.deleteZnode;
    if (!/^(\/[^/]+)+$/.test(found))
      problems.add(`${path}.deleteZnode`, "problem.badPath", { found });
  } else {
    step.electLeaders.partitions?.forEach((partition, i) => {
      problems.partition(partition, `${path}.electLeaders.partitions[${i}]`);
    });
  }
}

export function checkTopic(topic: TopicSpec, problems: References, path: string): void {
  problems.settings("topic", topic.configs, `${path}.configs`);
  checkAssignment(topic.assignment ?? [], problems, `${path}.assignment`);
}

function checkAlterConfig(step: AlterConfigStep, problems: References, path: string): void {
  const scope = "topic" in step ? "topic" : "broker";
  if ("topic" in step) problems.topic(step.topic, `${path}.topic`);
  else if (step.broker !== "all") problems.broker(step.broker, `${path}.broker`);
  problems.settings(scope, step.set, `${path}.set`);
  problems.settingNames(scope, step.remove, `${path}.remove`);
}

function checkAssignment(
  assignment: readonly (readonly number[])[],
  problems: References,
  path: string,
): void {
  assignment.forEach((replicas, i) => {
    checkReplicas(replicas, problems, `${path}[${i}]`);
  });
}

function checkReplicas(replicas: readonly number[], problems: References, path: string): void {
  replicas.forEach((replica, j) => {
    problems.broker(replica, `${path}[${j}]`);
  });
  problems.unique(replicas.map(String), path);
}
