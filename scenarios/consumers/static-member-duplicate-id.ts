import type { ClientSpec, Scenario } from "../../sim/index.ts";

function consumer(name: string, starts: { readonly starts?: "byStep" } = {}): ClientSpec {
  return {
    name,
    ...starts,
    consumer: {
      "group.id": "billing",
      "group.instance.id": "worker-1",
      "auto.offset.reset": "earliest",
      "enable.auto.commit": false,
    },
    subscribe: ["orders"],
    application: { commit: "afterProcessing" },
  };
}

export const staticMemberDuplicateId: Scenario = {
  id: "static-member-duplicate-id",
  group: "consumers",
  importance: 2,
  title: {
    en: "Two processes with one group.instance.id: the second puts the first out",
    zh: "两个进程用了同一个 group.instance.id：后来的把先来的请出",
  },
  explanation: {
    en:
      "Somebody wants a second consumer and copies the configuration of the first, group.instance.id and all. " +
      "To the coordinator that is the same member that has come back (KIP-345): it gets the first one's " +
      "partitions, and a new member id. The first hears FENCED_INSTANCE_ID with its next heartbeat, " +
      "which no new try cures: its poll throws, and the application ends. There is one consumer again, " +
      "and a supervisor that restarts what ended has them end each other in turn. For some seconds, " +
      "until that heartbeat, both read the same partitions.",
    zh:
      "有人想加一个消费者，把第一个的配置整份复制，包括 group.instance.id。对协调者来说，这是同一个成员回来了（KIP-345）：" +
      "它得到第一个的分区和一个新的 member id。第一个在下一次心跳得到 FENCED_INSTANCE_ID，重试也没有用：poll 抛出异常，应用结束。" +
      "于是又只剩一个消费者；如果有看护程序重启结束的进程，两个就会轮流把对方踢掉。在那次心跳之前的几秒，两个读着同样的分区。",
  },
  eras: ["2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "orders", assignment: [[1], [1]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    consumer("original"),
    consumer("copy", { starts: "byStep" }),
  ],
  steps: [
    { wait: { assignment: "original", partitions: ["orders-0", "orders-1"] } },
    { note: { en: "The copy is started.", zh: "启动复制出来的那个。" }, start: "copy" },
    { sleep: "15s" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "a0..a4" } },
    { produce: { client: "producer", topic: "orders", partition: 1, values: "b0..b4" } },
    { wait: { processed: ["a0", "a1", "a2", "a3", "a4", "b0", "b1", "b2", "b3", "b4"] } },
    { sleep: "1s" },
  ],
  expect: [
    {
      order: [
        { assignment: "original", partitions: ["orders-0", "orders-1"] },
        { assignment: "copy", partitions: ["orders-0", "orders-1"] },
        { error: "FENCED_INSTANCE_ID", client: "original" },
      ],
      text: {
        en: "The copy has both partitions, then the original is told.",
        zh: "复制出来的得到了两个分区，然后原来的才得知。",
      },
    },
    {
      always: { group: "billing", members: 1 },
      after: { group: "billing", state: "Stable", members: 1 },
      text: {
        en: "To the coordinator there is one member all the time.",
        zh: "对协调者来说，始终只有一个成员。",
      },
    },
    {
      finally: {
        all: [
          { processed: "a0..a4", by: "copy" },
          { processed: "b0..b4", by: "copy" },
        ],
      },
      text: { en: "One of the two is left to do all the work.", zh: "两个只剩一个干所有的活。" },
    },
    {
      violations: ["group-exclusivity"],
      text: {
        en: "Until then both take themselves for the owner of the partitions.",
        zh: "在那之前，两个都以为分区归自己。",
      },
    },
  ],
  control: {
    title: { en: "The copy has an id of its own", zh: "复制出来的用自己的 id" },
    change: { clients: { copy: { "group.instance.id": "worker-2" } } },
    expect: [
      {
        finally: {
          all: [
            { group: "billing", state: "Stable", members: 2 },
            { assignment: "original", partitions: 1 },
            { assignment: "copy", partitions: 1 },
          ],
        },
        text: { en: "They share the partitions.", zh: "两个分担分区。" },
      },
      {
        always: { not: { error: "FENCED_INSTANCE_ID" } },
        text: { en: "Nobody is put out.", zh: "没有成员被请出。" },
      },
    ],
  },
};
