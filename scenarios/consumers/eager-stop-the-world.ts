import type { ClientSpec, Condition, Expectation, Scenario } from "../../sim/index.ts";

const PARTITIONS = 16;
const MEMBERS = ["c1", "c2", "c3", "c4"];
const ALL = [...MEMBERS, "c5"];

function consumer(name: string, starts: { readonly starts?: "byStep" } = {}): ClientSpec {
  return {
    name,
    ...starts,
    consumer: {
      "group.id": "billing",
      "auto.offset.reset": "earliest",
      "enable.auto.commit": false,
      "partition.assignment.strategy": "range",
    },
    subscribe: ["orders"],
    application: { processing: "20ms", commit: "afterProcessing", onRevoked: "commit" },
  };
}

const FOUR_EACH: Condition = {
  all: [
    { group: "billing", state: "Stable", members: 4 },
    ...MEMBERS.map((assignment): Condition => ({ assignment, partitions: 4 })),
  ],
};
const SHARED_ANEW: Condition = {
  all: [
    { group: "billing", state: "Stable", members: 5 },
    ...ALL.map((assignment): Condition => ({ assignment, partitions: { atLeast: 3 } })),
    ...ALL.map((member): Condition => ({ member, state: "stable" })),
  ],
};
/** How long nobody read what, from when the fifth member is there. */
function unconsumed(
  what: string,
): Pick<Extract<Expectation, { unconsumed: string }>, "unconsumed" | "group" | "after"> {
  return { unconsumed: what, group: "billing", after: { host: "c5", life: "up" } };
}

const PROCESSED: Pick<Extract<Expectation, { elapsed: unknown }>, "elapsed"> = {
  elapsed: { from: { records: "a0..a4", status: "acked" }, to: { processed: "a0..a4" } },
};

export const eagerStopTheWorld: Scenario = {
  id: "eager-stop-the-world",
  group: "consumers",
  importance: 3,
  title: {
    en: "One member joins, and the whole group stops: eager rebalancing",
    zh: "一个成员加入，整个消费组停下：eager 再均衡",
  },
  explanation: {
    en:
      "Four members share sixteen partitions. c4 works ten seconds on a record, and a fifth member joins. " +
      "The others hear of it with their next heartbeat, give up all that they have, and wait: a rebalance " +
      "ends when every member has joined again, and c4 joins when it polls. Meanwhile nobody reads their " +
      "twelve partitions. The slowest member decides how long that is; it may take max.poll.interval.ms, five " +
      "minutes. With the cooperative protocol (KIP-429) members keep what they have, and read on, while they " +
      "wait. When it is clear which three partitions go to the new member, those are given up, and a " +
      "second, short rebalance hands them out. (Before 2.5 poll returned nothing even then, KAFKA-8421.)",
    zh:
      "四个成员分十六个分区。c4 在一条消息上要花十秒，这时第五个成员加入。其他成员在下一次心跳得知，放弃手上的一切，然后等待：" +
      "所有成员都重新加入，再均衡才结束，而 c4 要到 poll 时才加入。这期间它们的十二个分区没有人读。要多久，由最慢的成员决定，" +
      "最长可达 max.poll.interval.ms，五分钟。用 cooperative 协议（KIP-429），成员等待时保留手上的分区，照常读取。" +
      "等确定了哪三个分区归新成员，才放弃这三个，再由第二次短暂的再均衡分出去。（2.5 之前，即使这样 poll 也什么都不返回，KAFKA-8421。）",
  },
  // In 2.4, whose poll waits for the group, the cooperative protocol keeps partitions, but nobody reads them.
  eras: ["2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "orders", assignment: Array.from({ length: PARTITIONS }, () => [1]) }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    ...MEMBERS.map((name) => consumer(name)),
    consumer("c5", { starts: "byStep" }),
  ],
  steps: [
    { wait: FOUR_EACH },
    { sleep: "3s" },
    {
      note: { en: "c4 has a record that takes ten seconds.", zh: "c4 有一条要花十秒的消息。" },
      processing: { client: "c4", takes: "10s" },
    },
    { produce: { client: "producer", topic: "orders", partition: 15, values: "slow" } },
    { wait: { read: "slow", by: "c4" } },
    { note: { en: "A fifth member joins.", zh: "第五个成员加入。" }, start: "c5" },
    { sleep: "4s" },
    {
      note: {
        en: "Everybody knows of the rebalance; c4 is still at work. Records come.",
        zh: "大家都知道要再均衡了，c4 还在干活。来了新消息。",
      },
      produce: { client: "producer", topic: "orders", partition: 1, values: "a0..a4" },
    },
    { wait: SHARED_ANEW },
    { sleep: "5s" },
  ],
  expect: [
    {
      eventually: {
        all: ["c1", "c2", "c3"].map((member) => ({ member, state: "preparingRebalance" as const })),
      },
      text: {
        en: "Three members wait for the fourth.",
        zh: "三个成员等第四个。",
      },
    },
    {
      ...unconsumed("orders"),
      atLeast: "72s",
      text: {
        en: "Twelve partitions are not read for six seconds and more.",
        zh: "十二个分区有六秒以上没有人读。",
      },
    },
    {
      ...PROCESSED,
      atLeast: "5s",
      text: {
        en: "What comes then waits until c4 is through with its record.",
        zh: "这时来的消息要等 c4 处理完它那条。",
      },
    },
    {
      neverProcessed: [],
      group: "billing",
      text: { en: "In the end everything is processed.", zh: "最终全部处理。" },
    },
    { processedTwice: [], text: { en: "Nothing is processed twice.", zh: "没有处理两遍的。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: {
      en: "The same with the cooperative-sticky assignor",
      zh: "改用 cooperative-sticky 分配器",
    },
    change: {
      clients: Object.fromEntries(
        ALL.map((name) => [name, { "partition.assignment.strategy": "cooperative-sticky" }]),
      ),
    },
    expect: [
      {
        ...unconsumed("orders"),
        atMost: "12s",
        text: {
          en: "Only the partitions that move are not read, for three seconds each.",
          zh: "只有要移动的分区各有三秒没有人读。",
        },
      },
      {
        always: { all: MEMBERS.map((assignment) => ({ assignment, partitions: { atLeast: 3 } })) },
        after: FOUR_EACH,
        text: {
          en: "Each member keeps three of its four partitions throughout.",
          zh: "每个成员始终保有四个分区中的三个以上。",
        },
      },
      {
        ...PROCESSED,
        atMost: "1s",
        text: {
          en: "What comes during the rebalance is processed at once.",
          zh: "再均衡期间来的消息马上处理。",
        },
      },
      { processedTwice: [], text: { en: "Nothing is processed twice.", zh: "没有处理两遍的。" } },
    ],
  },
};
