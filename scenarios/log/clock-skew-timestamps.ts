import type { Condition, Scenario } from "../../sim/index.ts";

const ALL_ACKED: Condition = {
  all: [
    { records: "slow0..slow4", status: "acked" },
    { records: "future", status: "acked" },
    { records: "right0..right4", status: "acked" },
  ],
};

export const clockSkewTimestamps: Scenario = {
  id: "clock-skew-timestamps",
  group: "log",
  importance: 2,
  title: {
    en: "Retention goes by the producers' clocks: too slow, and fresh records vanish; too fast, and nothing expires",
    zh: "保留策略看的是生产者的时钟：慢了，新消息转眼就删；快了，谁也不过期",
  },
  explanation: {
    en:
      "With message.timestamp.type=CreateTime a record carries the time of its producer's clock, and " +
      "retention.ms is compared with the latest of them in a segment. Two producers have wrong clocks. " +
      "The clock of the first is half an hour slow: what it writes is older than the retention of ten " +
      "minutes when it arrives, and the next check deletes it, acknowledged and unread. The clock of the " +
      "second is a year fast: one record of it keeps its segment, and every later one, for a year, " +
      "however small the retention is. LogAppendTime takes the broker's clock instead, at the price that " +
      "nobody knows any more when a record was made.",
    zh:
      "message.timestamp.type=CreateTime 时，消息带的是生产者时钟的时间，retention.ms 与日志段里最新的时间比较。这里" +
      "两个生产者的时钟都不对。第一个慢了半小时：消息一到就已超过十分钟的保留时间，下一次检查就把它删掉，尽管已经确认、" +
      "却还没有人读。第二个快了一年：只要有它的一条消息，所在的日志段以及之后的所有日志段就要留上一年，保留时间设得再短" +
      "也没用。LogAppendTime 改用 broker 的时钟，代价是再也不知道消息是什么时候产生的。",
  },
  eras: ["0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4 },
  topics: [
    { name: "orders", assignment: [[1, 2, 3]], configs: { "retention.ms": 600_000 } },
    { name: "events", assignment: [[2, 3, 1]], configs: { "retention.ms": 600_000 } },
  ],
  clients: [
    { name: "slow", producer: { acks: "all" } },
    { name: "fast", producer: { acks: "all" } },
    { name: "right", producer: { acks: "all" } },
  ],
  steps: [
    { jumpClock: { host: "slow", by: "-1800s" } },
    { jumpClock: { host: "fast", by: "31536000s" } },
    {
      note: {
        en: "The slow clock's records go into one topic, one of the fast clock's and some right ones into another.",
        zh: "慢时钟的消息写进一个主题；快时钟的一条和几条正常的写进另一个。",
      },
      produce: { client: "slow", topic: "orders", partition: 0, values: "slow0..slow4" },
    },
    { produce: { client: "fast", topic: "events", partition: 0, values: "future" } },
    { wait: { records: "future", status: "acked" } },
    { produce: { client: "right", topic: "events", partition: 0, values: "right0..right4" } },
    { wait: ALL_ACKED },
    { note: { en: "Twenty minutes pass.", zh: "二十分钟过去了。" }, sleep: "1200s" },
  ],
  expect: [
    {
      elapsed: {
        from: ALL_ACKED,
        to: { replica: "orders-0", broker: [1, 2, 3], logStartOffset: 5, logEndOffset: 5 },
      },
      atMost: "360s",
      text: {
        en: "The slow clock's records are deleted at the next check, not after ten minutes.",
        zh: "慢时钟的消息在下一次检查就被删除，而不是十分钟之后。",
      },
    },
    {
      finally: { replica: "events-0", broker: [1, 2, 3], logStartOffset: 0, logEndOffset: 6 },
      text: {
        en: "After twenty minutes the other topic still has everything, the right records too.",
        zh: "二十分钟后，另一个主题什么都还在，正常的消息也没有过期。",
      },
    },
    {
      lost: "slow0..slow4",
      text: {
        en: "Acknowledged records are gone that were never older than a few minutes.",
        zh: "确认过的消息没有了，其实它们只有几分钟。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same by the brokers' clocks", zh: "同样的过程，用 broker 的时钟" },
    change: {
      topics: {
        orders: { "message.timestamp.type": "LogAppendTime" },
        events: { "message.timestamp.type": "LogAppendTime" },
      },
    },
    expect: [
      {
        elapsed: {
          from: ALL_ACKED,
          to: {
            all: [
              { replica: "orders-0", broker: [1, 2, 3], logStartOffset: 5 },
              { replica: "events-0", broker: [1, 2, 3], logStartOffset: 6 },
            ],
          },
        },
        atLeast: "590s",
        atMost: "920s",
        text: {
          en: "Both topics keep their records for ten minutes, and delete them at the check after that.",
          zh: "两个主题都保留十分钟，在其后的那次检查时删除。",
        },
      },
    ],
  },
};
