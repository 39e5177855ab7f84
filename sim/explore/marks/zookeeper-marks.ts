import { LIFE_PAUSED, LIFE_UP } from "../../kernel/kernel-facts.ts";
import { DEPOSES, type Marks, SILENCES } from "./mark.ts";
import type { Seen } from "./seen.ts";

/** Sessions, and the servers that keep them. */
export const ZOOKEEPER_MARKS = {
  "session-expired": {
    reached: (seen) => expiries(seen).length > 0,
    needs: { faults: DEPOSES },
  },
  "session-expired-while-alive": {
    reached: ({ notes }) => notes.expiredAlive.has(LIFE_UP),
    needs: { faults: [...SILENCES, "shutdown"] },
  },
  "session-expired-while-paused": {
    reached: ({ notes }) => notes.expiredAlive.has(LIFE_PAUSED),
    needs: { faults: ["pause"] },
  },
  "session-outlived-connection": {
    reached: ({ notes }) => notes.sessionOutlivedConnection,
    needs: {},
  },
  "broker-back-before-expiry": {
    reached: ({ notes }) => notes.cameBackBeforeExpiry,
    needs: { faults: DEPOSES },
  },
  "zookeeper-leader-changed": {
    reached: (seen) => seen.of("quorum").filter(({ leads }) => leads).length > 1,
    needs: { faults: ["zookeeper"] },
  },
  "zookeeper-leader-stepped-down": {
    reached: (seen) => seen.of("quorum").some(({ leads }) => !leads),
    needs: { faults: ["zookeeper"] },
  },
} as const satisfies Marks;

function expiries(seen: Seen) {
  return seen.of("session").filter(({ host, reason }) => {
    return reason === "expired" && (seen.model.hosts[host]?.broker ?? -1) >= 0;
  });
}
