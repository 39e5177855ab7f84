import type { FindingName } from "../sim/explore/hunt/findings.ts";
import type { CaseArguments } from "../sim/explore/hunt/told.ts";
import type { Messages } from "./messages.ts";

/** What goes wrong, as a title. */
const WRONG: Readonly<Record<FindingName, string>> = {
  "ack-durability": "Acknowledged records are gone",
  lost: "Records are lost",
  "committed-offset-durability": "A committed offset is gone",
  "never-processed": "A group passes records that none of its members processed",
  "consistent-read": "What a consumer has read is gone",
  "leader-completeness": "A leader lacks what was committed before it",
  "log-matching": "Replicas hold different records below the high watermark",
  "offset-order": "Offsets in a log go back",
  idempotence: "What an idempotent producer sends again is written twice, or out of order",
  duplicated: "Records are in the log twice",
  reordered: "Records are in the log in another order than they were sent",
  "min-insync-replicas":
    "acks=all was acknowledged with fewer in sync than min.insync.replicas asks for",
  "failed-records": "What was told to be certainly not written is in a log",
  "strong-isr": "A member of the ISR in ZooKeeper lacks what is below the high watermark",
  "weak-isr": "A member of the ISR that the leader knows lacks what is below the high watermark",
  "hw-monotone": "A leader's high watermark goes back",
  "one-leader-per-epoch": "Two brokers lead a partition in one epoch",
  convergence: "The cluster does not come to rest after its faults",
  "materialized-state": "Compaction takes the last record of a key",
  "group-exclusivity": "Two members of a group own one partition",
  "assignment-completeness": "A partition has no owner in a stable group",
  "committed-offset-monotonicity": "A committed offset goes back by one who is no member",
  "processed-twice": "Records are processed twice",
  overwritten: "An older record's effect is the last one of its key",
  "epoch-cache-order": "The leader epochs of a replica are out of order",
  "log-order": "The ends of a log and its high watermark are out of order",
  "maximal-isr": "A leader's high watermark does not wait for the ISR in ZooKeeper",
  "fetcher-state": "A replica is fetched for by too many or too few",
  "registry-state": "The state of a partition in ZooKeeper contradicts itself",
  assertion: "The simulator stops itself",
  nondeterminism: "Two runs of one seed differ",
};

function wrong(invariant: string): string {
  return WRONG[invariant as FindingName] ?? invariant;
}

/** What is said of a scenario that a search found. */
export const caseEn: Messages<CaseArguments> = {
  "case.title": ({ invariant, era }) => `${wrong(invariant)} (${era})`,
  "case.explanation": ({ invariant, class: judged, fix, message, era, seed }) =>
    `${wrong(invariant)}: ${judged}${fix === "" ? "" : `, ${fix}`}` +
    `${message === "" ? "" : ` (“${message}”)`}. Found by a search of era ${era} with seed ${seed}.`,
  "case.violations": ({ names }) =>
    names === "" ? "no invariant is broken" : `broken invariants: ${names}`,
  "case.lost": ({ values }) =>
    values === "" ? "no acknowledged record is lost" : `acknowledged and lost: ${values}`,
  "case.lostUnacknowledged": ({ values }) =>
    values === "" ? "no record sent with acks=0 is lost" : `sent with acks=0 and lost: ${values}`,
  "case.duplicated": ({ values }) =>
    values === "" ? "no record is in the log twice" : `in the log more than once: ${values}`,
  "case.reordered": ({ values }) =>
    values === ""
      ? "all records are in the order in which they were sent"
      : `behind what was sent later: ${values}`,
  "case.processedTwice": ({ values }) =>
    values === "" ? "no record is processed twice" : `processed more than once: ${values}`,
  "case.overwritten": ({ keys }) =>
    keys === ""
      ? "each key ends with its newest effect"
      : `keys that end with an older effect: ${keys}`,
  "case.neverProcessed": ({ values, group }) =>
    values === ""
      ? `${group} processes every record that it passes`
      : `passed by ${group} and never processed: ${values}`,
  "case.noFaults": () => "without any fault",
  "case.noSteps": () => "nothing happens",
  "case.nothingSaves": () =>
    "No single setting, no fault left out and no later version that was tried makes it go away.",
};
