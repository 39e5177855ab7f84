import type {
  Condition,
  Duration,
  Expectation,
  Localized,
  Scenario,
  Step,
} from "../../sim/index.ts";

/** Values of records by their delay, which is their key. */
const DELAYS: readonly { readonly key: string; readonly topic: string; readonly value: string }[] =
  [
    { key: "30m", topic: "retry-30m", value: "half-an-hour" },
    { key: "1m", topic: "retry-1m", value: "a-minute" },
    { key: "5s", topic: "retry-5s", value: "five-seconds" },
  ];

/** The worker owns all partitions and waits for records. */
const READY: readonly Step[] = [{ wait: { assignment: "worker", partitions: 3 } }, { sleep: "1s" }];

/** Every record is sent a little after the one before. */
function sent(topicOf: (topic: string) => string): readonly Step[] {
  return DELAYS.flatMap(({ key, topic, value }, i): Step[] => [
    {
      ...(i > 0
        ? {}
        : {
            note: {
              en: "Three records are sent, the one with the longest delay first.",
              zh: "发出三条消息，延迟最长的最先发。",
            },
          }),
      produce: { client: "producer", topic: topicOf(topic), partition: 0, key, values: value },
    },
    { sleep: "100ms" },
  ]);
}

/** The worker acts on these, one after another; the story tells when. */
function actedInTurn(values: readonly string[]): readonly Step[] {
  return values.flatMap((value): Step[] => [
    { wait: acted(value), within: "1h" },
    {
      note: { en: `The worker acts on ${value}.`, zh: `worker 处理 ${value}。` },
      sleep: 0,
    },
  ]);
}

function acted(value: string): Condition {
  return { processed: value, by: "worker" };
}

/** The worker acts on a record that long after it was acknowledged. */
function actsAfter(
  value: string,
  atLeast: Duration,
  atMost: Duration,
  text: Localized,
): Expectation {
  return {
    elapsed: { from: { records: value, status: "acked" }, to: acted(value) },
    atLeast,
    atMost,
    text,
  };
}

export const delayQueueTopic: Scenario = {
  id: "delay-queue-topic",
  group: "consumers",
  importance: 2,
  title: {
    en: "A delay queue: one topic per delay",
    zh: "延迟队列：每种延迟一个主题",
  },
  explanation: {
    en:
      "Kafka has no delayed messages, and a partition is read in order. A delay queue is built of " +
      "topics, one for each delay: 5 seconds, 1 minute, 30 minutes. The producer picks the topic by the " +
      "delay. The worker looks at the first record of each; when it is not old enough, it pauses the " +
      "partition, polls on, and resumes when the record is due. Within a topic all delays are equal, so " +
      "the first record is always the one that is due first. With mixed delays in one topic it is not: " +
      "a record of one minute waits behind one of thirty.",
    zh:
      "Kafka 没有延迟消息，分区只能按顺序读。延迟队列用主题搭成，每种延迟一个：5 秒、1 分钟、30 分钟。生产者按延迟选主题。" +
      "worker 看每个主题的第一条消息；时间没到就暂停这个分区，继续 poll，到时再恢复。同一个主题里延迟都一样，所以排在最前面的" +
      "总是最先到期的。把不同延迟混在一个主题里就不行了：一分钟的消息要排在三十分钟的后面。",
  },
  eras: ["0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: ["retry-5s", "retry-1m", "retry-30m"].map((name) => ({ name, assignment: [[1]] })),
  clients: [
    { name: "producer", producer: { acks: "all" } },
    {
      name: "worker",
      consumer: { "group.id": "retries", "auto.offset.reset": "earliest" },
      subscribe: ["retry-5s", "retry-1m", "retry-30m"],
      application: {},
      delays: { "5s": "5s", "1m": "1m", "30m": "30m" },
    },
  ],
  steps: [
    ...READY,
    ...sent((topic) => topic),
    ...actedInTurn(["five-seconds", "a-minute", "half-an-hour"]),
  ],
  expect: [
    actsAfter("five-seconds", "4900ms", "6s", {
      en: "The worker acts on five-seconds five seconds later.",
      zh: "worker 在五秒后处理 five-seconds。",
    }),
    actsAfter("a-minute", "59900ms", "61s", {
      en: "It acts on a-minute a minute later.",
      zh: "一分钟后处理 a-minute。",
    }),
    actsAfter("half-an-hour", "1799900ms", "1801s", {
      en: "It acts on half-an-hour half an hour later.",
      zh: "半小时后处理 half-an-hour。",
    }),
    {
      order: ["five-seconds", "a-minute", "half-an-hour"].map(acted),
      text: {
        en: "They are acted on by when they are due, not by when they were sent.",
        zh: "按到期的先后处理，不按发送的先后。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "All delays in one topic", zh: "所有延迟混在一个主题里" },
    change: {
      steps: [
        ...READY,
        ...sent(() => "retry-30m"),
        ...actedInTurn(["half-an-hour", "a-minute", "five-seconds"]),
      ],
    },
    expect: [
      actsAfter("half-an-hour", "1799900ms", "1801s", {
        en: "It acts on half-an-hour half an hour later.",
        zh: "半小时后处理 half-an-hour。",
      }),
      actsAfter("a-minute", "29m", "31m", {
        en: "a-minute comes half an hour late.",
        zh: "a-minute 晚了约半小时。",
      }),
      actsAfter("five-seconds", "29m", "31m", {
        en: "So does five-seconds.",
        zh: "five-seconds 也是。",
      }),
      {
        order: ["half-an-hour", "a-minute"].map(acted),
        text: {
          en: "The minute waits behind the half hour.",
          zh: "一分钟的排在半小时的后面。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
