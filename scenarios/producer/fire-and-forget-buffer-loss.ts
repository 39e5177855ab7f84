import type { Scenario } from "../../sim/index.ts";

export const fireAndForgetBufferLoss: Scenario = {
  id: "fire-and-forget-buffer-loss",
  group: "producer",
  importance: 2,
  title: {
    en: "send() returned, the process died: what was in the buffer was never sent",
    zh: "send() 已返回，进程却死了：缓冲区里的消息从未发出",
  },
  explanation: {
    en:
      "send() puts a record into the producer's buffer and returns. A batch leaves when it is full or " +
      "when linger.ms is over. The application hands over 100 records, looks at no callback, and takes " +
      "them for sent; the full batches are on the brokers, acknowledged by all, when its process is " +
      "killed. The last batch was not full, and it is gone with the process: no error, nobody was " +
      "told. No setting of acks or of the brokers helps. What an application must know to be written " +
      "it has to wait for: with callbacks, or with flush() before it goes on.",
    zh:
      "send() 把消息放进生产者的缓冲区就返回。批次满了，或者等过了 linger.ms，才会发出。应用交出 100 条消息，不看回调，就" +
      "当作都发出去了；进程被杀时，满的批次已写到 broker 上，得到全部副本的确认。最后一个批次没满，和进程一起消失：没有报错，" +
      "也没有人得到通知。acks 或 broker 的任何设置都帮不上忙。应用必须确知已写入的消息，就要等：用回调，或者先 flush() 再往下走。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 3, settings: { "min.insync.replicas": 2 } },
  topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
  clients: [
    { name: "producer", producer: { acks: "all", "linger.ms": 60_000, "batch.size": 1000 } },
  ],
  steps: [
    {
      note: { en: "The application hands over r0 to r99.", zh: "应用交出 r0 到 r99。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r99" },
    },
    { wait: { records: "r0", status: "acked" } },
    { sleep: "1s" },
    {
      note: {
        en: "The application has done its work and goes on. Its process is killed.",
        zh: "应用以为事已办完，继续往下走。它的进程被杀。",
      },
      kill: "producer",
    },
    { sleep: "2m" },
  ],
  expect: [
    {
      status: "acked",
      records: "r0..r9",
      text: { en: "What filled a batch is acknowledged.", zh: "装满批次的消息得到了确认。" },
    },
    {
      status: "pending",
      records: "r99",
      text: {
        en: "Of the last ones the application never hears anything.",
        zh: "最后的几条，应用再也没有得到任何消息。",
      },
    },
    {
      finally: {
        replica: "orders-0",
        broker: [1, 2, 3],
        logEndOffset: { atLeast: 10, atMost: 99 },
      },
      text: {
        en: "They are in no log: not all of the 100 records ever left the process.",
        zh: "任何日志里都没有它们：100 条消息并没有全部离开进程。",
      },
    },
    {
      lost: [],
      text: {
        en: "Nothing that was acknowledged is lost: these records were promised to nobody.",
        zh: "得到确认的没有丢：那几条从来没有人保证过。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: {
      en: "The application flushes, and waits for it, before it goes on",
      zh: "应用先 flush 并等它完成，再往下走",
    },
    change: {
      steps: [
        {
          note: { en: "The application hands over r0 to r99.", zh: "应用交出 r0 到 r99。" },
          produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r99" },
        },
        {
          note: {
            en: "flush() sends what is buffered at once, linger.ms or not.",
            zh: "flush() 立即发出缓冲区里的一切，不管 linger.ms。",
          },
          flush: "producer",
        },
        { wait: { records: "r0..r99", status: "acked" }, within: "10s" },
        { kill: "producer" },
        { sleep: "2m" },
      ],
    },
    expect: [
      {
        status: "acked",
        records: "r0..r99",
        text: {
          en: "All are acknowledged before the process is killed.",
          zh: "进程被杀之前，全部得到确认。",
        },
      },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 100 },
        text: { en: "All are in every log.", zh: "每个日志里都有全部消息。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
