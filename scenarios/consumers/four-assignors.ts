import type { ClientSpec, Condition, Expectation, Scenario } from "../../sim/index.ts";

/** Groups by the assignor that their members name; their members are called `range-1`, … */
const ASSIGNORS = ["range", "roundrobin", "sticky", "cooperative-sticky"] as const;
type Assignor = (typeof ASSIGNORS)[number];
const MEMBERS = [1, 2, 3];
const STAYING = [1, 2];

function consumers(strategy: Assignor): ClientSpec[] {
  return MEMBERS.map((i) => ({
    name: `${strategy}-${i}`,
    consumer: {
      "group.id": strategy,
      "auto.offset.reset": "earliest",
      "partition.assignment.strategy": strategy,
    },
    subscribe: ["orders", "payments"],
    application: {},
  }));
}

/** What the members of a group own, by number. */
function owns(group: Assignor, ...partitions: readonly (readonly string[])[]): Condition {
  return {
    all: partitions.map((owned, i) => ({ assignment: `${group}-${i + 1}`, partitions: owned })),
  };
}

const ONE_OF_EACH = [
  ["orders-0", "payments-0"],
  ["orders-1", "payments-1"],
  ["orders-2", "payments-2"],
];
const RANGES = [
  ["orders-0", "orders-1", "payments-0", "payments-1"],
  ["orders-2", "payments-2"],
];
const KEPT = [
  ["orders-0", "payments-0", "orders-2"],
  ["orders-1", "payments-1", "payments-2"],
];

const THREE_EACH: Condition = {
  all: ASSIGNORS.map((group) => ({ group, state: "Stable" as const, members: 3 })),
};
const TWO_EACH: Condition = {
  all: ASSIGNORS.flatMap((group) => [
    { group, state: "Stable" as const, members: 2 },
    ...STAYING.map((i) => ({ member: `${group}-${i}`, state: "stable" as const })),
  ]),
};

/** Whether somebody of a group stopped reading a partition that stayed where it was. */
function kept(
  group: Assignor,
  partition: string,
): Pick<Extract<Expectation, { unconsumed: string }>, "unconsumed" | "group" | "after"> {
  return { unconsumed: partition, group, after: { host: `${group}-3`, life: "down" } };
}

export const fourAssignors: Scenario = {
  id: "four-assignors",
  group: "consumers",
  importance: 3,
  title: {
    en: "One member leaves: what range, round robin, sticky and cooperative sticky do",
    zh: "一个成员离开：range、round robin、sticky、cooperative sticky 各怎么办",
  },
  explanation: {
    en:
      "Four groups of three read the same two topics of three partitions, and in each the third member " +
      "leaves. All four began with one partition of each topic for each member. Range cuts each topic anew: " +
      "the first member gets two partitions of both topics, the second one of each. Round robin is even, but deals " +
      "everything out again: two partitions change hands although both their owners are still there. " +
      "Sticky is as even and moves only what the third one had; but its members too give up everything " +
      "before they join, and read nothing until they have their assignment. Cooperative members keep what " +
      "they have: the partitions that stay are read without a break.",
    zh:
      "四个组各三个成员，读同样的两个主题，每个主题三个分区；每组的第三个成员离开。开始时四组都一样：每个成员每个主题一个分区。" +
      "range 对每个主题重新切段：第一个成员两个主题各得两个，第二个各得一个。round robin 均匀，但全部重新发牌：" +
      "有两个分区换了主人，尽管原主人都还在。sticky 同样均匀，只移动第三个成员留下的；但它的成员加入前也要放弃一切，" +
      "拿到分配之前什么也不读。cooperative 的成员保留手上的分区：没有移动的分区一刻不停地被读。",
  },
  // In 2.4 a cooperative member gets no records while it rejoins (KAFKA-8421).
  eras: ["2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: ["orders", "payments"].map((name) => ({ name, assignment: [[1], [1], [1]] })),
  clients: ASSIGNORS.flatMap(consumers),
  steps: [
    {
      note: { en: "Four groups of three have formed.", zh: "四个三人的组都已形成。" },
      wait: THREE_EACH,
    },
    { sleep: "5s" },
    {
      note: { en: "The third member of each group leaves.", zh: "每组的第三个成员离开。" },
      shutdown: ASSIGNORS.map((group) => `${group}-3`),
    },
    { wait: TWO_EACH },
    { sleep: "10s" },
  ],
  expect: [
    {
      eventually: { all: ASSIGNORS.map((group) => owns(group, ...ONE_OF_EACH)) },
      text: {
        en: "In the beginning the four differ in nothing.",
        zh: "开始时四者没有差别。",
      },
    },
    {
      finally: owns("range", ...RANGES),
      text: {
        en: "Range: the first member has twice as much as the second.",
        zh: "range：第一个成员是第二个的两倍。",
      },
    },
    {
      finally: owns(
        "roundrobin",
        ["orders-0", "orders-2", "payments-1"],
        ["orders-1", "payments-0", "payments-2"],
      ),
      text: {
        en: "Round robin: payments-0 and payments-1 have changed places.",
        zh: "round robin：payments-0 和 payments-1 互换了主人。",
      },
    },
    {
      finally: { all: [owns("sticky", ...KEPT), owns("cooperative-sticky", ...KEPT)] },
      text: {
        en: "Sticky and cooperative sticky: everybody keeps his own and gets one more.",
        zh: "sticky 与 cooperative sticky：各人保留自己的，再得一个。",
      },
    },
    {
      ...kept("sticky", "orders-0"),
      atLeast: "1ms",
      text: {
        en: "Sticky: even a partition that stays where it is is not read for a while.",
        zh: "sticky：没有移动的分区也有一阵子没人读。",
      },
    },
    {
      ...kept("cooperative-sticky", "orders-0"),
      atMost: "0ms",
      text: {
        en: "Cooperative sticky: it is read throughout.",
        zh: "cooperative sticky：它一直有人读。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "All four groups with range", zh: "四个组都用 range" },
    change: {
      clients: Object.fromEntries(
        ASSIGNORS.flatMap((group) =>
          MEMBERS.map((i) => [`${group}-${i}`, { "partition.assignment.strategy": "range" }]),
        ),
      ),
    },
    expect: [
      {
        finally: { all: ASSIGNORS.map((group) => owns(group, ...RANGES)) },
        text: {
          en: "Each first member has twice as much as the second.",
          zh: "每组的第一个成员都是第二个的两倍。",
        },
      },
      {
        ...kept("cooperative-sticky", "orders-0"),
        atLeast: "1ms",
        text: {
          en: "What stays is not read for a while either.",
          zh: "没有移动的分区也有一阵子没人读。",
        },
      },
    ],
  },
};
