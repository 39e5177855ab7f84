import type { ClientSpec, Scenario, Step } from "../../sim/index.ts";

const NAMES = ["at-most-once", "at-least-once", "effectively-once"];

function consumer(
  name: string,
  application: { commit: "beforeProcessing" | "afterProcessing"; effect?: "unique" },
): ClientSpec {
  return {
    name,
    consumer: {
      "group.id": name,
      "auto.offset.reset": "earliest",
      "enable.auto.commit": false,
      "session.timeout.ms": 30_000,
    },
    starts: "byStep",
    subscribe: [name],
    application: { processing: "2s", ...application },
  };
}

/** Ten records of its own for each of the three, and the consumers, which work two seconds on each. */
const BEGIN: readonly Step[] = [
  {
    note: { en: "Ten records for each of three consumers.", zh: "三个消费者，各有十条消息。" },
    produce: { client: "producer", topic: "at-most-once", partition: 0, values: "m0..m9" },
  },
  { produce: { client: "producer", topic: "at-least-once", partition: 0, values: "l0..l9" } },
  { produce: { client: "producer", topic: "effectively-once", partition: 0, values: "e0..e9" } },
  {
    wait: {
      all: ["m0..m9", "l0..l9", "e0..e9"].map((records) => ({ records, status: "acked" as const })),
    },
  },
  { start: NAMES },
];

export const deliverySemanticsTrio: Scenario = {
  id: "delivery-semantics-trio",
  group: "consumers",
  importance: 3,
  title: {
    en: "At most once, at least once, and exactly once in effect, side by side",
    zh: "至多一次、至少一次、效果上恰好一次，三种并排",
  },
  explanation: {
    en:
      "Three consumers work two seconds on each of ten records; all three die after the fourth and come back. " +
      "The first commits before the work: six records are never processed (at most once). The second " +
      "commits after it: four are processed twice (at least once). The third commits after it too, but " +
      "writes into a table with a unique key: four come to it twice, and the table takes each " +
      "once. Kafka delivers at least once there as well; it is the effect that is exactly once. As long as " +
      "nobody dies the three cannot be told apart.",
    zh:
      "三个消费者各有十条消息，每条处理两秒；都在第四条之后挂掉再回来。第一个先提交后处理：六条永远不会处理（至多一次）。" +
      "第二个先处理后提交：四条处理两遍（至少一次）。第三个也是先处理后提交，但写进有唯一键的表：四条来了两遍，表只收一次。" +
      "Kafka 在那里也只是至少一次投递，恰好一次的是效果。只要没有人挂掉，三者看不出差别。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: NAMES.map((name) => ({ name, assignment: [[1]] })),
  clients: [
    { name: "producer", producer: { acks: "all" } },
    consumer("at-most-once", { commit: "beforeProcessing" }),
    consumer("at-least-once", { commit: "afterProcessing" }),
    consumer("effectively-once", { commit: "afterProcessing", effect: "unique" }),
  ],
  steps: [
    ...BEGIN,
    { wait: { processed: "m3" } },
    { wait: { processed: "l3" } },
    { wait: { processed: "e3" } },
    {
      note: { en: "All three die after their fourth record.", zh: "处理完第四条，三个都挂了。" },
      kill: NAMES,
    },
    { sleep: "1s" },
    { note: { en: "They come back.", zh: "它们回来了。" }, restart: NAMES },
    { wait: { processed: "l9" } },
    { wait: { processed: "e9" } },
    { sleep: "5s" },
  ],
  expect: [
    {
      neverProcessed: "m4..m9",
      group: "at-most-once",
      text: {
        en: "Committed before the work: six records are never processed.",
        zh: "先提交后处理：六条永远没有处理。",
      },
    },
    {
      processedTwice: "l0..l3",
      text: {
        en: "Committed after the work: four have their effect twice. No other record has.",
        zh: "先处理后提交：四条产生了两次效果。其他都没有。",
      },
    },
    {
      neverProcessed: [],
      group: "at-least-once",
      text: { en: "There nothing is left out.", zh: "那里没有漏掉的。" },
    },
    {
      eventually: { processed: "e0..e3", times: 2 },
      text: {
        en: "With a unique key four are processed twice as well, with one effect each.",
        zh: "有唯一键的那个也处理了四条两遍，但效果各一次。",
      },
    },
    {
      neverProcessed: [],
      group: "effectively-once",
      text: { en: "And nothing is left out.", zh: "也没有漏掉的。" },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "Nobody dies", zh: "没有人挂掉" },
    change: { steps: [...BEGIN, { wait: { processed: ["m9", "l9", "e9"] } }, { sleep: "5s" }] },
    expect: [
      ...NAMES.map((group) => ({
        neverProcessed: [],
        group,
        text: { en: `${group}: nothing is left out.`, zh: `${group}：没有漏掉的。` },
      })),
      { processedTwice: [], text: { en: "Nothing is processed twice.", zh: "没有处理两遍的。" } },
    ],
  },
};
