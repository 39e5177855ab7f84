import type { Scenario } from "../../sim/index.ts";

export const cleanerDiesOnCorruptBatch: Scenario = {
  id: "cleaner-dies-on-corrupt-batch",
  group: "log",
  importance: 2,
  title: {
    en: "One damaged batch ends compaction on the whole broker",
    zh: "一个损坏的批次让整个 broker 停止压缩",
  },
  explanation: {
    en:
      "A cleaner thread has to read what it compacts. A batch has rotted on the disk, the thread cannot " +
      "make sense of its records, and dies of it. By default there is one thread, and nothing starts " +
      "another: from now on no topic of this broker is compacted, __consumer_offsets included, and " +
      "nobody is told; disks fill up and coordinators take ever longer to load. Restarting the broker " +
      "helps until the thread comes to the same batch. Since KAFKA-7215 (2.1) the thread leaves that one " +
      "partition alone and goes on with the others; a metric counts the partitions left alone.",
    zh:
      "清理线程必须读懂它要压缩的内容。磁盘上的一个批次坏了，线程解析不了其中的消息，就此死掉。默认只有一个线程，也没有谁会" +
      "再启动一个：从此这个 broker 上的主题都不再压缩，包括 __consumer_offsets，而且没有任何人得到通知；磁盘慢慢写满，" +
      "协调者加载得越来越久。重启 broker 只能撑到线程再次遇到同一个批次。自 KAFKA-7215（2.1）起，线程只跳过这个分区，继续" +
      "清理其他分区，并有指标统计被跳过的分区。",
  },
  eras: ["0.11", "1.1", "2.0"],
  cluster: { brokers: 2, controller: 2 },
  topics: [
    { name: "damaged", assignment: [[1]], configs: compacted() },
    { name: "healthy", assignment: [[1]], configs: compacted() },
  ],
  clients: [{ name: "producer", producer: { acks: "all", "linger.ms": 50 } }],
  steps: [
    {
      produce: {
        client: "producer",
        topic: "damaged",
        partition: 0,
        key: "k1",
        values: ["a", "b"],
      },
    },
    { wait: { records: ["a", "b"], status: "acked" } },
    {
      note: { en: "The batch rots on the disk.", zh: "这个批次在磁盘上坏掉了。" },
      corrupt: { broker: 1, partition: "damaged-0", offset: 0 },
    },
    { sleep: "10s" },
    { produce: { client: "producer", topic: "damaged", partition: 0, key: "k2", values: "c" } },
    { wait: { records: "c", status: "acked" } },
    {
      note: {
        en: "Within half a minute the cleaner comes to the log with the damaged batch.",
        zh: "半分钟之内，清理线程会处理到带有损坏批次的日志。",
      },
      sleep: "30s",
    },
    {
      produce: {
        client: "producer",
        topic: "healthy",
        partition: 0,
        key: "k1",
        values: ["d", "e"],
      },
    },
    { wait: { records: ["d", "e"], status: "acked" } },
    { sleep: "10s" },
    { produce: { client: "producer", topic: "healthy", partition: 0, key: "k2", values: "f" } },
    { wait: { records: "f", status: "acked" } },
    { sleep: "120s" },
  ],
  expect: [
    {
      always: { not: { replica: "healthy-0", broker: 1, logEndOffset: 3, lacks: [0] } },
      text: {
        en: "The other topic, with nothing wrong with it, is never compacted.",
        zh: "另一个主题毫无问题，却再也没有被压缩。",
      },
    },
    {
      finally: { replica: "damaged-0", broker: 1, has: [0, 1, 2] },
      text: {
        en: "Nor is the one with the damaged batch.",
        zh: "带有损坏批次的那个也没有。",
      },
    },
  ],
  control: {
    title: {
      en: "The same with a cleaner that leaves the partition alone",
      zh: "同样的过程，清理线程只跳过这个分区",
    },
    change: { cluster: { settings: { cleanerFailure: "partitionUncleanable" } } },
    expect: [
      {
        finally: { replica: "healthy-0", broker: 1, lacks: [0], has: [1, 2] },
        text: { en: "The other topic is compacted.", zh: "另一个主题被压缩了。" },
      },
      {
        finally: { replica: "damaged-0", broker: 1, has: [0, 1, 2] },
        text: {
          en: "The one with the damaged batch is not.",
          zh: "带有损坏批次的那个没有。",
        },
      },
    ],
  },
};

/** A topic that begins a segment with every record that comes five seconds after the first. */
function compacted() {
  return { "cleanup.policy": "compact", "segment.ms": 5000, "min.cleanable.dirty.ratio": 0.01 };
}
