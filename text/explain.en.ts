import type { ExplainArguments } from "../sim/explore/explain/said.ts";
import type { FaultName } from "../sim/scenario/step-troubles.ts";
import type { Messages } from "./messages.ts";

/** A fault, or what an operator does, as something that may be missing. */
const FAULTS: Readonly<Record<FaultName, (targets: string) => string>> = {
  kill: (targets) => `the kill of ${targets}`,
  powerLoss: (targets) => `the power loss of ${targets}`,
  shutdown: (targets) => `the shutdown of ${targets}`,
  pause: (targets) => `the pause of ${targets}`,
  cut: (targets) => `the cut of ${targets}`,
  hold: (targets) => `the delay of ${targets}`,
  reset: (targets) => `the reset of connections ${targets}`,
  expireSession: (targets) => `the expired session of ${targets}`,
  jumpClock: (targets) => `the clock jump of ${targets}`,
  failLogDir: (targets) => `the failure of ${targets}`,
  corrupt: (targets) => `the rot on the disk of ${targets}`,
  slow: (targets) => `the slow disk of ${targets}`,
  deleteTopic: (targets) => `the deletion of ${targets}`,
  deleteRecords: (targets) => `the deletion of records of ${targets}`,
  addPartitions: (targets) => `the new partitions of ${targets}`,
  alterConfig: (targets) => `the change of settings of ${targets}`,
  reassign: (targets) => `the reassignment of ${targets}`,
  electLeaders: (targets) => `the ${targets} election that was asked for`,
  resetOffsets: (targets) => `the reset of offsets of ${targets}`,
  deleteGroup: (targets) => `the deletion of the group ${targets}`,
  deleteOffsets: (targets) => `the deletion of offsets of ${targets}`,
  deleteZnode: (targets) => `the deletion of ${targets}`,
  decommission: (targets) => `the decommissioning of ${targets}`,
};

/** `r9 is`, `r7..r9 are`. */
const were = (values: string, count: number) => `${values} ${count > 1 ? "were" : "was"}`;
const are = (count: number) => (count > 1 ? "are" : "is");

/** What went wrong in a run, and what might have been otherwise. */
export const explainEn: Messages<ExplainArguments> = {
  "explain.lost": ({ values, count, partition }) =>
    `${were(values, count)} acknowledged, and ${are(count)} missing from ${partition}.`,
  "explain.lostUnacknowledged": ({ values, count, partition }) =>
    `${values} ${are(count)} missing from ${partition}; no acknowledgement was asked for.`,
  "explain.duplicated": ({ values, count, partition }) =>
    `${values} ${are(count)} in ${partition} more than once.`,
  "explain.reordered": ({ values, count, partition }) =>
    `${values} ${are(count)} in ${partition} behind what was sent later.`,
  "explain.processed-twice": ({ values, count, group }) =>
    `${were(values, count)} processed more than once by ${group}.`,
  "explain.never-processed": ({ values, count, group }) =>
    `${were(values, count)} never processed by ${group}, which has passed ${count > 1 ? "them" : "it"}.`,
  "explain.overwritten": ({ values, count, group }) =>
    `${values} ${count > 1 ? "have" : "has"} the last effect in ${group}, over that of newer records.`,
  "explain.violated": ({ invariant }) => `The invariant ${invariant} is broken.`,
  "explain.first": ({ value }) => `Take ${value}.`,

  "change.settings": ({ settings }) => settings,
  "change.switch": ({ setting, source }) => (source === "" ? setting : `${setting} (${source})`),
  "change.fault": ({ fault, targets, step }) => `without ${FAULTS[fault](targets)} (step ${step})`,
  "change.replication": ({ factor }) => `${factor} replicas`,
  "change.era": ({ era }) => `Kafka ${era}`,
};
