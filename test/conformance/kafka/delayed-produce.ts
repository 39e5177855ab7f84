import {
  LEADER_AND_ISR,
  PRODUCE,
  type ProduceRequest,
  type ProduceResponse,
} from "../../../sim/kafka/messages.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { Brokers } from "./support/brokers.ts";
import { check } from "./support/fields.ts";
import { batchOf } from "./support/records.ts";
import { partitionState } from "./support/roles.ts";
import { errorCode, type KafkaVector } from "./support/vector.ts";

const LOCAL = 0;

/** `delayedProduce`: what becomes of a produce request that waits when the leader changes. */
export function runDelayedProduce({ era, input, expected }: KafkaVector): void {
  const isr = input.numbers("isr");
  const brokers = new Brokers({ era, ids: [...new Set([LOCAL, ...isr])] });
  const { tp } = brokers;
  const controller = { controllerId: LOCAL, controllerEpoch: 0, brokerEpoch: -1 };
  const elect = (leader: number, leaderEpoch: number) => {
    const state = partitionState(brokers, leader, { leaderEpoch, replicas: isr });
    brokers.updateMetadata(isr, [state]);
    brokers.ask(LOCAL, LEADER_AND_ISR, { ...controller, partitions: [state] });
  };
  elect(input.number("leader"), 0);
  const request: ProduceRequest = {
    acks: input.number("acks"),
    timeoutMs: 30_000,
    partitions: [{ tp, batch: batchOf(["v"]) }],
  };
  const produce = brokers.send(LOCAL, PRODUCE, request);
  brokers.settle();
  check("the request waits", null, produce.answer);

  const next = input.object("thenLeaderAndIsr");
  elect(next.number("leader"), next.number("leaderEpoch"));
  next.finish();
  brokers.settle();
  check("the request completes", expected.boolean("produceCompletes"), produce.answer !== null);
  if (!expected.has("error")) return;
  const { partitions } = present(produce.answer, "it is answered") as ProduceResponse;
  check("the error", errorCode(expected.text("error")), partitions[0]?.error);
}
