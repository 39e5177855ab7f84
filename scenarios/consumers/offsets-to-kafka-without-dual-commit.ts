import type { ClientSpec, Scenario } from "../../sim/index.ts";

const GROUP = { "group.id": "billing", "auto.offset.reset": "largest" };

function consumer(name: string, settings: Readonly<Record<string, string | boolean>>): ClientSpec {
  return {
    name,
    consumer: { ...GROUP, ...settings },
    subscribe: ["orders"],
    starts: "byStep",
    application: {},
  };
}

export const offsetsToKafkaWithoutDualCommit: Scenario = {
  id: "offsets-to-kafka-without-dual-commit",
  group: "consumers",
  importance: 2,
  title: {
    en: "Offsets move from ZooKeeper to Kafka, and the group forgets where it was",
    zh: "偏移量从 ZooKeeper 搬到 Kafka，消费组忘了自己读到哪里",
  },
  explanation: {
    en:
      "Since 0.8.2 a group can keep its offsets in Kafka (offsets.storage=kafka) instead of ZooKeeper. Kafka " +
      "knows nothing of what was committed to ZooKeeper before: with dual.commit.enabled=false the consumer " +
      "that was switched over finds no offset, and begins at the end (auto.offset.reset). What came while the " +
      "group was down is never processed. With dual.commit.enabled=true, the default, it reads both places and " +
      "takes the newer offset.",
    zh:
      "从 0.8.2 起，消费组可以把偏移量存在 Kafka（offsets.storage=kafka），而不是 ZooKeeper。以前提交到 ZooKeeper 的，Kafka 一无所知：" +
      "若 dual.commit.enabled=false，切换过来的消费者找不到偏移量，就从末尾开始（auto.offset.reset），停机期间到的消息永远不会被处理。" +
      "默认的 dual.commit.enabled=true 会两处都读，取较新的。",
  },
  eras: ["0.8.2"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "orders", assignment: [[1]] }],
  clients: [
    { name: "producer", producer: { acks: 1 } },
    consumer("before", {}),
    consumer("after", { "offsets.storage": "kafka", "dual.commit.enabled": false }),
  ],
  steps: [
    { start: "before" },
    { wait: { assignment: "before", partitions: ["orders-0"] } },
    { sleep: "2s" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "a0..a4" } },
    { wait: { processed: "a0..a4" } },
    {
      note: { en: "The consumer shuts down, and commits.", zh: "消费者关闭，并提交。" },
      close: { client: "before", timeout: "10s" },
    },
    { wait: { committed: "orders-0", group: "billing", offset: 5 } },
    {
      note: { en: "Records come while the group is down.", zh: "停机期间来了消息。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "b0..b4" },
    },
    { wait: { records: "b0..b4", status: "acked" } },
    {
      note: {
        en: "It is back with offsets.storage=kafka.",
        zh: "它带着 offsets.storage=kafka 回来了。",
      },
      start: "after",
    },
    { wait: { assignment: "after", partitions: ["orders-0"] } },
    { sleep: "5s" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "c0..c4" } },
    { wait: { processed: "c0..c4", by: "after" } },
  ],
  expect: [
    {
      neverProcessed: "b0..b4",
      group: "billing",
      text: {
        en: "What came while it was down is passed over.",
        zh: "停机期间到的消息被跳过了。",
      },
    },
    {
      finally: { processed: "c0..c4", by: "after", times: 1 },
      text: { en: "It goes on at the end.", zh: "它从末尾继续。" },
    },
  ],
  control: {
    title: { en: "With dual.commit.enabled", zh: "打开 dual.commit.enabled" },
    change: { clients: { after: { "dual.commit.enabled": true } } },
    expect: [
      {
        neverProcessed: [],
        group: "billing",
        text: { en: "No record is left out.", zh: "没有消息被漏掉。" },
      },
      { processedTwice: [], text: { en: "None is processed twice.", zh: "没有处理两次的。" } },
    ],
  },
};
