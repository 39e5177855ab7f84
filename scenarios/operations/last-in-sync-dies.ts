import type { Step } from "../../sim/index.ts";

/**
 * Two partitions of orders with replicas on brokers 1, 2 and 3, and min.insync.replicas=2. Broker 3 lacks
 * the last five records of each. Brokers 2 and 1 die, in this order, so that the ISR is broker 1 alone;
 * broker 3 is back.
 */
export const LAST_IN_SYNC_DIES: readonly Step[] = [
  { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
  { produce: { client: "producer", topic: "orders", partition: 1, values: "r5..r9" } },
  {
    wait: {
      all: [
        { records: "r0..r9", status: "acked" },
        { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5, highWatermark: 5 },
        { replica: "orders-1", broker: [1, 2, 3], logEndOffset: 5, highWatermark: 5 },
      ],
    },
  },
  { note: { en: "Broker 3 fails.", zh: "broker 3 发生故障。" }, kill: 3 },
  {
    wait: {
      all: [
        { broker: 3, registered: false },
        { partition: "orders-0", isr: [1, 2] },
        { partition: "orders-1", isr: [1, 2] },
      ],
    },
  },
  { produce: { client: "producer", topic: "orders", partition: 0, values: "r10..r14" } },
  { produce: { client: "producer", topic: "orders", partition: 1, values: "r15..r19" } },
  { wait: { records: "r10..r19", status: "acked" } },
  {
    note: {
      en: "Brokers 2 and 1, which alone have the last ten records, fail too.",
      zh: "broker 2 和 1 也相继发生故障，而最后十条消息只有它们有。",
    },
    kill: 2,
  },
  {
    wait: {
      all: [
        { broker: 2, registered: false },
        { partition: "orders-0", isr: [1] },
        { partition: "orders-1", isr: [1] },
      ],
    },
  },
  { kill: 1 },
  {
    wait: {
      all: [
        { partition: "orders-0", leader: -1 },
        { partition: "orders-1", leader: -1 },
      ],
    },
  },
  {
    note: {
      en: "Broker 3 is back. It may not lead: it is not in the ISR.",
      zh: "broker 3 回来了。它不能当 leader：它不在 ISR 中。",
    },
    restart: 3,
  },
  { wait: { broker: 3, registered: true } },
  { sleep: "10s" },
];
