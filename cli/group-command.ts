import {
  type DescribedGroup,
  type DescribedMember,
  type DescribedZkGroup,
  type Era,
  isFrom,
  javaStringHash,
  type TopicPartitionName,
} from "../sim/index.ts";
import { UsageError } from "./errors.ts";
import { tableOrder, topicPartitionHash } from "./java-order.ts";

/** What `kafka-consumer-groups.sh --describe` is asked for. */
export type GroupView = "offsets" | "members" | "state";

/** How `kafka-consumer-groups.sh` of a version behaves (`ConsumerGroupCommand`). */
export interface GroupCommand {
  readonly era: Era;
  /** It tells lines with commas (0.9), fixed columns (0.10, 0.11), or columns as wide as they must be. */
  readonly layout: "commas" | "fixed" | "fitting";
  /** Whether it knows `--members` and `--state` (KIP-175). */
  readonly tellsMembers: boolean;
  /** Whether each line begins with the group, and complaints with an empty line. */
  readonly tellsGroup: boolean;
  /** Whether it tells `group.instance.id`, and lists states (KIP-518). */
  readonly tellsInstances: boolean;
  /** The tool in Java: another order, assignments without topics, no last line break. */
  readonly isJava: boolean;
  /** Whether groups of the old consumer are asked for in ZooKeeper. */
  readonly knowsZooKeeper: boolean;
}

/** The tool of an era; Kafka 0.7 and 0.8.2 have only `ConsumerOffsetChecker`, which reads ZooKeeper. */
export function groupCommand(era: Era): GroupCommand {
  return {
    era,
    layout: isFrom(era, "1.1") ? "fitting" : isFrom(era, "0.10.2") ? "fixed" : "commas",
    tellsMembers: isFrom(era, "1.1"),
    tellsGroup: isFrom(era, "2.4"),
    tellsInstances: isFrom(era, "2.6"),
    isJava: isFrom(era, "3.9"),
    knowsZooKeeper: !isFrom(era, "2.0"),
  };
}

/**
 * The names that `--list` prints: brokers', in the order of Java's map, then those in ZooKeeper where the
 * tool can be asked for them.
 */
export function listedGroups(
  { knowsZooKeeper }: GroupCommand,
  groups: readonly DescribedGroup[],
  zkGroups: readonly DescribedZkGroup[],
): readonly string[] {
  const named = tableOrder(
    groups.map(({ group }) => group),
    javaStringHash,
  );
  const inZooKeeper = knowsZooKeeper ? zkGroups.map(({ group }) => group) : [];
  return [...named, ...inZooKeeper.filter((group) => !named.includes(group))];
}

/**
 * What is described: a group that brokers coordinate, or one of the old consumer.
 * @throws UsageError of a view that the version's tool does not have
 */
export function describedGroup(
  command: GroupCommand,
  name: string,
  view: GroupView,
  groups: readonly DescribedGroup[],
  zkGroups: readonly DescribedZkGroup[],
): DescribedGroup | DescribedZkGroup | null {
  const found = groups.find(({ group }) => group === name);
  const inZooKeeper = command.knowsZooKeeper && zkGroups.find(({ group }) => group === name);
  if (view !== "offsets" && !command.tellsMembers) {
    throw new UsageError(`--${view}: the tool of Kafka ${command.era} does not have it; 1.1 has`);
  }
  return found ?? (inZooKeeper || null);
}

/** Members with most partitions first; otherwise as they joined. */
export function byPartitions(members: readonly DescribedMember[]): readonly DescribedMember[] {
  return [...members].sort((x, y) => y.assignment.length - x.assignment.length);
}

/**
 * Partitions in the order in which a member's are told: by number, or from 3.9 on as the Java map that holds
 * their log end offsets has them.
 */
export function toldOrder<Named extends TopicPartitionName>(
  { isJava }: GroupCommand,
  partitions: readonly Named[],
): readonly Named[] {
  const sorted = [...partitions].sort((x, y) => x.partition - y.partition);
  return isJava
    ? tableOrder(sorted, ({ topic, partition }) => topicPartitionHash(topic, partition))
    : sorted;
}
