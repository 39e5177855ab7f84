import { type ErrorCode, Errors } from "../../errors.ts";
import {
  assignReplicasToBrokers,
  checkPlacement,
  type PlacementBroker,
} from "../replicas/replica-placement.ts";
import type { TopicError } from "./topic-validation.ts";

/**
 * The replicas of the partitions that a topic gets in addition (`AdminZkClient.addPartitions`): as asked
 * for, or placed as if the first partition's leader had been the first broker of the round.
 * @param existing replicas by partition
 * @param count how many partitions there shall be in all
 * @param asked replicas of the new ones; null lets them be placed
 */
export function addedPartitions(
  topic: string,
  existing: ReadonlyMap<number, readonly number[]>,
  brokers: readonly PlacementBroker[],
  count: number,
  asked: readonly (readonly number[])[] | null,
): readonly (readonly number[])[] | TopicError {
  const partitions = count - existing.size;
  if (partitions <= 0) return notMore(topic, existing.size, count);
  if (asked !== null) {
    const wrong = checkBrokers(asked, brokers) ?? checkCount(asked, partitions);
    if (wrong !== null) return wrong;
  }
  const first = existing.get(0);
  if (first === undefined) {
    return problem(Errors.UNKNOWN_SERVER_ERROR, `partition 0 of the topic '${topic}' is missing`);
  }
  const firstNew = existing.size;
  if (asked !== null) return checkReplicas(asked, first.length, firstNew) ?? asked;
  const replicationFactor = first.length;
  if (checkPlacement(brokers, partitions, replicationFactor) !== null) {
    const message = `replication factor ${replicationFactor} with ${brokers.length} brokers`;
    return problem(Errors.INVALID_REPLICATION_FACTOR, message);
  }
  const leader = first[0] ?? 0;
  const startIndex = Math.max(
    0,
    brokers.findIndex(({ id }) => id >= leader),
  );
  return assignReplicasToBrokers(brokers, {
    partitions,
    replicationFactor,
    startIndex,
    replicaShift: startIndex,
    startPartitionId: firstNew,
  });
}

function notMore(topic: string, existing: number, count: number): TopicError {
  const message =
    count === existing
      ? `the topic '${topic}' already has ${existing} partitions`
      : `the topic '${topic}' has ${existing} partitions, more than the ${count} asked for`;
  return problem(Errors.INVALID_PARTITIONS, message);
}

function checkCount(asked: readonly (readonly number[])[], partitions: number): TopicError | null {
  if (asked.length === partitions) return null;
  const message = `${partitions} partitions are to be added, but ${asked.length} are assigned`;
  return problem(Errors.INVALID_REPLICA_ASSIGNMENT, message);
}

function checkBrokers(
  asked: readonly (readonly number[])[],
  brokers: readonly PlacementBroker[],
): TopicError | null {
  const unknown = asked.flat().filter((id) => brokers.every((broker) => broker.id !== id));
  if (unknown.length === 0) return null;
  const message = `unknown brokers in the assignment: ${[...new Set(unknown)].join(", ")}`;
  return problem(Errors.INVALID_REPLICA_ASSIGNMENT, message);
}

/** What is wrong with the replicas of the new partitions (`validateReplicaAssignment`). */
function checkReplicas(
  asked: readonly (readonly number[])[],
  replicationFactor: number,
  firstNew: number,
): TopicError | null {
  const error = Errors.INVALID_REPLICA_ASSIGNMENT;
  const empty = asked.findIndex((replicas) => replicas.length === 0);
  if (empty >= 0) return problem(error, `partition ${firstNew + empty} has no replica`);
  const doubled = asked.findIndex((replicas) => new Set(replicas).size !== replicas.length);
  if (doubled >= 0) return problem(error, `partition ${firstNew + doubled} names a replica twice`);
  const different = asked.findIndex((replicas) => replicas.length !== replicationFactor);
  if (different < 0) return null;
  const found = asked[different]?.length ?? 0;
  const message = `partition 0 has ${replicationFactor} replicas, but partition ${firstNew + different} has ${found}`;
  return problem(error, message);
}

function problem(error: ErrorCode, message: string): TopicError {
  return { error, message };
}
