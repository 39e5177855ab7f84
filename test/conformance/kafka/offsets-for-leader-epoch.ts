import {
  OFFSETS_FOR_LEADER_EPOCH,
  type OffsetsForLeaderEpochResponse,
} from "../../../sim/kafka/messages.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { Brokers } from "./support/brokers.ts";
import { check, type Fields } from "./support/fields.ts";
import { appendEpochs } from "./support/records.ts";
import { leadPartition, partitionState } from "./support/roles.ts";
import { errorCode, type KafkaVector } from "./support/vector.ts";

const LOCAL = 0;

/** `offsetsForLeaderEpoch`: a broker is asked where an epoch ends. */
export function runOffsetsForLeaderEpoch({ era, input, expected }: KafkaVector): void {
  const brokers = new Brokers({ era, ids: [LOCAL] });
  const { tp } = brokers;
  const requestedEpoch = input.number("requestedEpoch");
  const hosted = input.boolean("hosted");
  if (hosted) brokers.partition(LOCAL);
  if (input.boolean("inMetadataCache", hosted)) {
    const state = partitionState(brokers, LOCAL, { leaderEpoch: 0, replicas: [LOCAL] });
    brokers.updateMetadata([LOCAL], [state]);
  }
  if (input.boolean("hasReplica", false)) lead(brokers, input);
  const { partitions } = brokers.ask<OffsetsForLeaderEpochResponse>(
    LOCAL,
    OFFSETS_FOR_LEADER_EPOCH,
    { replicaId: -1, partitions: [{ tp, currentLeaderEpoch: -1, leaderEpoch: requestedEpoch }] },
  );
  const answer = present(partitions[0], "one partition was asked for");
  check("the error", errorCode(expected.text("error", "NONE")), answer.error);
  check("the epoch", expected.numberOrNull("epoch") ?? -1, answer.leaderEpoch);
  check("the end offset", expected.numberOrNull("endOffset") ?? -1, answer.endOffset);
}

/** Leads with a log in which an epoch ends where the vector says that the replica's lookup ends. */
function lead(brokers: Brokers, input: Fields): void {
  const name = input.names.find((field) => {
    const value = input.raw(field);
    return typeof value === "object" && value !== null && "endOffset" in value;
  });
  const lookup = name === undefined ? input : input.object(name);
  const epoch = lookup.number(lookup.has("leaderEpoch") ? "leaderEpoch" : "epoch");
  const endOffset = lookup.number("endOffset");
  if (name !== undefined) lookup.finish();
  appendEpochs(brokers.log(LOCAL), [[epoch, endOffset]]);
  leadPartition(brokers, LOCAL, { leaderEpoch: epoch, replicas: [LOCAL] });
}
