import type { Scenario } from "../../sim/index.ts";

export const newerBrokerEpochRejected: Scenario = {
  id: "newer-broker-epoch-rejected",
  group: "controller",
  importance: 1,
  title: {
    en: "The controller knows a broker's new epoch before the broker does, and is not believed",
    zh: "控制器比 broker 自己更早知道它的新 epoch，结果不被相信",
  },
  explanation: {
    en:
      "The session of broker 1, a leader, expires and broker 2 is elected. Broker 1 registers in a new " +
      "session; its registration has a new czxid, which is its broker epoch from now on (KIP-380). The " +
      "controller is closer to ZooKeeper. It has been notified while the answer to broker 1 is still on its " +
      "way, and tells broker 1, under the new epoch, that it is a follower. Broker 1 finds an epoch larger than its own and throws an " +
      "IllegalStateException. Nobody repeats the request. Broker 1 is up, registered and takes itself for " +
      "the leader; it tells that to whoever asks, and acknowledges what it is sent with acks=1, until " +
      "something else makes the controller speak to it. Since 2.5 a newer epoch is accepted (KAFKA-9839).",
    zh:
      "leader broker 1 的会话过期，broker 2 当选。broker 1 在新会话中注册；注册节点有了新的 czxid，它就是此后的 " +
      "broker epoch（KIP-380）。控制器离 ZooKeeper 更近，给 broker 1 的答复还在路上，它已经得到通知，并以新的 epoch 告诉 broker 1：你是 follower。" +
      "broker 1 发现请求中的 epoch 比自己的还大，抛出 IllegalStateException。没有谁会重发这个请求。broker 1 在运行、" +
      "已注册，却仍以为自己是 leader；谁来问就这样回答谁，acks=1 的写入照样确认，直到别的什么事让控制器再来找它。" +
      "2.5 起接受更新的 epoch（KAFKA-9839）。",
  },
  eras: ["2.4"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "zookeeper.session.timeout.ms": 18_000, "auto.leader.rebalance.enable": false },
    network: { links: [{ between: [1, "zookeeper"], latency: "50ms" }] },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [{ name: "producer", producer: { acks: 1, retries: 2_147_483_647 } }],
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
    { expireSession: 1 },
    { wait: { partition: "orders-0", leader: 2 } },
    { wait: { broker: 1, registered: true } },
    { sleep: "20s" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
    { wait: { records: "r5", status: "acked" } },
    { sleep: "10s" },
    { note: { en: "Broker 1 is restarted.", zh: "重启 broker 1。" }, kill: 1 },
    { wait: { broker: 1, registered: false } },
    { sleep: "1s" },
    { restart: 1 },
    { wait: { partition: "orders-0", leader: 2, isr: [1, 2, 3] } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { records: "r5", status: "acked" },
          { broker: 1, registered: true },
          { partition: "orders-0", leader: 2 },
          { replica: "orders-0", broker: 1, role: "leader", leaderEpoch: 0, logEndOffset: 6 },
          { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: 1 },
        ],
      },
      text: {
        en: "Twenty seconds after it registered, broker 1 still takes itself for the leader.",
        zh: "注册二十秒之后，broker 1 仍然以为自己是 leader。",
      },
    },
    {
      lost: "r5",
      text: {
        en: "r5 was acknowledged by broker 1 and is not in the log of the leader.",
        zh: "r5 由 broker 1 确认，leader 的日志里却没有。",
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
    title: { en: "The same in 2.6", zh: "同样的过程，换成 2.6" },
    change: { era: "2.6" },
    expect: [
      {
        order: [
          {
            all: [
              { partition: "orders-0", leader: 2 },
              { broker: 1, registered: true },
            ],
          },
          { replica: "orders-0", broker: 1, role: "follower", leaderEpoch: 1 },
          { records: "r5", status: "acked" },
        ],
        text: {
          en: "Broker 1 obeys, and is a follower before r5 is sent.",
          zh: "broker 1 听从控制器，在 r5 发送之前就成了 follower。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
