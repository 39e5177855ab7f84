import type { Scenario } from "../../sim/index.ts";

export const kafka10706TruncationLivelock: Scenario = {
  id: "kafka-10706-truncation-livelock",
  group: "log",
  importance: 1,
  title: {
    en: "An epoch without a record at the end of a follower's log: it asks where to truncate for ever",
    zh: "follower 日志末尾有一个没有消息的 epoch：它永远在问该截断到哪里",
  },
  explanation: {
    en:
      "Leadership goes from broker 1 to broker 2 and back. Broker 1 wrote x in its epoch; broker 2 wrote " +
      "nothing in the next, but had noted where its epoch begins. Broker 1 leads again, by an unclean " +
      "election, and broker 2 asks it where its latest epoch ends. Broker 1 does not know that epoch and " +
      "names the one before, that of x. Broker 2 has nothing of that epoch: it should go back to what it " +
      "has, and ask again with an older epoch. But what it has ends where its log ends, and truncating a " +
      "log to its end did nothing at all: the note of its empty epoch stayed. So it asks the same " +
      "question, gets the same answer, and never fetches a record or joins the ISR. Since 2.4.2 and 2.6.1 " +
      "(KAFKA-10706) that truncation drops the empty epoch.",
    zh:
      "领导权从 broker 1 到 broker 2，又回到 broker 1。broker 1 在它的 epoch 里写了 x；broker 2 在下一个 epoch 里什么" +
      "也没写，但已记下它从哪里开始。broker 1 经不洁选举再次当选，broker 2 来问自己最新的 epoch 到哪里结束。broker 1 " +
      "不认识那个 epoch，回答的是前一个，也就是 x 的。broker 2 没有那个 epoch 的任何消息，本应退回到自己有的地方，再用更" +
      "早的 epoch 去问。可它有的恰好到日志末尾，而“截断到末尾”当时什么也不做：空 epoch 的记录留了下来。于是它问同样的" +
      "问题，得到同样的回答，永远拉不到一条消息，也进不了 ISR。2.4.2 和 2.6.1 起（KAFKA-10706），这样的截断会去掉空的 " +
      "epoch。",
  },
  eras: ["2.0", "2.1"],
  cluster: {
    brokers: 3,
    controller: 3,
    settings: {
      "unclean.leader.election.enable": true,
      "auto.leader.rebalance.enable": false,
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2]] }],
  clients: [{ name: "producer", producer: { acks: 1 } }],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
    { wait: { replica: "orders-0", broker: [1, 2], highWatermark: 5 } },
    {
      note: {
        en: "Broker 2 leaves and comes back; broker 1 leads in a new epoch.",
        zh: "broker 2 离开又回来，broker 1 进入新的 epoch。",
      },
      kill: 2,
    },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 1, isr: [1] },
          { replica: "orders-0", broker: 1, leaderEpoch: { atLeast: 1 } },
        ],
      },
      within: "60s",
    },
    { restart: 2 },
    { wait: { partition: "orders-0", isr: [1, 2] }, within: "60s" },
    {
      note: {
        en: "The fetches of broker 2 are stuck: x is on broker 1 alone.",
        zh: "broker 2 的拉取请求堵住了：x 只在 broker 1 上。",
      },
      hold: { from: 2, to: 1, message: "FetchRequest" },
    },
    { sleep: "1s" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "x" } },
    { wait: { records: "x", status: "acked" } },
    { kill: 1 },
    {
      note: {
        en: "Broker 2 leads, without x, and writes nothing.",
        zh: "broker 2 当选，没有 x，什么也没写。",
      },
      wait: { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: { atLeast: 2 } },
      within: "60s",
    },
    { release: { from: 2, to: 1, message: "FetchRequest" } },
    {
      note: {
        en: "Broker 2 loses its session; then broker 1 comes back: an unclean election.",
        zh: "broker 2 丢失会话，这时 broker 1 回来：不洁选举。",
      },
      cut: { from: 2, to: "zookeeper" },
    },
    { expireSession: 2 },
    { wait: { broker: 2, registered: false }, within: "60s" },
    { restart: 1 },
    { wait: { replica: "orders-0", broker: 1, role: "leader" }, within: "60s" },
    { heal: { from: 2, to: "zookeeper" } },
    { wait: { replica: "orders-0", broker: 2, role: "follower" }, within: "60s" },
    { note: { en: "A minute passes.", zh: "一分钟过去了。" }, sleep: "60s" },
  ],
  expect: [
    {
      finally: {
        all: [
          { partition: "orders-0", leader: 1, isr: [1] },
          { replica: "orders-0", broker: 1, logEndOffset: 6 },
          { replica: "orders-0", broker: 2, role: "follower", logEndOffset: 5 },
        ],
      },
      text: {
        en: "After a minute broker 2 has not fetched a record, and is not in the ISR.",
        zh: "一分钟过去，broker 2 一条消息也没拉到，不在 ISR 里。",
      },
    },
    {
      messages: { message: "OffsetsForLeaderEpochRequest", from: 2, to: 1 },
      atLeast: 50,
      text: {
        en: "It has asked the same question over and over.",
        zh: "它一遍遍问着同一个问题。",
      },
    },
    {
      violations: ["ack-durability", "convergence"],
      text: {
        en: "The replicas do not come together (x was gone for a while, as unclean elections allow).",
        zh: "副本之间始终没有一致（x 曾一度消失，这是不洁选举所允许的）。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
  ],
  control: {
    title: { en: "The same with the fix of KAFKA-10706", zh: "同样的过程，有 KAFKA-10706 的修复" },
    change: { cluster: { settings: { truncationAtLogEnd: "dropsEpochs" } } },
    expect: [
      {
        finally: {
          all: [
            { partition: "orders-0", leader: 1, isr: [1, 2] },
            { replica: "orders-0", broker: [1, 2], logEndOffset: 6 },
          ],
        },
        text: {
          en: "Broker 2 has everything and is in the ISR.",
          zh: "broker 2 什么都有，在 ISR 里。",
        },
      },
      {
        messages: { message: "OffsetsForLeaderEpochRequest", from: 2, to: 1 },
        atMost: 10,
        text: { en: "It had to ask a few times only.", zh: "它只问了几次。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
