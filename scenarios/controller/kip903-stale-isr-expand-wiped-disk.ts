import type { Scenario } from "../../sim/index.ts";

/** The stale request has to be applied while the wiped broker is registered again and still empty. */
export const kip903StaleIsrExpandWipedDisk: Scenario = {
  id: "kip903-stale-isr-expand-wiped-disk",
  group: "controller",
  importance: 3,
  title: {
    en: "A late ISR expansion lets a replica in whose disk has been replaced meanwhile",
    zh: "迟到的 ISR 扩张，把刚换过磁盘的副本放了进来",
  },
  explanation: {
    en:
      "Broker 2 has caught up and broker 1 asks the controller to take it into the ISR; the request is " +
      "delayed. Broker 2 loses its machine, disk and all, and returns with an empty one. The controller " +
      "had nothing to do when it died, for it was not in the ISR, so nothing of the partition has changed " +
      "and the old request is still valid when it arrives: the empty replica is in the ISR. When broker 1 " +
      "dies broker 2 is elected, cleanly, and everything is gone. The request names brokers, not " +
      "their incarnations. KIP-903 adds the broker epochs, in KRaft only; with ZooKeeper it was never " +
      "fixed.",
    zh:
      "broker 2 已经追上，broker 1 请求控制器把它加入 ISR，这个请求被耽搁了。broker 2 的机器连同磁盘一起损坏，换上空盘" +
      "后回来。它宕机时不在 ISR 里，控制器无事可做，分区的状态没有任何变化，所以旧请求到达时仍然有效：空副本进入了 " +
      "ISR。broker 1 一宕机，broker 2 就以“干净”的方式当选，一切化为乌有。请求里写的是 broker，而不是它的哪一次启动。" +
      "KIP-903 加上了 broker epoch，但只在 KRaft 模式；ZooKeeper 模式从未修复。",
  },
  eras: ["2.8", "3.9"],
  cluster: {
    brokers: [1, 2, 4],
    controller: 4,
    settings: { "zookeeper.session.timeout.ms": 6000, "auto.leader.rebalance.enable": false },
  },
  topics: [{ name: "orders", assignment: [[1, 2]] }],
  clients: [{ name: "producer", producer: { acks: "all", retries: 2_147_483_647 } }],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
    { wait: { records: "r0..r4", status: "acked" } },
    { kill: 2 },
    { wait: { partition: "orders-0", leader: 1, isr: [1] } },
    {
      note: {
        en: "What broker 1 asks of the controller is delayed.",
        zh: "broker 1 发给控制器的请求被耽搁。",
      },
      hold: { from: 1, to: 4, message: "AlterIsrRequest" },
    },
    { restart: 2 },
    { wait: { replica: "orders-0", broker: 2, role: "follower", logEndOffset: 5 } },
    { sleep: "1s" },
    {
      note: { en: "Broker 2 loses its machine and its disk.", zh: "broker 2 的机器连同磁盘损坏。" },
      powerLoss: 2,
      lose: "disk",
    },
    { wait: { broker: 2, registered: false } },
    {
      note: {
        en: "It returns, empty, and does not reach broker 1.",
        zh: "它带着空盘回来，暂时连不上 broker 1。",
      },
      cut: { from: 1, to: 2 },
    },
    { restart: 2 },
    {
      wait: {
        all: [
          { broker: 2, registered: true },
          { replica: "orders-0", broker: 2, role: "follower", logEndOffset: 0 },
        ],
      },
    },
    {
      note: { en: "The old request arrives.", zh: "旧请求到达。" },
      release: { from: 1, to: 4, message: "AlterIsrRequest" },
    },
    { wait: { partition: "orders-0", leader: 1, isr: [1, 2] } },
    { kill: 1 },
    { wait: { partition: "orders-0", leader: 2 } },
    { heal: "all" },
    { restart: 1 },
    { wait: { partition: "orders-0", isr: [1, 2] } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { partition: "orders-0", leader: 1, isr: [1, 2] },
          { replica: "orders-0", broker: 1, logEndOffset: 5 },
          { replica: "orders-0", broker: 2, logEndOffset: 0 },
        ],
      },
      text: {
        en: "The ISR has a member with an empty log.",
        zh: "ISR 中有一个日志为空的成员。",
      },
    },
    {
      lost: "r0..r4",
      text: {
        en: "Everything is lost: acks=all, no unclean election.",
        zh: "全部丢失：acks=all，没有不干净的选举。",
      },
    },
    {
      finally: { replica: "orders-0", broker: [1, 2], logEndOffset: 0 },
      text: {
        en: "Broker 1, which had it all, truncates itself to nothing.",
        zh: "原本拥有一切的 broker 1，把自己截断到空。",
      },
    },
  ],
  control: {
    title: {
      en: "The request arrives before broker 2 dies",
      zh: "请求在 broker 2 宕机之前到达",
    },
    change: {
      steps: [
        { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
        { wait: { records: "r0..r4", status: "acked" } },
        { kill: 2 },
        { wait: { partition: "orders-0", leader: 1, isr: [1] } },
        { restart: 2 },
        { wait: { partition: "orders-0", leader: 1, isr: [1, 2] } },
        { powerLoss: 2, lose: "disk" },
        { wait: { broker: 2, registered: false } },
        { cut: { from: 1, to: 2 } },
        { restart: 2 },
        {
          wait: {
            all: [
              { broker: 2, registered: true },
              { replica: "orders-0", broker: 2, role: "follower", logEndOffset: 0 },
            ],
          },
        },
        { kill: 1 },
        { wait: { broker: 1, registered: false } },
        { heal: "all" },
        { sleep: "5s" },
        { restart: 1 },
        { wait: { partition: "orders-0", leader: 1, isr: [1, 2] } },
      ],
    },
    expect: [
      {
        eventually: { partition: "orders-0", leader: -1, isr: [1] },
        text: {
          en: "Broker 2 left the ISR with its death: nobody may lead until broker 1 is back.",
          zh: "broker 2 宕机时已离开 ISR：broker 1 回来之前，谁都不能当 leader。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
