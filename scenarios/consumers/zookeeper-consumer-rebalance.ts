import type { ClientSpec, Condition, Scenario, Step } from "../../sim/index.ts";

function consumer(name: string): ClientSpec {
  return {
    name,
    consumer: { "group.id": "billing", "auto.offset.reset": "smallest" },
    subscribe: ["orders"],
    starts: "byStep",
    application: {},
  };
}

function owns(name: string, partitions: readonly string[]): Condition {
  return { assignment: name, partitions };
}

const BOTH: Condition = { all: [owns("c1", ["orders-0"]), owns("c2", ["orders-1"])] };
const ALL: Condition = owns("c1", ["orders-0", "orders-1"]);

/** Up to the end of a consumer, which is one step. */
function steps(end: Step): readonly Step[] {
  return [
    { start: "c1" },
    {
      note: {
        en: "Alone it owns both partitions: each has a znode that names it.",
        zh: "只有一个消费者时，两个分区都归它：每个分区有一个 znode 写着它的名字。",
      },
      wait: ALL,
    },
    { start: "c2" },
    {
      note: {
        en: "Each sees in ZooKeeper that the other is there, and works out its share by itself.",
        zh: "双方都从 ZooKeeper 看到对方，各自算出自己的一份。",
      },
      wait: BOTH,
    },
    { sleep: "5s" },
    { produce: { client: "producer", topic: "orders", partition: 1, values: "b0..b9" } },
    { wait: { processed: "b0..b9", by: "c2" } },
    end,
    { produce: { client: "producer", topic: "orders", partition: 1, values: "late" } },
    { wait: { processed: "late", by: "c1" } },
    { wait: ALL },
  ];
}

export const zookeeperConsumerRebalance: Scenario = {
  id: "zookeeper-consumer-rebalance",
  group: "consumers",
  importance: 2,
  title: {
    en: "Groups before 0.9: owners and offsets in ZooKeeper",
    zh: "0.9 之前的消费组：主人和偏移量都在 ZooKeeper",
  },
  explanation: {
    en:
      "Before 0.9 no broker knew of groups. Each consumer registers in ZooKeeper, watches who else does, works " +
      "out which partitions are its own, and claims each with an ephemeral znode. If another still holds one, it " +
      "gives back what it got and tries again after rebalance.backoff.ms. A consumer that dies leaves its znodes " +
      "behind until its session expires (zookeeper.session.timeout.ms): so long nobody reads its partition. " +
      "It has committed at most every minute (auto.commit.interval.ms), so its successor reads much of what it " +
      "had read before. One that shuts down commits, and closes its session.",
    zh:
      "0.9 之前，broker 不知道有消费组。每个消费者在 ZooKeeper 里登记，监视还有谁登记，自己算出哪些分区归自己，再用临时 znode 逐个占下。" +
      "若某个分区还被别人占着，它就把已占的退回，过 rebalance.backoff.ms 再试。消费者死掉后，它的 znode 要等会话过期" +
      "（zookeeper.session.timeout.ms）才消失，这段时间没有人读它的分区。它最多一分钟才提交一次（auto.commit.interval.ms），" +
      "接手者会把它读过的许多消息再读一遍。正常关闭的消费者会先提交，再关闭会话。",
  },
  eras: ["0.7", "0.8.2"],
  cluster: { brokers: 2 },
  topics: [{ name: "orders", assignment: [[1], [2]] }],
  clients: [{ name: "producer", producer: { acks: 1 } }, consumer("c1"), consumer("c2")],
  steps: steps({ note: { en: "The second dies.", zh: "第二个死了。" }, kill: "c2" }),
  expect: [
    {
      eventually: BOTH,
      text: { en: "The two share the partitions.", zh: "两个消费者平分了分区。" },
    },
    {
      unconsumed: "orders-1",
      group: "billing",
      after: { processed: "b0..b9" },
      atLeast: "3s",
      atMost: "20s",
      text: {
        en: "Nobody reads the dead one's partition until its session expires.",
        zh: "死者的会话过期之前，没有人读它的分区。",
      },
    },
    {
      processedTwice: "b0..b9",
      text: {
        en: "What it had not committed is processed again.",
        zh: "它没有提交的，被再处理一遍。",
      },
    },
    { finally: ALL, text: { en: "The other has both partitions.", zh: "另一个有了两个分区。" } },
    {
      neverProcessed: [],
      group: "billing",
      text: { en: "No record is left out.", zh: "没有消息被漏掉。" },
    },
  ],
  control: {
    title: { en: "It shuts down", zh: "正常关闭" },
    change: {
      steps: steps({
        note: { en: "The second shuts down: it commits first.", zh: "第二个正常关闭：先提交。" },
        close: { client: "c2", timeout: "10s" },
      }),
    },
    expect: [
      {
        unconsumed: "orders-1",
        group: "billing",
        after: { processed: "b0..b9" },
        atMost: "2500ms",
        text: {
          en: "Its session is closed: its partition has another owner soon.",
          zh: "会话关闭了，它的分区很快有了新主人。",
        },
      },
      {
        processedTwice: [],
        text: { en: "No record is processed twice.", zh: "没有消息被处理两次。" },
      },
      {
        finally: ALL,
        text: { en: "The other has both partitions.", zh: "另一个有了两个分区。" },
      },
    ],
  },
};
