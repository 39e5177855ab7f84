import type { Scenario, Step } from "../../sim/index.ts";

/** A kilobyte of key makes each record weigh what real ones do. */
const key = "k".repeat(1000);

/** A burst that outruns the followers; then a disk stands still while they catch up. */
function burstThenStall(broker: number): readonly Step[] {
  return [
    {
      note: {
        en: "A burst: the leader has it all before its followers do.",
        zh: "一阵突发写入：leader 已全部写入，follower 还在追。",
      },
      produce: {
        client: "burst",
        topic: "orders",
        partition: 0,
        values: "b0..b3999",
        key,
      },
    },
    { wait: { replica: "orders-0", broker: 1, logEndOffset: 4000 } },
    { sleep: "50ms" },
    { slow: { host: broker, disk: "stalled" } },
  ];
}

export const leaderSlowDiskRead: Scenario = {
  id: "leader-slow-disk-read",
  group: "log",
  importance: 3,
  title: {
    en: "A leader whose disk hangs evicts its healthy followers",
    zh: "磁盘卡住的 leader 把健康的 follower 踢出 ISR",
  },
  explanation: {
    en:
      "A leader judges its followers by the fetches that it has carried out. Two followers are catching " +
      "up, and what they ask for is no longer in the leader's page cache. Its disk hangs: threads of the " +
      "leader wait for a read that does not end, the followers get no answer, and to the leader they " +
      "seem to have stopped. After replica.lag.time.max.ms it removes both, and nobody can write with " +
      "acks=all. Worse, when the sick broker dies at last, it is the only one that may lead, and the " +
      "partition is offline. KAFKA-8733 and KIP-501 describe it; no version has the proposed cure. Where " +
      "only a follower's disk hangs, that follower leaves and the others go on. (The broker has more " +
      "network threads than usual, so that it still answers others.)",
    zh:
      "leader 只凭自己处理完的拉取请求来判断 follower。两个 follower 正在追赶，它们要读的数据已不在 leader 的" +
      "页缓存里。leader 的磁盘卡住：它的线程在等一次读不完的读，follower 得不到回答，在 leader 看来它们已经停下。超过 " +
      "replica.lag.time.max.ms 后两个都被移出 ISR，acks=all 再也写不进去。更糟的是，这台坏 broker 终于宕机时，" +
      "只有它有资格当 leader，分区下线。KAFKA-8733 与 KIP-501 描述了这种情况，提出的办法没有进入任何版本。若卡住的" +
      "只是一个 follower 的磁盘，它离开 ISR，其余照常。（这里的网络线程比平常多，好让它还能回答别人。）",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "replica.fetch.max.bytes": 16_384, "num.network.threads": 16 },
    hardware: { disk: "ssd", pageCache: { megabytes: 0.5 } },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    { name: "burst", producer: { acks: "1", "enable.idempotence": false } },
    { name: "producer", producer: { acks: "all", retries: 2_147_483_647 } },
  ],
  steps: [
    ...burstThenStall(1),
    { wait: { partition: "orders-0", isr: [1] }, within: "60s" },
    {
      note: {
        en: "Nobody but the leader is in sync: x is refused.",
        zh: "同步的只剩 leader：x 被拒绝。",
      },
      produce: { client: "producer", topic: "orders", partition: 0, values: "x" },
    },
    { wait: { error: "NOT_ENOUGH_REPLICAS", client: "producer" } },
    { kill: 1 },
    { wait: { partition: "orders-0", leader: -1 } },
    {
      note: {
        en: "Brokers 2 and 3 never had a fault.",
        zh: "broker 2 和 3 从未出过故障。",
      },
      sleep: "10s",
    },
  ],
  expect: [
    {
      order: [
        { partition: "orders-0", isr: [1, 2, 3] },
        { partition: "orders-0", isr: [1] },
        { error: "NOT_ENOUGH_REPLICAS", client: "producer" },
      ],
      text: {
        en: "Both followers are removed, and acks=all is refused.",
        zh: "两个 follower 都被移出 ISR，acks=all 被拒绝。",
      },
    },
    {
      always: {
        all: [
          { host: 2, life: "up" },
          { host: 3, life: "up" },
        ],
      },
      after: { partition: "orders-0", isr: [1, 2, 3] },
      text: {
        en: "Those who are removed are well.",
        zh: "被移出的都健康。",
      },
    },
    {
      finally: { partition: "orders-0", leader: -1, isr: [1] },
      text: {
        en: "With the sick broker dead the partition is offline.",
        zh: "坏 broker 宕机后，分区下线。",
      },
    },
  ],
  control: {
    title: {
      en: "The disk of a follower hangs instead",
      zh: "改为一个 follower 的磁盘卡住",
    },
    change: {
      steps: [
        ...burstThenStall(2),
        { wait: { partition: "orders-0", isr: [1, 3] }, within: "60s" },
        { produce: { client: "producer", topic: "orders", partition: 0, values: "x" } },
        { wait: { records: "x", status: "acked" } },
        { kill: 1 },
        { wait: { partition: "orders-0", leader: 3 } },
        { slow: { host: 2, disk: 1 } },
        { wait: { partition: "orders-0", leader: 3, isr: [2, 3] } },
      ],
    },
    expect: [
      {
        status: "acked",
        records: "x",
        text: { en: "x is written.", zh: "x 写入成功。" },
      },
      {
        finally: { partition: "orders-0", leader: 3, isr: [2, 3] },
        text: {
          en: "Broker 3 takes over, and broker 2 joins it when its disk works again.",
          zh: "broker 3 接管，broker 2 磁盘恢复后加入。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
