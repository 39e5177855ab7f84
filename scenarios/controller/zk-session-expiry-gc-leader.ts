import type { Scenario } from "../../sim/index.ts";

export const zkSessionExpiryGcLeader: Scenario = {
  id: "zk-session-expiry-gc-leader",
  group: "controller",
  importance: 3,
  title: {
    en: "A pause longer than the session: the leader wakes up deposed and serves one more burst",
    zh: "停顿超过会话：leader 醒来时已被罢免，却又处理了一批请求",
  },
  explanation: {
    en:
      "Broker 1 stops for longer than its ZooKeeper session lives, as in a long garbage collection. It is " +
      "held for dead, broker 2 is elected. Two producers have not looked again: what they send waits in " +
      "the sockets of broker 1. When it wakes up it still takes itself for the leader and serves what " +
      "waits, before it learns from ZooKeeper that its session is gone and from the controller who leads. " +
      "The record sent with acks=1 is acknowledged and then truncated away. The one sent with acks=all " +
      "waits for followers that will never fetch from broker 1 again; it fails there and is written to " +
      "broker 2. A session that outlives the pause (18 s since 2.5, 6 s before) spares all of this.",
    zh:
      "broker 1 停顿的时间超过了 ZooKeeper 会话，就像一次漫长的垃圾回收。它被判死，broker 2 当选。两个生产者还没有" +
      "重新查询：它们发出的消息等在 broker 1 的套接字里。broker 1 醒来时仍以为自己是 leader，先处理了积压的请求，" +
      "然后才从 ZooKeeper 得知会话已失效、从控制器得知谁是 leader。以 acks=1 发送的消息得到确认，随后被截断。" +
      "以 acks=all 发送的消息在等再也不会来拉取的 follower；它在这里失败，改写到 broker 2。会话若比停顿更长" +
      "（2.5 起 18 秒，之前 6 秒），这一切都不会发生。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4, settings: { "zookeeper.session.timeout.ms": 6000 } },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    { name: "careless", producer: { acks: 1, retries: 2_147_483_647 } },
    { name: "careful", producer: { acks: "all", retries: 2_147_483_647 } },
  ],
  steps: [
    { produce: { client: "careless", topic: "orders", partition: 0, values: "c0" } },
    { produce: { client: "careful", topic: "orders", partition: 0, values: "a0" } },
    {
      wait: {
        all: [
          { records: ["c0", "a0"], status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], highWatermark: 2 },
        ],
      },
    },
    { note: { en: "Broker 1 stops.", zh: "broker 1 停顿。" }, pause: 1 },
    { sleep: "9s" },
    {
      note: {
        en: "The producers send one record each to the broker that does not answer.",
        zh: "两个生产者各向这个没有回应的 broker 发送一条消息。",
      },
      produce: { client: "careless", topic: "orders", partition: 0, values: "c1" },
    },
    { produce: { client: "careful", topic: "orders", partition: 0, values: "a1" } },
    { sleep: "1s" },
    { note: { en: "Broker 1 wakes up.", zh: "broker 1 醒来。" }, resume: 1 },
    { wait: { records: ["c1", "a1"], status: "acked" } },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      order: [
        { host: 1, life: "paused" },
        {
          all: [
            { host: 1, life: "paused" },
            { broker: 1, registered: false },
          ],
        },
        { partition: "orders-0", leader: 2 },
        {
          all: [
            { host: 1, life: "up" },
            { replica: "orders-0", broker: 1, role: "leader", logEndOffset: { atLeast: 3 } },
          ],
        },
        { replica: "orders-0", broker: 1, role: "follower" },
      ],
      text: {
        en: "Held for dead, deposed, awake and writing, follower.",
        zh: "依次是：被判死、被罢免、醒来并写入、成为 follower。",
      },
    },
    {
      lost: "c1",
      text: {
        en: "c1 was acknowledged by a leader that no longer was one.",
        zh: "确认 c1 的 leader 早已不是 leader。",
      },
    },
    {
      status: "acked",
      records: ["a0", "a1"],
      text: {
        en: "With acks=all both records are safe: a1 was written to broker 2.",
        zh: "acks=all 的两条消息都安全：a1 写到了 broker 2。",
      },
    },
    {
      violations: ["ack-durability"],
      text: {
        en: "Apart from what acks=1 never promised, nothing is broken.",
        zh: "除了 acks=1 从未承诺的东西，没有违反任何不变式。",
      },
    },
  ],
  control: {
    title: {
      en: "The same with a session that outlives the pause",
      zh: "同样的过程，会话比停顿更长",
    },
    change: { cluster: { settings: { "zookeeper.session.timeout.ms": 18_000 } } },
    expect: [
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        always: { partition: "orders-0", leader: 1 },
        after: { records: "c0", status: "acked" },
        text: { en: "Broker 1 leads all the time.", zh: "broker 1 自始至终是 leader。" },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
