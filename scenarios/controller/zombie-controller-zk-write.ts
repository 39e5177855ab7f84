import type { Scenario } from "../../sim/index.ts";

export const zombieControllerZkWrite: Scenario = {
  id: "zombie-controller-zk-write",
  group: "controller",
  importance: 3,
  title: {
    en: "A controller that has a successor writes to ZooKeeper once more: registry and brokers part",
    zh: "已有继任者的控制器又向 ZooKeeper 写了一次：注册中心与 broker 各说各话",
  },
  explanation: {
    en:
      "Broker 4, the controller, is about to give the leadership back to broker 1 and waits for an " +
      "answer of ZooKeeper. Meanwhile an operator deletes /controller, as runbooks advise, and another " +
      "broker becomes the controller of epoch 2 and reads the cluster. Broker 4 has not heard of it, gets " +
      "its answer and writes: leader 1. Until 2.0 nothing in ZooKeeper objects, for the version of the " +
      "znode is the one it read. But its orders to the brokers are refused: they have heard of epoch 2. " +
      "ZooKeeper says that broker 1 leads, the brokers go on with broker 2, and every change of the ISR " +
      "that broker 2 tries fails on the version of the znode. Since 2.1 each write of a controller also " +
      "checks that the epoch is still its own (KAFKA-6082).",
    zh:
      "控制器 broker 4 正要把 leader 身份还给 broker 1，在等 ZooKeeper 的答复。此时运维人员按照操作手册删除了 " +
      "/controller，另一个 broker 成为 epoch 2 的控制器并读取了集群状态。broker 4 还不知情，收到答复后写入：leader 为 1。" +
      "2.0 及以前，ZooKeeper 里没有任何东西阻止它，因为 znode 的版本正是它读到的那个。但它发给 broker 的命令被拒绝：" +
      "它们已经听说了 epoch 2。于是 ZooKeeper 说 leader 是 broker 1，各 broker 仍以 broker 2 为 leader，而 broker 2 " +
      "每次修改 ISR 都因 znode 版本不符而失败。2.1 起，控制器的每次写入都会同时检查 epoch 是否仍属于自己（KAFKA-6082）。",
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
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [{ name: "producer", producer: { acks: "all", retries: 2_147_483_647 } }],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
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
        en: "The controller is about to look for leaders that are not the preferred ones; what it reads of ZooKeeper is delayed.",
        zh: "控制器即将检查哪些 leader 不是首选副本；它从 ZooKeeper 读到的内容被耽搁。",
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
      note: { en: "The former controller gets its answer.", zh: "前任控制器收到了答复。" },
      release: { from: "zookeeper", to: 4, message: "zookeeper.getData.response" },
    },
    { sleep: "2s" },
    { note: { en: "A follower dies.", zh: "一个 follower 宕机。" }, kill: 3 },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
    { wait: { records: "r5", status: "acked" } },
    { wait: { broker: 3, registered: false } },
    { restart: 3 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { partition: "orders-0", leader: 1, leaderEpoch: 2 },
          { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: 1 },
          { replica: "orders-0", broker: 1, role: "follower", leaderEpoch: 1 },
          { records: "r5", status: "pending" },
        ],
      },
      text: {
        en: "ZooKeeper names broker 1, the brokers follow broker 2.",
        zh: "ZooKeeper 写着 broker 1，各 broker 却跟随 broker 2。",
      },
    },
    {
      elapsed: {
        from: { records: "r5", status: "pending" },
        to: { records: "r5", status: "acked" },
      },
      atLeast: "12s",
      text: {
        en: "Broker 2 cannot take the dead follower out of the ISR; r5 waits until the controller does.",
        zh: "broker 2 无法把宕机的 follower 移出 ISR；r5 要等到控制器来处理。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
  ],
  control: {
    title: { en: "With the check on the controller epoch", zh: "写入时检查控制器 epoch" },
    change: { cluster: { settings: { controllerZkCheck: true } } },
    expect: [
      {
        eventually: { partition: "orders-0", leader: 2, isr: [1, 2] },
        text: {
          en: "The write of the former controller is refused: broker 2 leads, for ZooKeeper too.",
          zh: "前任控制器的写入被拒绝：在 ZooKeeper 里 leader 也仍是 broker 2。",
        },
      },
      {
        elapsed: {
          from: { records: "r5", status: "pending" },
          to: { records: "r5", status: "acked" },
        },
        atMost: "10s",
        text: {
          en: "Broker 2 takes the dead follower out of the ISR, and r5 is written.",
          zh: "broker 2 把宕机的 follower 移出 ISR，r5 写入成功。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
