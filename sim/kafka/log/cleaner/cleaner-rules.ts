import type { BrokerSwitches } from "../../era/broker-switches.ts";

/** How compaction decides, by era. */
export type CleanerRules = Pick<
  BrokerSwitches,
  | "cleanerKeylessRecords"
  | "cleanerOffsetMap"
  | "cleanerBound"
  | "cleanerCheckpointCheck"
  | "cleanedTransactions"
  | "cleanerLastBatch"
  | "tombstoneHorizon"
  | "cleanerDeletes"
>;
