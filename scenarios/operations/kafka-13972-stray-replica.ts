import type { Scenario } from "../../sim/index.ts";
import { CANCELLATION, STUCK_REASSIGNMENT } from "./stuck-reassignment.ts";

export const kafka13972StrayReplica: Scenario = {
  id: "kafka-13972-stray-replica",
  group: "operations",
  importance: 1,
  title: {
    en: "A cancelled reassignment leaves a stray replica behind (KAFKA-13972)",
    zh: "取消的迁移留下一个孤立的副本（KAFKA-13972）",
  },
  explanation: {
    en:
      "A reassignment to broker 4 is stuck and cancelled, and the controller tells broker 4 to delete the " +
      "replica that it has begun. Since 2.6 StopReplica requests carry the leader epoch, and a broker " +
      "ignores those that are not newer than what it knows (KIP-570). The cancellation of a replica that " +
      "never was in the ISR raises no epoch, so broker 4 takes the request for an old one: " +
      "FENCED_LEADER_EPOCH. The registry does not know the replica any more, but broker 4 keeps it. It " +
      "takes up disk space until somebody cleans up by hand. Since KAFKA-13972 a request of the same " +
      "epoch is obeyed.",
    zh:
      "往 broker 4 的迁移卡住后被取消，控制器通知 broker 4 删除它刚开始建的副本。从 2.6 起，StopReplica 请求带有 leader " +
      "epoch，不比自己已知的新，broker 就不理会（KIP-570）。取消一个从未进入 ISR 的副本，并不会提升 epoch，于是 broker 4 " +
      "把请求当作旧的：FENCED_LEADER_EPOCH。注册中心里已经没有这个副本，broker 4 却还留着它，占着磁盘，直到有人手工清理。" +
      "KAFKA-13972 之后，epoch 相同的请求也会照办。",
  },
  eras: ["2.6", "2.8"],
  cluster: { brokers: 5, controller: 5 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [{ name: "producer", producer: { acks: "all" } }],
  steps: [...STUCK_REASSIGNMENT, ...CANCELLATION],
  expect: [
    {
      messages: {
        message: "StopReplicaRequest",
        to: 4,
        after: { partition: "orders-0", reassigning: true },
      },
      atLeast: 1,
      text: {
        en: "Broker 4 is told to stop its replica.",
        zh: "broker 4 被要求停掉它的副本。",
      },
    },
    {
      finally: {
        all: [
          { partition: "orders-0", replicas: [1, 2, 3], isr: [1, 2, 3], reassigning: false },
          { replica: "orders-0", broker: 4, role: "follower" },
        ],
      },
      text: {
        en: "The registry does not know of a replica on broker 4, and it is there.",
        zh: "注册中心里没有 broker 4 上的副本，它却在那里。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
  ],
  control: {
    title: { en: "The same in 3.9", zh: "同样的过程，换成 3.9" },
    change: { era: "3.9" },
    expect: [
      {
        finally: {
          all: [
            { partition: "orders-0", replicas: [1, 2, 3], isr: [1, 2, 3], reassigning: false },
            { replica: "orders-0", broker: 4, role: "none" },
          ],
        },
        text: { en: "Broker 4 deletes the replica.", zh: "broker 4 删除了副本。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
