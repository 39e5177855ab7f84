import { type ControlResponse, LEADER_AND_ISR, STOP_REPLICA } from "../../../sim/kafka/messages.ts";
import { Brokers } from "./support/brokers.ts";
import { check } from "./support/fields.ts";
import { partitionState } from "./support/roles.ts";
import { errorCode, type KafkaVector } from "./support/vector.ts";

const LOCAL = 0;
const OTHER = 1;

/** `stopReplica`: a leader gets a StopReplica request. */
export function runStopReplica({ era, input, expected }: KafkaVector): void {
  const brokers = new Brokers({ era, ids: [LOCAL] });
  const { tp } = brokers;
  const localEpoch = input.number("localControllerEpoch", 0);
  const controller = { controllerId: LOCAL, controllerEpoch: localEpoch, brokerEpoch: -1 };
  const leaderEpoch = input.number("localLeaderEpoch", 0);
  const role = { leaderEpoch, replicas: [LOCAL, OTHER], controllerEpoch: localEpoch };
  const exists = input.boolean("partitionExists", true);
  const states = exists ? [partitionState(brokers, LOCAL, role)] : [];
  const { logManager } = brokers.broker(LOCAL);
  if (!exists) brokers.act(() => logManager.getOrCreateLog(tp, {}));
  brokers.ask(LOCAL, LEADER_AND_ISR, { ...controller, partitions: states });

  const answer = brokers.ask<ControlResponse>(LOCAL, STOP_REPLICA, {
    ...controller,
    controllerEpoch: input.number("requestControllerEpoch", localEpoch),
    partitions: [
      {
        tp,
        leaderEpoch: input.number("requestLeaderEpoch", leaderEpoch),
        deletePartition: input.boolean("deletePartition"),
      },
    ],
  });
  check("the error", errorCode(expected.text("topLevelError")), answer.error);
  if (expected.has("partitionError")) {
    const error = errorCode(expected.text("partitionError"));
    check("the partition's error", [{ tp, error }], answer.partitions);
  }
  if (expected.has("partitionRemoved")) {
    const isHosted = brokers.broker(LOCAL).replicaManager.partition(tp) !== null;
    const isRemoved = logManager.log(tp) === undefined;
    check("the log is removed", expected.boolean("partitionRemoved"), isRemoved);
    check("the partition is hosted", exists && !isRemoved, isHosted);
  }
}
