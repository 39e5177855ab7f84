import { Command, Option } from "commander";
import { describeBrokers, describeTopics, liveBrokersAt, nearestWord } from "../../sim/index.ts";
import { describedMoment } from "../describe.ts";
import { type DescribeOptions, momentJson } from "../describe-options.ts";
import { UsageError } from "../errors.ts";
import { readRun } from "../input.ts";
import { languageOf } from "../language.ts";
import { parseMoment } from "../moment.ts";
import { changesOf, runOptions } from "../options.ts";
import { writeJson, writeLines } from "../output.ts";
import { renderBrokers } from "../render/describe-brokers.ts";
import { renderTopics } from "../render/describe-topics.ts";
import { styleOf } from "../render/style.ts";
import { printable, truncate } from "../render/width.ts";
import type { Session } from "../session.ts";
import { answerOf, type TopicOption, type TopicQuestion, topicCommand } from "../topic-command.ts";
import { tellGroup, tellGroups } from "./describe-group.ts";
import { tellLogs } from "./describe-log.ts";

const SUBJECTS = ["topics", "groups", "group", "brokers", "log"] as const;
type Subject = (typeof SUBJECTS)[number];

const HELP = `
topics prints what kafka-topics.sh --describe of the run's Kafka version prints. Everything is
read in ZooKeeper as it is at that moment: /brokers/topics, their state znodes, /config/topics,
/brokers/ids; a broker may know something older. From 2.4 on the tool asks the brokers, and so
settings from a broker's own configuration are among the Configs. Kafka 0.7 has no such tool; its
topics are printed as 0.8.2 would.

brokers prints whom /controller names, /controller_epoch, and of each broker:
  controller     the epoch in which it rules; "named" when /controller names it and it does not
                 rule, not yet or no more; "deposed" when it does not know that it rules no more
  /brokers/ids   its broker epoch: the czxid of its registration; "absent" without one
  state          of the broker in its process, as the metric BrokerState has it
  process        up, or why not
  leaders        partitions that ZooKeeper gives it to lead
  replicas       partitions assigned to it
  out of sync    those of them in whose ISR it is not

groups prints the names that kafka-consumer-groups.sh --list prints, with --state their states (2.6).
group NAME prints what kafka-consumer-groups.sh --describe --group NAME prints, in the format of the
run's Kafka version: committed offsets and lag, or --members [--verbose], or --state. The lag is the
high watermark less what is committed, not the consumer's position. Up to 1.1 groups of the old consumer are
read in ZooKeeper; 0.7 and 0.8.2 have no other, and print them as ConsumerOffsetChecker does.

log prints what kafka-log-dirs.sh --describe prints: the size of every replica's log in every
directory of the brokers that run. With --dump it prints what kafka-dump-log.sh prints of the
segment files of one partition, batch by batch, or with --print-data-log record by record; the
files are those of the leader, unless --broker-list names others, running or not. For this the run
is executed up to that moment, also where a trace file tells of it.

Examples:
  $ highwater describe leader-failover-happy --at 12.5s topics
  $ highwater describe leader-failover-happy --at '#400' topics --under-replicated-partitions
  $ highwater describe run.jsonl.gz brokers
  $ highwater describe unicast-vs-broadcast-groups groups
  $ highwater describe unicast-vs-broadcast-groups --at 12.5s group billing --members --verbose
  $ highwater describe leader-failover-happy --at 12.5s log --dump orders-0 --print-data-log
  $ highwater describe leader-failover-happy --at 12.5s topics --json | jq '.topics[].partitions'`;

/** The options of `kafka-topics.sh --describe` and how commander names their values. */
const TOPIC_OPTIONS: readonly (readonly [TopicOption, keyof DescribeOptions, string])[] = [
  [
    "under-replicated-partitions",
    "underReplicatedPartitions",
    "only partitions with fewer replicas in sync than replicas",
  ],
  [
    "unavailable-partitions",
    "unavailablePartitions",
    "only partitions without a leader that is registered",
  ],
  [
    "under-min-isr-partitions",
    "underMinIsrPartitions",
    "only partitions without a leader, or with less than min.insync.replicas in sync",
  ],
  [
    "at-min-isr-partitions",
    "atMinIsrPartitions",
    "only partitions with just min.insync.replicas in sync",
  ],
  ["topics-with-overrides", "topicsWithOverrides", "only topics with settings of their own"],
  ["exclude-internal", "excludeInternal", "no internal topics"],
];

/** Options of `log`, and how commander names their values. */
const LOG_OPTIONS: readonly (readonly [option: string, keyof DescribeOptions, string])[] = [
  ["topic-list <names>", "topicList", "only these topics"],
  ["broker-list <ids>", "brokerList", "only these brokers, such as 1,2"],
  ["dump <partition>", "dump", "the segment files of a partition, such as orders-0"],
  ["print-data-log", "printDataLog", "with keys and values; implies --deep-iteration"],
  ["deep-iteration", "deepIteration", "record by record"],
];

/** Options of `group` and `groups`, and how commander names their values. */
const GROUP_OPTIONS: readonly (readonly [option: string, keyof DescribeOptions, string])[] = [
  ["offsets", "offsets", "group: committed offsets and lag; so without an option"],
  ["members", "members", "group: its members"],
  ["verbose", "verbose", "group: with --members, the partitions of each"],
  ["state", "state", "group: its coordinator, assignor and state; groups: the state of each"],
];

/** `highwater describe RUN --at T topics|groups|group NAME|brokers|log` */
export function describeCommand({ io }: Session): Command {
  const command = new Command("describe")
    .description("a moment of a run, in the format of Kafka's own tools")
    .argument("<run>", "a scenario's id, a scenario file, a trace file or a link")
    .argument("<what>", "topics, groups, group, brokers or log")
    .argument("[name]", "group: its id")
    .option("--at <moment>", "a time such as 12.5s, or an event such as #512; the end when absent")
    .option("--json", "print one JSON object")
    .option("--topic <name>", "topics: only those whose whole name matches, a regular expression");
  for (const [option, , meaning] of TOPIC_OPTIONS) {
    command.addOption(new Option(`--${option}`, `topics: ${meaning}`));
  }
  for (const [option, , meaning] of LOG_OPTIONS) {
    command.addOption(new Option(`--${option}`, `log: ${meaning}`));
  }
  for (const [option, , meaning] of GROUP_OPTIONS) {
    command.addOption(new Option(`--${option}`, meaning));
  }
  for (const option of runOptions()) command.addOption(option);
  return command
    .addHelpText("after", HELP)
    .action(
      async (name: string, what: string, id: string | undefined, options: DescribeOptions) => {
        const language = languageOf(options.lang, io.env);
        const subject = subjectOf(what);
        const question = questionOf(options);
        checkQuestion(subject, question, options);
        checkGroupId(subject, id);
        const moment = options.at === undefined ? null : parseMoment(options.at);
        const request = await readRun(name, changesOf(options), language);
        const described = await describedMoment(request, moment, isChanged(options), io);
        if (subject === "log") {
          tellLogs(described, options, io);
          return;
        }
        if (subject === "groups") {
          tellGroups(described, options, io);
          return;
        }
        if (subject === "group") {
          tellGroup(described, id ?? "", options, io);
          return;
        }
        if (subject === "brokers") {
          const brokers = describeBrokers(described.state);
          if (options.json === true) writeJson(io, { ...momentJson(described), ...brokers });
          else writeLines(io, renderBrokers(brokers, styleOf(io)));
          return;
        }
        const { state, scenario, era } = described;
        const tool = topicCommand(era);
        const topics = describeTopics(state, scenario.cluster, era);
        const answers = answerOf(tool, question, topics, liveBrokersAt(state));
        if (options.json === true) {
          writeJson(io, {
            ...momentJson(described),
            topics: answers.flatMap((answer) => {
              const { topic, tellsTopic, partitions, replicationFactor, configs } = answer;
              if (!tellsTopic && partitions.length === 0) return [];
              return [
                {
                  topic: topic.topic,
                  partitionCount: topic.partitions.length,
                  replicationFactor,
                  minInsyncReplicas: topic.minInsyncReplicas,
                  configs: Object.fromEntries(configs),
                  markedForDeletion: topic.markedForDeletion,
                  partitions,
                },
              ];
            }),
          });
        } else writeLines(io, renderTopics(tool, answers));
      },
    );
}

function subjectOf(what: string): Subject {
  const found = SUBJECTS.find((subject) => subject === what);
  if (found !== undefined) return found;
  const near = nearestWord(what, SUBJECTS);
  const hint = near === null ? `there are: ${SUBJECTS.join(", ")}` : `did you mean ${near}?`;
  throw new UsageError(
    `describe: there is nothing called ${truncate(printable(what), 40)}; ${hint}`,
  );
}

function questionOf(options: DescribeOptions): TopicQuestion {
  const given = TOPIC_OPTIONS.filter(([, key]) => options[key] === true);
  return { topic: options.topic ?? null, options: new Set(given.map(([option]) => option)) };
}

function checkQuestion(
  subject: Subject,
  { topic, options: asked }: TopicQuestion,
  options: DescribeOptions,
): void {
  const [ofTopics] = topic === null ? asked : ["topic"];
  if (subject !== "topics" && ofTopics !== undefined) {
    throw new UsageError(`--${ofTopics}: only topics have it, not ${subject}`);
  }
  const ofGroup = GROUP_OPTIONS.find(([, key]) => options[key] !== undefined);
  if (ofGroup !== undefined && subject !== "group" && !(subject === "groups" && options.state)) {
    throw new UsageError(`--${ofGroup[0]}: only group has it, not ${subject}`);
  }
  const ofLog = LOG_OPTIONS.find(([, key]) => options[key] !== undefined);
  if (subject !== "log" && ofLog !== undefined) {
    const [name] = ofLog[0].split(" ");
    throw new UsageError(`--${name}: only log has it, not ${subject}`);
  }
}

function checkGroupId(subject: Subject, id: string | undefined): void {
  if (subject === "group" && id === undefined) {
    throw new UsageError("describe group: which one? Give its id: group NAME; groups lists them");
  }
  if (subject !== "group" && id !== undefined) {
    throw new UsageError(`describe ${subject} takes no name, found ${truncate(printable(id), 40)}`);
  }
}

/** Whether the run is another than the one that a trace file tells. */
function isChanged({ seed, era, set, control }: DescribeOptions): boolean {
  return seed !== undefined || era !== undefined || control === true || Object.keys(set).length > 0;
}
