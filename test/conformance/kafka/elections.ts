import {
  controlledShutdownLeader,
  offlineLeader,
  preferredReplicaLeader,
  reassignLeader,
} from "../../../sim/kafka/controller/leaders/election-strategies.ts";
import { check, type Fields } from "./support/fields.ts";
import type { KafkaVector } from "./support/vector.ts";

/** `leaderElection`: whom a strategy chooses. */
export function runLeaderElection({ input, expected }: KafkaVector): void {
  check("the leader", expected.numberOrNull("leader"), elected(input));
}

function elected(input: Fields): number | null {
  const assignment = input.numbers("assignment");
  const isr = input.numbers("isr");
  const live = input.numbers("liveReplicas");
  const algorithm = input.text("algorithm");
  switch (algorithm) {
    case "offline":
      return offlineLeader(assignment, isr, live, input.boolean("uncleanEnabled"));
    case "reassign":
      return reassignLeader(assignment, isr, live);
    case "preferred":
      return preferredReplicaLeader(assignment, isr, live);
    case "controlledShutdown":
      return controlledShutdownLeader(assignment, isr, live, input.numbers("shuttingDown"));
    default:
      throw new Error(`no algorithm is called ${algorithm}`);
  }
}
