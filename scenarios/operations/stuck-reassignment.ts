import type { Step } from "../../sim/index.ts";

/** Moves a replica of orders-0 from broker 3 to broker 4, which is cut off from broker 1, the leader. */
export const STUCK_REASSIGNMENT: readonly Step[] = [
  { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r9" } },
  { wait: { records: "r0..r9", status: "acked" } },
  {
    note: {
      en: "Broker 4 does not reach the leader; the controller reaches both.",
      zh: "broker 4 连不上 leader；控制器与两者都连得上。",
    },
    cut: { from: 1, to: 4 },
  },
  {
    note: {
      en: "The operator moves a replica from broker 3 to broker 4.",
      zh: "运维人员把一个副本从 broker 3 迁到 broker 4。",
    },
    reassign: { "orders-0": [1, 2, 4] },
  },
  { wait: { replica: "orders-0", broker: 4, role: "follower" } },
  {
    note: { en: "It cannot fetch, and it does not end.", zh: "它拉取不到，迁移没有尽头。" },
    sleep: "60s",
  },
  { produce: { client: "producer", topic: "orders", partition: 0, values: "r10..r19" } },
  { wait: { records: "r10..r19", status: "acked" } },
];

export const CANCELLATION: readonly Step[] = [
  {
    note: { en: "The operator cancels the reassignment.", zh: "运维人员取消迁移。" },
    reassign: { "orders-0": null },
  },
  { wait: { partition: "orders-0", reassigning: false } },
  { sleep: "5s" },
  { note: { en: "The network heals.", zh: "网络恢复。" }, heal: "all" },
  { sleep: "30s" },
];
