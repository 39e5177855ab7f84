import type { Scenario } from "../../sim/index.ts";

/**
 * `registrationConflict` has three answers. Another process than the one that made the znode never
 * replaces it; since 2.2 the same process does, in a new session (KAFKA-7165).
 */
export const restartBeforeSessionExpiry: Scenario = {
  id: "restart-before-session-expiry",
  group: "controller",
  importance: 2,
  title: {
    en: "Restarted too fast: the broker's own znode is in its way",
    zh: "重启得太快：broker 被自己留下的 znode 挡住",
  },
  explanation: {
    en:
      "A broker is killed and started again within a second. Its registration is an ephemeral znode of the " +
      "old session, which ZooKeeper keeps for zookeeper.session.timeout.ms after it last heard from it. " +
      "The new process cannot tell this from a second broker with the same id, and ends. Something has to " +
      "start it once more; this works as soon as the old session has expired. Until then the partition " +
      "has no leader: the faster restart has gained nothing. 0.8.2 waits for the old znode to go and then " +
      "registers (KAFKA-992); that was given up because a broker might wait for its own znode for ever " +
      "(KAFKA-1387).",
    zh:
      "一个 broker 被杀死，不到一秒又启动。它的注册信息是旧会话的临时 znode，ZooKeeper 最后一次听到它之后，还会保留 " +
      "zookeeper.session.timeout.ms 这么久。新进程分不清这是自己的残留，还是另一个 id 相同的 broker，于是退出，得有谁" +
      "再启动它一次；旧会话过期之后才能成功。在此之前分区没有 leader：重启得快，什么也没赢得。0.8.2 会等旧 znode 消失" +
      "再注册（KAFKA-992）；后来放弃了这种做法，因为 broker 可能永远在等一个其实属于自己的 znode（KAFKA-1387）。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "zookeeper.session.timeout.ms": 18_000, "auto.leader.rebalance.enable": false },
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
    { sleep: "500ms" },
    { restart: 1 },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
    { wait: { broker: 1, registered: false } },
    { wait: { partition: "orders-0", leader: 2 } },
    {
      note: { en: "What is down is started once more.", zh: "没有运行的，再启动一次。" },
      restart: "all",
    },
    { wait: { records: "r5", status: "acked" } },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      order: [
        {
          all: [
            { records: "r4", status: "acked" },
            { host: 1, life: "down" },
          ],
        },
        {
          all: [
            { records: "r5", status: "pending" },
            { host: 1, life: "up" },
          ],
        },
        {
          all: [
            { records: "r5", status: "pending" },
            { host: 1, life: "down" },
            { broker: 1, registered: true },
          ],
        },
        {
          all: [
            { host: 1, life: "down" },
            { partition: "orders-0", leader: 2 },
          ],
        },
        {
          all: [
            { host: 1, life: "up" },
            { broker: 1, registered: true },
            { partition: "orders-0", leader: 2 },
          ],
        },
      ],
      text: {
        en: "Dead, up, dead again while the old znode is there; registered only after the second restart.",
        zh: "宕机、启动、旧 znode 还在时又退出；第二次重启之后才注册成功。",
      },
    },
    {
      unavailable: "orders-0",
      atLeast: "10s",
      text: {
        en: "The partition is down until the session expires, fast restart or not.",
        zh: "不管重启多快，会话过期之前分区都不可用。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: {
      en: "The broker waits for the old znode to go, as 0.8.2 does",
      zh: "broker 像 0.8.2 那样，等旧 znode 消失",
    },
    change: { cluster: { settings: { registrationConflict: "waits" } } },
    expect: [
      {
        order: [
          {
            all: [
              { records: "r5", status: "pending" },
              { host: 1, life: "up" },
            ],
          },
          {
            all: [
              { host: 1, life: "up" },
              { partition: "orders-0", leader: 2 },
            ],
          },
          {
            all: [
              { host: 1, life: "up" },
              { broker: 1, registered: true },
              { partition: "orders-0", leader: 2 },
            ],
          },
        ],
        text: {
          en: "Broker 1 stays up, and registers when it may; the partition has waited as long.",
          zh: "broker 1 一直在运行，时机一到就注册；分区等待的时间还是那么长。",
        },
      },
      {
        always: { host: 1, life: "up" },
        after: { records: "r5", status: "pending" },
        text: { en: "It does not end.", zh: "它没有退出。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
