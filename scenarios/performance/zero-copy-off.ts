import type { Scenario } from "../../sim/index.ts";

/** A kilobyte of key makes each record weigh what real ones do. */
const key = "k".repeat(1000);

export const zeroCopyOff: Scenario = {
  id: "zero-copy-off",
  group: "performance",
  importance: 2,
  title: {
    en: "Without zero copy the same load is too much",
    zh: "没有零拷贝，同样的负载就撑不住",
  },
  explanation: {
    en:
      "Three consumers read what one producer writes. With sendfile a record goes from the page cache to " +
      "the network card: one copy, two changes of mode. Where records have to pass through the broker's " +
      "process, as TLS wants it, there are three copies and four changes. This machine is a hundred times " +
      "slower than a real one in copying, so that little data shows it: a byte that is written once and " +
      "read three times costs its one network thread 2 + 3 copies, 0.5 us, with sendfile, and 2 + 9, " +
      "1.1 us, without. So it can take 2 MB/s or 0.9 MB/s. The load of 1.3 MB/s lies between. The path " +
      "of a byte is the one in Kafka's documentation (Design, Efficiency).",
    zh:
      "三个消费者读一个生产者写的数据。用 sendfile，消息从页缓存直接到网卡：一次拷贝，两次态切换。若像 TLS 那样必须" +
      "经过 broker 进程，就要三次拷贝、四次切换。这台机器拷贝比真机慢一百倍，少量数据就看得出：一个字节写一次读三次，" +
      "它唯一的网络线程用 sendfile 要 2 + 3 次拷贝，0.5 微秒；不用则 2 + 9 次，1.1 微秒。所以上限是 2 MB/s 或" +
      " 0.9 MB/s，而负载 1.3 MB/s 正在两者之间。字节的路径取自 Kafka 文档（设计，效率）。",
  },
  eras: ["0.9", "0.11", "2.4", "2.8", "3.9"],
  cluster: {
    brokers: 1,
    settings: { "num.network.threads": 1 },
    hardware: { zeroCopy: false, cpu: { copyNanosecondsPerByte: 100 } },
  },
  topics: [{ name: "orders", assignment: [[1]] }],
  clients: [
    { name: "producer", producer: { acks: "1" } },
    { name: "reader-1", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
    { name: "reader-2", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
    { name: "reader-3", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    {
      note: {
        en: "1,250 records of a kilobyte a second, for 3.2 seconds; three consumers read along.",
        zh: "每秒 1,250 条、每条一千字节的消息，持续 3.2 秒；三个消费者同时在读。",
      },
      produce: {
        client: "producer",
        topic: "orders",
        partition: 0,
        values: "r0..r3999",
        key,
        every: "800us",
      },
    },
    {
      wait: {
        all: [
          { read: "r3999", by: "reader-1" },
          { read: "r3999", by: "reader-2" },
          { read: "r3999", by: "reader-3" },
        ],
      },
    },
  ],
  expect: [
    {
      elapsed: {
        from: { position: "orders-0", client: "reader-1", offset: { atLeast: 1 } },
        to: {
          all: [
            { read: "r3999", by: "reader-1" },
            { read: "r3999", by: "reader-2" },
            { read: "r3999", by: "reader-3" },
          ],
        },
      },
      atLeast: "4200ms",
      text: {
        en: "Records of 3.2 seconds take 4.5 seconds to be read.",
        zh: "3.2 秒的消息要 4.5 秒才读完。",
      },
    },
    {
      latency: { records: "r0..r3999", percentile: 99 },
      atLeast: "500ms",
      text: {
        en: "The producer's records wait for the busy thread, too.",
        zh: "生产者的消息也在等这个忙碌的线程。",
      },
    },
  ],
  control: {
    title: { en: "With sendfile", zh: "使用 sendfile" },
    change: { cluster: { hardware: { zeroCopy: true } } },
    expect: [
      {
        elapsed: {
          from: { position: "orders-0", client: "reader-1", offset: { atLeast: 1 } },
          to: {
            all: [
              { read: "r3999", by: "reader-1" },
              { read: "r3999", by: "reader-2" },
              { read: "r3999", by: "reader-3" },
            ],
          },
        },
        atMost: "3400ms",
        text: {
          en: "The readers keep up with the producer.",
          zh: "消费者跟得上生产者。",
        },
      },
      {
        latency: { records: "r0..r3999", percentile: 99 },
        atMost: "100ms",
        text: { en: "The producer hardly waits.", zh: "生产者几乎不用等。" },
      },
    ],
  },
};
