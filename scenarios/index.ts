import type { Scenario } from "../sim/index.ts";
import { hwAdvanceStepByStep } from "./basics/hw-advance-step-by-step.ts";
import { isrShrinkExpand } from "./basics/isr-shrink-expand.ts";
import { leaderFailoverHappy } from "./basics/leader-failover-happy.ts";
import { rollingUpgrade } from "./basics/rolling-upgrade.ts";
import { autocommitDuplicates } from "./consumers/autocommit-duplicates.ts";
import { autocommitLossAsyncWorker } from "./consumers/autocommit-loss-async-worker.ts";
import { commitBeforeProcess } from "./consumers/commit-before-process.ts";
import { consumerAfterUncleanTruncation } from "./consumers/consumer-after-unclean-truncation.ts";
import { delayQueueTopic } from "./consumers/delay-queue-topic.ts";
import { deliverySemanticsTrio } from "./consumers/delivery-semantics-trio.ts";
import { eagerStopTheWorld } from "./consumers/eager-stop-the-world.ts";
import { fourAssignors } from "./consumers/four-assignors.ts";
import { gcPauseConsumerLateWrite } from "./consumers/gc-pause-consumer-late-write.ts";
import { idempotentConsumer } from "./consumers/idempotent-consumer.ts";
import { lagAndBacklogForwarding } from "./consumers/lag-and-backlog-forwarding.ts";
import { lagAndBacklogMoreConsumers } from "./consumers/lag-and-backlog-more-consumers.ts";
import { lagAndBacklogMorePartitions } from "./consumers/lag-and-backlog-more-partitions.ts";
import { moreConsumersThanPartitions } from "./consumers/more-consumers-than-partitions.ts";
import { offsetExpiryIdleGroup } from "./consumers/offset-expiry-idle-group.ts";
import { offsetResetFlood } from "./consumers/offset-reset-flood.ts";
import { offsetResetLatestNewPartition } from "./consumers/offset-reset-latest-new-partition.ts";
import { offsetsToKafkaWithoutDualCommit } from "./consumers/offsets-to-kafka-without-dual-commit.ts";
import { rebalanceNoCommitOnRevoke } from "./consumers/rebalance-no-commit-on-revoke.ts";
import { rebalanceStorm } from "./consumers/rebalance-storm.ts";
import { retentionOutrunsGroup } from "./consumers/retention-outruns-group.ts";
import { rollingRestartEager } from "./consumers/rolling-restart-eager.ts";
import { staticMemberDuplicateId } from "./consumers/static-member-duplicate-id.ts";
import { staticMemberGap } from "./consumers/static-member-gap.ts";
import { unicastVsBroadcastGroups } from "./consumers/unicast-vs-broadcast-groups.ts";
import { zombieConsumerMaxPoll } from "./consumers/zombie-consumer-max-poll.ts";
import { zookeeperConsumerRebalance } from "./consumers/zookeeper-consumer-rebalance.ts";
import { bounceMissedByController } from "./controller/bounce-missed-by-controller.ts";
import { controlledShutdownHappy } from "./controller/controlled-shutdown-happy.ts";
import { controllerFailoverHappy } from "./controller/controller-failover-happy.ts";
import { controllerMovesFiveTimes } from "./controller/controller-moves-five-times.ts";
import { electionRaceVsQueue3 } from "./controller/election-race-vs-queue.ts";
import { electionRaceVsQueue30 } from "./controller/election-race-vs-queue-30.ts";
import { kip903StaleIsrExpandWipedDisk } from "./controller/kip903-stale-isr-expand-wiped-disk.ts";
import { leaderZkCutFollowerDies } from "./controller/leader-zk-cut-follower-dies.ts";
import { newerBrokerEpochRejected } from "./controller/newer-broker-epoch-rejected.ts";
import { nodeSeesZkNotController } from "./controller/node-sees-zk-not-controller.ts";
import { preferredLeaderElection } from "./controller/preferred-leader-election.ts";
import { preferredLeaderFlap } from "./controller/preferred-leader-flap.ts";
import { restartBeforeSessionExpiry } from "./controller/restart-before-session-expiry.ts";
import { sessionExpiredNotReregistered } from "./controller/session-expired-not-reregistered.ts";
import { staleStopReplicaAfterBounce } from "./controller/stale-stopreplica-after-bounce.ts";
import { zkQuorumLoss } from "./controller/zk-quorum-loss.ts";
import { zkSessionExpiryGcLeader } from "./controller/zk-session-expiry-gc-leader.ts";
import { zkSlow } from "./controller/zk-slow.ts";
import { zkStaleRead } from "./controller/zk-stale-read.ts";
import { zkWriteOkReplyLost } from "./controller/zk-write-ok-reply-lost.ts";
import { zkversionStuckIsr } from "./controller/zkversion-stuck-isr.ts";
import { zombieControllerRpcFenced } from "./controller/zombie-controller-rpc-fenced.ts";
import { zombieControllerZkWrite } from "./controller/zombie-controller-zk-write.ts";
import { zombieLeaderAcksAll } from "./controller/zombie-leader-acks-all.ts";
import { acks0LeaderKill } from "./durability/acks0-leader-kill.ts";
import { acks1LeaderKillUnreplicated } from "./durability/acks1-leader-kill-unreplicated.ts";
import { acks2Pre09 } from "./durability/acks2-pre-0.9.ts";
import { acksallMinisr1ShrunkUnclean } from "./durability/acksall-minisr1-shrunk-unclean.ts";
import { acksallMinisr2Reject } from "./durability/acksall-minisr2-reject.ts";
import { killAllVsPowerAll } from "./durability/kill-all-vs-power-all.ts";
import { lastIsrMemberOffline } from "./durability/last-isr-member-offline.ts";
import { lastReplicaStandingPower } from "./durability/last-replica-standing-power.ts";
import { logDirFailure } from "./durability/log-dir-failure.ts";
import { minisrEqualsRf } from "./durability/minisr-equals-rf.ts";
import { minisrIgnoredByAcks1 } from "./durability/minisr-ignored-by-acks1.ts";
import { minisrNotEnoughAfterAppend } from "./durability/minisr-not-enough-after-append.ts";
import { uncleanPicksFirstNotLongest } from "./durability/unclean-picks-first-not-longest.ts";
import { upgradedButOldProtocol } from "./durability/upgraded-but-old-protocol.ts";
import { cleanerDiesOnCorruptBatch } from "./log/cleaner-dies-on-corrupt-batch.ts";
import { clockSkewTimestamps } from "./log/clock-skew-timestamps.ts";
import { compactionBasics } from "./log/compaction-basics.ts";
import { corruptBatchOnLeader } from "./log/corrupt-batch-on-leader.ts";
import { crashDuringRecoveryCleanMarker } from "./log/crash-during-recovery-clean-marker.ts";
import { kafka5634DeleteAboveHw } from "./log/kafka-5634-delete-above-hw.ts";
import { kafka9196HwStaleSegment } from "./log/kafka-9196-hw-stale-segment.ts";
import { kafka9491HwAfterFullTruncate } from "./log/kafka-9491-hw-after-full-truncate.ts";
import { kafka10706TruncationLivelock } from "./log/kafka-10706-truncation-livelock.ts";
import { kafka13194CleanedAboveHw } from "./log/kafka-13194-cleaned-above-hw.ts";
import { leaderSlowDiskRead } from "./log/leader-slow-disk-read.ts";
import { retentionOutrunsConsumer } from "./log/retention-outruns-consumer.ts";
import { slowFollowerIsrFlap } from "./log/slow-follower-isr-flap.ts";
import { tombstoneMissed } from "./log/tombstone-missed.ts";
import { addPartitions } from "./operations/add-partitions.ts";
import { configChangeEnablesUnclean } from "./operations/config-change-enables-unclean.ts";
import { decommissionBroker } from "./operations/decommission-broker.ts";
import { deleteTopicDisabled } from "./operations/delete-topic-disabled.ts";
import { kafka13972StrayReplica } from "./operations/kafka-13972-stray-replica.ts";
import { reassignUnderLoad } from "./operations/reassign-under-load.ts";
import { reassignmentCancelled } from "./operations/reassignment-cancelled.ts";
import { topicDeletionRecreate } from "./operations/topic-deletion-recreate.ts";
import { uncleanElectionByAdmin } from "./operations/unclean-election-by-admin.ts";
import { batchingMatters } from "./performance/batching-matters.ts";
import { lagBuildsAndDrains } from "./performance/lag-builds-and-drains.ts";
import { randomVsSequential } from "./performance/random-vs-sequential.ts";
import { zeroCopyOff } from "./performance/zero-copy-off.ts";
import { deliveryTimeoutAmbiguous } from "./producer/delivery-timeout-ambiguous.ts";
import { dupAcrossFailover } from "./producer/dup-across-failover.ts";
import { dupOnLostAck } from "./producer/dup-on-lost-ack.ts";
import { fireAndForgetBufferLoss } from "./producer/fire-and-forget-buffer-loss.ts";
import { idempotenceDefaultSilentlyOff } from "./producer/idempotence-default-silently-off.ts";
import { inflight1StillReorders09 } from "./producer/inflight1-still-reorders-0.9.ts";
import { keyOrdering } from "./producer/key-ordering.ts";
import { notLeaderIsNotDefinite } from "./producer/not-leader-is-not-definite.ts";
import { producerIdExpiredClusterSide } from "./producer/producer-id-expired-cluster-side.ts";
import { retryReorderInflight } from "./producer/retry-reorder-inflight.ts";
import { stickyPartitionerFeedsSlowBroker } from "./producer/sticky-partitioner-feeds-slow-broker.ts";
import { unknownProducerId } from "./producer/unknown-producer-id.ts";
import { kafka2143FollowerWipesLog } from "./replication/kafka-2143-follower-wipes-log.ts";
import { kafka3410HaltOnTruncation } from "./replication/kafka-3410-halt-on-truncation.ts";
import { kafka6003ReplicaSequenceStall } from "./replication/kafka-6003-replica-sequence-stall.ts";
import { kafka6880ZombieFollower } from "./replication/kafka-6880-zombie-follower.ts";
import { kafka7128JoinIsrBeforeEpochStart } from "./replication/kafka-7128-join-isr-before-epoch-start.ts";
import { kafka7164MissedEpochSameLeader } from "./replication/kafka-7164-missed-epoch-same-leader.ts";
import { kafka7415EpochCacheHole } from "./replication/kafka-7415-epoch-cache-hole.ts";
import { kafka13141DivergingFetchCounted } from "./replication/kafka-13141-diverging-fetch-counted.ts";
import { kip101HwTruncationLoss } from "./replication/kip101-hw-truncation-loss.ts";
import { kip101PowerDivergence } from "./replication/kip101-power-divergence.ts";
import { kip279FastFailoverDivergence } from "./replication/kip279-fast-failover-divergence.ts";
import { kip497MaximalIsr } from "./replication/kip497-maximal-isr.ts";

/** Every published scenario, grouped, in the order in which they are best met. */
export const SCENARIOS: readonly Scenario[] = [
  hwAdvanceStepByStep,
  isrShrinkExpand,
  leaderFailoverHappy,
  rollingUpgrade,
  acks0LeaderKill,
  acks1LeaderKillUnreplicated,
  acks2Pre09,
  acksallMinisr1ShrunkUnclean,
  lastIsrMemberOffline,
  acksallMinisr2Reject,
  minisrIgnoredByAcks1,
  minisrNotEnoughAfterAppend,
  minisrEqualsRf,
  uncleanPicksFirstNotLongest,
  killAllVsPowerAll,
  lastReplicaStandingPower,
  logDirFailure,
  upgradedButOldProtocol,
  kip101HwTruncationLoss,
  kip101PowerDivergence,
  kip279FastFailoverDivergence,
  kafka7415EpochCacheHole,
  kafka7164MissedEpochSameLeader,
  kafka6880ZombieFollower,
  kafka7128JoinIsrBeforeEpochStart,
  kafka6003ReplicaSequenceStall,
  kafka2143FollowerWipesLog,
  kafka3410HaltOnTruncation,
  kafka13141DivergingFetchCounted,
  kip497MaximalIsr,
  controllerFailoverHappy,
  controlledShutdownHappy,
  zombieLeaderAcksAll,
  zkSessionExpiryGcLeader,
  leaderZkCutFollowerDies,
  zkWriteOkReplyLost,
  nodeSeesZkNotController,
  bounceMissedByController,
  staleStopReplicaAfterBounce,
  newerBrokerEpochRejected,
  restartBeforeSessionExpiry,
  sessionExpiredNotReregistered,
  zombieControllerRpcFenced,
  kip903StaleIsrExpandWipedDisk,
  preferredLeaderFlap,
  controllerMovesFiveTimes,
  electionRaceVsQueue3,
  electionRaceVsQueue30,
  zkQuorumLoss,
  zkSlow,
  zkStaleRead,
  preferredLeaderElection,
  zombieControllerZkWrite,
  zkversionStuckIsr,
  topicDeletionRecreate,
  deleteTopicDisabled,
  addPartitions,
  reassignUnderLoad,
  reassignmentCancelled,
  kafka13972StrayReplica,
  decommissionBroker,
  uncleanElectionByAdmin,
  configChangeEnablesUnclean,
  dupOnLostAck,
  dupAcrossFailover,
  retryReorderInflight,
  inflight1StillReorders09,
  deliveryTimeoutAmbiguous,
  notLeaderIsNotDefinite,
  idempotenceDefaultSilentlyOff,
  unknownProducerId,
  producerIdExpiredClusterSide,
  keyOrdering,
  fireAndForgetBufferLoss,
  stickyPartitionerFeedsSlowBroker,
  compactionBasics,
  tombstoneMissed,
  retentionOutrunsConsumer,
  clockSkewTimestamps,
  leaderSlowDiskRead,
  slowFollowerIsrFlap,
  corruptBatchOnLeader,
  cleanerDiesOnCorruptBatch,
  crashDuringRecoveryCleanMarker,
  kafka5634DeleteAboveHw,
  kafka9196HwStaleSegment,
  kafka9491HwAfterFullTruncate,
  kafka10706TruncationLivelock,
  kafka13194CleanedAboveHw,
  zeroCopyOff,
  batchingMatters,
  randomVsSequential,
  lagBuildsAndDrains,
  unicastVsBroadcastGroups,
  moreConsumersThanPartitions,
  rollingRestartEager,
  lagAndBacklogMoreConsumers,
  lagAndBacklogMorePartitions,
  lagAndBacklogForwarding,
  deliverySemanticsTrio,
  idempotentConsumer,
  commitBeforeProcess,
  autocommitDuplicates,
  autocommitLossAsyncWorker,
  rebalanceNoCommitOnRevoke,
  zombieConsumerMaxPoll,
  zookeeperConsumerRebalance,
  offsetsToKafkaWithoutDualCommit,
  fourAssignors,
  gcPauseConsumerLateWrite,
  offsetResetLatestNewPartition,
  offsetResetFlood,
  offsetExpiryIdleGroup,
  retentionOutrunsGroup,
  consumerAfterUncleanTruncation,
  eagerStopTheWorld,
  rebalanceStorm,
  staticMemberGap,
  staticMemberDuplicateId,
  delayQueueTopic,
];

/** The scenario of that id, or undefined. */
export function scenarioById(id: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.id === id);
}
