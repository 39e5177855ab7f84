import type { Scenario } from "../../sim/index.ts";

/** The pause of the controller covers both the end of broker 1's session and its new registration. */
export const bounceMissedByController: Scenario = {
  id: "bounce-missed-by-controller",
  group: "controller",
  importance: 3,
  title: {
    en: "A broker dies and is back before the controller looks: nobody tells it what to lead",
    zh: "broker 宕机又回来，控制器还没来得及看：没有谁告诉它该领导什么",
  },
  explanation: {
    en:
      "Broker 1 leads the partition and is killed. The controller hangs, just when ZooKeeper removes the " +
      "broker and until a new process has registered under the same id. Then the controller reads the " +
      "list of brokers and finds the ids it knows: nothing has happened. So it elects nobody, and sends " +
      "nothing to the new process, which has heard of no partition and leads none, while everybody else " +
      "takes it for the leader. All brokers are up, all replicas are there, and the partition is down " +
      "until something else makes the controller act: here, one more restart. Since 2.2 the controller " +
      "also compares the czxid of the registration, the broker epoch, and sees that this is another " +
      "process (KIP-380).",
    zh:
      "broker 1 是分区的 leader，它被杀死。控制器恰好卡住：从 ZooKeeper 移除这个 broker 起，一直到新进程以同一个 id " +
      "注册为止。等控制器再读 broker 列表，看到的还是它认识的那些 id：什么也没发生。于是它不选举，也不向新进程发送任何" +
      "请求；新进程没听说过任何分区，什么也不领导，而其他各方都把它当作 leader。所有 broker 都在运行，所有副本都在，" +
      "分区却不可用，直到别的什么事让控制器行动起来：这里是再重启一次。2.2 起控制器还会比较注册节点的 czxid，也就是 " +
      "broker epoch，从而看出这已是另一个进程（KIP-380）。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "zookeeper.session.timeout.ms": 30_000, "auto.leader.rebalance.enable": false },
    brokerSettings: { "1": { "zookeeper.session.timeout.ms": 6000 } },
  },
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
    { kill: 1 },
    { sleep: "3s" },
    {
      note: {
        en: "The controller hangs, for less than its session lasts.",
        zh: "控制器卡住，时间短于它的会话。",
      },
      pause: 4,
    },
    { wait: { broker: 1, registered: false } },
    { restart: 1 },
    { wait: { broker: 1, registered: true } },
    { note: { en: "The controller goes on.", zh: "控制器继续运行。" }, resume: 4 },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
    { sleep: "30s" },
    {
      note: {
        en: "The operator restarts broker 1 once more, in order.",
        zh: "运维人员按正常流程再重启一次 broker 1。",
      },
      shutdown: 1,
    },
    { wait: { host: 1, life: "down" } },
    { wait: { broker: 1, registered: false } },
    { sleep: "1s" },
    { restart: 1 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
    { wait: { records: "r5", status: "acked" } },
  ],
  expect: [
    {
      order: [
        {
          all: [
            { host: 1, life: "down" },
            { broker: 1, registered: true },
          ],
        },
        {
          all: [
            { records: "r0", status: "acked" },
            { broker: 1, registered: false },
          ],
        },
        {
          all: [
            { records: "r5", status: "pending" },
            { host: 1, life: "up" },
            { host: 4, life: "up" },
            { broker: 1, registered: true },
            { partition: "orders-0", leader: 1, leaderEpoch: 0, isr: [1, 2, 3] },
            { replica: "orders-0", broker: 1, role: "offline" },
          ],
        },
        { partition: "orders-0", leader: 2, leaderEpoch: 1 },
        { records: "r5", status: "acked" },
      ],
      text: {
        en: "The leader that everybody knows has no idea of the partition, until the second restart.",
        zh: "大家公认的 leader 对这个分区一无所知，直到第二次重启。",
      },
    },
    {
      unavailable: "orders-0",
      atLeast: "35s",
      text: {
        en: "The partition is down all the time, with every broker up.",
        zh: "所有 broker 都在运行，分区却一直不可用。",
      },
    },
    {
      elapsed: {
        from: { records: "r5", status: "pending" },
        to: { records: "r5", status: "acked" },
      },
      atLeast: "30s",
      text: { en: "r5 waits for it.", zh: "r5 一直在等。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same in 2.4", zh: "同样的过程，换成 2.4" },
    change: { era: "2.4" },
    expect: [
      {
        elapsed: {
          from: { records: "r5", status: "pending" },
          to: { records: "r5", status: "acked" },
        },
        atMost: "5s",
        text: {
          en: "The controller sees another process, holds broker 1 for failed and elects broker 2 at once.",
          zh: "控制器看出进程换了，把 broker 1 当作失效，立即选出 broker 2。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
