import type { Condition, Scenario, Step } from "../../sim/index.ts";

/** Once the old records are there: */
const HALF_DELETED: Condition = {
  all: [
    { records: "r0..r9", status: "acked" },
    { replica: "orders-0", broker: [1, 2], role: "none" },
  ],
};
const GONE: Condition = {
  all: [
    { records: "r0..r9", status: "acked" },
    { topic: "orders", exists: false },
  ],
};

const WRITTEN: readonly Step[] = [
  { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r9" } },
  {
    wait: {
      all: [
        { records: "r0..r9", status: "acked" },
        { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 10 },
      ],
    },
  },
];

const RECREATED: readonly Step[] = [
  { wait: { topic: "orders", exists: false } },
  {
    note: {
      en: "The operator creates the topic anew, under the same name.",
      zh: "运维人员用同样的名字重新创建主题。",
    },
    createTopic: { name: "orders", assignment: [[1, 2, 3]] },
  },
  { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  { produce: { client: "second", topic: "orders", partition: 0, values: "n0..n4" } },
  { wait: { records: "n0..n4", status: "acked" } },
];

export const topicDeletionRecreate: Scenario = {
  id: "topic-deletion-recreate",
  group: "operations",
  importance: 2,
  title: {
    en: "A topic cannot be deleted while a broker that has a replica is down",
    zh: "有副本的 broker 宕机期间，主题删不掉",
  },
  explanation: {
    en:
      "The operator deletes a topic while broker 3, which has a replica of it, is down. Brokers 1 and 2 " +
      "delete theirs at once, and nobody serves the topic any more. But the controller keeps it in " +
      "ZooKeeper until every replica is deleted: otherwise broker 3 would come back with a log that " +
      "nobody knows of, or, worse, with the old records in a new topic of the same name. So the name " +
      "stays taken, and creating it again is refused: TOPIC_ALREADY_EXISTS. When broker 3 starts, the " +
      "controller has it delete its replica, removes the topic, and the name is free. The new topic " +
      "begins with an empty log, at offset 0 and leader epoch 0. The ten old records are lost, as the " +
      "operator wished.",
    zh:
      "运维人员删除一个主题，而 broker 3 有它的一个副本，正好宕机。broker 1 和 2 立刻删除各自的副本，从此没有人再提供" +
      "这个主题。但在所有副本都删除之前，控制器一直把它留在 ZooKeeper 里：否则 broker 3 回来时会带着一份没人知道的日志，" +
      "更糟的是，旧消息会混进同名的新主题。所以名字仍被占用，重新创建会被拒绝：TOPIC_ALREADY_EXISTS。等 broker 3 " +
      "启动，控制器让它删掉副本，再移除主题，名字才空出来。新主题从空日志开始：偏移量 0，leader epoch 0。十条旧消息丢失，" +
      "这正是运维人员要的。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4, settings: { "delete.topic.enable": true } },
  topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    { name: "second", producer: { acks: "all", retries: 2_147_483_647 } },
  ],
  steps: [
    ...WRITTEN,
    { kill: 3 },
    {
      wait: {
        all: [
          { broker: 3, registered: false },
          { partition: "orders-0", isr: [1, 2] },
        ],
      },
    },
    { deleteTopic: "orders" },
    { wait: { replica: "orders-0", broker: [1, 2], role: "none" } },
    {
      note: {
        en: "Broker 3 stays down, and the deletion waits for it.",
        zh: "broker 3 一直没有回来，删除在等它。",
      },
      sleep: "30s",
    },
    {
      note: {
        en: "The operator tries to create the topic anew.",
        zh: "运维人员试着重新创建主题。",
      },
      createTopic: { name: "orders", assignment: [[1, 2, 3]] },
    },
    { wait: { error: "TOPIC_ALREADY_EXISTS", client: "admin" } },
    { restart: 3 },
    ...RECREATED,
  ],
  expect: [
    {
      elapsed: { from: HALF_DELETED, to: GONE },
      atLeast: "30s",
      text: {
        en: "Brokers 1 and 2 have deleted their replicas; the topic is there for half a minute more.",
        zh: "broker 1 和 2 的副本已经删除，主题却又留了半分钟。",
      },
    },
    {
      order: [
        HALF_DELETED,
        { error: "TOPIC_ALREADY_EXISTS", client: "admin" },
        GONE,
        { records: "n0..n4", status: "acked" },
      ],
      text: {
        en: "The name is free only after broker 3 is back.",
        zh: "broker 3 回来之后，名字才空出来。",
      },
    },
    {
      eventually: {
        all: [GONE, { host: 3, life: "up" }, { replica: "orders-0", broker: 3, role: "none" }],
      },
      text: {
        en: "Broker 3 has deleted its replica too when the topic goes.",
        zh: "主题移除时，broker 3 也已删除副本。",
      },
    },
    {
      finally: {
        all: [
          { partition: "orders-0", leader: 1, leaderEpoch: 0, isr: [1, 2, 3] },
          { replica: "orders-0", broker: [1, 2, 3], logStartOffset: 0, logEndOffset: 5 },
        ],
      },
      text: {
        en: "The new topic has its own five records, from offset 0 on.",
        zh: "新主题只有自己的五条消息，从偏移量 0 开始。",
      },
    },
    {
      lost: "r0..r9",
      text: { en: "The old records are lost, as was wished.", zh: "旧消息没有了，正如所愿。" },
    },
  ],
  control: {
    title: { en: "The same with all brokers up", zh: "同样的过程，所有 broker 都在运行" },
    change: {
      steps: [
        ...WRITTEN,
        { deleteTopic: "orders" },
        { wait: { topic: "orders", exists: false } },
        ...RECREATED,
      ],
    },
    expect: [
      {
        elapsed: { from: HALF_DELETED, to: GONE },
        atMost: "2s",
        text: { en: "The deletion is done in a moment.", zh: "删除瞬间完成。" },
      },
      {
        always: { not: { error: "TOPIC_ALREADY_EXISTS", client: "admin" } },
        text: { en: "The name is free.", zh: "名字是空的。" },
      },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logStartOffset: 0, logEndOffset: 5 },
        text: {
          en: "The new topic has its own five records.",
          zh: "新主题只有自己的五条消息。",
        },
      },
    ],
  },
};
