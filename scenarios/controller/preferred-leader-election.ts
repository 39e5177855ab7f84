import type { Scenario } from "../../sim/index.ts";

export const preferredLeaderElection: Scenario = {
  id: "preferred-leader-election",
  group: "controller",
  importance: 2,
  title: {
    en: "After a rolling restart the leaderships are uneven; a preferred election spreads them again",
    zh: "滚动重启后 leader 分布不均；首选 leader 选举把它们重新分散",
  },
  explanation: {
    en:
      "Six partitions, two preferred by each broker. Brokers 1 and 2 are restarted in turn. A leadership " +
      "that moved away does not come back by itself, so in the end broker 2, the last to return, leads " +
      "nothing and the others lead it all. The operator asks for a preferred leader election: the first replica of every assignment is elected where it is " +
      "alive and in the ISR, each with a new leader epoch, and every broker leads two partitions again. " +
      "The controller would do the same every five minutes if auto.leader.rebalance.enable were on.",
    zh:
      "六个分区，每个 broker 是其中两个的首选 leader。依次重启 broker 1 和 2；离开的 leader 身份不会自己回来，最后 broker 2" +
      " 什么也不领导，全由另外两个承担。运维人员发起首选 leader 选举：凡是分配列表中第一个副本存活且在 ISR 中的，就选它，leader " +
      "epoch 各加一，每个 broker 又各领导两个分区。若开启 auto.leader.rebalance.enable，控制器每五分钟也会自动这么做。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 3, controller: 3, settings: { "auto.leader.rebalance.enable": false } },
  topics: [
    {
      name: "orders",
      assignment: [
        [1, 2, 3],
        [1, 3, 2],
        [2, 3, 1],
        [2, 1, 3],
        [3, 1, 2],
        [3, 2, 1],
      ],
    },
  ],
  clients: [],
  steps: [
    { note: { en: "Broker 1 is restarted.", zh: "重启 broker 1。" }, shutdown: 1 },
    { wait: { host: 1, life: "down" } },
    { restart: 1 },
    {
      wait: {
        all: [
          { partition: "orders-0", isrSize: 3 },
          { partition: "orders-1", isrSize: 3 },
          { partition: "orders-2", isrSize: 3 },
          { partition: "orders-3", isrSize: 3 },
        ],
      },
    },
    { note: { en: "Broker 2 is restarted.", zh: "重启 broker 2。" }, shutdown: 2 },
    { wait: { host: 2, life: "down" } },
    { restart: 2 },
    {
      wait: {
        all: [
          { partition: "orders-0", isrSize: 3 },
          { partition: "orders-2", isrSize: 3 },
          { partition: "orders-3", isrSize: 3 },
          { partition: "orders-5", isrSize: 3 },
        ],
      },
    },
    { sleep: "2s" },
    {
      note: {
        en: "The operator asks for a preferred leader election.",
        zh: "运维人员发起首选 leader 选举。",
      },
      electLeaders: { type: "preferred" },
    },
    { sleep: "10s" },
  ],
  expect: [
    {
      eventually: {
        all: [
          { partition: "orders-2", leaderEpoch: { atLeast: 1 } },
          {
            not: {
              any: [
                { partition: "orders-0", leader: 2 },
                { partition: "orders-1", leader: 2 },
                { partition: "orders-2", leader: 2 },
                { partition: "orders-3", leader: 2 },
                { partition: "orders-4", leader: 2 },
                { partition: "orders-5", leader: 2 },
              ],
            },
          },
        ],
      },
      text: {
        en: "After the restarts broker 2 leads nothing.",
        zh: "重启之后，broker 2 不领导任何分区。",
      },
    },
    {
      finally: {
        all: [
          { partition: "orders-0", leader: 1 },
          { partition: "orders-1", leader: 1 },
          { partition: "orders-2", leader: 2 },
          { partition: "orders-3", leader: 2 },
          { partition: "orders-4", leader: 3 },
          { partition: "orders-5", leader: 3 },
        ],
      },
      text: {
        en: "Two partitions per broker, each led by its preferred replica.",
        zh: "每个 broker 领导两个分区，都是各自的首选副本。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "Nobody asks", zh: "没有人发起选举" },
    change: {
      steps: [
        { shutdown: 1 },
        { wait: { host: 1, life: "down" } },
        { restart: 1 },
        {
          wait: {
            all: [
              { partition: "orders-0", isrSize: 3 },
              { partition: "orders-1", isrSize: 3 },
              { partition: "orders-2", isrSize: 3 },
              { partition: "orders-3", isrSize: 3 },
            ],
          },
        },
        { shutdown: 2 },
        { wait: { host: 2, life: "down" } },
        { restart: 2 },
        { sleep: "30s" },
      ],
    },
    expect: [
      {
        finally: {
          all: [
            { not: { partition: "orders-1", leader: 1 } },
            { not: { partition: "orders-2", leader: 2 } },
            { not: { partition: "orders-3", leader: 2 } },
          ],
        },
        text: {
          en: "The leaderships stay where the restarts left them.",
          zh: "leader 身份停留在重启之后的位置。",
        },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
