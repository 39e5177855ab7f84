import type { Scenario } from "../../sim/index.ts";

/**
 * The controller's channel to a broker sends in order and dies with the broker's registration, so the
 * StopReplica itself does not overtake anything. What comes late is the request that makes the
 * controller send it.
 */
export const staleStopReplicaAfterBounce: Scenario = {
  id: "stale-stopreplica-after-bounce",
  group: "controller",
  importance: 3,
  title: {
    en: "A shutdown that was asked for in an earlier life: the restarted broker's replicas are stopped",
    zh: "上一个进程发出的关闭请求：重启后的 broker，副本被停掉",
  },
  explanation: {
    en:
      "Broker 1 is to shut down and asks the controller to take its replicas off; the request is on its " +
      "way for long. The operator loses patience, kills the process and starts it again. It catches up " +
      "and is in sync, and broker 3 can be repaired. Then the old request arrives. The controller does " +
      "not see that the process which sent it is no more: it takes broker 1 out of the ISR, holds it for " +
      "leaving from now on, and sends a StopReplica. The new process obeys, stops fetching and says " +
      "nothing. With two of three brokers up, acks=all with min.insync.replicas=2 fails until something " +
      "makes the controller start the replica again, such as a restart of broker 1. Since 2.2 requests " +
      "carry the broker epoch, and this one is refused: STALE_BROKER_EPOCH (KIP-380).",
    zh:
      "broker 1 准备关闭，请控制器先撤下它的副本；这个请求在路上耽搁了很久。运维人员等不及，杀死进程又重新启动。它追上" +
      "进度，回到同步，于是 broker 3 可以停下来维修。这时旧请求到了。控制器看不出发出它的进程早已不在：它把 broker 1 " +
      "移出 ISR，从此当它正在离开，并发送 StopReplica。新进程照办，停止拉取，一声不响。三个 broker 有两个在运行，" +
      "min.insync.replicas=2 下 acks=all 的写入却失败，直到有什么事让控制器重新启动这个副本，比如再重启一次 broker 1。" +
      "2.2 起请求带有 broker epoch，这样的请求会被拒绝：STALE_BROKER_EPOCH（KIP-380）。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: {
      "zookeeper.session.timeout.ms": 6000,
      "replica.lag.time.max.ms": 10_000,
      "auto.leader.rebalance.enable": false,
    },
  },
  topics: [{ name: "orders", assignment: [[2, 1, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [{ name: "producer", producer: { acks: "all", retries: 2_147_483_647 } }],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
    { wait: { records: "r0..r4", status: "acked" } },
    {
      note: {
        en: "What broker 1 asks of the controller will be late.",
        zh: "broker 1 发给控制器的请求会迟到。",
      },
      hold: { from: 1, to: 4, message: "ControlledShutdownRequest" },
    },
    { shutdown: 1 },
    { sleep: "2s" },
    { note: { en: "The operator loses patience.", zh: "运维人员等不及了。" }, kill: 1 },
    { wait: { broker: 1, registered: false } },
    { sleep: "1s" },
    { restart: 1 },
    { wait: { partition: "orders-0", leader: 2, leaderEpoch: { atLeast: 1 }, isr: [1, 2, 3] } },
    {
      note: { en: "The machine of broker 3 needs repair.", zh: "broker 3 的机器要维修。" },
      kill: 3,
    },
    { wait: { partition: "orders-0", leader: 2, isr: [1, 2] } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
    {
      wait: {
        all: [
          { records: "r5", status: "acked" },
          { replica: "orders-0", broker: [1, 2], highWatermark: 6 },
        ],
      },
    },
    {
      note: { en: "The old request arrives.", zh: "旧请求到达。" },
      release: { from: 1, to: 4, message: "ControlledShutdownRequest" },
    },
    { sleep: "2s" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r6" } },
    { sleep: "15s" },
    { note: { en: "Broker 1 is restarted.", zh: "重启 broker 1。" }, kill: 1 },
    { wait: { broker: 1, registered: false } },
    { sleep: "1s" },
    { restart: 1 },
    { wait: { records: "r6", status: "acked" } },
    { restart: 3 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      order: [
        {
          all: [
            { records: "r5", status: "acked" },
            { partition: "orders-0", leader: 2, isr: [1, 2] },
            { replica: "orders-0", broker: 1, role: "follower", logEndOffset: 6 },
          ],
        },
        {
          all: [
            { records: "r6", status: "pending" },
            { partition: "orders-0", leader: 2, isr: [2] },
            { host: 1, life: "up" },
            { broker: 1, registered: true },
          ],
        },
        { error: "NOT_ENOUGH_REPLICAS", client: "producer" },
        {
          all: [
            { records: "r6", status: "pending" },
            { host: 1, life: "down" },
          ],
        },
        { records: "r6", status: "acked" },
      ],
      text: {
        en: "Broker 1 runs, is registered, and is out of the ISR; r6 is refused until it is restarted.",
        zh: "broker 1 在运行，也在注册，却不在 ISR 里；r6 一直被拒绝，直到它重启。",
      },
    },
    {
      elapsed: {
        from: { records: "r6", status: "pending" },
        to: { records: "r6", status: "acked" },
      },
      atLeast: "15s",
      text: {
        en: "With two of three brokers up there are not enough replicas in sync, for as long.",
        zh: "三个 broker 有两个在运行，同步的副本却一直不够。",
      },
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
          from: { records: "r6", status: "pending" },
          to: { records: "r6", status: "acked" },
        },
        atMost: "1s",
        text: {
          en: "The old request is refused, broker 1 stays in the ISR, and r6 is written at once.",
          zh: "旧请求被拒绝，broker 1 留在 ISR，r6 立即写入。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
