import type { Scenario } from "../../sim/index.ts";

export const kip497MaximalIsr: Scenario = {
  id: "kip497-maximal-isr",
  group: "replication",
  importance: 3,
  title: {
    en: "A leader that has asked for a smaller ISR must not use it before it has the answer",
    zh: "leader 请求缩小 ISR，在得到答复之前不能当作已经缩小",
  },
  explanation: {
    en:
      "Both followers hang and the leader asks the controller to take them out of the ISR; the request " +
      "is held up. Until it is answered the leader commits only what the old ISR has, its maximal ISR: " +
      "the controller may not have heard of the change, and elect any of the old members. That is what " +
      "happens here: the leader dies, broker 2 is elected, and it lacks the last record. Nobody had been " +
      "told that it was safe; the producer writes it again. In the control the request is answered: " +
      "then the leader may commit alone, for nobody else can be elected.",
    zh:
      "两个 follower 都卡住了，leader 请求控制器把它们移出 ISR；请求被耽搁。在得到答复之前，leader 只提交旧 ISR " +
      "都有的消息，即它的“最大 ISR”：控制器可能还不知道这个变化，仍会选出旧成员。这里正是如此：leader 宕机，broker 2 " +
      "当选，而它缺少最后一条消息。没有谁被告知这条消息已经安全；生产者重新写入。对照组中请求得到了答复：此后 leader " +
      "可以独自提交，因为别人都不可能当选。",
  },
  eras: ["2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: {
      "zookeeper.session.timeout.ms": 30_000,
      "replica.lag.time.max.ms": 4000,
      "auto.leader.rebalance.enable": false,
    },
    brokerSettings: { "1": { "zookeeper.session.timeout.ms": 6000 } },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
  clients: [
    { name: "producer", producer: { acks: "all", retries: 2_147_483_647 } },
    { name: "second", producer: { acks: "all", retries: 2_147_483_647 } },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r3" } },
    { produce: { client: "second", topic: "orders", partition: 0, values: "r4" } },
    {
      wait: {
        all: [
          { records: "r0..r4", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], highWatermark: 5 },
        ],
      },
    },
    {
      note: { en: "The request of the leader is held up.", zh: "leader 的请求被耽搁。" },
      hold: { from: 1, to: 4, message: "AlterIsrRequest" },
    },
    { note: { en: "Both followers hang.", zh: "两个 follower 都卡住。" }, pause: [2, 3] },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
    {
      note: {
        en: "Long enough for the leader to ask for an ISR without them.",
        zh: "足够让 leader 请求一个没有它们的 ISR。",
      },
      sleep: "7s",
    },
    { produce: { client: "second", topic: "orders", partition: 0, values: "r6" } },
    { sleep: "1s" },
    { note: { en: "The leader dies.", zh: "leader 宕机。" }, kill: 1 },
    { resume: [2, 3] },
    { wait: { partition: "orders-0", leader: 2 } },
    { wait: { records: ["r5", "r6"], status: "acked" } },
    { release: { from: 1, to: 4, message: "AlterIsrRequest" } },
    { restart: 1 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { partition: "orders-0", leader: 1, isr: [1, 2, 3] },
          { replica: "orders-0", broker: 1, role: "leader", logEndOffset: 7, highWatermark: 5 },
        ],
      },
      text: {
        en: "The leader has r5 and r6 and commits neither.",
        zh: "leader 有 r5 和 r6，但都没有提交。",
      },
    },
    {
      order: [
        { partition: "orders-0", leader: 2 },
        { records: ["r5", "r6"], status: "acked" },
      ],
      text: {
        en: "They are acknowledged by broker 2, when they are written there.",
        zh: "它们写到 broker 2 之后，由 broker 2 确认。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The request is answered", zh: "请求得到答复" },
    change: {
      steps: [
        { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r3" } },
        { produce: { client: "second", topic: "orders", partition: 0, values: "r4" } },
        {
          wait: {
            all: [
              { records: "r0..r4", status: "acked" },
              { replica: "orders-0", broker: [1, 2, 3], highWatermark: 5 },
            ],
          },
        },
        { pause: [2, 3] },
        { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
        { sleep: "7s" },
        { produce: { client: "second", topic: "orders", partition: 0, values: "r6" } },
        { wait: { records: ["r5", "r6"], status: "acked" } },
        { kill: 1 },
        { resume: [2, 3] },
        { wait: { partition: "orders-0", leader: -1 } },
        { restart: 1 },
        { wait: { partition: "orders-0", isr: [1, 2, 3] } },
      ],
    },
    expect: [
      {
        order: [
          { partition: "orders-0", leader: 1, isr: [1] },
          { records: ["r5", "r6"], status: "acked" },
          { partition: "orders-0", leader: -1, isr: [1] },
        ],
        text: {
          en: "The leader commits alone once its ISR is recorded; nobody can follow it then.",
          zh: "ISR 记录在案之后，leader 独自提交；此后没有谁能接替它。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
