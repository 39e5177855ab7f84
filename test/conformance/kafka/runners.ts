import { runControllerOutcome } from "./controller-outcome.ts";
import { runCurrentLeaderEpochCheck } from "./current-leader-epoch-check.ts";
import { runDelayedProduce } from "./delayed-produce.ts";
import { runLeaderElection } from "./elections.ts";
import { runFetchDivergence } from "./fetch-divergence.ts";
import { runFetcherScenario } from "./fetcher-scenario.ts";
import { runFirstUnstableOffset } from "./first-unstable-offset.ts";
import { runFollowerTruncationDecision } from "./follower-truncation-decision.ts";
import { runIsrScenario } from "./isr-scenario.ts";
import { runLeaderEpochCache } from "./leader-epoch-cache.ts";
import { runLogScenario } from "./log-scenario.ts";
import { runOffsetsForLeaderEpoch } from "./offsets-for-leader-epoch.ts";
import { runPreferredImbalance } from "./preferred-imbalance.ts";
import { runProducerState } from "./producer-state.ts";
import { runReadCommittedBound } from "./read-committed-bound.ts";
import { runReassignTo, runTargetReplicas } from "./replica-assignment.ts";
import {
  runAddPartitions,
  runRackAlternatedList,
  runReplicaAssignment,
  runReplicaAssignmentProperty,
  runValidateTopicAssignment,
} from "./replica-placement.ts";
import { runPartitionStateTransition, runReplicaStateTransition } from "./state-transitions.ts";
import { runStopReplica } from "./stop-replica.ts";
import type { VectorRunner } from "./support/vector.ts";
import { runUnderReplicated } from "./under-replicated.ts";

/** The kinds of vectors that are run, and how. */
export const RUNNERS: Readonly<Record<string, VectorRunner>> = {
  leaderElection: runLeaderElection,
  leaderEpochCache: runLeaderEpochCache,
  replicaAssignment: runReplicaAssignment,
  rackAlternatedList: runRackAlternatedList,
  replicaAssignmentProperty: runReplicaAssignmentProperty,
  validateTopicAssignment: runValidateTopicAssignment,
  addPartitions: runAddPartitions,
  fetchDivergence: runFetchDivergence,
  currentLeaderEpochCheck: runCurrentLeaderEpochCheck,
  followerTruncationDecision: runFollowerTruncationDecision,
  fetcherScenario: runFetcherScenario,
  isrScenario: runIsrScenario,
  underReplicated: runUnderReplicated,
  partitionStateTransition: runPartitionStateTransition,
  replicaStateTransition: runReplicaStateTransition,
  controllerOutcome: runControllerOutcome,
  preferredImbalance: runPreferredImbalance,
  reassignTo: runReassignTo,
  targetReplicas: runTargetReplicas,
  stopReplica: runStopReplica,
  offsetsForLeaderEpoch: runOffsetsForLeaderEpoch,
  delayedProduce: runDelayedProduce,
  producerState: runProducerState,
  logScenario: runLogScenario,
  firstUnstableOffset: runFirstUnstableOffset,
  readCommittedBound: runReadCommittedBound,
};
