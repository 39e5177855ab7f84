import type { Scenario } from "../../sim/index.ts";

export const acks0LeaderKill: Scenario = {
  id: "acks0-leader-kill",
  group: "durability",
  importance: 3,
  title: {
    en: "acks=0: what a dying leader had not passed on vanishes without a word",
    zh: "acks=0：leader 宕机时没来得及传出去的消息悄无声息地消失",
  },
  explanation: {
    en:
      "With acks=0 the producer calls a record sent once it has left for the broker, and asks for no " +
      "answer. Records that only the leader had, and records still unread in its socket, die with it, " +
      "and the application sees no error. The producer learns of the failure from the closed " +
      "connection and simply goes on with the new leader.",
    zh:
      "acks=0 时，消息一发出去生产者就当作成功，不要求任何回复。只有 leader 有的消息，以及还躺在它 socket " +
      "里没被读取的消息，都随它一起消失，应用看不到任何错误。生产者从断开的连接得知故障，" +
      "然后若无其事地继续写新 leader。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 3, controller: 3 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
  clients: [{ name: "producer", producer: { acks: "0", retries: 2_147_483_647 } }],
  steps: [
    {
      note: { en: "Five records reach all three replicas.", zh: "五条消息写入全部三个副本。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" },
    },
    {
      wait: {
        all: [
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5 },
          { replica: "orders-0", broker: 1, highWatermark: 5 },
        ],
      },
    },
    {
      note: {
        en: "The followers no longer reach the leader: r5 to r9 stay on it alone.",
        zh: "follower 连不上 leader：r5 到 r9 只留在它一个上面。",
      },
      cut: { from: 1, to: [2, 3] },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5..r9" } },
    { wait: { replica: "orders-0", broker: 1, logEndOffset: 10 } },
    {
      note: {
        en: "The leader freezes: r10 to r19 wait in its socket.",
        zh: "leader 卡住：r10 到 r19 停在它的 socket 里。",
      },
      pause: 1,
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r10..r19" } },
    { sleep: "1s" },
    { kill: 1 },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 2 },
          { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: { atLeast: 1 } },
          { replica: "orders-0", broker: 3, role: "follower", leaderEpoch: { atLeast: 1 } },
        ],
      },
    },
    { note: { en: "The network heals.", zh: "网络恢复。" }, heal: "all" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r20..r24" } },
    {
      wait: {
        any: [
          { records: "r20..r24", status: "unacknowledged" },
          { records: "r20..r24", status: "acked" },
        ],
      },
    },
    { restart: 1 },
    { wait: { partition: "orders-0", leader: 2, isr: [1, 2, 3] } },
  ],
  expect: [
    {
      status: "unacknowledged",
      records: "r0..r24",
      text: {
        en: "The application was told of no error, for any record.",
        zh: "应用没有收到任何一条消息的错误。",
      },
    },
    {
      lostUnacknowledged: "r5..r19",
      text: {
        en: "Exactly r5 to r19 are gone: five that only the leader had, ten it had not read.",
        zh: "恰好 r5 到 r19 消失：五条只有 leader 有，十条它还没读。",
      },
    },
    {
      lost: [],
      text: {
        en: "None of them had been acknowledged: acks=0 asks for no acknowledgement.",
        zh: "它们都没有被确认过：acks=0 不要求确认。",
      },
    },
    {
      order: [
        { replica: "orders-0", broker: 1, role: "leader", logEndOffset: 10 },
        { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 5 },
        { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 10 },
      ],
      text: {
        en: "Broker 2 goes on at offset 5, with r20 where r5 had been.",
        zh: "broker 2 从偏移量 5 继续，r20 占了原来 r5 的位置。",
      },
    },
    {
      finally: {
        all: [
          { partition: "orders-0", leader: 2, isr: [1, 2, 3] },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 10 },
        ],
      },
      text: {
        en: "Broker 1 has truncated and caught up: ten records on every replica.",
        zh: "broker 1 截断后追上：每个副本都是十条消息。",
      },
    },
    {
      violations: [],
      text: {
        en: "No promise was broken, because none was made.",
        zh: "没有违背承诺，因为没有作出承诺。",
      },
    },
  ],
  control: {
    title: { en: "The same with acks=all", zh: "同样的过程，改用 acks=all" },
    change: { clients: { producer: { acks: "all" } } },
    expect: [
      {
        status: "acked",
        records: "r0..r24",
        text: {
          en: "Every record is acknowledged in the end: the producer sent r5 to r19 again.",
          zh: "最终每条消息都得到确认：生产者重发了 r5 到 r19。",
        },
      },
      { lost: [], text: { en: "Nothing acknowledged is lost.", zh: "已确认的消息没有丢失。" } },
      {
        lostUnacknowledged: [],
        text: { en: "Nothing else is lost either.", zh: "其他消息也没有丢失。" },
      },
    ],
  },
};
