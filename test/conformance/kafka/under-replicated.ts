import {
  isAddingReplica,
  isReassigning,
  isUnderReplicated,
} from "../../../sim/kafka/broker/assignment-state.ts";
import { Brokers } from "./support/brokers.ts";
import { check } from "./support/fields.ts";
import { leadPartition } from "./support/roles.ts";
import type { KafkaVector } from "./support/vector.ts";

/** `underReplicated`: what a leader says of its replicas, also while they are reassigned. */
export function runUnderReplicated({ era, input, expected }: KafkaVector): void {
  const local = input.number("localBroker");
  const brokers = new Brokers({ era, ids: [local] });
  leadPartition(brokers, local, {
    leaderEpoch: 0,
    replicas: input.numbers("replicas"),
    isr: input.numbers("isr"),
    addingReplicas: input.numbers("adding"),
    removingReplicas: input.numbers("removing"),
  });
  const partition = brokers.partition(local);
  const { assignment } = partition;
  const isAdding = isAddingReplica(assignment, local);
  check("isUnderReplicated", expected.boolean("isUnderReplicated"), isUnderReplicated(partition));
  check("isReassigning", expected.boolean("isReassigning"), isReassigning(assignment));
  check("isAddingLocalReplica", expected.boolean("isAddingLocalReplica"), isAdding);
}
