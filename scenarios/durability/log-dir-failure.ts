import type { Scenario } from "../../sim/index.ts";

export const logDirFailure: Scenario = {
  id: "log-dir-failure",
  group: "durability",
  importance: 2,
  title: {
    en: "One disk of a broker fails: before 1.0 the whole broker goes down with it",
    zh: "broker 坏了一块盘：1.0 之前，整个 broker 随之停机",
  },
  explanation: {
    en:
      "Broker 1 keeps its logs in two directories, each on a disk of its own: orders-0 in one, audit-0 " +
      "in the other. The first disk fails. A broker that meets an I/O error in a log halts, and takes " +
      "the healthy disk with it: audit-0, which has no other replica, is down although its disk is " +
      "well. orders-0 loses nothing, because two other brokers have it. Since 1.0 (KIP-112) only the " +
      "replicas in the failing directory go offline; the broker tells the controller, which elects " +
      "another leader for orders-0 at once, and audit-0 goes on.",
    zh:
      "broker 1 的日志放在两个目录里，各在一块盘上：一个放 orders-0，另一个放 audit-0。第一块盘坏了。" +
      "broker 读写日志遇到 I/O 错误就停机，连累了好的那块盘：audit-0 没有别的副本，盘好好的，却不可用了。" +
      "orders-0 什么也没丢，因为另外两个 broker 上都有。从 1.0 起（KIP-112），只有坏目录里的副本下线；" +
      "broker 告知控制器，控制器立刻为 orders-0 选出新 leader，audit-0 照常工作。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11"],
  cluster: { brokers: 4, controller: 4, settings: { "log.dirs": "/disk1,/disk2" } },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    { name: "shop", producer: { acks: "all", retries: 2_147_483_647 } },
    { name: "auditor", producer: { acks: "all", retries: 2_147_483_647 } },
  ],
  steps: [
    {
      note: {
        en: "audit comes second, and goes to the second directory.",
        zh: "audit 后创建，放进第二个目录。",
      },
      createTopic: { name: "audit", assignment: [[1]] },
    },
    { wait: { replica: "audit-0", broker: 1, role: "leader" } },
    { produce: { client: "shop", topic: "orders", partition: 0, values: "o0..o4" } },
    { produce: { client: "auditor", topic: "audit", partition: 0, values: "a0..a4" } },
    {
      wait: {
        all: [
          { records: "o0..o4", status: "acked" },
          { records: "a0..a4", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5, highWatermark: 5 },
        ],
      },
    },
    {
      note: {
        en: "The disk fails that holds orders-0 of broker 1.",
        zh: "broker 1 上存放 orders-0 的那块盘坏了。",
      },
      failLogDir: { broker: 1, dir: "/disk1" },
    },
    { produce: { client: "shop", topic: "orders", partition: 0, values: "o5..o9" } },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 2, isr: [2, 3] },
          { records: "o5..o9", status: "acked" },
        ],
      },
    },
    {
      note: {
        en: "audit-0 lies on the disk that is well.",
        zh: "audit-0 在那块好盘上。",
      },
      produce: { client: "auditor", topic: "audit", partition: 0, values: "a5..a9" },
    },
    {
      wait: {
        any: [
          { records: "a5..a9", status: "acked" },
          { partition: "audit-0", leader: -1 },
        ],
      },
    },
  ],
  expect: [
    {
      order: [
        { host: 1, life: "up" },
        {
          all: [
            { host: 1, life: "down" },
            { records: "o0..o4", status: "acked" },
          ],
        },
        { partition: "orders-0", leader: 2, isr: [2, 3] },
        { records: "o5..o9", status: "acked" },
      ],
      text: {
        en: "Broker 1 halts; its session expires; broker 2 takes over orders-0 and gets the records.",
        zh: "broker 1 停机；会话过期；broker 2 接管 orders-0 并收到消息。",
      },
    },
    {
      finally: {
        all: [
          { partition: "audit-0", leader: -1, isr: [1] },
          { not: { records: "a5..a9", status: "acked" } },
        ],
      },
      text: {
        en: "audit-0 has no leader and takes no records, although its disk is well.",
        zh: "audit-0 的盘好好的，却没有 leader，写不进任何消息。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same with Kafka 1.1", zh: "同样的过程，改用 Kafka 1.1" },
    change: { era: "1.1" },
    expect: [
      {
        finally: {
          all: [
            { host: 1, life: "up" },
            { replica: "orders-0", broker: 1, role: "offline" },
            { partition: "orders-0", leader: 2, isr: [2, 3] },
            { replica: "audit-0", broker: 1, role: "leader", logEndOffset: 10 },
          ],
        },
        text: {
          en: "Broker 1 goes on without orders-0, and leads audit-0.",
          zh: "broker 1 下线了 orders-0 的副本，继续工作，仍是 audit-0 的 leader。",
        },
      },
      {
        status: "acked",
        records: ["o5", "o9", "a5", "a9"],
        text: {
          en: "Both topics take records: orders-0 on broker 2, audit-0 on broker 1.",
          zh: "两个 topic 都能写入：orders-0 在 broker 2 上，audit-0 在 broker 1 上。",
        },
      },
      {
        unavailable: "audit-0",
        atMost: 0,
        text: { en: "audit-0 is available all the time.", zh: "audit-0 始终可用。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
