import {
  assignReplicasToBrokers,
  checkPlacement,
  type Placement,
  type PlacementBroker,
  type PlacementError,
  rackAlternatedBrokers,
} from "../../../sim/kafka/controller/replicas/replica-placement.ts";
import { addedPartitions } from "../../../sim/kafka/controller/topics/added-partitions.ts";
import { checkAssignment } from "../../../sim/kafka/controller/topics/topic-validation.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import { check, type Fields } from "./support/fields.ts";
import { errorCode, type KafkaVector } from "./support/vector.ts";

/** `replicaAssignment`: where the replicas of new partitions are placed, from a fixed start. */
export function runReplicaAssignment({ input, expected }: KafkaVector): void {
  const brokers = brokersOf(input, "brokers");
  const partitions = input.number("nPartitions");
  const replicationFactor = input.number("replicationFactor");
  const problem = checkPlacement(brokers, partitions, replicationFactor);
  const exception = problem === null ? null : EXCEPTIONS[problem];
  check("the error", expected.textOrNull("error"), exception);
  if (problem !== null) {
    input.skip("fixedStartIndex", "startPartitionId");
    return;
  }
  const start = input.number("fixedStartIndex");
  const startPartitionId = Math.max(0, input.number("startPartitionId", -1));
  const placement = { partitions, replicationFactor, startPartitionId };
  const found = placed(brokers, { ...placement, startIndex: start, replicaShift: start });
  check("the assignment", expected.raw("assignment"), found);
}

/** `rackAlternatedList`: brokers in turns of their racks. */
export function runRackAlternatedList({ input, expected }: KafkaVector): void {
  const racks = new Map<number, string>();
  for (const { id, rack } of brokersOf(input, "rackMap")) if (rack !== null) racks.set(id, rack);
  check("the list", expected.numbers("list"), rackAlternatedBrokers(racks));
}

/** `replicaAssignmentProperty`: what holds of a placement, from a fixed start or from any. */
export function runReplicaAssignmentProperty({ input, expected }: KafkaVector): void {
  const brokers = brokersOf(input, "brokers");
  const fixed = input.number("fixedStartIndex", -1);
  const startPartitionId = Math.max(0, input.number("startPartitionId", -1));
  const partitions = input.number("nPartitions");
  const replicationFactor = input.number("replicationFactor");
  const anywhere = brokers.map((_, i) => i);
  for (const startIndex of fixed >= 0 ? [fixed] : anywhere) {
    for (const replicaShift of fixed >= 0 ? [fixed] : anywhere) {
      const placement = { partitions, replicationFactor, startPartitionId };
      const found = placed(brokers, { ...placement, startIndex, replicaShift });
      expectProperties(expected, Object.values(found), brokers);
    }
  }
}

/** `validateTopicAssignment`: which assignments a topic may be created with. */
export function runValidateTopicAssignment({ input, expected }: KafkaVector): void {
  const assignment = input.raw("assignment") as Readonly<Record<string, readonly number[]>>;
  const byPartition = new Map(Object.entries(assignment).map(([p, ids]) => [Number(p), ids]));
  const error = checkAssignment(byPartition)?.error ?? Errors.NONE;
  if (expected.has("valid")) check("valid", expected.boolean("valid"), error === Errors.NONE);
  if (expected.has("valid") && !expected.has("error")) return;
  check("the error", errorCode(expected.textOrNull("error") ?? "NONE"), error);
}

/** `addPartitions`: where the replicas of partitions that a topic gets in addition are placed. */
export function runAddPartitions({ input, expected }: KafkaVector): void {
  const brokers = brokersOf(input, "brokers");
  const existing = input.raw("existing") as Readonly<Record<string, readonly number[]>>;
  const byPartition = new Map(Object.entries(existing).map(([p, ids]) => [Number(p), ids]));
  const count = input.number("newTotalPartitions");
  const found = addedPartitions("topic", byPartition, brokers, count, askedIn(input, byPartition));
  const exception = "error" in found ? ADDITION_EXCEPTIONS.get(found.error) : null;
  check("the error", expected.textOrNull("error"), exception);
  if ("error" in found) return;
  const sets = found.map((ids, i) => [
    byPartition.size + i,
    [ids[0], [...ids].sort((a, b) => a - b)],
  ]);
  check("leaders and replicas", expected.raw("leaderAndReplicaSet"), Object.fromEntries(sets));
}

/** Replicas that are asked for: of the new partitions only, though Kafka's tests name all. */
function askedIn(
  input: Fields,
  existing: ReadonlyMap<number, readonly number[]>,
): readonly (readonly number[])[] | null {
  const name = input.names.find((field) => /assignment/i.test(field));
  if (name === undefined) return null;
  const asked = input.raw(name) as Readonly<Record<string, readonly number[]>>;
  return Object.entries(asked).flatMap(([p, ids]) => (existing.has(Number(p)) ? [] : [ids]));
}

/** What Kafka throws where such an error is answered. */
const ADDITION_EXCEPTIONS: ReadonlyMap<number, string> = new Map([
  [Errors.UNKNOWN_SERVER_ERROR, "AdminOperationException"],
  [Errors.INVALID_PARTITIONS, "InvalidPartitionsException"],
  [Errors.INVALID_REPLICATION_FACTOR, "InvalidReplicationFactorException"],
  [Errors.INVALID_REPLICA_ASSIGNMENT, "InvalidReplicaAssignmentException"],
]);

/** What Kafka throws for want of a placement. */
const EXCEPTIONS: Readonly<Record<PlacementError, string>> = {
  INVALID_PARTITIONS: "InvalidPartitionsException",
  INVALID_REPLICATION_FACTOR: "InvalidReplicationFactorException",
  INCOMPLETE_RACKS: "AdminOperationException",
};

function placed(
  brokers: readonly PlacementBroker[],
  placement: Placement,
): Readonly<Record<string, readonly number[]>> {
  const lists = assignReplicasToBrokers(brokers, placement);
  return Object.fromEntries(lists.map((ids, i) => [placement.startPartitionId + i, ids]));
}

function expectProperties(
  expected: Fields,
  lists: readonly (readonly number[])[],
  brokers: readonly PlacementBroker[],
): void {
  const rackOf = new Map(brokers.map(({ id, rack }) => [id, rack]));
  const all = <T>(one: (ids: readonly number[]) => T): T[] => [...new Set(lists.map(one))];
  const perBroker = (counted: (ids: readonly number[], id: number) => boolean): number[] => [
    ...new Set(brokers.map(({ id }) => lists.filter((ids) => counted(ids, id)).length)),
  ];
  const found: Readonly<Record<string, () => readonly unknown[]>> = {
    noDuplicateReplicaPerPartition: () => all((ids) => new Set(ids).size === ids.length),
    distinctRacksPerPartition: () => all((ids) => new Set(ids.map((id) => rackOf.get(id))).size),
    replicasPerPartition: () => all((ids) => ids.length),
    leadersPerBroker: () => perBroker((ids, id) => ids[0] === id),
    replicasPerBroker: () => perBroker((ids, id) => ids.includes(id)),
  };
  for (const [name, values] of Object.entries(found)) {
    if (expected.has(name)) check(name, [expected.raw(name)], values());
  }
}

/** Brokers as a list, or their racks by id. */
function brokersOf(input: Fields, name: string): readonly PlacementBroker[] {
  const given = input.raw(name);
  if (typeof given === "object" && given !== null && !Array.isArray(given)) {
    return Object.entries(given as Readonly<Record<string, string | null>>).map(([id, rack]) => ({
      id: Number(id),
      rack,
    }));
  }
  return input.objects(name).map((broker) => {
    const found = { id: broker.number("id"), rack: broker.textOrNull("rack") };
    broker.finish();
    return found;
  });
}
