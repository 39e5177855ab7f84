import type { Scenario } from "../../sim/index.ts";

export const controllerFailoverHappy: Scenario = {
  id: "controller-failover-happy",
  group: "controller",
  importance: 2,
  title: {
    en: "The controller dies: another broker takes over, and nobody who writes notices",
    zh: "控制器宕机：另一个 broker 接任，写入方毫无察觉",
  },
  explanation: {
    en:
      "The controller is a broker with one more duty. Broker 4 has it, and hosts nothing here. When it " +
      "dies producers and followers go on as before: none of them needs a controller. Its session " +
      "expires, /controller disappears, and the first of the others to create it anew is the controller " +
      "of the next epoch. It reads everything from ZooKeeper, confirms every replica's role without " +
      "raising a leader epoch, and only then deals with what happened in between: it takes the dead " +
      "broker out of the ISRs. A leader that dies while there is no controller has to wait for one: that " +
      "is the control.",
    zh:
      "控制器只是多了一项职责的 broker。这里由 broker 4 担任，它没有任何副本。它宕机后，生产者和 follower " +
      "照常工作：谁都不需要控制器。会话过期后 /controller 消失，其余 broker 中最先重新创建它的成为下一个 epoch 的控制器。" +
      "它从 ZooKeeper 读出一切，在不提高 leader epoch 的情况下确认每个副本的角色，然后才处理这期间发生的事：把死去的 " +
      "broker 移出 ISR。如果在没有控制器的时候 leader 也宕机，就只能等新控制器出现：这就是对照组。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [{ name: "producer", producer: { acks: "all", retries: 2_147_483_647 } }],
  steps: [
    {
      produce: {
        client: "producer",
        topic: "orders",
        partition: 0,
        values: "r0..r299",
        every: "100ms",
      },
    },
    { sleep: "1s" },
    { note: { en: "The controller dies.", zh: "控制器宕机。" }, kill: 4 },
    {
      wait: {
        any: [
          { controller: 1, epoch: 2 },
          { controller: 2, epoch: 2 },
          { controller: 3, epoch: 2 },
        ],
      },
    },
    { wait: { records: "r0..r299", status: "acked" } },
    { note: { en: "The dead broker returns.", zh: "宕机的 broker 回来了。" }, restart: 4 },
    { wait: { broker: 4, registered: true } },
  ],
  expect: [
    {
      order: [
        { controller: 4, epoch: 1 },
        {
          all: [
            { host: 4, life: "down" },
            { records: "r0", status: "acked" },
          ],
        },
        {
          any: [
            { controller: 1, epoch: 2 },
            { controller: 2, epoch: 2 },
            { controller: 3, epoch: 2 },
          ],
        },
      ],
      text: {
        en: "One controller follows the other, with the next epoch.",
        zh: "控制器前后相继，epoch 加一。",
      },
    },
    {
      always: { partition: "orders-0", leader: 1, leaderEpoch: 0, isr: [1, 2, 3] },
      after: { records: "r0", status: "acked" },
      text: {
        en: "Leader, leader epoch and ISR never change.",
        zh: "leader、leader epoch 和 ISR 始终不变。",
      },
    },
    {
      unavailable: "orders-0",
      atMost: 0,
      text: { en: "The partition is available all the time.", zh: "分区始终可用。" },
    },
    {
      status: "acked",
      records: "r0..r299",
      text: { en: "Every record is acknowledged.", zh: "每条消息都得到了确认。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: {
      en: "The leader dies with the controller",
      zh: "leader 与控制器一起宕机",
    },
    change: {
      steps: [
        {
          produce: {
            client: "producer",
            topic: "orders",
            partition: 0,
            values: "r0..r299",
            every: "100ms",
          },
        },
        { sleep: "1s" },
        { kill: [1, 4] },
        { wait: { partition: "orders-0", leader: 2 } },
        { wait: { records: "r0..r299", status: "acked" } },
        { restart: [1, 4] },
        { wait: { partition: "orders-0", isr: [1, 2, 3] } },
      ],
    },
    expect: [
      {
        unavailable: "orders-0",
        atLeast: "3s",
        text: {
          en: "Nobody elects a leader until there is a controller again.",
          zh: "在重新有控制器之前，没有谁来选 leader。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
