import type { Scenario } from "../../sim/index.ts";

export const zombieLeaderAcksAll: Scenario = {
  id: "zombie-leader-acks-all",
  group: "controller",
  importance: 3,
  title: {
    en: "A leader that ZooKeeper holds for dead goes on serving: with acks=all it stalls, it never lies",
    zh: "被 ZooKeeper 判死的 leader 仍在服务：acks=all 下它只会停滞，不会撒谎",
  },
  explanation: {
    en:
      "Broker 1 loses ZooKeeper and the controller, but not the other brokers and not the producer. Its " +
      "session expires and broker 2 is elected. Broker 1 knows nothing of it: a leader in Kafka holds " +
      "no lease. It appends what the producer still sends, but its followers have left it and it can " +
      "change the ISR neither in ZooKeeper nor through the controller, so its high watermark stands " +
      "still and nobody is told that the record is safe. The request times out, the producer looks " +
      "again and finds broker 2. When the cut heals broker 1 truncates what nobody else ever had. With " +
      "acks=1 the same leader would have said yes at once.",
    zh:
      "broker 1 与 ZooKeeper 和控制器断开，但与其他 broker、与生产者仍然相通。它的会话过期，broker 2 当选。" +
      "broker 1 对此一无所知：Kafka 的 leader 没有租约。生产者继续发来的消息它照样写入本地，但 follower 已经" +
      "离开，它既不能在 ZooKeeper 里、也不能通过控制器修改 ISR，于是高水位停住不动，没有人会得到“已安全写入”的" +
      "答复。请求超时后，生产者重新查询并找到 broker 2。网络恢复后，broker 1 截断那段别人从未有过的日志。" +
      "如果是 acks=1，这个 leader 会立刻答“好”。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [{ name: "producer", producer: { acks: "all", retries: 2_147_483_647 } }],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
    {
      wait: {
        all: [
          { records: "r0..r4", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], highWatermark: 5 },
        ],
      },
    },
    {
      note: {
        en: "Broker 1 loses ZooKeeper and the controller, and nothing else.",
        zh: "broker 1 只与 ZooKeeper 和控制器断开。",
      },
      cut: { from: 1, to: ["zookeeper", 4] },
    },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 2 },
          { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: { atLeast: 1 } },
          { replica: "orders-0", broker: 3, role: "follower", leaderEpoch: { atLeast: 1 } },
        ],
      },
    },
    {
      note: {
        en: "The producer has not heard of it and writes to broker 1.",
        zh: "生产者还不知道，仍然写给 broker 1。",
      },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r5" },
    },
    { wait: { records: "r5", status: "acked" } },
    { heal: "all" },
    { wait: { partition: "orders-0", leader: 2, isr: [1, 2, 3] } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { partition: "orders-0", leader: 2 },
          { replica: "orders-0", broker: 1, role: "leader", logEndOffset: 6, highWatermark: 5 },
        ],
      },
      text: {
        en: "Broker 1 appends r5 as a leader of the past, and cannot commit it.",
        zh: "broker 1 以过去的 leader 身份写入 r5，却无法提交它。",
      },
    },
    {
      always: {
        not: { replica: "orders-0", broker: 1, role: "leader", highWatermark: { atLeast: 6 } },
      },
      text: {
        en: "Its high watermark never passes what the followers took from it.",
        zh: "它的高水位从未越过 follower 从它那里取走的部分。",
      },
    },
    {
      order: [
        { replica: "orders-0", broker: 1, logEndOffset: 6 },
        { records: "r5", status: "acked" },
      ],
      text: {
        en: "r5 is acknowledged only when broker 2 has it.",
        zh: "直到 broker 2 有了 r5，它才得到确认。",
      },
    },
    {
      finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 6, highWatermark: 6 },
      text: {
        en: "In the end all three hold the same six records.",
        zh: "最后三个副本都持有同样的六条消息。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { duplicated: [], text: { en: "Nothing is there twice.", zh: "没有重复。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same with acks=1", zh: "同样的过程，acks=1" },
    change: { clients: { producer: { acks: 1 } } },
    expect: [
      {
        lost: "r5",
        text: {
          en: "The zombie acknowledged r5 alone; its truncation takes it away.",
          zh: "僵尸 leader 独自确认了 r5；随后的截断把它抹掉了。",
        },
      },
      {
        violations: ["ack-durability"],
        text: {
          en: "An acknowledged record is gone: acks=1 promises no more.",
          zh: "已确认的消息消失了：acks=1 的承诺仅此而已。",
        },
      },
    ],
  },
};
