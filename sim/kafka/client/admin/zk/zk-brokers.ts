import type { Operation, Reply } from "../../../../zookeeper/types.ts";
import type { PlacementBroker } from "../../../controller/replicas/replica-placement.ts";
import { brokerEpochsIn, readBrokers } from "../../../controller/zk-reads.ts";
import { BROKER_IDS_PATH } from "../../../zk/zk-data.ts";

/** Reads who is registered. */
export const LIST_BROKERS: Operation = { op: "getChildren", path: BROKER_IDS_PATH, watch: false };

/** Reads what brokers have registered (`AdminUtils.getBrokerMetadatas`). */
export function describeBrokers(ids: readonly number[]): readonly Operation[] {
  return readBrokers(ids);
}

/** What {@link describeBrokers} found, for the placement of replicas. */
export function brokersIn(
  ids: readonly number[],
  replies: readonly Reply[],
): readonly PlacementBroker[] {
  return brokerEpochsIn(ids, replies).map(({ id, rack }) => ({ id, rack }));
}
