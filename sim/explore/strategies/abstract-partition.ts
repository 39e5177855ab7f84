import type { ClusterModel } from "../../check/model/cluster-model.ts";
import type { PartitionModel, ReplicaModel } from "../../check/model/partition-model.ts";
import { ROLE_LEADER, ROLE_NONE } from "../../kafka/facts.ts";
import { LIFE_UP } from "../../kernel/kernel-facts.ts";

/** Where counts of records begin a new bucket: 0, 1, 2 to 9, 10 and more. */
const BUCKETS = [1, 2, 10];
/** Who runs. */
export type Lives = Pick<ClusterModel, "hostOfBroker">;

/** Differences below 0 have a bucket of their own. */
const BELOW_ZERO = 4;
const MOST_EPOCHS = 2;

/**
 * A 32-bit hash of what a partition looks like, whatever its name and those of its brokers: the leader of
 * the registry and whether it lives and leads; how far its high watermark is from the end of its log; who
 * else takes itself for the leader; and of every replica, in any order, whether it lives and is in the
 * ISR, and how far its log end, high watermark and epoch are from the leader's.
 * @param surroundings what else is part of the state
 */
export function partitionState(
  partition: PartitionModel,
  model: Lives,
  surroundings: number,
): number {
  const { truth } = partition;
  if (truth === null) return mix(surroundings, 1);
  const named = partition.knownReplica(truth.leader);
  const leader = named?.isCurrentLeader === true ? named : null;
  const reference = named ?? highest(partition);
  const codes: number[] = [];
  for (const replica of partition.replicas) {
    if (replica.role === ROLE_NONE || replica.broker === truth.leader) continue;
    codes.push(replicaCode(replica, reference, model, truth.isr, truth.leaderEpoch));
  }
  codes.sort((x, y) => x - y);
  let hash = mix(surroundings, 2 + (truth.leader < 0 ? 0 : 1));
  hash = mix(hash, truth.isr.length);
  if (named !== undefined) hash = mix(hash, isUp(model, named) ? 1 : 0);
  if (leader !== null) {
    hash = mix(hash, 16 + bucket(leader.logEndOffset - leader.highWatermark));
    hash = mix(hash, Math.max(0, leader.maximalIsr.length - leader.isr.length));
    hash = mix(hash, sameMembers(leader.isr, truth.isr) ? 1 : 0);
  }
  for (const code of codes) hash = mix(hash, code);
  return hash;
}

/** A step of a 32-bit hash. */
export function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function replicaCode(
  replica: ReplicaModel,
  reference: ReplicaModel | null,
  model: Lives,
  isr: readonly number[],
  leaderEpoch: number,
): number {
  const isLeader = replica.role === ROLE_LEADER;
  const alive = isUp(model, replica);
  const epochsBehind = Math.min(MOST_EPOCHS, Math.max(0, leaderEpoch - replica.leaderEpoch));
  const lag = reference === null ? 0 : bucket(reference.logEndOffset - replica.logEndOffset);
  const behind = reference === null ? 0 : reference.highWatermark - replica.highWatermark;
  let code = isLeader ? 1 : 0;
  code = code * 2 + (alive ? 1 : 0);
  code = code * 2 + (isr.includes(replica.broker) ? 1 : 0);
  code = code * 2 + (replica.fetchesFrom >= 0 ? 1 : 0);
  code = code * (MOST_EPOCHS + 1) + epochsBehind;
  code = code * (BELOW_ZERO + 1) + lag;
  return code * 3 + (behind < 0 ? 2 : behind === 0 ? 0 : 1);
}

function highest({ replicas }: PartitionModel): ReplicaModel | null {
  let best: ReplicaModel | null = null;
  for (const replica of replicas) {
    if (best === null || replica.logEndOffset > best.logEndOffset) best = replica;
  }
  return best;
}

function isUp(model: Lives, { broker }: ReplicaModel): boolean {
  return model.hostOfBroker(broker)?.life === LIFE_UP;
}

function bucket(difference: number): number {
  if (difference < 0) return BELOW_ZERO;
  let index = 0;
  while (index < BUCKETS.length && difference >= (BUCKETS[index] as number)) index++;
  return index;
}

function sameMembers(x: readonly number[], y: readonly number[]): boolean {
  return x.length === y.length && x.every((member) => y.includes(member));
}
