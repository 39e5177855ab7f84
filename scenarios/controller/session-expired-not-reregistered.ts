import type { Condition, Scenario } from "../../sim/index.ts";

/**
 * Up to 0.10.2 the thread that does the controller's work is the one that registers the broker in a new
 * session. The other ways in which a live broker stayed unregistered, and for ever, were bugs of point
 * releases (KAFKA-5473, KAFKA-6517, KAFKA-6879, KAFKA-7987) or of ZooKeeper (ZOOKEEPER-2985, which
 * KAFKA-7165 works around).
 */
const LED_BY_1: readonly (readonly number[])[] = Array.from({ length: 40 }, () => [1, 2, 3]);

const MISSING: Condition = {
  all: [
    { partition: "mine-0", leader: 2 },
    { host: 4, life: "up" },
    { broker: 4, registered: false },
  ],
};

const BACK: Condition = {
  all: [
    { partition: "mine-0", leader: 2 },
    { broker: 4, registered: true },
  ],
};

export const sessionExpiredNotReregistered: Scenario = {
  id: "session-expired-not-reregistered",
  group: "controller",
  importance: 3,
  title: {
    en: "Alive, connected to ZooKeeper, and not registered: the broker is busy with an office it has lost",
    zh: "活着，连着 ZooKeeper，却没有注册：broker 还在忙着早已丢掉的差事",
  },
  explanation: {
    en:
      "Broker 4, the controller, sits far from ZooKeeper: each request takes 200 ms. Broker 1 dies with 40 " +
      "leaderships, and the controller elects their successors one by one. Meanwhile its own session " +
      "expires. Broker 4 connects again within two seconds and has a new session; but the thread that " +
      "should register it is still electing leaders, in the new session, for a cluster that has had " +
      "another controller for long. Until it is through, broker 4 is missing from /brokers/ids. Nobody " +
      "tells a broker that does not exist that it leads nothing any more, so it acknowledges with acks=1 " +
      "what will be thrown away. Since 1.1 the end of a session ends the work that was based on it " +
      "(KAFKA-5642).",
    zh:
      "控制器 broker 4 离 ZooKeeper 很远，每个请求要 200 毫秒。broker 1 带着 40 个 leader 宕机，控制器逐一选出接替者。" +
      "与此同时，它自己的会话过期了。broker 4 不到两秒就重新连上，有了新会话；但该去注册的那个线程还在新会话里继续选举，" +
      "而集群早已另有控制器。在它忙完之前，/brokers/ids 里没有 broker 4。没有谁会去通知一个不存在的 broker，说它已经" +
      "什么都不领导了，于是它继续以 acks=1 确认那些终将被丢弃的消息。1.1 起，会话一结束，基于它的工作也随之结束" +
      "（KAFKA-5642）。",
  },
  eras: ["0.8.2", "0.9", "0.10.2"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "zookeeper.session.timeout.ms": 6000, "auto.leader.rebalance.enable": false },
    network: { links: [{ between: [4, "zookeeper"], latency: "100ms" }] },
  },
  topics: [
    { name: "mine", assignment: [[4, 2, 3]] },
    { name: "orders", assignment: LED_BY_1 },
  ],
  clients: [{ name: "producer", producer: { acks: 1, retries: 2_147_483_647 } }],
  steps: [
    { produce: { client: "producer", topic: "mine", partition: 0, values: "r0..r4" } },
    {
      wait: {
        all: [
          { records: "r0..r4", status: "acked" },
          { replica: "mine-0", broker: [2, 3, 4], highWatermark: 5 },
        ],
      },
    },
    { kill: 1 },
    {
      note: {
        en: "The controller is busy with what broker 1 has left behind.",
        zh: "控制器正忙于处理 broker 1 的后事。",
      },
      wait: { partition: "orders-1", leader: 2 },
    },
    { expireSession: 4 },
    { wait: { partition: "mine-0", leader: 2 } },
    { sleep: "8s" },
    { produce: { client: "producer", topic: "mine", partition: 0, values: "r5" } },
    { wait: { records: "r5", status: "acked" } },
    { wait: { partition: "mine-0", isr: [2, 3, 4] } },
    { restart: 1 },
    { wait: { partition: "orders-39", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      elapsed: { from: MISSING, to: BACK },
      atLeast: "10s",
      text: {
        en: "Broker 4 runs for a long time without being registered.",
        zh: "broker 4 在运行，却长时间没有注册。",
      },
    },
    {
      eventually: {
        all: [
          { records: "r5", status: "acked" },
          { broker: 4, registered: false },
          { replica: "mine-0", broker: 4, role: "leader", leaderEpoch: 0, logEndOffset: 6 },
          { replica: "mine-0", broker: 2, role: "leader", logEndOffset: 5 },
        ],
      },
      text: {
        en: "Eight seconds after it was replaced it still takes itself for a leader.",
        zh: "被接替八秒之后，它仍以为自己是 leader。",
      },
    },
    {
      lost: "r5",
      text: {
        en: "r5 was acknowledged by a broker that was not there.",
        zh: "确认 r5 的，是一个“不存在”的 broker。",
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
      en: "Work of an expired session is dropped, as since 1.1",
      zh: "丢下过期会话的工作，如 1.1 以后的版本",
    },
    change: { cluster: { settings: { expiredSessionWork: "dropped" } } },
    expect: [
      {
        elapsed: { from: MISSING, to: BACK },
        atMost: "5s",
        text: {
          en: "Broker 4 registers as soon as it has a new session.",
          zh: "broker 4 一有新会话就注册。",
        },
      },
      {
        lost: [],
        text: {
          en: "It has been told that broker 2 leads before r5 is sent; nothing is lost.",
          zh: "发送 r5 之前它已得知 leader 是 broker 2；没有丢失。",
        },
      },
    ],
  },
};
