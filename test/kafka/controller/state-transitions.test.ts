import { describe, expect, test } from "vitest";
import type { PartitionState } from "../../../sim/kafka/controller/leaders/partition-state.ts";
import type { ReplicaState } from "../../../sim/kafka/controller/replicas/replica-state.ts";
import { LEADER_AND_ISR, STOP_REPLICA } from "../../../sim/kafka/messages.ts";
import { movePartition, moveReplica } from "../../conformance/kafka/support/moves.ts";

/** As `PartitionState.validPreviousStates` of Apache Kafka has it. */
const PARTITIONS: Readonly<Record<PartitionState, readonly PartitionState[]>> = {
  NonExistentPartition: ["OfflinePartition"],
  NewPartition: ["NonExistentPartition"],
  OnlinePartition: ["NewPartition", "OnlinePartition", "OfflinePartition"],
  OfflinePartition: ["NewPartition", "OnlinePartition", "OfflinePartition"],
};

/** As `ReplicaState.validPreviousStates` of Apache Kafka has it. */
const REPLICAS: Readonly<Record<ReplicaState, readonly ReplicaState[]>> = {
  NonExistentReplica: ["ReplicaDeletionSuccessful"],
  NewReplica: ["NonExistentReplica"],
  OnlineReplica: ["NewReplica", "OnlineReplica", "OfflineReplica", "ReplicaDeletionIneligible"],
  OfflineReplica: ["NewReplica", "OnlineReplica", "OfflineReplica", "ReplicaDeletionIneligible"],
  ReplicaDeletionStarted: ["OfflineReplica"],
  ReplicaDeletionSuccessful: ["ReplicaDeletionStarted"],
  ReplicaDeletionIneligible: ["OfflineReplica", "ReplicaDeletionStarted"],
};

/** What brokers are told when a follower is moved; nobody is told of any other legal move. */
const TOLD: Readonly<Record<string, readonly number[]>> = {
  "NonExistentReplica -> NewReplica": [LEADER_AND_ISR],
  "OnlineReplica -> OnlineReplica": [LEADER_AND_ISR],
  "OfflineReplica -> OnlineReplica": [LEADER_AND_ISR],
  "ReplicaDeletionIneligible -> OnlineReplica": [LEADER_AND_ISR],
  "NewReplica -> OfflineReplica": [LEADER_AND_ISR, STOP_REPLICA],
  "OnlineReplica -> OfflineReplica": [LEADER_AND_ISR, STOP_REPLICA],
  "OfflineReplica -> OfflineReplica": [LEADER_AND_ISR, STOP_REPLICA],
  "ReplicaDeletionIneligible -> OfflineReplica": [LEADER_AND_ISR, STOP_REPLICA],
  "OfflineReplica -> ReplicaDeletionStarted": [STOP_REPLICA],
};

type Pair<State> = readonly [from: State, to: State, isLegal: boolean];

function pairs<State extends string>(
  legal: Readonly<Record<State, readonly State[]>>,
): readonly Pair<State>[] {
  const states = Object.keys(legal) as State[];
  return states.flatMap((from) =>
    states.map((to): Pair<State> => [from, to, legal[to].includes(from)]),
  );
}

describe("the partitions' machine does what is legal and ignores what is not", () => {
  test.each(pairs(PARTITIONS))("%s -> %s: %s", (from, to, isLegal) => {
    expect(movePartition("2.8", from, to)).toBe(isLegal ? to : from);
  });
});

describe("the replicas' machine does what is legal and ignores what is not", () => {
  test.each(pairs(REPLICAS))("%s -> %s: %s", (from, to, isLegal) => {
    const { state, sent } = moveReplica("2.8", from, to);
    expect(state).toBe(isLegal ? to : from);
    const kinds = new Set(sent.map(({ kind }) => kind));
    const told = [LEADER_AND_ISR, STOP_REPLICA].filter((kind) => kinds.has(kind));
    expect(told).toEqual(isLegal ? (TOLD[`${from} -> ${to}`] ?? []) : []);
  });
});
