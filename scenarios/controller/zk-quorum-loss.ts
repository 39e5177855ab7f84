import type { Scenario } from "../../sim/index.ts";

/**
 * acks=1 is tried soon after the follower's death: up to 2.6 the leader waits for ZooKeeper, with the
 * lock of the partition held, as soon as it wants to shrink the ISR.
 */
export const zkQuorumLoss: Scenario = {
  id: "zk-quorum-loss",
  group: "controller",
  importance: 3,
  title: {
    en: "ZooKeeper loses its majority: data flows on, until somebody dies",
    zh: "ZooKeeper 失去多数派：数据照常流动，直到有谁宕机",
  },
  explanation: {
    en:
      "Two of three ZooKeeper servers fail. The third can neither lead nor serve. No broker notices much: " +
      "sessions cannot expire either, and writing a record needs no ZooKeeper, not even with acks=all. But " +
      "nothing can be decided any more. When a follower dies it cannot leave the ISR, so acks=all waits " +
      "for it; acks=1 still works, up to 2.6 only until the leader tries to shrink the ISR. When the " +
      "leader dies nobody is elected. As soon as two servers are up again the sessions of the living go " +
      "on, those of the dead expire, and all that was left undone is done. With one server of three down " +
      "none of this would be noticed.",
    zh:
      "三个 ZooKeeper 服务器坏了两个，剩下的一个既不能当 leader，也不能服务。broker 几乎察觉不到：会话同样无法过期，而" +
      "写入消息并不需要 ZooKeeper，acks=all 也不需要。但什么决定都做不了了。follower 宕机，却无法移出 ISR，于是 " +
      "acks=all 一直等它；acks=1 仍可写入，不过 2.6 及以前只到 leader 试图缩小 ISR 为止。leader 宕机，谁也选不出来。" +
      "一旦有两个服务器恢复，活着的会话继续，死者的会话过期，搁置的事情逐一补做。如果三个里只坏一个，这一切都不会" +
      "有人察觉。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    zookeeperServers: 3,
    settings: {
      "zookeeper.session.timeout.ms": 6000,
      "replica.lag.time.max.ms": 10_000,
      "auto.leader.rebalance.enable": false,
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    { name: "careful", producer: { acks: "all", retries: 2_147_483_647 } },
    { name: "careless", producer: { acks: 1, retries: 2_147_483_647 } },
  ],
  steps: [
    { produce: { client: "careful", topic: "orders", partition: 0, values: "a0..a4" } },
    { produce: { client: "careless", topic: "orders", partition: 0, values: "c0" } },
    { wait: { records: ["a0", "a4", "c0"], status: "acked" } },
    {
      note: { en: "Two ZooKeeper servers fail.", zh: "两个 ZooKeeper 服务器故障。" },
      kill: ["zookeeper-1", "zookeeper-2"],
    },
    { sleep: "15s" },
    { produce: { client: "careful", topic: "orders", partition: 0, values: "a5" } },
    { wait: { records: "a5", status: "acked" } },
    { note: { en: "A follower dies.", zh: "一个 follower 宕机。" }, kill: 3 },
    { sleep: "2s" },
    { produce: { client: "careful", topic: "orders", partition: 0, values: "a6" } },
    { produce: { client: "careless", topic: "orders", partition: 0, values: "c1" } },
    { sleep: "20s" },
    { note: { en: "The leader dies.", zh: "leader 宕机。" }, kill: 1 },
    { sleep: "20s" },
    {
      note: { en: "ZooKeeper is whole again.", zh: "ZooKeeper 恢复完整。" },
      restart: ["zookeeper-1", "zookeeper-2"],
    },
    { wait: { partition: "orders-0", leader: 2 } },
    {
      wait: {
        all: [
          { broker: 1, registered: false },
          { broker: 3, registered: false },
        ],
      },
    },
    { restart: [1, 3] },
    { wait: { records: "a6", status: "acked" } },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      order: [
        {
          all: [
            { host: "zookeeper-1", life: "down" },
            { records: "a4", status: "acked" },
          ],
        },
        {
          all: [
            { host: "zookeeper-1", life: "down" },
            { host: 3, life: "up" },
            { records: "a5", status: "acked" },
          ],
        },
        {
          all: [
            { host: 3, life: "down" },
            { records: "c1", status: "acked" },
            { records: "a6", status: "pending" },
          ],
        },
        {
          all: [
            { host: 1, life: "down" },
            { broker: 1, registered: true },
            { broker: 3, registered: true },
            { partition: "orders-0", leader: 1, leaderEpoch: 0, isr: [1, 2, 3] },
            { records: "a6", status: "pending" },
          ],
        },
        { partition: "orders-0", leader: 2 },
        { records: "a6", status: "acked" },
      ],
      text: {
        en: "a5 needs nobody, c1 only the leader; a6 waits for a dead follower whom no one can strike off.",
        zh: "a5 谁也不需要，c1 只需要 leader；a6 在等一个死去的 follower，却没有谁能把它除名。",
      },
    },
    {
      elapsed: {
        from: { records: "a6", status: "pending" },
        to: { records: "a6", status: "acked" },
      },
      atLeast: "40s",
      text: { en: "a6 waits until ZooKeeper is back.", zh: "a6 一直等到 ZooKeeper 恢复。" },
    },
    {
      unavailable: "orders-0",
      atLeast: "20s",
      text: {
        en: "Without ZooKeeper nobody replaces the leader.",
        zh: "没有 ZooKeeper，无人接替 leader。",
      },
    },
    {
      always: {
        all: [
          { broker: 2, registered: true },
          { broker: 4, registered: true },
        ],
      },
      after: { records: "a4", status: "acked" },
      text: {
        en: "The sessions of the living outlast it all.",
        zh: "活着的 broker，会话始终没有过期。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "One of the three servers fails", zh: "三个服务器只坏一个" },
    change: {
      steps: [
        { produce: { client: "careful", topic: "orders", partition: 0, values: "a0..a4" } },
        { produce: { client: "careless", topic: "orders", partition: 0, values: "c0" } },
        { wait: { records: ["a0", "a4", "c0"], status: "acked" } },
        { kill: "zookeeper-1" },
        { sleep: "15s" },
        { produce: { client: "careful", topic: "orders", partition: 0, values: "a5" } },
        { wait: { records: "a5", status: "acked" } },
        { kill: 3 },
        { sleep: "2s" },
        { produce: { client: "careful", topic: "orders", partition: 0, values: "a6" } },
        { produce: { client: "careless", topic: "orders", partition: 0, values: "c1" } },
        { sleep: "20s" },
        { kill: 1 },
        { sleep: "20s" },
        { restart: "zookeeper-1" },
        { restart: [1, 3] },
        { wait: { partition: "orders-0", isr: [1, 2, 3] } },
      ],
    },
    expect: [
      {
        elapsed: {
          from: { records: "a6", status: "pending" },
          to: { records: "a6", status: "acked" },
        },
        atMost: "15s",
        text: {
          en: "Broker 3 leaves the ISR when its session expires, and a6 is written.",
          zh: "broker 3 的会话一过期就移出 ISR，a6 写入成功。",
        },
      },
      {
        unavailable: "orders-0",
        atMost: "15s",
        text: { en: "The leader is replaced as always.", zh: "leader 照常有人接替。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
