import type { ClientSpec, Condition, Expectation, Scenario } from "../../sim/index.ts";

function consumer(name: string): ClientSpec {
  return {
    name,
    consumer: {
      "group.id": "billing",
      "group.instance.id": name,
      "auto.offset.reset": "earliest",
      "enable.auto.commit": false,
      "session.timeout.ms": 60_000,
    },
    subscribe: ["orders"],
    application: { commit: "afterProcessing" },
  };
}

const BOTH: Condition = {
  all: [
    { group: "billing", state: "Stable", members: 2 },
    { assignment: "c1", partitions: 2 },
    { assignment: "c2", partitions: 2 },
  ],
};
const ALONE: Condition = { assignment: "c1", partitions: 4 };
/** Processed after the deployment, before c2 goes for good. */
const DEPLOYED: Condition = { processed: "last" };

const GAP: Pick<Extract<Expectation, { elapsed: unknown }>, "elapsed"> = {
  elapsed: {
    from: { all: [DEPLOYED, { host: "c2", life: "down" }] },
    to: { all: [ALONE, { processed: "n0..n4", by: "c1" }] },
  },
};

export const staticMemberGap: Scenario = {
  id: "static-member-gap",
  group: "consumers",
  importance: 2,
  title: {
    en: "A static member goes, and its partitions wait for the end of its session",
    zh: "静态成员离开，它的分区要等会话结束",
  },
  explanation: {
    en:
      "A member with a group.instance.id (KIP-345) does not leave its group when it is closed. Its place is " +
      "kept until session.timeout.ms is over, a minute here: when it is deployed anew within that time it gets " +
      "the same partitions, and nobody rebalances. That is what it is for. The price is paid when it does not " +
      "come back: for a whole minute nobody reads its partitions, and nobody is alarmed. A dynamic " +
      "member leaves when it is closed: its partitions go over at once, at the cost of two rebalances for each " +
      "deployment. (A member that crashes leaves its group in neither case.)",
    zh:
      "设了 group.instance.id 的成员（KIP-345）关闭时并不离开消费组。它的位置保留到 session.timeout.ms 结束，这里是一分钟：" +
      "在这段时间内重新部署，就拿回同样的分区，谁也不用再均衡。这正是它的用处。代价在它不再回来时付出：整整一分钟没有人读它的分区，" +
      "也没有人察觉。动态成员关闭时会离开：分区马上转给别人，代价是每次部署两次再均衡。（崩溃的成员，无论哪种都来不及离开。）",
  },
  eras: ["2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "orders", assignment: [[1], [1], [1], [1]] }],
  clients: [{ name: "producer", producer: { acks: "all" } }, consumer("c1"), consumer("c2")],
  steps: [
    { wait: BOTH },
    { note: { en: "c2 is deployed anew.", zh: "c2 重新部署。" }, shutdown: "c2" },
    { wait: { host: "c2", life: "down" } },
    { sleep: "10s" },
    { restart: "c2" },
    { wait: BOTH },
    { sleep: "5s" },
    { produce: { client: "producer", topic: "orders", partition: 3, values: "last" } },
    { wait: { processed: "last", by: "c2" } },
    { sleep: "1s" },
    {
      note: { en: "c2 is shut down for good.", zh: "c2 永久停掉。" },
      shutdown: "c2",
    },
    { wait: { host: "c2", life: "down" } },
    { produce: { client: "producer", topic: "orders", partition: 3, values: "n0..n4" } },
    { wait: { processed: "n0..n4", by: "c1" } },
    { sleep: "1s" },
  ],
  expect: [
    {
      always: { any: [{ group: "billing", generation: 1 }, DEPLOYED] },
      after: BOTH,
      text: {
        en: "The deployment costs no rebalance.",
        zh: "重新部署没有引起再均衡。",
      },
    },
    {
      ...GAP,
      atLeast: "55s",
      atMost: "75s",
      text: {
        en: "When it is gone for good, its records wait a minute.",
        zh: "它永久离开后，消息要等一分钟。",
      },
    },
    {
      neverProcessed: [],
      group: "billing",
      text: { en: "Then they are processed.", zh: "之后得到处理。" },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same with dynamic members", zh: "改用动态成员" },
    change: {
      clients: { c1: { "group.instance.id": "" }, c2: { "group.instance.id": "" } },
    },
    expect: [
      {
        eventually: { all: [{ group: "billing", generation: { atLeast: 3 } }, { not: DEPLOYED }] },
        text: {
          en: "The deployment costs two rebalances.",
          zh: "重新部署引起两次再均衡。",
        },
      },
      {
        ...GAP,
        atMost: "5s",
        text: {
          en: "When it is gone for good, another takes over within seconds.",
          zh: "它永久离开后，几秒内就有别人接手。",
        },
      },
    ],
  },
};
