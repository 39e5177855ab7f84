import type { Scenario } from "../../sim/index.ts";

export const zombieControllerRpcFenced: Scenario = {
  id: "zombie-controller-rpc-fenced",
  group: "controller",
  importance: 3,
  title: {
    en: "An order of the former controller arrives late, and is refused by its epoch",
    zh: "前任控制器的命令姗姗来迟，因 epoch 过旧而被拒绝",
  },
  explanation: {
    en:
      "Broker 4 is the controller. It elects broker 3 after the death of broker 1, and tells broker 2 to " +
      "follow it; that request is delayed. Then broker 4 loses ZooKeeper, another broker becomes the " +
      "controller of epoch 2 and tells broker 2 the same. Broker 3 dies too, broker 2 is elected. Only " +
      "now the order of epoch 1 arrives. Brokers remember the greatest controller epoch they have heard " +
      "of and answer STALE_CONTROLLER_EPOCH to anything older; broker 2 stays what it is. In the control " +
      "broker 4 stays the controller: the same late request is then no zombie's, and is obeyed.",
    zh:
      "broker 4 是控制器。broker 1 宕机后它选出 broker 3，并通知 broker 2 跟随；这个请求被耽搁了。随后 broker 4 " +
      "与 ZooKeeper 断开，另一个 broker 成为 epoch 2 的控制器，向 broker 2 发出同样的通知。broker 3 也宕机，broker 2 " +
      "当选。直到这时，epoch 1 的命令才到达。broker 记得自己听说过的最大控制器 epoch，对更旧的请求一律回答 " +
      "STALE_CONTROLLER_EPOCH；broker 2 的角色不变。对照组中 broker 4 一直是控制器：同一个迟到的请求不是僵尸发来的，" +
      "于是照办。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 5,
    controller: 4,
    settings: { "zookeeper.session.timeout.ms": 6000, "auto.leader.rebalance.enable": false },
  },
  topics: [{ name: "orders", assignment: [[1, 3, 2]] }],
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
    {
      note: {
        en: "What broker 4 tells broker 2 is delayed.",
        zh: "broker 4 发给 broker 2 的命令被耽搁。",
      },
      hold: { from: 4, to: 2, message: "LeaderAndIsrRequest" },
    },
    { kill: 1 },
    { wait: { replica: "orders-0", broker: 3, role: "leader", leaderEpoch: 1 } },
    {
      note: { en: "The controller loses ZooKeeper.", zh: "控制器与 ZooKeeper 断开。" },
      cut: { from: 4, to: "zookeeper" },
    },
    { wait: { replica: "orders-0", broker: 2, role: "follower", leaderEpoch: 1 } },
    { kill: 3 },
    { wait: { replica: "orders-0", broker: 2, role: "leader" } },
    {
      note: { en: "The old order arrives.", zh: "旧命令到达。" },
      release: { from: 4, to: 2, message: "LeaderAndIsrRequest" },
    },
    { sleep: "1s" },
    { heal: "all" },
    { restart: [1, 3] },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
    { wait: { records: "r5", status: "acked" } },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      always: { replica: "orders-0", broker: 2, role: "leader" },
      after: { replica: "orders-0", broker: 2, role: "leader" },
      text: {
        en: "Broker 2 leads and goes on leading: the order of epoch 1 has no effect.",
        zh: "broker 2 当选后一直是 leader：epoch 1 的命令没有任何作用。",
      },
    },
    {
      status: "acked",
      records: "r0..r5",
      text: { en: "Every record is acknowledged.", zh: "每条消息都得到了确认。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "Broker 4 stays the controller", zh: "broker 4 一直是控制器" },
    change: {
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
        { hold: { from: 4, to: 2, message: "LeaderAndIsrRequest" } },
        { kill: 1 },
        { wait: { replica: "orders-0", broker: 3, role: "leader", leaderEpoch: 1 } },
        { sleep: "10s" },
        { release: { from: 4, to: 2, message: "LeaderAndIsrRequest" } },
        { wait: { replica: "orders-0", broker: 2, role: "follower", leaderEpoch: 1 } },
        { restart: 1 },
        { wait: { partition: "orders-0", isr: [1, 2, 3] } },
      ],
    },
    expect: [
      {
        order: [
          { replica: "orders-0", broker: 3, role: "leader", leaderEpoch: 1 },
          { replica: "orders-0", broker: 2, role: "follower", leaderEpoch: 1 },
        ],
        text: {
          en: "Broker 2 obeys the late request of a controller that still is one.",
          zh: "控制器仍然在任，broker 2 照办它迟到的请求。",
        },
      },
      {
        always: { not: { replica: "orders-0", broker: 2, role: "leader" } },
        text: { en: "Broker 2 never leads.", zh: "broker 2 从未担任 leader。" },
      },
    ],
  },
};
