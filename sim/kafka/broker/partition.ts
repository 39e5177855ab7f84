import { assert } from "../../kernel/assert.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import {
  FACT_LEADER_ISR,
  FACT_REPLICA_ROLE,
  ROLE_FOLLOWER,
  ROLE_LEADER,
  ROLE_NONE,
  ROLE_OFFLINE,
} from "../facts.ts";
import type { Log } from "../log/log.ts";
import {
  type LogAppendInfo,
  refusedAppend,
  UnexpectedAppendOffsetError,
} from "../log/log-append-info.ts";
import { storageErrorCode } from "../log/log-dir-failure-channel.ts";
import type { AppendOrigin } from "../log/producer-append-validation.ts";
import {
  type AlterIsrPartitionResponse,
  type LeaderAndIsrPartition,
  NO_LEADER,
} from "../messages.ts";
import type { RecordBatch } from "../record/record-batch.ts";
import { type AssignmentState, NO_REPLICAS } from "./assignment-state.ts";
import type { CachedPartition } from "./cached-partition.ts";
import type { ProducePartitionStatus } from "./delayed-produce.ts";
import type { IsrRules } from "./isr-rules.ts";
import {
  type AlterIsrOutcome,
  committedIsr,
  type IsrState,
  isTakenBack,
  pendingExpandIsr,
  pendingShrinkIsr,
  staysPending,
} from "./isr-state.ts";
import { FOLLOWER_SKIPS, type FollowerSkip } from "./make-follower-skip.ts";
import type { PartitionContext } from "./partition-context.ts";
import type { PartitionFetchState } from "./partition-fetch-state.ts";
import { RemoteReplicas } from "./remote-replicas.ts";
import type { Replica } from "./replica.ts";
import type { TruncationRule } from "./truncation/truncation-rule.ts";
import { TRUNCATION_RULES } from "./truncation/truncation-rules.ts";

/**
 * A partition that this broker hosts, as its leader or as a follower (`kafka.cluster.Partition`): its
 * role, its log, and as a leader the ISR, what is known of the followers, and the HW that follows
 * from both.
 */
export class Partition {
  readonly tp: number;
  /** The interned name, for facts. */
  readonly text: number;
  log: Log | null = null;
  leaderEpoch = -1;
  /** -1: not known. */
  leaderId = NO_LEADER;
  /** Where the log ended when this broker became its leader; -1 while it is not. */
  leaderEpochStartOffset = -1;
  zkVersion = -1;
  /** Of the controller that made this leader; what the leader writes to ZooKeeper bears it. */
  controllerEpoch = 0;
  /**
   * What the leader writes to ZooKeeper just now; null while it does not. It holds `leaderIsrUpdateLock`
   * for that: nobody appends, fetches or takes another role until the answer.
   */
  isrWrite: IsrState | null = null;
  isrState: IsrState = committedIsr([]);
  assignment: AssignmentState = NO_REPLICAS;
  /** How the replica is fetched; null while it is not. */
  fetchState: PartitionFetchState | null = null;
  /** acks=all produce requests that wait for the HW. */
  produceWatchers: ProducePartitionStatus[] = [];
  /** Partitions of fetch sessions that are told when something changes. */
  readonly fetchWatchers: CachedPartition[] = [];
  readonly remotes: RemoteReplicas;
  /** Whether the ISR has a member that a reassignment has just taken away. */
  private hasUnassignedMember = false;
  private leaderSinceMs = 0;
  private readonly context: PartitionContext;
  /** A fetch counts even if it is answered with where the logs part (KAFKA-13141). */
  readonly countsDivergingFetches: boolean;
  private readonly truncation: TruncationRule;
  private readonly makeLeaderAssignsEpoch: boolean;
  private readonly skipsFollowing: FollowerSkip;
  private readonly isrRules: IsrRules;

  constructor(tp: number, text: number, context: PartitionContext) {
    this.tp = tp;
    this.text = text;
    this.context = context;
    this.remotes = new RemoteReplicas(text, context);
    const { switches } = context;
    this.countsDivergingFetches = switches["KAFKA-13141"];
    this.truncation = TRUNCATION_RULES[switches.truncation];
    this.makeLeaderAssignsEpoch = switches.makeLeaderAssignsEpoch;
    this.skipsFollowing = FOLLOWER_SKIPS[switches.makeFollowerSkip];
    this.isrRules = context.isrRules;
  }

  get isLeader(): boolean {
    return this.leaderId === this.context.brokerId;
  }

  get role(): number {
    if (this.leaderId === NO_LEADER) return ROLE_OFFLINE;
    return this.isLeader ? ROLE_LEADER : ROLE_FOLLOWER;
  }

  replica(brokerId: number): Replica | null {
    return this.remotes.of(brokerId);
  }

  /** Opens the log, with the HW of the checkpoint file (0 without one). */
  createLogIfNotExists(configs: Readonly<Record<string, string>>, isNew = false): Log {
    if (this.log !== null) return this.log;
    const log = this.context.logManager.getOrCreateLog(this.tp, configs, isNew);
    log.updateHighWatermark(log.directory.highWatermarks.get(this.tp) ?? 0);
    this.log = log;
    this.emitRole();
    return log;
  }

  /**
   * Becomes the leader, or stays it in a new epoch. The HW is the one known here, and nothing is known
   * of the followers until they fetch: it cannot rise before each ISR member did. Returns whether the
   * HW rose, which it does when the ISR is this broker alone.
   */
  makeLeader(state: LeaderAndIsrPartition, configs: Readonly<Record<string, string>>): boolean {
    assert(state.leaderEpoch > this.leaderEpoch, "a new role needs a greater leader epoch");
    this.markFetchesDirty();
    this.updateAssignment(state);
    const log = this.createLogIfNotExists(configs, state.isNew);
    const isNewLeader = !this.isLeader;
    this.leaderEpoch = state.leaderEpoch;
    this.leaderEpochStartOffset = log.logEndOffset;
    this.leaderId = this.context.brokerId;
    this.controllerEpoch = state.controllerEpoch;
    this.emitRole();
    this.context.isrProposals.clearPending(this.tp);
    this.setIsrState(committedIsr(state.isr), state.zkVersion);
    // Followers may ask for an epoch that this leader never saw, later than all its records (KAFKA-7415).
    if (this.makeLeaderAssignsEpoch && log.config.hasLeaderEpochs) {
      log.leaderEpochCache.assign(state.leaderEpoch, log.logEndOffset);
    }
    const nowMs = this.context.host.wallMs();
    this.leaderSinceMs = nowMs;
    this.remotes.startLeading(state.isr, log.logEndOffset, isNewLeader);
    return this.maybeIncrementLeaderHighWatermark(nowMs);
  }

  /**
   * Becomes a follower, or stays one in a new epoch. Returns whether it must begin to fetch anew: false
   * when it follows the same broker and goes on (`makeFollowerSkip`).
   */
  makeFollower(state: LeaderAndIsrPartition, configs: Readonly<Record<string, string>>): boolean {
    assert(state.leaderEpoch > this.leaderEpoch, "a new role needs a greater leader epoch");
    this.markFetchesDirty();
    this.updateAssignment(state);
    this.createLogIfNotExists(configs, state.isNew);
    const isSameLeader = this.leaderId === state.leader;
    const goesOn = isSameLeader && this.skipsFollowing(this.leaderEpoch, state.leaderEpoch);
    this.leaderEpoch = state.leaderEpoch;
    this.leaderEpochStartOffset = -1;
    this.leaderId = state.leader;
    this.emitRole();
    this.context.isrProposals.clearPending(this.tp);
    this.setIsrState(committedIsr([]), state.zkVersion);
    return !goesOn;
  }

  /** The replica is deleted here. */
  delete(): void {
    this.remotes.assign([], false);
    this.assignment = NO_REPLICAS;
    this.loseRole(ROLE_NONE);
  }

  /** The directory of its log failed. */
  goOffline(): void {
    this.loseRole(ROLE_OFFLINE);
  }

  /**
   * Appends what a producer sent, or a coordinator writes. Errors: NOT_LEADER_OR_FOLLOWER; NOT_ENOUGH_REPLICAS when acks is -1
   * and the committed ISR is smaller than min.insync.replicas; those of the log. There is no check of
   * the leader epoch: a deposed leader that does not know it yet is fenced by ISR and HW only.
   */
  appendRecordsToLeader(
    batch: RecordBatch,
    acks: number,
    origin: AppendOrigin = "client",
  ): LogAppendInfo {
    const log = this.log;
    if (log === null || !this.isLeader) return refusedAppend(Errors.NOT_LEADER_OR_FOLLOWER);
    if (acks === -1 && this.isrState.isr.length < this.minInsyncReplicas(log)) {
      return refusedAppend(Errors.NOT_ENOUGH_REPLICAS);
    }
    try {
      const info = log.appendAsLeader(batch, this.leaderEpoch, origin);
      if (log.readsPastHighWatermark) this.markFetchesDirty();
      return info;
    } catch (error) {
      return refusedAppend(storageErrorCode(error));
    }
  }

  /**
   * Appends what one fetch brought as the leader stored it.
   * @throws UnexpectedAppendOffsetError when it begins before the end of a log that is not empty
   * @throws RecordBatchTooLargeError
   * @throws ProducerAppendError
   */
  appendRecordsToFollower(batches: readonly RecordBatch[]): void {
    const log = this.localLog();
    try {
      log.appendAsFollower(batches);
    } catch (error) {
      // The leader's log may start in the middle of a batch: then the follower's starts with it.
      const startsWithin =
        error instanceof UnexpectedAppendOffsetError &&
        log.logEndOffset === log.logStartOffset &&
        error.lastOffset >= log.logEndOffset;
      if (!startsWithin) throw error;
      this.truncateFullyAndStartAt(error.firstOffset, "the leader's first batch starts earlier");
      log.appendAsFollower(batches);
    }
  }

  /** NONE, or why a fetch of that epoch is refused here; epoch errors come first (KIP-320). */
  checkFetch(currentLeaderEpoch: number): ErrorCode {
    const error = this.checkCurrentLeaderEpoch(currentLeaderEpoch);
    if (error !== Errors.NONE) return error;
    return this.isLeader && this.log !== null ? Errors.NONE : Errors.NOT_LEADER_OR_FOLLOWER;
  }

  /** Compares what a client takes for the current epoch; -1 is not compared, nor anything before KIP-320. */
  checkCurrentLeaderEpoch(currentLeaderEpoch: number): ErrorCode {
    if (!this.truncation.checksLeaderEpoch) return Errors.NONE;
    if (currentLeaderEpoch < 0 || currentLeaderEpoch === this.leaderEpoch) return Errors.NONE;
    return currentLeaderEpoch < this.leaderEpoch
      ? Errors.FENCED_LEADER_EPOCH
      : Errors.UNKNOWN_LEADER_EPOCH;
  }

  /**
   * Notes what a follower's fetch says about it: its log ends at the fetch offset. It may join the ISR
   * and raise the HW. Returns whether the HW rose.
   */
  updateFollowerFetchState(replica: Replica, read: CachedPartition): boolean {
    const nowMs = read.session.lastFetchTimeMs;
    const previousEndOffset = replica.logEndOffset;
    replica.cached = read;
    const { fetchOffset, fetcherLogStartOffset, logEndOffset } = read;
    replica.updateFetchState(fetchOffset, fetcherLogStartOffset, nowMs, logEndOffset);
    if (previousEndOffset !== fetchOffset) this.remotes.emitLogEndOffset(replica);
    this.maybeExpandIsr(replica);
    if (previousEndOffset === fetchOffset || this.isrWrite !== null) return false;
    return this.maybeIncrementLeaderHighWatermark(nowMs);
  }

  /**
   * Whether a write up to `requiredOffset` may be answered: null while it waits, otherwise NONE or why it
   * fails. acks=all waits for the HW, and here the maximal ISR is compared with min.insync.replicas;
   * another number waits for so many members of the ISR, the leader included (until 0.9).
   */
  checkEnoughReplicasReachOffset(requiredOffset: number, acks = -1): ErrorCode | null {
    const log = this.log;
    if (log === null || !this.isLeader) return Errors.NOT_LEADER_OR_FOLLOWER;
    if (acks > 0) return this.membersWith(requiredOffset) >= acks ? Errors.NONE : null;
    if (log.highWatermark < requiredOffset) return null;
    return this.isrState.maximalIsr.length >= this.minInsyncReplicas(log)
      ? Errors.NONE
      : Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND;
  }

  /**
   * Raises the HW as far as the logs allow, below min.insync.replicas too (until 3.7, KAFKA-15583).
   * Returns whether it rose.
   */
  maybeIncrementLeaderHighWatermark(nowMs: number): boolean {
    const log = this.log;
    if (log === null || !this.isLeader) return false;
    const { isrRules } = this;
    const { isr, maximalIsr } = this.isrState;
    if (this.hasUnassignedMember && isrRules.hwWaitsForUnassigned) return false;
    if (isrRules.hwBlockedUnderMinIsr && isr.length < this.minInsyncReplicas(log)) return false;
    return log.maybeIncrementHighWatermark(
      isrRules.highWatermark(log.logEndOffset, this.remotes.all, maximalIsr, nowMs),
    );
  }

  /** Whether the look for members that lag fails with an exception here (until KAFKA-9672). */
  get failsIsrCheck(): boolean {
    const { isrState, isrRules } = this;
    const looks = this.isLeader && isrState.proposed === null;
    return looks && this.hasUnassignedMember && isrRules.unassignedFailsCheck;
  }

  /** Proposes to drop the ISR members that lag too far behind. Returns whether the HW rose. */
  maybeShrinkIsr(): boolean {
    const log = this.log;
    if (log === null || !this.isLeader || this.isrState.proposed !== null) return false;
    const nowMs = this.context.host.wallMs();
    const outOfSync = this.outOfSyncReplicas(log.logEndOffset, nowMs);
    if (outOfSync.length === 0) return false;
    this.context.isrProposals.submit(this, pendingShrinkIsr(this.isrState.isr, outOfSync));
    // Otherwise the HW is computed when the ISR has changed.
    const isComputedNow = this.isrWrite === null && !this.isrRules.hwAfterIsrCommit;
    return isComputedNow && this.maybeIncrementLeaderHighWatermark(nowMs);
  }

  /** The controller is asked for an ISR: it counts until the answer, together with the old one. */
  proposeIsr(state: IsrState): void {
    this.setIsrState(state, this.zkVersion);
  }

  /** The ISR is written to ZooKeeper: the old one counts until the answer. */
  beginIsrWrite(state: IsrState): void {
    assert(this.isrWrite === null, "one write at a time");
    this.isrWrite = state;
    this.markFetchesDirty();
  }

  /**
   * ZooKeeper's answer to a write: the new version of the znode, or -1 when it has another version than
   * this leader knows. Then the ISR and the version stay as they are, until the next write fails too or
   * a LeaderAndIsr tells more. Returns whether the HW rose.
   */
  endIsrWrite(zkVersion: number): boolean {
    const state = this.isrWrite;
    assert(state !== null, "a write was begun");
    this.isrWrite = null;
    this.markFetchesDirty();
    if (!this.isLeader) return false;
    if (zkVersion >= 0) this.setIsrState(committedIsr(state.proposed ?? state.isr), zkVersion);
    else if (this.context.switches.refusedIsrWrite === "pending") {
      this.setIsrState(state, this.zkVersion);
    }
    return this.maybeIncrementLeaderHighWatermark(this.context.host.wallMs());
  }

  /**
   * The controller's answer to a proposal. After some errors it stays pending until the next
   * LeaderAndIsr; it is dropped if it is certain that nothing was written.
   */
  handleAlterIsrResponse(proposal: IsrState, response: AlterIsrPartitionResponse): AlterIsrOutcome {
    if (this.isrState !== proposal) return "done";
    if (isTakenBack(response.error)) {
      this.setIsrState(committedIsr(proposal.isr), this.zkVersion);
      return "done";
    }
    if (response.error !== Errors.NONE) return staysPending(response.error) ? "done" : "retry";
    if (response.leaderEpoch !== this.leaderEpoch) return "done";
    if (response.currentIsrVersion < this.zkVersion) return "done";
    this.markFetchesDirty();
    this.setIsrState(committedIsr(response.isr), response.currentIsrVersion);
    if (!this.isrRules.hwAfterIsrCommit) return "done";
    const rose = this.maybeIncrementLeaderHighWatermark(this.context.host.wallMs());
    return rose ? "highWatermarkRose" : "done";
  }

  /** Raises the log start offset, as its leader did. False when it cannot. */
  maybeIncrementLogStartOffset(logStartOffset: number): boolean {
    try {
      return this.localLog().maybeIncrementLogStartOffset(logStartOffset);
    } catch (error) {
      storageErrorCode(error);
      return false;
    }
  }

  /** A replica whose log directory fails is not fetched any more (`markPartitionFailed`). */
  truncateTo(offset: number, reason: string): void {
    try {
      this.context.logManager.truncateTo(this.localLog(), offset, reason);
    } catch (error) {
      storageErrorCode(error);
      this.fetchState?.fetcher.remove(this);
    }
    this.markFetchesDirty();
  }

  truncateFullyAndStartAt(offset: number, reason: string): void {
    try {
      this.context.logManager.truncateFullyAndStartAt(this.localLog(), offset, reason);
    } catch (error) {
      storageErrorCode(error);
      this.fetchState?.fetcher.remove(this);
    }
    this.markFetchesDirty();
  }

  watchFetches(read: CachedPartition): void {
    this.fetchWatchers.push(read);
  }

  unwatchFetches(read: CachedPartition): void {
    const index = this.fetchWatchers.indexOf(read);
    if (index >= 0) this.fetchWatchers.splice(index, 1);
  }

  /** The next fetch of every session must look at this partition. */
  markFetchesDirty(): void {
    for (const read of this.fetchWatchers) read.markDirty();
  }

  private loseRole(role: number): void {
    this.markFetchesDirty();
    this.isrState = committedIsr([]);
    this.log = null;
    this.leaderId = NO_LEADER;
    this.leaderEpochStartOffset = -1;
    const { brokerId, facts } = this.context;
    facts.add(FACT_REPLICA_ROLE, this.text, brokerId, role, -1, NO_LEADER);
  }

  private localLog(): Log {
    assert(this.log !== null, "the replica has a log");
    return this.log;
  }

  private updateAssignment(state: LeaderAndIsrPartition): void {
    const { replicas, addingReplicas = [], removingReplicas = [] } = state;
    this.assignment = { replicas, addingReplicas, removingReplicas };
    this.remotes.assign(replicas, this.isLeader);
  }

  private minInsyncReplicas({ config }: Log): number {
    const replicas = this.remotes.all.length + 1;
    return this.isrRules.minInsyncReplicas(config.minInsyncReplicas, replicas);
  }

  /** Members of the ISR whose log reaches an offset; the leader's does. */
  private membersWith(requiredOffset: number): number {
    const { brokerId } = this.context;
    return this.isrState.isr.filter(
      (id) => id === brokerId || (this.replica(id)?.logEndOffset ?? -1) >= requiredOffset,
    ).length;
  }

  private maybeExpandIsr(replica: Replica): void {
    const { isr, proposed } = this.isrState;
    const log = this.log;
    if (log === null || !this.isLeader || proposed !== null || isr.includes(replica.brokerId))
      return;
    if (!this.isrRules.mayJoin(replica, log.highWatermark, this.leaderEpochStartOffset)) return;
    this.context.isrProposals.submit(this, pendingExpandIsr(isr, replica.brokerId));
  }

  /** Members of the ISR that lag too far behind a log that ends at `leaderEndOffset`. */
  outOfSyncReplicas(leaderEndOffset: number, nowMs: number): number[] {
    const outOfSync: number[] = [];
    for (const id of this.isrState.isr) {
      if (id === this.context.brokerId) continue;
      const replica = this.replica(id);
      const isOutOfSync =
        replica === null
          ? this.isrRules.isUnassignedOutOfSync(this.leaderSinceMs, nowMs)
          : this.isrRules.isOutOfSync(replica, leaderEndOffset, nowMs);
      if (isOutOfSync) outOfSync.push(id);
    }
    return outOfSync;
  }

  private setIsrState(state: IsrState, zkVersion: number): void {
    const was = this.isrState;
    this.isrState = state;
    this.zkVersion = zkVersion;
    const { replicas } = this.assignment;
    this.hasUnassignedMember = state.isr.some((id) => !replicas.includes(id));
    if (was.maximalIsr.length === 0 && state.maximalIsr.length === 0) return;
    const { facts, brokerId } = this.context;
    const isr = facts.intern(JSON.stringify(state.isr));
    const maximalIsr = facts.intern(JSON.stringify(state.maximalIsr));
    facts.add(FACT_LEADER_ISR, this.text, brokerId, isr, maximalIsr, zkVersion);
  }

  private emitRole(): void {
    const { facts, brokerId } = this.context;
    facts.add(FACT_REPLICA_ROLE, this.text, brokerId, this.role, this.leaderEpoch, this.leaderId);
  }
}
