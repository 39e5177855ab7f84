import { assert } from "../../../../kernel/assert.ts";
import type { PartitionAssignor, RebalanceProtocol } from "../assignors/partition-assignor.ts";

/** From the least to the most advanced. */
const PROTOCOLS: readonly RebalanceProtocol[] = ["EAGER", "COOPERATIVE"];

/**
 * How a member behaves: the most advanced protocol that all of its assignors support (KIP-429).
 * @throws when they have none in common
 */
export function commonProtocol(assignors: readonly PartitionAssignor[]): RebalanceProtocol {
  let chosen: RebalanceProtocol | null = null;
  for (const protocol of PROTOCOLS) {
    if (assignors.every(({ protocols }) => protocols.includes(protocol))) chosen = protocol;
  }
  assert(chosen !== null, "assignors of one consumer have a rebalance protocol in common");
  return chosen;
}
