import type { Scenario } from "../../sim/index.ts";

/**
 * In the published reports (KAFKA-2729) the state znode moves on while its leader loses a session; how the
 * leader came to miss the change is never quite told. Here the change is a zombie controller's, whose
 * orders to the brokers are refused.
 */
export const zkversionStuckIsr: Scenario = {
  id: "zkversion-stuck-isr",
  group: "controller",
  importance: 3,
  title: {
    en: "“Cached zkVersion not equal to that in zookeeper, skip updating ISR”, for ever",
    zh: "“Cached zkVersion not equal to that in zookeeper, skip updating ISR”，没完没了",
  },
  explanation: {
    en:
      "A leader writes its ISR to ZooKeeper on condition that the znode has the version it knows. Somebody " +
      "else has written there, a controller on its way out, and the leader was never told: from then on " +
      "each of its writes is skipped, and it goes on with the ISR it has. Its followers are cut off for a " +
      "long time, and ZooKeeper still counts them as in sync. When the leader dies one of them is elected, " +
      "cleanly, and all that the leader had acknowledged since is lost. Had it been able to shrink the " +
      "ISR to itself, nobody else could have been elected: that is the control, in which the controller's " +
      "write is refused (2.1, KAFKA-6082). The log line became famous with KAFKA-2729; a restart of the " +
      "broker was the only cure.",
    zh:
      "leader 把 ISR 写入 ZooKeeper 时，以 znode 的版本等于自己所知的版本为条件。别人在那里写过（一个即将卸任的控制器），" +
      "而 leader 从未被告知：此后它的每次写入都被跳过，它只能沿用手里的 ISR。follower 被长时间隔开，ZooKeeper 却仍把它们" +
      "算作同步。leader 一宕机，其中一个就以“干净”的方式当选，leader 此间确认过的一切都丢失。倘若它能把 ISR 缩到只剩自己，" +
      "别人就不可能当选：对照组正是如此，那里控制器的写入会被拒绝（2.1，KAFKA-6082）。这行日志因 KAFKA-2729 而出名，" +
      "当时唯一的办法是重启 broker。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0"],
  cluster: {
    brokers: 5,
    controller: 4,
    settings: {
      "zookeeper.session.timeout.ms": 20_000,
      "replica.lag.time.max.ms": 5000,
      "auto.leader.rebalance.enable": false,
    },
    brokerSettings: {
      "1": { "zookeeper.session.timeout.ms": 6000 },
      "4": { "auto.leader.rebalance.enable": true, "leader.imbalance.check.interval.seconds": 30 },
    },
  },
  topics: [
    {
      name: "orders",
      assignment: [[1, 2, 3]],
      configs: { "unclean.leader.election.enable": false },
    },
  ],
  clients: [
    { name: "careful", producer: { acks: "all", retries: 2_147_483_647 } },
    { name: "careless", producer: { acks: 1, retries: 2_147_483_647 } },
  ],
  steps: [
    { produce: { client: "careful", topic: "orders", partition: 0, values: "r0..r4" } },
    {
      wait: {
        all: [
          { records: "r0..r4", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], highWatermark: 5 },
        ],
      },
    },
    { note: { en: "Broker 1 dies and returns.", zh: "broker 1 宕机后回来。" }, kill: 1 },
    { wait: { partition: "orders-0", leader: 2 } },
    { restart: 1 },
    { wait: { partition: "orders-0", leader: 2, isr: [1, 2, 3] } },
    {
      at: "34s",
      note: {
        en: "What the controller reads of ZooKeeper is delayed, just before it gives broker 1 its leadership back.",
        zh: "控制器正要把 leader 身份还给 broker 1，它从 ZooKeeper 读到的内容被耽搁。",
      },
      hold: { from: "zookeeper", to: 4, message: "zookeeper.getData.response" },
    },
    { sleep: "3s" },
    {
      note: { en: "An operator deletes /controller.", zh: "运维人员删除 /controller。" },
      deleteZnode: "/controller",
    },
    { wait: { controller: "any", epoch: 2 } },
    { sleep: "1s" },
    {
      note: {
        en: "The former controller gets its answer and writes the state of the partition.",
        zh: "前任控制器收到答复，写入分区状态。",
      },
      release: { from: "zookeeper", to: 4, message: "zookeeper.getData.response" },
    },
    { sleep: "2s" },
    {
      note: { en: "The leader loses its followers.", zh: "leader 与 follower 断开。" },
      cut: { from: 2, to: [1, 3] },
    },
    { produce: { client: "careless", topic: "orders", partition: 0, values: "r5..r9" } },
    { wait: { records: "r5..r9", status: "acked" } },
    {
      note: {
        en: "Long enough for the leader to find them out of sync, several times.",
        zh: "足够让 leader 多次发现它们不再同步。",
      },
      sleep: "20s",
    },
    { note: { en: "The leader dies.", zh: "leader 宕机。" }, kill: 2 },
    { wait: { broker: 2, registered: false } },
    { sleep: "2s" },
    { heal: "all" },
    { restart: 2 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      always: { not: { partition: "orders-0", isr: [2] } },
      text: {
        en: "The ISR never shrinks to the leader that is alone.",
        zh: "leader 孤身一人，ISR 却从未缩小到只剩它。",
      },
    },
    {
      lost: "r5..r9",
      text: {
        en: "A clean election loses what only the leader had.",
        zh: "一次干净的选举，丢掉了只有 leader 才有的消息。",
      },
    },
  ],
  control: {
    title: { en: "With the check on the controller epoch", zh: "写入时检查控制器 epoch" },
    change: { cluster: { settings: { controllerZkCheck: true } } },
    expect: [
      {
        eventually: { partition: "orders-0", leader: 2, isr: [2] },
        text: {
          en: "The leader takes its followers out of the ISR.",
          zh: "leader 把 follower 移出了 ISR。",
        },
      },
      {
        eventually: {
          all: [
            { host: 2, life: "down" },
            { broker: 2, registered: false },
            { controller: "any" },
            { partition: "orders-0", isr: [2] },
          ],
        },
        text: {
          en: "When it dies nobody else may lead: the ISR keeps its one member.",
          zh: "它宕机后谁都不能接替：ISR 里仍只有它。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
