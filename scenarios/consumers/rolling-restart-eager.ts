import type { ClientSpec, Scenario, Step } from "../../sim/index.ts";

const MEMBERS = Array.from({ length: 20 }, (_, i) => `c${i + 1}`);

function member(name: string): ClientSpec {
  return {
    name,
    consumer: {
      "group.id": "workers",
      "auto.offset.reset": "earliest",
      "partition.assignment.strategy": "sticky",
      "max.poll.records": 4,
      "fetch.max.wait.ms": 2000,
    },
    subscribe: ["jobs"],
    application: { processing: "500ms" },
  };
}

const ALL_MEMBERS = { group: "workers", state: "Stable" as const, members: MEMBERS.length };

/** A member leaves in order, is away for half a second, and joins again; then the next one. */
function restart(name: string): readonly Step[] {
  return [
    { shutdown: name },
    { wait: { host: name, life: "down" }, within: "60s" },
    { sleep: "500ms" },
    { restart: name },
    {
      wait: { all: [ALL_MEMBERS, { assignment: name, partitions: { atLeast: 1 } }] },
      within: "120s",
    },
  ];
}

export const rollingRestartEager: Scenario = {
  id: "rolling-restart-eager",
  group: "consumers",
  importance: 3,
  title: {
    en: "A rolling restart of twenty consumers stops all hundred partitions twenty times",
    zh: "滚动重启二十个消费者，一百个分区全停二十次",
  },
  explanation: {
    en:
      "Twenty members share a hundred partitions and are restarted one after another, as in any deployment. " +
      "A restart is a rebalance when the member leaves and another when it is back; here it is back before the " +
      "others have all joined, and one does for both. With an eager assignor everybody gives up everything " +
      "before joining, and nobody gets anything back until the last one has joined, which is when the slowest " +
      "is through with the records of its last poll. The sticky " +
      "assignor gives nearly everything back to whom it belonged: the stop was for nothing. With the " +
      "cooperative protocol (KIP-429) members keep what they have and go on working; only the partitions of " +
      "the member that is away stand still. Time without consumption, over all partitions, is what is compared.",
    zh:
      "二十个成员分着一百个分区，像任何一次发布那样逐个重启。离开引起一次再均衡，回来又是一次；这里它回来时别人还没有全部入组，两次并成了一次。" +
      "用急切（eager）协议的分配器时，每个成员入组之前先交出全部分区，要等最后一个入组的——也就是处理上一批消息最慢的那个——大家才重新拿到分区。" +
      "而 sticky 分配器几乎把所有分区都还给原主：这一停白停了。" +
      "用协作协议（KIP-429）时，成员留着手里的分区继续干活，只有离开的那个成员的分区停着。这里比较的是所有分区无人消费的时间之和。",
  },
  eras: ["2.8", "3.9"],
  cluster: { brokers: 3 },
  topics: [{ name: "jobs", partitions: 100, replicationFactor: 3 }],
  clients: [{ name: "producer", producer: {} }, ...MEMBERS.map(member)],
  steps: [
    { wait: ALL_MEMBERS, within: "120s" },
    {
      note: {
        en: "Ten records a second; together the members could take forty.",
        zh: "每秒十条消息；所有成员合起来每秒能处理四十条。",
      },
      produce: {
        client: "producer",
        topic: "jobs",
        keys: "k0..k999",
        values: "r0..r1999",
        every: "100ms",
      },
    },
    { sleep: "10s" },
    ...MEMBERS.flatMap(restart),
  ],
  expect: [
    {
      unconsumed: "jobs",
      group: "workers",
      after: ALL_MEMBERS,
      atLeast: "15m",
      text: {
        en: "Over all partitions, nobody consumed for more than a quarter of an hour.",
        zh: "各分区无人消费的时间加起来超过一刻钟。",
      },
    },
    {
      neverProcessed: [],
      group: "workers",
      text: { en: "No record is left out.", zh: "没有消息被漏掉。" },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The cooperative sticky assignor", zh: "改用协作式 sticky 分配器" },
    change: {
      clients: Object.fromEntries(
        MEMBERS.map((name) => [name, { "partition.assignment.strategy": "cooperative-sticky" }]),
      ),
    },
    expect: [
      {
        unconsumed: "jobs",
        group: "workers",
        after: ALL_MEMBERS,
        atMost: "7m",
        text: {
          en: "Over all partitions, nobody consumed for less than seven minutes.",
          zh: "各分区无人消费的时间加起来不到七分钟。",
        },
      },
      {
        neverProcessed: [],
        group: "workers",
        text: { en: "No record is left out.", zh: "没有消息被漏掉。" },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
