import type { BrokerSwitches } from "../era/broker-switches.ts";

/**
 * Whether a follower whose leader is the same broker as before goes on fetching as if nothing had
 * happened (`Partition.makeFollower`).
 */
export type FollowerSkip = (oldLeaderEpoch: number, newLeaderEpoch: number) => boolean;

/** The rules by the values of the switch `makeFollowerSkip`. */
export const FOLLOWER_SKIPS: Readonly<Record<BrokerSwitches["makeFollowerSkip"], FollowerSkip>> = {
  /** Even if another broker led in between, and the leader truncated (KAFKA-7164). */
  sameLeader: () => true,
  sameLeaderEpochUpToPlus1: (oldEpoch, newEpoch) => newEpoch <= oldEpoch + 1,
  sameLeaderAndEpoch: (oldEpoch, newEpoch) => newEpoch === oldEpoch,
};
