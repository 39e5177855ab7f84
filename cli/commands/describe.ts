import { Command, Option } from "commander";
import {
  describeBrokers,
  describeTopics,
  liveBrokersAt,
  nearestWord,
  VERSION,
} from "../../sim/index.ts";
import { type DescribedMoment, describedMoment } from "../describe.ts";
import { UsageError } from "../errors.ts";
import { readRun } from "../input.ts";
import { languageOf } from "../language.ts";
import { parseMoment } from "../moment.ts";
import { changesOf, type RunOptionValues, runOptions } from "../options.ts";
import { writeJson, writeLines } from "../output.ts";
import { renderBrokers } from "../render/describe-brokers.ts";
import { renderTopics } from "../render/describe-topics.ts";
import { styleOf } from "../render/style.ts";
import { printable, truncate } from "../render/width.ts";
import type { Session } from "../session.ts";
import { answerOf, type TopicOption, type TopicQuestion, topicCommand } from "../topic-command.ts";

interface Options extends RunOptionValues {
  readonly at?: string;
  readonly json?: true;
  readonly topic?: string;
  readonly underReplicatedPartitions?: true;
  readonly unavailablePartitions?: true;
  readonly underMinIsrPartitions?: true;
  readonly atMinIsrPartitions?: true;
  readonly topicsWithOverrides?: true;
  readonly excludeInternal?: true;
}

const SUBJECTS = ["topics", "brokers"] as const;
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

Examples:
  $ highwater describe leader-failover-happy --at 12.5s topics
  $ highwater describe leader-failover-happy --at '#400' topics --under-replicated-partitions
  $ highwater describe run.jsonl.gz brokers
  $ highwater describe leader-failover-happy --at 12.5s topics --json | jq '.topics[].partitions'`;

/** The options of `kafka-topics.sh --describe` and how commander names their values. */
const TOPIC_OPTIONS: readonly (readonly [TopicOption, keyof Options, string])[] = [
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

/** `highwater describe RUN --at T topics|brokers` */
export function describeCommand({ io }: Session): Command {
  const command = new Command("describe")
    .description("a moment of a run, in the format of Kafka's own tools")
    .argument("<run>", "a scenario's id, a scenario file, a trace file or a link")
    .argument("<what>", "topics or brokers")
    .option("--at <moment>", "a time such as 12.5s, or an event such as #512; the end when absent")
    .option("--json", "print one JSON object")
    .option("--topic <name>", "topics: only those whose whole name matches, a regular expression");
  for (const [option, , meaning] of TOPIC_OPTIONS) {
    command.addOption(new Option(`--${option}`, `topics: ${meaning}`));
  }
  for (const option of runOptions()) command.addOption(option);
  return command
    .addHelpText("after", HELP)
    .action(async (name: string, what: string, options: Options) => {
      const language = languageOf(options.lang, io.env);
      const subject = subjectOf(what);
      const question = questionOf(options);
      checkQuestion(subject, question);
      const moment = options.at === undefined ? null : parseMoment(options.at);
      const request = await readRun(name, changesOf(options), language);
      const described = await describedMoment(request, moment, isChanged(options), io);
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
    });
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

function questionOf(options: Options): TopicQuestion {
  const given = TOPIC_OPTIONS.filter(([, key]) => options[key] === true);
  return { topic: options.topic ?? null, options: new Set(given.map(([option]) => option)) };
}

function checkQuestion(subject: Subject, { topic, options }: TopicQuestion): void {
  if (subject === "topics") return;
  const [first] = topic === null ? options : ["topic"];
  if (first !== undefined) throw new UsageError(`--${first}: only topics have it, not ${subject}`);
}

/** Whether the run is another than the one that a trace file tells. */
function isChanged({ seed, era, set, control }: Options): boolean {
  return seed !== undefined || era !== undefined || control === true || Object.keys(set).length > 0;
}

function momentJson({ input, event, us }: DescribedMoment) {
  const { scenario, control, seed, era, settings } = input;
  return {
    highwater: VERSION,
    scenario: scenario.id,
    control,
    seed,
    era,
    settings,
    event,
    virtualMs: us / 1000,
  };
}
