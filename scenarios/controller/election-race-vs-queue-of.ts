import type { Condition, Expectation, Scenario } from "../../sim/index.ts";

type Story = Pick<Scenario, "id" | "importance" | "title" | "explanation">;

/**
 * The controller of a cluster of that many brokers is killed: the race for `/controller` against the
 * queue of ephemeral-sequential znodes.
 */
export function electionRaceVsQueue(brokers: number, story: Story): Scenario {
  const old = brokers;
  const others = Array.from({ length: brokers - 1 }, (_, i) => i + 1);
  const followed: Condition = { any: others.map((controller) => ({ controller, epoch: 2 })) };
  const dead: Condition = {
    all: [
      { host: old, life: "down" },
      { broker: old, registered: true },
    ],
  };
  const expired: Condition = {
    all: [
      { broker: old, registered: false },
      { broker: 1, registered: true },
    ],
  };
  const inBoth: readonly Expectation[] = [
    {
      elapsed: { from: dead, to: followed },
      atLeast: "3s",
      atMost: "22s",
      text: {
        en: "From the death of the controller to the next one: as long as its session lives on.",
        zh: "从控制器宕机到下一任上任：取决于它的会话还剩多久。",
      },
    },
    {
      elapsed: { from: expired, to: followed },
      atMost: "25ms",
      text: {
        en: "From the end of its session on: a few round trips to ZooKeeper.",
        zh: "会话结束之后：只需与 ZooKeeper 往返几次。",
      },
    },
    {
      finally: followed,
      text: { en: "One broker follows, in epoch 2.", zh: "由一个 broker 接任，epoch 为 2。" },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ];
  const notifications = { message: "zookeeper.watch-event", after: dead };
  const toAll = 2 * others.length;
  return {
    ...story,
    group: "controller",
    eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
    cluster: { brokers, controller: old, settings: { "controller.election": "race" } },
    topics: [{ name: "orders", assignment: [[1, 2]] }],
    clients: [],
    steps: [
      {
        note: {
          en: "The controller is killed. ZooKeeper does not know that yet.",
          zh: "控制器被杀死。ZooKeeper 还不知道。",
        },
        kill: old,
      },
      { wait: followed },
    ],
    expect: [
      {
        messages: notifications,
        atLeast: toAll,
        text: {
          en: `ZooKeeper notifies each of the ${others.length} others twice: /controller is gone, /controller is back.`,
          zh: `ZooKeeper 给其余 ${others.length} 个 broker 各发两次通知：/controller 没了，/controller 又有了。`,
        },
      },
      ...inBoth,
    ],
    control: {
      title: {
        en: "The same with a queue of ephemeral-sequential znodes",
        zh: "同样的过程，改用临时顺序节点排队",
      },
      change: { cluster: { settings: { "controller.election": "sequential" } } },
      expect: [
        {
          messages: notifications,
          atMost: 2,
          text: {
            en: "ZooKeeper notifies only the next in the queue: of its turn, and of the znode it then creates.",
            zh: "ZooKeeper 只通知队列里的下一个：轮到它了，以及它随后创建的节点。",
          },
        },
        ...inBoth,
      ],
    },
  };
}
