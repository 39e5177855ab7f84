import type { Reply } from "../../../zookeeper/types.ts";
import type { BrokerSwitches } from "../../era/broker-switches.ts";
import { dataOf } from "../../zk/kafka-zk-client.ts";

/** What is read together before anything of it is written (`controllerBatches`). */
export function batchesOf<Item>(
  { controllerBatches }: Pick<BrokerSwitches, "controllerBatches">,
  items: readonly Item[],
): readonly (readonly Item[])[] {
  return controllerBatches ? [items] : items.map((item) => [item]);
}

/** Whether a write failed because the znode had another version. */
export function isConflict(reply: Reply): boolean {
  return reply.op === "error" && reply.error === "BAD_VERSION";
}

/**
 * The version of a znode that holds what this controller wanted to write: its answer was lost, and the
 * repeated write met the first (`ReplicationUtils.checkLeaderAndIsrZkData`). Null when it holds
 * something else.
 */
export function ownWrite(reply: Reply, data: string): number | null {
  const found = dataOf(reply);
  return found !== null && found.data === data ? found.version : null;
}
