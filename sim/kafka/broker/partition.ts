import { assert } from "../../kernel/assert.ts";
import type { FactLog } from "../../kernel/facts.ts";
import type { Host } from "../../kernel/host.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import {
  FACT_LEADER_ISR,
  FACT_REMOTE_LEO,
  FACT_REPLICA_ROLE,
  ROLE_FOLLOWER,
  ROLE_LEADER,
  ROLE_NONE,
  ROLE_OFFLINE,
} from "../facts.ts";
import {
  type Log,
  type LogAppendInfo,
  refusedAppend,
  UnexpectedAppendOffsetError,
} from "../log/log.ts";
import type { LogManager } from "../log/log-manager.ts";
import {
  type AlterIsrPartitionResponse,
  type LeaderAndIsrPartition,
  NO_LEADER,
} from "../messages.ts";
import type { RecordBatch } from "../records.ts";
import type { CachedPartition } from "./cached-partition.ts";
import type { ProducePartitionStatus } from "./delayed-produce.ts";
import { committedIsr, type IsrState, pendingExpandIsr, pendingShrinkIsr } from "./isr-state.ts";
import type { PartitionFetchState } from "./partition-fetch-state.ts";
import { Replica, UNKNOWN_OFFSET } from "./replica.ts";

/** Who carries a leader's ISR changes to the controller. */
export interface IsrProposals {
  /** Proposes an ISR for a partition for which nothing is proposed yet. */
  submit(partition: Partition, state: IsrState): void;
  /** Forgets what was proposed for it and not sent. */
  clearPending(tp: number): void;
}

/** What a partition needs of its broker. */
export interface PartitionContext {
  readonly brokerId: number;
  readonly host: Host;
  readonly facts: FactLog;
  readonly replicaLagTimeMaxMs: number;
  readonly logManager: LogManager;
  readonly isrProposals: IsrProposals;
}

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
  isrState: IsrState = committedIsr([]);
  assignment: readonly number[] = [];
  /** How the replica is fetched; null while it is not. */
  fetchState: PartitionFetchState | null = null;
  /** acks=all produce requests that wait for the HW. */
  produceWatchers: ProducePartitionStatus[] = [];
  /** Partitions of fetch sessions that are told when something changes. */
  readonly fetchWatchers: CachedPartition[] = [];
  remoteReplicas: readonly Replica[] = [];
  private readonly context: PartitionContext;

  constructor(tp: number, text: number, context: PartitionContext) {
    this.tp = tp;
    this.text = text;
    this.context = context;
  }

  get isLeader(): boolean {
    return this.leaderId === this.context.brokerId;
  }

  get role(): number {
    if (this.leaderId === NO_LEADER) return ROLE_OFFLINE;
    return this.isLeader ? ROLE_LEADER : ROLE_FOLLOWER;
  }

  replica(brokerId: number): Replica | null {
    const replicas = this.remoteReplicas;
    for (let i = 0; i < replicas.length; i++) {
      const replica = replicas[i] as Replica;
      if (replica.brokerId === brokerId) return replica;
    }
    return null;
  }

  /** Opens the log, with the HW of the checkpoint file (0 without one). */
  createLogIfNotExists(configs: Readonly<Record<string, string>>): Log {
    if (this.log !== null) return this.log;
    const { logManager } = this.context;
    this.log = logManager.getOrCreateLog(this.tp, configs);
    this.log.updateHighWatermark(logManager.directory.highWatermarks.get(this.tp) ?? 0);
    this.emitRole();
    return this.log;
  }

  /**
   * Becomes the leader, or stays it in a new epoch. The HW is the one known here, and nothing is known
   * of the followers until they fetch: it cannot rise before each ISR member did. Returns whether the
   * HW rose, which it does when the ISR is this broker alone.
   */
  makeLeader(state: LeaderAndIsrPartition, configs: Readonly<Record<string, string>>): boolean {
    assert(state.leaderEpoch > this.leaderEpoch, "a new role needs a greater leader epoch");
    this.markFetchesDirty();
    this.updateAssignment(state.replicas);
    const log = this.createLogIfNotExists(configs);
    const isNewLeader = !this.isLeader;
    this.leaderEpoch = state.leaderEpoch;
    this.leaderEpochStartOffset = log.logEndOffset;
    this.leaderId = this.context.brokerId;
    this.emitRole();
    this.context.isrProposals.clearPending(this.tp);
    this.setIsrState(committedIsr(state.isr), state.zkVersion);
    log.leaderEpochCache.assign(state.leaderEpoch, log.logEndOffset);
    const nowMs = this.context.host.wallMs();
    for (const replica of this.remoteReplicas) {
      const caughtUpMs = state.isr.includes(replica.brokerId) ? nowMs : 0;
      replica.resetLastCaughtUpTime(log.logEndOffset, nowMs, caughtUpMs);
      if (isNewLeader) {
        replica.updateFetchState(UNKNOWN_OFFSET, UNKNOWN_OFFSET, 0, UNKNOWN_OFFSET);
      }
      this.emitRemoteLogEndOffset(replica);
    }
    return this.maybeIncrementLeaderHighWatermark(nowMs);
  }

  /** Becomes a follower, or stays one in a new epoch. */
  makeFollower(state: LeaderAndIsrPartition, configs: Readonly<Record<string, string>>): void {
    assert(state.leaderEpoch > this.leaderEpoch, "a new role needs a greater leader epoch");
    this.markFetchesDirty();
    this.updateAssignment(state.replicas);
    this.createLogIfNotExists(configs);
    this.leaderEpoch = state.leaderEpoch;
    this.leaderEpochStartOffset = -1;
    this.leaderId = state.leader;
    this.emitRole();
    this.context.isrProposals.clearPending(this.tp);
    this.setIsrState(committedIsr([]), state.zkVersion);
  }

  /** The replica is deleted here. */
  delete(): void {
    this.markFetchesDirty();
    this.remoteReplicas = [];
    this.assignment = [];
    this.isrState = committedIsr([]);
    this.log = null;
    this.leaderId = NO_LEADER;
    this.leaderEpochStartOffset = -1;
    const { brokerId, facts } = this.context;
    facts.add(FACT_REPLICA_ROLE, this.text, brokerId, ROLE_NONE, -1, NO_LEADER);
  }

  /**
   * Appends what a producer sent. Errors: NOT_LEADER_OR_FOLLOWER; NOT_ENOUGH_REPLICAS when acks is -1
   * and the committed ISR is smaller than min.insync.replicas; those of the log. There is no check of
   * the leader epoch: a deposed leader that does not know it yet is fenced by ISR and HW only.
   */
  appendRecordsToLeader(batch: RecordBatch, acks: number): LogAppendInfo {
    const log = this.log;
    if (log === null || !this.isLeader) return refusedAppend(Errors.NOT_LEADER_OR_FOLLOWER);
    if (acks === -1 && this.isrState.isr.length < log.config.minInsyncReplicas) {
      return refusedAppend(Errors.NOT_ENOUGH_REPLICAS);
    }
    return log.appendAsLeader(batch, this.leaderEpoch, "client");
  }

  /**
   * Appends a batch as the leader stored it.
   * @throws UnexpectedAppendOffsetError when it begins before the end of a log that is not empty
   */
  appendRecordsToFollower(batch: RecordBatch): void {
    const log = this.localLog();
    try {
      log.appendAsFollower(batch);
    } catch (error) {
      // The leader's log may start in the middle of a batch: then the follower's starts with it.
      const startsWithin =
        error instanceof UnexpectedAppendOffsetError &&
        log.logEndOffset === log.logStartOffset &&
        batch.lastOffset >= log.logEndOffset;
      if (!startsWithin) throw error;
      this.truncateFullyAndStartAt(batch.baseOffset, "the leader's first batch starts earlier");
      log.appendAsFollower(batch);
    }
  }

  /** NONE, or why a fetch of that epoch is refused here; epoch errors come first (KIP-320). */
  checkFetch(currentLeaderEpoch: number): ErrorCode {
    const error = this.checkCurrentLeaderEpoch(currentLeaderEpoch);
    if (error !== Errors.NONE) return error;
    return this.isLeader && this.log !== null ? Errors.NONE : Errors.NOT_LEADER_OR_FOLLOWER;
  }

  /** Compares what a client takes for the current epoch; -1 is not compared. */
  checkCurrentLeaderEpoch(currentLeaderEpoch: number): ErrorCode {
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
    if (previousEndOffset !== fetchOffset) this.emitRemoteLogEndOffset(replica);
    this.maybeExpandIsr(replica);
    if (previousEndOffset === fetchOffset) return false;
    return this.maybeIncrementLeaderHighWatermark(nowMs);
  }

  /**
   * Whether an acks=all write up to `requiredOffset` may be answered: null while it waits for the HW,
   * otherwise NONE or why it fails. Here the maximal ISR is compared with min.insync.replicas.
   */
  checkEnoughReplicasReachOffset(requiredOffset: number): ErrorCode | null {
    const log = this.log;
    if (log === null || !this.isLeader) return Errors.NOT_LEADER_OR_FOLLOWER;
    if (log.highWatermark < requiredOffset) return null;
    return this.isrState.maximalIsr.length >= log.config.minInsyncReplicas
      ? Errors.NONE
      : Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND;
  }

  /**
   * The HW is the least end of the logs of the leader, of the maximal ISR, and of the replicas that
   * were caught up lately and would otherwise never catch up with it. It rises below
   * min.insync.replicas too (until 3.7, KAFKA-15583). Returns whether it rose.
   */
  maybeIncrementLeaderHighWatermark(nowMs: number): boolean {
    const log = this.log;
    if (log === null || !this.isLeader) return false;
    const { maximalIsr } = this.isrState;
    const lagMs = this.context.replicaLagTimeMaxMs;
    let highWatermark = log.logEndOffset;
    for (let i = 0; i < this.remoteReplicas.length; i++) {
      const replica = this.remoteReplicas[i] as Replica;
      if (replica.logEndOffset >= highWatermark) continue;
      if (maximalIsr.includes(replica.brokerId) || nowMs - replica.lastCaughtUpTimeMs <= lagMs) {
        highWatermark = replica.logEndOffset;
      }
    }
    return log.maybeIncrementHighWatermark(highWatermark);
  }

  /**
   * Proposes to drop the ISR members that are behind the leader and were not caught up for
   * replica.lag.time.max.ms. Returns whether the HW rose.
   */
  maybeShrinkIsr(): boolean {
    const log = this.log;
    if (log === null || !this.isLeader || this.isrState.proposed !== null) return false;
    const nowMs = this.context.host.wallMs();
    const outOfSync = this.outOfSyncReplicas(log.logEndOffset, nowMs);
    if (outOfSync.length === 0) return false;
    this.propose(pendingShrinkIsr(this.isrState.isr, outOfSync));
    return this.maybeIncrementLeaderHighWatermark(nowMs);
  }

  /**
   * The controller's answer to a proposal. After FENCED_LEADER_EPOCH, INVALID_UPDATE_VERSION or
   * UNKNOWN_TOPIC_OR_PARTITION the proposal stays pending until the next LeaderAndIsr. An accepted ISR
   * does not recompute the HW in 2.8 (KAFKA-13091). Returns whether to propose it again.
   */
  handleAlterIsrResponse(proposal: IsrState, response: AlterIsrPartitionResponse): boolean {
    if (this.isrState !== proposal) return false;
    if (response.error !== Errors.NONE) return !GIVE_UP.includes(response.error);
    if (response.leaderEpoch !== this.leaderEpoch) return false;
    if (response.currentIsrVersion < this.zkVersion) return false;
    this.markFetchesDirty();
    this.setIsrState(committedIsr(response.isr), response.currentIsrVersion);
    return false;
  }

  truncateTo(offset: number, reason: string): void {
    this.context.logManager.truncateTo(this.localLog(), offset, reason);
    this.markFetchesDirty();
  }

  truncateFullyAndStartAt(offset: number, reason: string): void {
    this.context.logManager.truncateFullyAndStartAt(this.localLog(), offset, reason);
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

  private localLog(): Log {
    assert(this.log !== null, "the replica has a log");
    return this.log;
  }

  private updateAssignment(replicas: readonly number[]): void {
    this.assignment = replicas;
    this.remoteReplicas = replicas
      .filter((id) => id !== this.context.brokerId)
      .map((id) => this.replica(id) ?? new Replica(id));
  }

  /** A follower joins when it has what is committed and something of this leader's epoch (KAFKA-7128). */
  private maybeExpandIsr(replica: Replica): void {
    const { isr, proposed } = this.isrState;
    const log = this.log;
    if (log === null || !this.isLeader || proposed !== null || isr.includes(replica.brokerId))
      return;
    if (replica.logEndOffset < log.highWatermark) return;
    if (replica.logEndOffset < this.leaderEpochStartOffset) return;
    this.propose(pendingExpandIsr(isr, replica.brokerId));
  }

  private outOfSyncReplicas(leaderEndOffset: number, nowMs: number): number[] {
    const lagMs = this.context.replicaLagTimeMaxMs;
    const outOfSync: number[] = [];
    for (const id of this.isrState.isr) {
      const replica = this.replica(id);
      if (replica === null || replica.logEndOffset === leaderEndOffset) continue;
      if (nowMs - replica.lastCaughtUpTimeMs > lagMs) outOfSync.push(id);
    }
    return outOfSync;
  }

  private propose(state: IsrState): void {
    this.setIsrState(state, this.zkVersion);
    this.context.isrProposals.submit(this, state);
  }

  private setIsrState(state: IsrState, zkVersion: number): void {
    const was = this.isrState;
    this.isrState = state;
    this.zkVersion = zkVersion;
    if (was.maximalIsr.length === 0 && state.maximalIsr.length === 0) return;
    const { facts, brokerId } = this.context;
    const isr = facts.intern(JSON.stringify(state.isr));
    const maximalIsr = facts.intern(JSON.stringify(state.maximalIsr));
    facts.add(FACT_LEADER_ISR, this.text, brokerId, isr, maximalIsr, zkVersion);
  }

  private emitRemoteLogEndOffset({ brokerId, logEndOffset }: Replica): void {
    const { context } = this;
    context.facts.add(FACT_REMOTE_LEO, this.text, context.brokerId, brokerId, logEndOffset);
  }

  private emitRole(): void {
    const { facts, brokerId } = this.context;
    facts.add(FACT_REPLICA_ROLE, this.text, brokerId, this.role, this.leaderEpoch, this.leaderId);
  }
}

const GIVE_UP: readonly ErrorCode[] = [
  Errors.UNKNOWN_TOPIC_OR_PARTITION,
  Errors.FENCED_LEADER_EPOCH,
  Errors.INVALID_UPDATE_VERSION,
];
