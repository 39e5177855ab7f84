import type { Scenario, Step } from "../../sim/index.ts";

const LOAD: readonly Step[] = [
  {
    note: {
      en: "Twenty records a second, to all partitions.",
      zh: "每秒二十条消息，写入所有分区。",
    },
    produce: { client: "producer", topic: "orders", values: "r0..r399", every: "50ms" },
  },
  { wait: { records: "r0..r19", status: "acked" } },
];

const SECOND_FAILURE: readonly Step[] = [
  { wait: { records: "r0..r399", status: "acked" } },
  { note: { en: "Later broker 2 dies.", zh: "后来 broker 2 宕机。" }, kill: 2 },
  { wait: { broker: 2, registered: false } },
  { sleep: "1s" },
  { produce: { client: "late", topic: "orders", partition: 0, values: "s0..s4" } },
  { sleep: "20s" },
];

const WITHOUT_BROKER_1: readonly number[] = [0, 1, 2, 3, 4];

export const decommissionBroker: Scenario = {
  id: "decommission-broker",
  group: "operations",
  importance: 2,
  title: {
    en: "A broker is taken away: first its replicas, then the machine",
    zh: "下线一个 broker：先迁走副本，再停机器",
  },
  explanation: {
    en:
      "Broker 1 of five is to go for good. Kafka does not move replicas by itself: a broker that is just " +
      "shut down stays in the assignments, and its partitions are under-replicated until it returns. " +
      "So the operator first reassigns each of its replicas to another broker, waits until that is done, and " +
      "shuts it down when it has nothing left. Producers notice nothing, and every partition still has " +
      "three replicas in sync. When broker 2 dies weeks later, two are left everywhere, as " +
      "min.insync.replicas=2 asks. Had broker 1 just been shut down, two partitions would now have one " +
      "replica and refuse writes.",
    zh:
      "五个 broker 中，broker 1 要永久下线。Kafka 不会自己搬副本：直接关掉的 broker 仍留在分配列表里，它的分区在它回来之前" +
      "一直缺副本。所以运维人员先把它的每个副本迁到别的 broker，等迁移完成，它手上什么也没有了，再关掉。生产者毫无察觉，每个" +
      "分区仍有三个同步副本。几周后 broker 2 宕机，各处都还剩两个，满足 min.insync.replicas=2。如果当初直接关掉 broker 1，" +
      "现在就有两个分区只剩一个副本，拒绝写入。",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 5, controller: 5 },
  topics: [
    {
      name: "orders",
      assignment: [
        [1, 2, 3],
        [2, 3, 4],
        [3, 4, 5],
        [4, 5, 1],
        [5, 1, 2],
      ],
      configs: { "min.insync.replicas": 2 },
    },
  ],
  clients: [
    { name: "producer", producer: { acks: "all", retries: 2_147_483_647 } },
    { name: "late", producer: { acks: "all", retries: 2_147_483_647 } },
  ],
  steps: [
    ...LOAD,
    { decommission: 1 },
    ...SECOND_FAILURE,
    { restart: 2 },
    { wait: { records: "s0..s4", status: "acked" } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { host: 1, life: "down" },
          ...WITHOUT_BROKER_1.map((i) => ({ partition: `orders-${i}`, isrSize: 3 })),
        ],
      },
      text: {
        en: "Broker 1 is down, and every partition has three replicas in sync.",
        zh: "broker 1 已关闭，每个分区都有三个同步副本。",
      },
    },
    {
      finally: { replica: "orders-0", broker: 1, role: "none" },
      text: { en: "Broker 1 has nothing left.", zh: "broker 1 上什么也没有留下。" },
    },
    {
      unavailable: "orders-0",
      atMost: "1s",
      text: {
        en: "The partition that it led is available, but for a moment.",
        zh: "它领导的分区除了一瞬间，一直可用。",
      },
    },
    {
      elapsed: {
        from: { records: "s0..s4", status: "pending" },
        to: { records: "s0..s4", status: "acked" },
      },
      atMost: "1s",
      text: {
        en: "With broker 2 dead as well, writes to orders-0 succeed at once.",
        zh: "broker 2 又宕机时，orders-0 的写入立即成功。",
      },
    },
    {
      always: { not: { error: "NOT_ENOUGH_REPLICAS" } },
      text: { en: "No write is refused.", zh: "没有写入被拒绝。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "Broker 1 is just shut down", zh: "直接关掉 broker 1" },
    change: {
      steps: [
        ...LOAD,
        { shutdown: 1 },
        { wait: { host: 1, life: "down" } },
        ...SECOND_FAILURE,
        {
          note: { en: "Broker 1 has to come back.", zh: "只好让 broker 1 回来。" },
          restart: 1,
        },
        { wait: { records: "s0..s4", status: "acked" } },
      ],
    },
    expect: [
      {
        eventually: {
          all: [
            { host: 1, life: "down" },
            { host: 2, life: "down" },
            { partition: "orders-0", isr: [3] },
            { partition: "orders-4", isr: [5] },
          ],
        },
        text: {
          en: "When broker 2 dies, orders-0 and orders-4 are left with one replica.",
          zh: "broker 2 宕机后，orders-0 和 orders-4 只剩一个副本。",
        },
      },
      {
        eventually: { error: "NOT_ENOUGH_REPLICAS", client: "late" },
        text: { en: "Writes to orders-0 are refused.", zh: "orders-0 的写入被拒绝。" },
      },
      {
        elapsed: {
          from: { records: "s0..s4", status: "pending" },
          to: { records: "s0..s4", status: "acked" },
        },
        atLeast: "20s",
        text: { en: "They succeed when broker 1 is back.", zh: "broker 1 回来后才成功。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
