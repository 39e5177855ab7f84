import { assert } from "../../../kernel/assert.ts";
import { javaStringHash } from "../../java-string-hash.ts";

const INT32_MIN = -2_147_483_648;

/** `Utils.abs`: the absolute value, and 0 for the one number that has none in 32 bits. */
export function absInt32(value: number): number {
  return value === INT32_MIN ? 0 : Math.abs(value);
}

/**
 * The partition of `__consumer_offsets` (of `__transaction_state`) that a group's (a transactional) id
 * belongs to; its leader is the coordinator (`GroupMetadataManager.partitionFor`).
 */
export function partitionFor(key: string, partitionCount: number): number {
  assert(partitionCount >= 1, "a topic of coordinators has partitions");
  return absInt32(javaStringHash(key)) % partitionCount;
}
