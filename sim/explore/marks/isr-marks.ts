import { Errors } from "../../kafka/errors.ts";
import { ALTER_ISR } from "../../kafka/messages.ts";
import { LIFE_DOWN } from "../../kernel/kernel-facts.ts";
import { ACKS_ALL, DEPOSES, FIRST_WITH_REPLICAS, type Marks } from "./mark.ts";
import type { Seen } from "./seen.ts";

const REFUSALS = [
  Errors.INVALID_UPDATE_VERSION,
  Errors.FENCED_LEADER_EPOCH,
  Errors.INELIGIBLE_REPLICA,
];

/** Who counts as in sync, and what becomes of those who write meanwhile. */
export const ISR_MARKS = {
  "leader-shrank-isr": {
    reached: (seen) =>
      seen.changes.some(({ before, after }) => {
        return after.leaderEpoch === before.leaderEpoch && after.isr.length < before.isr.length;
      }),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "controller-shrank-isr": {
    reached: (seen) =>
      seen.changes.some(({ before, after }) => {
        return after.leaderEpoch > before.leaderEpoch && after.isr.length < before.isr.length;
      }),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "isr-expanded": {
    reached: (seen) => seen.changes.some(({ joined }) => joined.length > 0),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "isr-flapped": { reached: (seen) => flapped(seen), needs: { since: FIRST_WITH_REPLICAS } },
  "isr-of-one": {
    reached: (seen) =>
      seen.changes.some(({ before, after }) => before.isr.length > 1 && after.isr.length === 1),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "last-isr-member-ended": {
    reached: (seen) =>
      seen.changes.some(({ partition, after, event }) => {
        const [last = -1] = after.isr;
        const isGone = seen.lifeAt(seen.hostOf(last), event) === LIFE_DOWN;
        return (
          partition.replicas.length > 1 && after.leader < 0 && after.isr.length === 1 && isGone
        );
      }),
    needs: { since: FIRST_WITH_REPLICAS, faults: DEPOSES },
  },
  "isr-change-refused": {
    reached: ({ notes }) =>
      notes.refusals.ofWrites("setData") > 0 ||
      REFUSALS.some((error) => notes.refusals.ofPartition(ALTER_ISR, error, "broker") > 0),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "ineligible-replica": {
    reached: ({ notes }) =>
      notes.refusals.ofPartition(ALTER_ISR, Errors.INELIGIBLE_REPLICA, "broker") > 0,
    needs: { since: "3.9", faults: DEPOSES },
  },
  "produce-refused-below-min-isr": {
    reached: (seen) => seen.clientMet(Errors.NOT_ENOUGH_REPLICAS),
    needs: { since: FIRST_WITH_REPLICAS, settings: ACKS_ALL },
  },
  "produce-failed-after-append": {
    reached: (seen) => seen.clientMet(Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND),
    needs: { since: FIRST_WITH_REPLICAS, until: "2.8", settings: ACKS_ALL },
  },
} as const satisfies Marks;

/** Whether a replica joined an ISR twice. */
function flapped(seen: Seen): boolean {
  const joins = new Set<string>();
  for (const { partition, joined } of seen.changes) {
    for (const { broker } of joined) {
      const key = `${partition.id} ${broker}`;
      if (joins.has(key)) return true;
      joins.add(key);
    }
  }
  return false;
}
