import type { Condition, Scenario } from "../../sim/index.ts";

const MEMBERS = ["c1", "c2", "c3", "c4", "c5", "c6"];
const STABLE: Condition = { group: "billing", state: "Stable" };
const ALL_TOGETHER: Condition = { group: "billing", state: "Stable", members: 6 };
const STOPPED: Condition = { host: "c6", life: "down" };
const FOURTH: Condition = { group: "billing", generation: { atLeast: 4 } };

export const rebalanceStorm: Scenario = {
  id: "rebalance-storm",
  group: "consumers",
  importance: 3,
  title: {
    en: "A session too short for the network: one rebalance brings on the next",
    zh: "会话超时短于网络所需：一次再均衡引发下一次",
  },
  explanation: {
    en:
      "Messages between six consumers and the broker take between half a second and three and a half. A " +
      "heartbeat goes out every three seconds, and session.timeout.ms is six: now and then one is late, and the " +
      "coordinator puts the member out. That is a rebalance for all: everybody stops, joins again, and asks for " +
      "his assignment, twice there and back over the same network. Who asks later than his session allows is put " +
      "out as well, which is the next rebalance; and when he comes back, as a new member, there is one more. The " +
      "generation keeps rising, hardly a partition is read for long, and commits are refused, because they come " +
      "from a generation that is over. Nothing is broken, and nothing gets done. A session with room for the " +
      "network's and the garbage collector's bad moments ends it (45 s by default since 3.0, KIP-735).",
    zh:
      "六个消费者与 broker 之间，消息要走半秒到三秒半。心跳每三秒一次，session.timeout.ms 是六秒：偶尔有一次迟到，协调者就把该成员请出。" +
      "这对所有成员都是一次再均衡：全体停下，重新加入，再索取分配，在同样的网络上往返两趟。谁索取得比会话允许的晚，也被请出，" +
      "于是又一次再均衡；等他作为新成员回来，再来一次。世代不断上升，没有哪个分区能读上多久，提交也被拒绝，因为来自已经结束的世代。" +
      "什么都没坏，却什么也做不成。会话要给网络和垃圾回收的坏时刻留出余地（3.0 起默认 45 秒，KIP-735）。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 1,
    settings: { "offsets.topic.replication.factor": 1 },
    network: {
      links: MEMBERS.map((name) => ({
        between: [1, name] as const,
        latency: "500ms",
        jitter: "3s",
      })),
    },
  },
  topics: [{ name: "orders", assignment: MEMBERS.map(() => [1]) }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    ...MEMBERS.map((name) => ({
      name,
      consumer: {
        "group.id": "billing",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": false,
        "session.timeout.ms": 6000,
      },
      subscribe: ["orders"],
      application: { commit: "afterProcessing" as const },
    })),
  ],
  steps: [
    { wait: STABLE },
    {
      produce: {
        client: "producer",
        topic: "orders",
        values: "r0..r119",
        keys: "k0..k29",
        every: "1s",
      },
    },
    { sleep: "2m" },
    { note: { en: "All consumers are stopped.", zh: "所有消费者都停下。" }, kill: MEMBERS },
  ],
  expect: [
    {
      elapsed: { from: STABLE, to: FOURTH },
      atMost: "2m",
      text: {
        en: "Within two minutes the group is in its fourth generation, or further.",
        zh: "两分钟内，消费组到了第四代，甚至更多。",
      },
    },
    {
      eventually: { error: "UNKNOWN_MEMBER_ID", times: { atLeast: 3 } },
      text: {
        en: "Members hear that they are members no more.",
        zh: "成员得知自己已不是成员。",
      },
    },
    {
      eventually: { lag: "orders", group: "billing", count: { atLeast: 45 } },
      text: {
        en: "The lag grows to forty-five records and more.",
        zh: "积压涨到四十五条以上。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
  ],
  control: {
    title: { en: "The same with a session of 30 s", zh: "会话超时改为 30 秒" },
    change: {
      clients: Object.fromEntries(MEMBERS.map((name) => [name, { "session.timeout.ms": 30_000 }])),
    },
    expect: [
      {
        eventually: ALL_TOGETHER,
        text: { en: "All six get together.", zh: "六个成员聚齐。" },
      },
      {
        always: { any: [ALL_TOGETHER, STOPPED] },
        after: ALL_TOGETHER,
        text: { en: "They stay together.", zh: "此后一直在一起。" },
      },
      {
        always: { not: { lag: "orders", group: "billing", count: { atLeast: 45 } } },
        text: {
          en: "The lag stays below forty-five.",
          zh: "积压一直不到四十五条。",
        },
      },
      {
        always: { not: { error: "UNKNOWN_MEMBER_ID" } },
        text: { en: "Nobody is put out.", zh: "没有成员被请出。" },
      },
    ],
  },
};
