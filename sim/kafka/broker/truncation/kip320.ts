import { KIP279_TRUNCATION } from "./kip279.ts";
import type { TruncationRule } from "./truncation-rule.ts";

/**
 * Requests carry the current leader epoch (2.1): a leader answers only those who follow it in the same
 * epoch, and an answer that comes after the epoch has changed is dropped.
 */
export const KIP320_TRUNCATION: TruncationRule = { ...KIP279_TRUNCATION, checksLeaderEpoch: true };
