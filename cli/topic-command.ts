import { type DescribedPartition, type DescribedTopic, type Era, isFrom } from "../sim/index.ts";
import { UsageError } from "./errors.ts";
import { hashMapOrder, propertiesOrder } from "./java-order.ts";

/** The partitions that `kafka-topics.sh --describe` can be asked for. */
export type PartitionFilter =
  | "under-replicated-partitions"
  | "unavailable-partitions"
  | "under-min-isr-partitions"
  | "at-min-isr-partitions";

export type TopicOption = PartitionFilter | "topics-with-overrides" | "exclude-internal";

/** How `kafka-topics.sh --describe` of a version behaves (`TopicCommand`). */
export interface TopicCommand {
  readonly era: Era;
  /** Through the brokers, which tell their own settings too, and not in ZooKeeper (KIP-377). */
  readonly asksBrokers: boolean;
  /** KIP-455. */
  readonly tellsReassignments: boolean;
  /** Whether lines end with the eligible leaders, which ZooKeeper mode does not have (KIP-966). */
  readonly tellsEligibleLeaders: boolean;
  readonly tellsDeletion: boolean;
  readonly options: readonly TopicOption[];
}

/** What a person asks `kafka-topics.sh --describe`. */
export interface TopicQuestion {
  /** A regular expression that must match the whole name; commas separate alternatives. */
  readonly topic: string | null;
  readonly options: ReadonlySet<TopicOption>;
}

/** What it answers: topics, each with the lines that are wanted. */
export interface TopicAnswer {
  readonly topic: DescribedTopic;
  readonly replicationFactor: number;
  /** Names and values, in the order of the tool. */
  readonly configs: readonly (readonly [name: string, value: string])[];
  readonly tellsTopic: boolean;
  readonly partitions: readonly DescribedPartition[];
}

const INTERNAL_TOPICS = ["__consumer_offsets", "__transaction_state"];
/** A topic has so many settings, from 2.4 to 3.9, that the table of their names has this size. */
const TABLE_OF_CONFIGS = 64;

const PARTITION_FILTERS: readonly PartitionFilter[] = [
  "under-replicated-partitions",
  "unavailable-partitions",
  "under-min-isr-partitions",
  "at-min-isr-partitions",
];

/** Every option, with the version that brought it. */
const OPTIONS: readonly (readonly [TopicOption, since: Era])[] = [
  ["under-replicated-partitions", "0.7"],
  ["unavailable-partitions", "0.7"],
  ["topics-with-overrides", "0.7"],
  ["exclude-internal", "2.1"],
  ["under-min-isr-partitions", "2.4"],
  ["at-min-isr-partitions", "2.4"],
];

/** The tool of a version. 0.7 had none; what is told of it has the form of 0.8.2. */
export function topicCommand(era: Era): TopicCommand {
  const asksBrokers = isFrom(era, "2.4");
  return {
    era,
    asksBrokers,
    tellsReassignments: isFrom(era, "2.6"),
    tellsEligibleLeaders: isFrom(era, "3.9"),
    tellsDeletion: isFrom(era, "0.11") && !asksBrokers,
    options: OPTIONS.flatMap(([option, since]) => (isFrom(era, since) ? [option] : [])),
  };
}

/**
 * What the tool says to a question.
 * @param liveBrokers ids of the registered brokers
 * @throws UsageError when it does not know an option, or for a question without an answer
 */
export function answerOf(
  command: TopicCommand,
  question: TopicQuestion,
  topics: readonly DescribedTopic[],
  liveBrokers: readonly number[],
): readonly TopicAnswer[] {
  checkOptions(command, question);
  const { options } = question;
  const filters = PARTITION_FILTERS.filter((filter) => options.has(filter));
  return wanted(command, question, topics).map((topic) => {
    const configs = configsOf(command, topic);
    const overridden = !options.has("topics-with-overrides") || configs.length > 0;
    const shows = (partition: DescribedPartition) =>
      filters.length === 0 ||
      filters.some((filter) => passes(filter, partition, topic, command, liveBrokers));
    return {
      topic,
      replicationFactor: replicationFactorOf(topic.partitions[0]),
      configs,
      tellsTopic: filters.length === 0 && overridden,
      partitions: options.has("topics-with-overrides") ? [] : topic.partitions.filter(shows),
    };
  });
}

function checkOptions({ era, options: known }: TopicCommand, { options }: TopicQuestion): void {
  for (const option of options) {
    if (known.includes(option)) continue;
    const since = OPTIONS.find(([name]) => name === option)?.[1] ?? era;
    throw new UsageError(
      `--${option}: kafka-topics.sh of ${era} does not have it (new in ${since})`,
    );
  }
  const alone = [...PARTITION_FILTERS, "topics-with-overrides" as const].filter((option) =>
    options.has(option),
  );
  if (alone.length > 1) {
    throw new UsageError(`--${alone[0]} and --${alone[1]} exclude each other; give one of them`);
  }
}

function wanted(
  { asksBrokers }: TopicCommand,
  { topic, options }: TopicQuestion,
  all: readonly DescribedTopic[],
): readonly DescribedTopic[] {
  const shown = options.has("exclude-internal")
    ? all.filter((each) => !INTERNAL_TOPICS.includes(each.topic))
    : all;
  const pattern = topic === null ? null : patternOf(topic);
  const found = shown.filter((each) => pattern === null || pattern.test(each.topic));
  if (pattern !== null && found.length === 0) {
    const names = shown.slice(0, 20).map((each) => each.topic);
    const there =
      names.length === 0 ? "there is no topic at all" : `there are: ${names.join(", ")}`;
    throw new UsageError(`--topic: topic '${topic}' does not exist at that moment; ${there}`);
  }
  if (!asksBrokers) return found;
  const names = found.map((each) => each.topic);
  return hashMapOrder(names, names.length).flatMap((name) =>
    found.filter((each) => each.topic === name),
  );
}

/** As `TopicFilter` reads it: commas mean “or”, spaces and outer quotes nothing. */
function patternOf(text: string): RegExp {
  const source = text
    .trim()
    .replaceAll(",", "|")
    .replaceAll(" ", "")
    .replace(/^["']+/, "")
    .replace(/["']+$/, "");
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    throw new UsageError(`--topic: ${source} is not a regular expression`);
  }
}

function configsOf(
  { asksBrokers }: TopicCommand,
  { overrides, brokerConfigs }: DescribedTopic,
): TopicAnswer["configs"] {
  const values = asksBrokers ? { ...brokerConfigs, ...overrides } : overrides;
  const names = Object.keys(values);
  const order = asksBrokers ? hashMapOrder(names, TABLE_OF_CONFIGS) : propertiesOrder(names);
  return order.map((name) => [name, values[name] ?? ""] as const);
}

function passes(
  filter: PartitionFilter,
  partition: DescribedPartition,
  { minInsyncReplicas }: DescribedTopic,
  { tellsReassignments }: TopicCommand,
  liveBrokers: readonly number[],
): boolean {
  const { leader, isr, replicas } = partition;
  const hasLeader = leader !== null && leader !== -1;
  switch (filter) {
    case "under-replicated-partitions":
      return isr.length < (tellsReassignments ? replicationFactorOf(partition) : replicas.length);
    case "unavailable-partitions":
      return !hasLeader || !liveBrokers.includes(leader);
    case "under-min-isr-partitions":
      return !hasLeader || isr.length < minInsyncReplicas;
    case "at-min-isr-partitions":
      return isr.length === minInsyncReplicas;
  }
}

/** Replicas that a reassignment adds do not count. */
function replicationFactorOf(partition: DescribedPartition | undefined): number {
  if (partition === undefined) return 0;
  const { replicas, addingReplicas } = partition;
  return replicas.filter((id) => !addingReplicas.includes(id)).length;
}
