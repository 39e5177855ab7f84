import type { Reply } from "../../zookeeper/types.ts";
import { dataOf, type ZkRequest, zkRequest } from "./kafka-zk-client.ts";
import { encodeTopicPartitionState, type LeaderIsrAndControllerEpoch } from "./zk-data.ts";

/** `ZkVersion.UnknownVersion`: nothing was written. */
export const NOT_WRITTEN = -1;

export type LeaderAndIsrUpdateStep = {
  readonly task: "leaderAndIsrUpdate";
  readonly tp: number;
  readonly path: string;
  /** What the leader wants to be there. */
  readonly data: string;
} & (
  | { readonly step: "write"; readonly version: number }
  /** The write met another version: perhaps its own, when an answer was lost. */
  | { readonly step: "check" }
);

/** The first step of a leader's conditional write of its ISR (`ReplicationUtils.updateLeaderAndIsr`). */
export function leaderAndIsrUpdate(
  tp: number,
  path: string,
  state: LeaderIsrAndControllerEpoch,
): LeaderAndIsrUpdateStep {
  const data = encodeTopicPartitionState(state);
  return { task: "leaderAndIsrUpdate", step: "write", tp, path, data, version: state.zkVersion };
}

/** What a step asks of ZooKeeper. */
export function leaderAndIsrUpdateRequest(step: LeaderAndIsrUpdateStep): ZkRequest {
  const { path, data } = step;
  if (step.step === "check") return zkRequest([{ op: "getData", path, watch: false }]);
  return zkRequest([{ op: "setData", path, data, version: step.version }]);
}

/**
 * What comes after a step: the next step, or the version of the znode that holds the new state;
 * {@link NOT_WRITTEN} when somebody else has changed it (`checkLeaderAndIsrZkData`).
 */
export function leaderAndIsrUpdateNext(
  step: LeaderAndIsrUpdateStep,
  reply: Reply,
): LeaderAndIsrUpdateStep | number {
  const { tp, path, data } = step;
  if (step.step === "check") {
    const found = dataOf(reply);
    return found !== null && found.data === data ? found.version : NOT_WRITTEN;
  }
  if (reply.op === "setData") return reply.stat.version;
  const isConflict = reply.op === "error" && reply.error === "BAD_VERSION";
  return isConflict ? { task: "leaderAndIsrUpdate", step: "check", tp, path, data } : NOT_WRITTEN;
}
