import type { EraValues } from "../era/eras.ts";

/** True until KAFKA-4623. */
export const UNCLEAN: EraValues<boolean> = [
  ["0.7", true],
  ["0.11", false],
];

/** A mebibyte and the overhead of a batch since KAFKA-4203. */
export const MAX_MESSAGE_BYTES: EraValues<number> = [
  ["0.7", 1_000_012],
  ["2.6", 1_048_588],
];

export const DAY_MS = 86_400_000;

/** What `cleanup.policy` may be; both since KIP-71. */
export const CLEANUP_POLICIES = ["delete", "compact", "compact,delete", "delete,compact"] as const;
