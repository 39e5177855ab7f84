import type { DescribedPartition } from "../../sim/index.ts";
import type { TopicAnswer, TopicCommand } from "../topic-command.ts";
import { printable } from "./width.ts";

/** What `kafka-topics.sh --describe` prints, line by line. */
export function renderTopics(
  command: TopicCommand,
  answers: readonly TopicAnswer[],
): readonly string[] {
  return answers.flatMap((answer) => [
    ...(answer.tellsTopic ? [topicLine(command, answer)] : []),
    ...answer.partitions.map((partition) => partitionLine(command, answer, partition)),
  ]);
}

function topicLine(
  { asksBrokers, tellsDeletion }: TopicCommand,
  { topic, replicationFactor, configs }: TopicAnswer,
): string {
  const parts = [
    ["Topic", topic.topic],
    ["PartitionCount", String(topic.partitions.length)],
    ["ReplicationFactor", String(replicationFactor)],
    ["Configs", configs.map(([name, value]) => `${name}=${value}`).join(",")],
    ...(tellsDeletion && topic.markedForDeletion ? [["MarkedForDeletion", "true"]] : []),
  ];
  const colon = asksBrokers ? ": " : ":";
  return columns(parts.map(([name, value]) => `${name}${colon}${value}`));
}

function partitionLine(
  command: TopicCommand,
  { topic, tellsTopic }: TopicAnswer,
  { partition, leader, replicas, isr, addingReplicas, removingReplicas }: DescribedPartition,
): string {
  const { asksBrokers, tellsReassignments, tellsEligibleLeaders, tellsDeletion } = command;
  // Tools that read ZooKeeper print what the state znode says, -1 for no leader.
  const isNone = leader === null || (asksBrokers && leader === -1);
  const isReassigned = addingReplicas.length + removingReplicas.length > 0;
  return `\t${columns([
    `Topic: ${topic.topic}`,
    `Partition: ${partition}`,
    `Leader: ${isNone ? "none" : leader}`,
    `Replicas: ${replicas.join(",")}`,
    `Isr: ${isr.join(",")}`,
    ...(tellsReassignments && isReassigned
      ? [
          `Adding Replicas: ${addingReplicas.join(",")}`,
          `Removing Replicas: ${removingReplicas.join(",")}`,
        ]
      : []),
    ...(tellsEligibleLeaders ? ["Elr: N/A", "LastKnownElr: N/A"] : []),
    ...(tellsDeletion && topic.markedForDeletion && !tellsTopic ? ["MarkedForDeletion: true"] : []),
  ])}`;
}

function columns(parts: readonly string[]): string {
  return parts.map(printable).join("\t");
}
