import type { Scenario } from "../../sim/index.ts";

export const deleteTopicDisabled: Scenario = {
  id: "delete-topic-disabled",
  group: "operations",
  importance: 1,
  title: {
    en: "delete.topic.enable=false: the request to delete a topic vanishes",
    zh: "delete.topic.enable=false：删除主题的请求石沉大海",
  },
  explanation: {
    en:
      "Before 1.0 topics cannot be deleted unless the brokers have delete.topic.enable=true (KIP-162). The " +
      "operator asks all the same. The request becomes a znode below /admin/delete_topics; the controller " +
      "finds it, takes it away, and does nothing more. The broker that took the request waits for an end " +
      "that never comes, and at last the operator hears REQUEST_TIMED_OUT, which does not say why. The " +
      "topic goes on as if nobody had asked. Since 2.1 the operator is told at once: " +
      "TOPIC_DELETION_DISABLED (KIP-322). Versions before 0.10.1 did worse: they left the znode there, and " +
      "after the next controller election nobody could use the topic (KAFKA-3175).",
    zh:
      "1.0 之前，除非 broker 设了 delete.topic.enable=true，否则主题删不掉（KIP-162）。运维人员还是提出了请求。它变成 " +
      "/admin/delete_topics 下的一个 znode；控制器看到后把它拿掉，此外什么也不做。收到请求的 broker 等待一个永远不会来的结果，" +
      "最后运维人员只得到 REQUEST_TIMED_OUT，看不出原因。主题照常运行，像没人提过一样。2.1 起会立即告知：" +
      "TOPIC_DELETION_DISABLED（KIP-322）。0.10.1 之前更糟：znode 一直留着，下一次控制器选举之后，谁也用不了这个主题" +
      "（KAFKA-3175）。",
  },
  eras: ["0.10.2", "0.11"],
  cluster: { brokers: 3, controller: 3 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r9" } },
    {
      wait: {
        all: [
          { records: "r0..r9", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 10 },
        ],
      },
    },
    { deleteTopic: "orders" },
    { sleep: "60s" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r10..r14" } },
    { sleep: "10s" },
  ],
  expect: [
    {
      messages: {
        message: "zookeeper.watch-event",
        to: 3,
        after: { records: "r0..r9", status: "acked" },
      },
      atLeast: 1,
      text: {
        en: "The controller hears of the request.",
        zh: "控制器得知了请求。",
      },
    },
    {
      always: { topic: "orders", exists: true },
      after: { partition: "orders-0", isrSize: 3 },
      text: { en: "The topic is there all the time.", zh: "主题一直都在。" },
    },
    {
      messages: { message: "StopReplicaRequest" },
      atMost: 0,
      text: { en: "No broker is told to delete anything.", zh: "没有 broker 被要求删除任何东西。" },
    },
    {
      elapsed: {
        from: { records: "r0..r9", status: "acked" },
        to: { error: "REQUEST_TIMED_OUT", client: "admin" },
      },
      atLeast: "10s",
      text: {
        en: "The operator waits long, and hears REQUEST_TIMED_OUT.",
        zh: "运维人员等了很久，得到 REQUEST_TIMED_OUT。",
      },
    },
    {
      status: "acked",
      records: "r10..r14",
      text: { en: "Writes go on.", zh: "写入照常进行。" },
    },
    {
      finally: {
        all: [
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 15 },
          { read: "r0..r14", by: "reader" },
        ],
      },
      text: {
        en: "All fifteen records are on every replica, and were read.",
        zh: "十五条消息都在每个副本上，也都被读到了。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: {
      en: "The same with delete.topic.enable=true",
      zh: "同样的过程，delete.topic.enable=true",
    },
    change: { cluster: { settings: { "delete.topic.enable": true } } },
    expect: [
      {
        finally: {
          all: [
            { topic: "orders", exists: false },
            { replica: "orders-0", broker: [1, 2, 3], role: "none" },
          ],
        },
        text: {
          en: "The topic is gone, and so are its replicas.",
          zh: "主题没有了，副本也没有了。",
        },
      },
      { lost: "r0..r9", text: { en: "So are its records.", zh: "消息也没有了。" } },
    ],
  },
};
