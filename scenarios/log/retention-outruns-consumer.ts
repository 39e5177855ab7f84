import type { Scenario } from "../../sim/index.ts";

export const retentionOutrunsConsumer: Scenario = {
  id: "retention-outruns-consumer",
  group: "log",
  importance: 3,
  title: {
    en: "Retention deletes what a slow consumer has not read yet",
    zh: "慢消费者还没读到，消息就已过期删除",
  },
  explanation: {
    en:
      "Retention does not ask who has read a record. A topic keeps its records for twenty seconds, and " +
      "two consumers stand still for longer. When they go on, they ask for what comes next, offset 5 or 6, but " +
      "the log starts at 10: OFFSET_OUT_OF_RANGE. No broker reports an error, and no producer notices. What comes next " +
      "is auto.offset.reset: with earliest a consumer goes on where the log starts now, and misses what " +
      "was deleted; with latest it goes on at the end, and misses what is still there as well; with none " +
      "the application is told. The deleted records were acknowledged, and they are gone as the topic's " +
      "settings say. A segment is deleted as a whole, when its latest record is too old; when all of " +
      "them are, the active one goes too, and an empty one takes its place. The cure is a retention with " +
      "room for the longest standstill, and an alarm on a lag that nears it.",
    zh:
      "保留策略不管谁读过。这个主题只保留二十秒，而两个消费者停得更久。恢复之后它们接着拉取偏移量 5 或 6，可日志已从 10 " +
      "开始：OFFSET_OUT_OF_RANGE。broker 不报错，生产者也毫不知情。接下来由 auto.offset.reset 决定：earliest 从日志" +
      "现在的开头继续，错过被删的部分；latest 直接跳到末尾，连还在的也错过了；none 则告诉应用。被删的消息都确认过，它们" +
      "的消失正是主题设置所允许的。日志段整段删除，以其中最新的一条为准；若全部过期，活动段也一起删除，换上一个空段。" +
      "对策：保留时间要容得下最长的停顿，并在积压接近它时报警。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4, settings: { "log.retention.check.interval.ms": 5000 } },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "retention.ms": 20_000 } }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    { name: "careful", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
    { name: "hasty", consumer: { "auto.offset.reset": "latest" }, assign: ["orders-0"] },
  ],
  steps: [
    { wait: { position: "orders-0", client: "hasty", offset: 0 } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
    {
      wait: {
        all: [
          { read: "r0..r4", by: "careful" },
          { read: "r0..r4", by: "hasty" },
        ],
      },
    },
    {
      note: { en: "Both consumers stand still.", zh: "两个消费者都停住了。" },
      pause: ["careful", "hasty"],
    },
    {
      note: {
        en: "r5 still answers the fetches that were under way.",
        zh: "r5 正好回答了还在途中的拉取。",
      },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r5" },
    },
    { wait: { records: "r5", status: "acked" } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r6..r9" } },
    { wait: { records: "r6..r9", status: "acked" } },
    {
      note: { en: "A minute passes.", zh: "一分钟过去了。" },
      sleep: "60s",
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "n0..n4" } },
    { wait: { records: "n0..n4", status: "acked" } },
    {
      note: { en: "The consumers go on.", zh: "消费者恢复。" },
      resume: ["careful", "hasty"],
    },
    { sleep: "5s" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "last" } },
    {
      wait: {
        all: [
          { read: "last", by: "careful" },
          { read: "last", by: "hasty" },
        ],
      },
    },
  ],
  expect: [
    {
      order: [
        { records: "r6..r9", status: "acked" },
        { replica: "orders-0", broker: [1, 2, 3], logStartOffset: 10, logEndOffset: 10 },
        { error: "OFFSET_OUT_OF_RANGE", client: "careful" },
        { read: "n0..n4", by: "careful" },
      ],
      text: {
        en: "All ten records expire; a consumer that asks for the next one is out of range, and reads on from 10.",
        zh: "十条消息全部过期；消费者接着拉取，超出范围，从 10 继续读。",
      },
    },
    {
      eventually: { error: "OFFSET_OUT_OF_RANGE", client: "hasty" },
      text: {
        en: "The other consumer meets the same error.",
        zh: "另一个消费者遇到同样的错误。",
      },
    },
    {
      always: { not: { any: ["r6", "r7", "r8", "r9"].map((value) => ({ read: value })) } },
      text: { en: "Nobody ever reads r6 to r9.", zh: "r6 到 r9 始终没有人读到。" },
    },
    {
      always: {
        not: { any: ["n0", "n1", "n2", "n3", "n4"].map((read) => ({ read, by: "hasty" })) },
      },
      text: {
        en: "With auto.offset.reset=latest n0 to n4 are skipped too, though they are there.",
        zh: "auto.offset.reset=latest 连还在日志里的 n0 到 n4 也跳过了。",
      },
    },
    {
      lost: "r0..r9",
      text: {
        en: "The acknowledged records are gone, as the topic's settings allow.",
        zh: "确认过的消息没有了，这是主题设置所允许的。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same with a longer retention", zh: "同样的过程，保留更久" },
    change: { topics: { orders: { "retention.ms": 600_000 } } },
    expect: [
      {
        finally: {
          all: [
            { read: "r5..r9", by: "careful" },
            { read: "n0..n4", by: "careful" },
            { read: "r5..r9", by: "hasty" },
            { read: "n0..n4", by: "hasty" },
          ],
        },
        text: {
          en: "Both consumers catch up and miss nothing.",
          zh: "两个消费者都追了上来，一条没漏。",
        },
      },
      {
        always: { not: { error: "OFFSET_OUT_OF_RANGE" } },
        text: { en: "No offset is out of range.", zh: "没有偏移量超出范围。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
