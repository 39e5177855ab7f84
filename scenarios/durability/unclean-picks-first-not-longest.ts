import type { Scenario, Step } from "../../sim/index.ts";

const UNEQUAL_COPIES: readonly Step[] = [
  {
    note: { en: "Two records reach all three replicas.", zh: "两条消息写入全部三个副本。" },
    produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r1" },
  },
  {
    wait: {
      all: [
        { records: "r0..r1", status: "acked" },
        { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 2, highWatermark: 2 },
      ],
    },
  },
  {
    note: {
      en: "Broker 2 no longer reaches the leader: it stays at two records.",
      zh: "broker 2 连不上 leader：停在两条。",
    },
    cut: { from: 1, to: 2 },
  },
  { produce: { client: "producer", topic: "orders", partition: 0, values: "r2" } },
  { wait: { partition: "orders-0", isr: [1, 3] } },
  {
    note: {
      en: "The leader hears that the smaller ISR is recorded.",
      zh: "leader 得知缩小的 ISR 已被记录。",
    },
    sleep: "100ms",
  },
  { produce: { client: "second", topic: "orders", partition: 0, values: "r3..r7" } },
  {
    wait: {
      all: [
        { records: "r2..r7", status: "acked" },
        { replica: "orders-0", broker: [1, 3], logEndOffset: 8, highWatermark: 8 },
      ],
    },
  },
  {
    note: {
      en: "Then broker 3 does not reach it either: it stays at eight.",
      zh: "随后 broker 3 也连不上：停在八条。",
    },
    cut: { from: 1, to: 3 },
  },
  { produce: { client: "producer", topic: "orders", partition: 0, values: "r8" } },
  { wait: { partition: "orders-0", isr: [1] } },
  {
    note: {
      en: "The leader hears that the smaller ISR is recorded.",
      zh: "leader 得知缩小的 ISR 已被记录。",
    },
    sleep: "100ms",
  },
  { produce: { client: "second", topic: "orders", partition: 0, values: "r9" } },
  { wait: { records: "r8..r9", status: "acked" } },
];

export const uncleanPicksFirstNotLongest: Scenario = {
  id: "unclean-picks-first-not-longest",
  group: "durability",
  importance: 3,
  title: {
    en: "An unclean election takes the first live replica of the assignment, not the longest log",
    zh: "不干净选举选的是分配列表里第一个活着的副本，而不是日志最长的",
  },
  explanation: {
    en:
      "The only member of the ISR dies. Two others are alive: broker 2 has two records of ten, broker 3 " +
      "has eight. The controller does not ask what they have. It takes the first live replica in the " +
      "order of the assignment, broker 2, and broker 3 truncates its eight records to two. Eight " +
      "are lost where two would have been. If broker 2 is down as well, broker 3 is elected and " +
      "only r8 and r9 are lost: one failure more, six records saved. In ZooKeeper mode that never changed. " +
      "Before allowing an unclean election, stop the replicas that are far behind. The controller is " +
      "broker 4, which the leader still reaches.",
    zh:
      "ISR 唯一的成员宕机。另外两个都活着：十条消息中，broker 2 有两条，broker 3 有八条。控制器并不过问" +
      "它们各有多少，只按分配列表的顺序取第一个活着的副本，也就是 broker 2；broker 3 把八条截断到两条。" +
      "本来只会丢两条，结果丢了八条。如果 broker 2 也宕机，当选的就是 broker 3，只丢 r8 和 r9：多一处故障，" +
      "反而多保住六条。ZooKeeper 模式下一直如此。所以在允许不干净选举之前，先停掉落后很多的副本。" +
      "控制器是 broker 4，leader 仍连得上它。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4, settings: { "replica.lag.time.max.ms": 10_000 } },
  topics: [
    {
      name: "orders",
      assignment: [[1, 2, 3]],
      configs: { "min.insync.replicas": 1, "unclean.leader.election.enable": true },
    },
  ],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", retries: 2_147_483_647 },
    },
    {
      name: "second",
      producer: { acks: "all", retries: 2_147_483_647 },
    },
  ],
  steps: [
    ...UNEQUAL_COPIES,
    { kill: 1 },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 2 },
          { partition: "orders-0", isr: [2, 3] },
        ],
      },
    },
    { note: { en: "The network heals.", zh: "网络恢复。" }, heal: "all" },
    { restart: 1 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      status: "acked",
      records: "r0..r9",
      text: { en: "All ten records were acknowledged.", zh: "十条消息全部得到了确认。" },
    },
    {
      order: [
        { partition: "orders-0", isr: [1, 3] },
        { partition: "orders-0", isr: [1] },
        { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 2 },
        {
          replica: "orders-0",
          broker: 3,
          role: "follower",
          leaderEpoch: { atLeast: 1 },
          logEndOffset: 2,
        },
      ],
      text: {
        en: "Broker 2 leads with two records, and broker 3 truncates its eight to two.",
        zh: "broker 2 带着两条消息当上 leader，broker 3 把八条截断到两条。",
      },
    },
    {
      lost: "r2..r9",
      text: {
        en: "r2 to r9 are lost, although broker 3 had r2 to r7.",
        zh: "r2 到 r9 丢失，而 broker 3 本来有 r2 到 r7。",
      },
    },
    {
      finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 2 },
      text: { en: "Two records on every replica.", zh: "每个副本上都只有两条消息。" },
    },
    {
      violations: ["ack-durability", "leader-completeness"],
      text: {
        en: "What was acknowledged is gone: the leader lacks what had been committed.",
        zh: "已确认的消息没有保住：leader 缺少已提交的内容。",
      },
    },
  ],
  control: {
    title: {
      en: "The same, but broker 2 has died before",
      zh: "同样的过程，但 broker 2 先宕机了",
    },
    change: {
      steps: [
        ...UNEQUAL_COPIES,
        { kill: 2 },
        { wait: { broker: 2, registered: false } },
        { kill: 1 },
        { wait: { partition: "orders-0", leader: 3 } },
        { note: { en: "The network heals.", zh: "网络恢复。" }, heal: "all" },
        { restart: [1, 2] },
        { wait: { partition: "orders-0", isr: [1, 2, 3] } },
      ],
    },
    expect: [
      {
        eventually: { replica: "orders-0", broker: 3, role: "leader", logEndOffset: 8 },
        text: {
          en: "Broker 3 leads with eight records.",
          zh: "broker 3 带着八条消息当上 leader。",
        },
      },
      { lost: "r8..r9", text: { en: "Only r8 and r9 are lost.", zh: "只丢了 r8 和 r9。" } },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 8 },
        text: { en: "Eight records on every replica.", zh: "每个副本上都有八条消息。" },
      },
    ],
  },
};
