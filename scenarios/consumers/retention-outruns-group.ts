import type { Scenario } from "../../sim/index.ts";

export const retentionOutrunsGroup: Scenario = {
  id: "retention-outruns-group",
  group: "consumers",
  importance: 2,
  title: {
    en: "Retention passes the committed offset of a group that is stopped",
    zh: "消费组停着，保留策略越过了它已提交的偏移量",
  },
  explanation: {
    en:
      "A group is stopped with offset 5 committed. Five more records come, and all ten become older than " +
      "retention.ms: the log starts at 10. The committed offset is still there, but it points to nothing. " +
      "When the group starts again its first fetch is out of range, and auto.offset.reset decides though " +
      "the group has an offset: with earliest it goes on at 10, with latest at the end, " +
      "in both cases without a word to the application. With none the application gets " +
      "the error, and the committed offset stays, so that one can tell which records are missing.",
    zh:
      "消费组停下时已提交偏移量 5。又来了五条消息，随后十条都超过了 retention.ms：日志从 10 开始。已提交的偏移量还在，却指向空处。" +
      "消费组再启动时，第一次拉取就超出范围；虽然有偏移量，仍由 auto.offset.reset 决定：earliest 从 10 继续，latest 从末尾继续，" +
      "两种情况都不告诉应用。用 none，应用会得到错误，已提交的偏移量也保持不动，从而看得出缺了哪些消息。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 1,
    settings: { "offsets.topic.replication.factor": 1, "log.retention.check.interval.ms": 5000 },
  },
  topics: [{ name: "orders", assignment: [[1]], configs: { "retention.ms": 20_000 } }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    {
      name: "consumer",
      consumer: {
        "group.id": "billing",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": false,
      },
      subscribe: ["orders"],
      application: { commit: "afterProcessing" },
    },
    {
      name: "successor",
      starts: "byStep",
      consumer: {
        "group.id": "billing",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": false,
      },
      subscribe: ["orders"],
      application: { commit: "afterProcessing" },
    },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
    { wait: { committed: "orders-0", group: "billing", offset: 5 } },
    { note: { en: "The group is stopped.", zh: "消费组停下。" }, shutdown: "consumer" },
    { wait: { host: "consumer", life: "down" } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5..r9" } },
    { wait: { records: "r5..r9", status: "acked" } },
    { wait: { replica: "orders-0", broker: 1, logStartOffset: 10 } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "n0..n4" } },
    { wait: { records: "n0..n4", status: "acked" } },
    { note: { en: "It starts again.", zh: "重新启动。" }, start: "successor" },
    { sleep: "10s" },
  ],
  expect: [
    {
      order: [
        { committed: "orders-0", group: "billing", offset: 5 },
        { replica: "orders-0", broker: 1, logStartOffset: 10 },
        { error: "OFFSET_OUT_OF_RANGE", client: "successor" },
        { processed: "n0..n4", by: "successor" },
      ],
      text: {
        en: "The offset that the group has committed is out of range.",
        zh: "消费组已提交的偏移量超出范围。",
      },
    },
    {
      neverProcessed: "r5..r9",
      group: "billing",
      text: { en: "r5 to r9 are never processed.", zh: "r5 到 r9 始终没有处理。" },
    },
    {
      eventually: { committed: "orders-0", group: "billing", offset: 15 },
      text: {
        en: "The next commit wipes out what would have told of the gap.",
        zh: "下一次提交抹掉了缺口的痕迹。",
      },
    },
  ],
  control: {
    title: { en: "The same with auto.offset.reset=none", zh: "改用 auto.offset.reset=none" },
    change: { clients: { successor: { "auto.offset.reset": "none" } } },
    expect: [
      {
        eventually: { error: "OFFSET_OUT_OF_RANGE", client: "successor" },
        text: { en: "The application is told.", zh: "应用得到了错误。" },
      },
      {
        finally: { committed: "orders-0", group: "billing", offset: 5 },
        text: {
          en: "The committed offset stays at 5.",
          zh: "已提交的偏移量仍是 5。",
        },
      },
      {
        neverProcessed: [],
        group: "billing",
        text: { en: "Nothing is passed over in silence.", zh: "没有悄悄跳过的。" },
      },
    ],
  },
};
