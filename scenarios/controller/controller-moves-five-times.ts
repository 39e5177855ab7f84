import type { Scenario } from "../../sim/index.ts";

export const controllerMovesFiveTimes: Scenario = {
  id: "controller-moves-five-times",
  group: "controller",
  importance: 2,
  title: {
    en: "The controller moves five times under load, and every partition converges",
    zh: "负载之下控制器五度易主，每个分区最终都收敛",
  },
  explanation: {
    en:
      "Five brokers, nine partitions on three replicas each, and whoever is the controller is struck: " +
      "killed, then the next one shut down, then one whose session ZooKeeper expires, then one cut from " +
      "ZooKeeper, then one that hangs for longer than its session. Each time another broker takes " +
      "/controller and the next epoch, reads the cluster from ZooKeeper and goes on where the last one " +
      "stopped; the former one, where it still runs, finds out that it is none any more. Producers that " +
      "ask for acks=all lose nothing, and at the end all brokers agree on every leader, epoch and log.",
    zh:
      "五个 broker，九个分区，每个三副本；谁当控制器谁就遭殃：第一个被杀掉，第二个正常关闭，第三个的会话被 ZooKeeper " +
      "判为过期，第四个与 ZooKeeper 断开，第五个卡住的时间超过会话。每一次都有另一个 broker 拿到 /controller 和下一个 " +
      "epoch，从 ZooKeeper 读出集群，接着上一任的进度做下去；仍在运行的前任则发现自己已不是控制器。以 acks=all 写入的" +
      "生产者什么也没丢，最后所有 broker 对每个分区的 leader、epoch 和日志都一致。",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 5,
    settings: {
      "zookeeper.session.timeout.ms": 6000,
      "replica.lag.time.max.ms": 10_000,
      "auto.leader.rebalance.enable": false,
    },
  },
  topics: [
    {
      name: "orders",
      assignment: [
        [1, 2, 3],
        [2, 3, 4],
        [3, 4, 5],
        [4, 5, 1],
        [5, 1, 2],
        [1, 3, 5],
        [2, 4, 1],
        [3, 5, 2],
        [4, 1, 3],
      ],
      configs: { "min.insync.replicas": 2 },
    },
  ],
  clients: [
    { name: "one", producer: { acks: "all", "enable.idempotence": true, retries: 2_147_483_647 } },
    { name: "two", producer: { acks: "all", "enable.idempotence": true, retries: 2_147_483_647 } },
  ],
  steps: [
    { produce: { client: "one", topic: "orders", values: "a0..a1799", every: "50ms" } },
    {
      produce: { client: "two", topic: "orders", partition: 0, values: "b0..b899", every: "100ms" },
    },
    { sleep: "2s" },
    {
      note: { en: "The first controller is killed.", zh: "第一任控制器被杀掉。" },
      kill: "controller",
    },
    { wait: { controller: "any", epoch: 2 } },
    { sleep: "3s" },
    { restart: "all" },
    { sleep: "5s" },
    {
      note: { en: "The second one is shut down.", zh: "第二任被正常关闭。" },
      shutdown: "controller",
    },
    { wait: { controller: "any", epoch: 3 } },
    { sleep: "3s" },
    { restart: "all" },
    { sleep: "5s" },
    {
      note: { en: "The session of the third one expires.", zh: "第三任的会话过期。" },
      expireSession: "controller",
    },
    { wait: { controller: "any", epoch: 4 } },
    { sleep: "8s" },
    {
      note: { en: "The fourth one loses ZooKeeper.", zh: "第四任与 ZooKeeper 断开。" },
      cut: { from: "controller", to: "zookeeper" },
    },
    { wait: { controller: "any", epoch: 5 } },
    { sleep: "3s" },
    { heal: "all" },
    { sleep: "8s" },
    { note: { en: "The fifth one hangs.", zh: "第五任卡住。" }, pause: "controller" },
    { wait: { controller: "any", epoch: 6 } },
    { sleep: "3s" },
    { resume: "all" },
    { wait: { records: ["a1799", "b899"], status: "acked" } },
  ],
  expect: [
    {
      order: [
        { controller: "any", epoch: 1 },
        { controller: "any", epoch: 2 },
        { controller: "any", epoch: 3 },
        { controller: "any", epoch: 4 },
        { controller: "any", epoch: 5 },
        { controller: "any", epoch: 6 },
      ],
      text: {
        en: "Six controllers, one after the other, each with the next epoch.",
        zh: "六任控制器前后相继，epoch 逐一递增。",
      },
    },
    {
      finally: {
        all: [
          { partition: "orders-0", isrSize: 3 },
          { partition: "orders-1", isrSize: 3 },
          { partition: "orders-2", isrSize: 3 },
          { partition: "orders-3", isrSize: 3 },
          { partition: "orders-4", isrSize: 3 },
          { partition: "orders-5", isrSize: 3 },
          { partition: "orders-6", isrSize: 3 },
          { partition: "orders-7", isrSize: 3 },
          { partition: "orders-8", isrSize: 3 },
        ],
      },
      text: { en: "Every partition has its full ISR again.", zh: "每个分区的 ISR 都恢复完整。" },
    },
    {
      status: "acked",
      records: "a0..a1799",
      text: {
        en: "Every record of the one is acknowledged,",
        zh: "第一个生产者的每条消息都得到了确认，",
      },
    },
    {
      status: "acked",
      records: "b0..b899",
      text: { en: "and every record of the other.", zh: "第二个也一样。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { duplicated: [], text: { en: "Nothing is there twice.", zh: "没有重复。" } },
    {
      violations: [],
      text: {
        en: "No invariant is broken, convergence at the end included.",
        zh: "没有违反任何不变式，包括最后的收敛。",
      },
    },
  ],
  control: {
    title: { en: "The same with acks=1", zh: "同样的过程，acks=1" },
    change: {
      clients: {
        one: { acks: 1, "enable.idempotence": false },
        two: { acks: 1, "enable.idempotence": false },
      },
    },
    expect: [
      {
        violations: ["ack-durability"],
        text: {
          en: "Records that only a fallen leader had are gone, though it had acknowledged them.",
          zh: "只有倒下的 leader 才有的消息丢了，尽管它已经确认过。",
        },
      },
    ],
  },
};
