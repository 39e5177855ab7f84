import { Errors } from "../../kafka/errors.ts";
import {
  CONTROLLED_SHUTDOWN,
  LEADER_AND_ISR,
  STOP_REPLICA,
  UPDATE_METADATA,
} from "../../kafka/messages.ts";
import { LIFE_DOWN } from "../../kernel/kernel-facts.ts";
import { DEPOSES, FIRST_WITH_REPLICAS, type Marks, SILENCES } from "./mark.ts";
import {
  controllerEnded,
  hadTwoControllers,
  hadTwoLeaders,
  zombieLeaderAppended,
} from "./pretenders.ts";
import type { Seen } from "./seen.ts";

const CONTROL_REQUESTS = [LEADER_AND_ISR, STOP_REPLICA, UPDATE_METADATA, CONTROLLED_SHUTDOWN];

/** Controllers, and the leaders that they elect. */
export const CONTROLLER_MARKS = {
  "controller-moved": {
    reached: (seen) => new Set(activations(seen).map(({ epoch }) => epoch)).size > 1,
    needs: { faults: DEPOSES },
  },
  "controller-ended": {
    reached: controllerEnded,
    needs: { faults: DEPOSES },
  },
  "controller-resigned": {
    reached: resignedAlive,
    needs: { faults: DEPOSES },
  },
  "two-controllers": { reached: hadTwoControllers, needs: { faults: SILENCES } },
  "zombie-controller-fenced-by-broker": {
    reached: ({ notes }) =>
      CONTROL_REQUESTS.some(
        (kind) => notes.refusals.ofRequest(kind, Errors.STALE_CONTROLLER_EPOCH, "broker") > 0,
      ),
    needs: { faults: DEPOSES },
  },
  "zombie-controller-fenced-by-zookeeper": {
    reached: ({ notes }) => notes.refusals.ofWrites("multi") > 0,
    needs: { since: "2.1", faults: DEPOSES },
  },
  "stale-broker-epoch": {
    reached: ({ notes }) =>
      CONTROL_REQUESTS.some(
        (kind) => notes.refusals.ofRequest(kind, Errors.STALE_BROKER_EPOCH, "broker") > 0,
      ),
    needs: { since: "2.4", faults: DEPOSES },
  },
  "leader-failover": {
    reached: (seen) =>
      seen
        .of("truth")
        .some(
          ({ before, after, unclean }) =>
            !unclean &&
            before !== null &&
            after !== null &&
            before.leader >= 0 &&
            after.leader >= 0 &&
            before.leader !== after.leader,
        ),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "unclean-election": {
    reached: (seen) => seen.of("truth").some(({ unclean }) => unclean),
    needs: {
      since: FIRST_WITH_REPLICAS,
      faults: DEPOSES,
      fixed: { "unclean.leader.election.enable": "true" },
    },
  },
  "unclean-election-left-records": {
    reached: ({ model }) => model.table.leftBehind.size > 0,
    needs: {
      since: FIRST_WITH_REPLICAS,
      faults: DEPOSES,
      fixed: { "unclean.leader.election.enable": "true" },
    },
  },
  "partition-offline": {
    reached: (seen) =>
      seen.of("truth").some(({ before, after }) => before !== null && after?.leader === -1),
    needs: { faults: DEPOSES },
  },
  "offline-partition-recovered": {
    reached: (seen) =>
      seen
        .of("truth")
        .some(
          ({ before, after, unclean }) =>
            !unclean && before?.leader === -1 && after !== null && after.leader >= 0,
        ),
    needs: { faults: DEPOSES },
  },
  "controlled-shutdown-moved-leader": {
    reached: ({ notes }) => notes.electionStrategies.has("controlledShutdown"),
    needs: { since: FIRST_WITH_REPLICAS, faults: ["shutdown"] },
  },
  "preferred-leader-elected": {
    reached: ({ notes }) => notes.electionStrategies.has("preferred"),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "two-leaders": { reached: hadTwoLeaders, needs: { since: FIRST_WITH_REPLICAS } },
  "zombie-leader-appended": { reached: zombieLeaderAppended, needs: {} },
} as const satisfies Marks;

function activations(seen: Seen) {
  return seen.of("controller").filter(({ active }) => active);
}

/** It ceased to be the controller, and ran on. */
function resignedAlive(seen: Seen): boolean {
  return seen
    .of("controller")
    .some(
      ({ active, broker, event }) =>
        !active && seen.lifeAt(seen.hostOf(broker), event) !== LIFE_DOWN,
    );
}
