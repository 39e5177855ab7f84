import type { FaultEffect } from "../sim/explore/marks/effects.ts";

/** What is counted of what faults do. */
export const faultEffectsEn: Readonly<Record<FaultEffect, string>> = {
  injected: "carried out",
  skipped: "left out: nothing was in a state for it",
  leadersHit: "partitions whose leader was struck",
  controllersHit: "controllers struck",
  leadersHitMidWrite: "partitions whose leader was struck with records not yet committed",
  leadersLost: "partitions that lost their leader",
  controllersLost: "controllers replaced",
  isrMembersRemoved: "members taken out of an ISR",
  sessionsExpired: "ZooKeeper sessions expired",
  messagesHeld: "messages kept waiting",
  heldMs: "milliseconds that messages waited, in all",
  connectionsReset: "connections reset",
  requestsTimedOut: "connections ended because a request was not answered in time",
  entriesLost: "entries of files lost with the power",
  recordsLost: "records of replicas lost with the power",
  replicasOffline: "replicas offline on live brokers",
  processesHalted: "processes that halted by themselves",
  batchesRotten: "batches that rotted",
  batchesFound: "rotten batches found",
  zookeeperLeadersLost: "leaders of ZooKeeper's ensemble lost",
};
