import type { Classifier } from "./classify.ts";
import { EpochCacheOrder, type EpochRules } from "./invariants/epoch-cache-order.ts";
import { FailedRecords } from "./invariants/failed-records.ts";
import { FetcherState } from "./invariants/fetcher-state.ts";
import { HighWatermarkMonotone } from "./invariants/hw-monotone.ts";
import { Idempotence } from "./invariants/idempotence.ts";
import { LeaderCompleteness } from "./invariants/leader-completeness.ts";
import { LogMatching } from "./invariants/log-matching.ts";
import { LogOrder } from "./invariants/log-order.ts";
import { MaterializedState } from "./invariants/materialized-state.ts";
import { MaximalIsr } from "./invariants/maximal-isr.ts";
import { MinInsyncReplicas } from "./invariants/min-insync-replicas.ts";
import { OffsetOrder } from "./invariants/offset-order.ts";
import { OneLeaderPerEpoch } from "./invariants/one-leader-per-epoch.ts";
import { KeptPromises } from "./invariants/promises.ts";
import { RegistryState } from "./invariants/registry-state.ts";
import { StrongIsr } from "./invariants/strong-isr.ts";
import { WeakIsr } from "./invariants/weak-isr.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import {
  TOUCHED_CLEAN,
  TOUCHED_CUT,
  TOUCHED_HW,
  TOUCHED_ROLE,
  TOUCHED_TRUTH,
} from "./model/partition-model.ts";
import type { OrderVerdicts } from "./order-verdicts.ts";
import type { Promises } from "./settings.ts";
import type { Software } from "./software.ts";
import type { Violations } from "./violation.ts";

/** Holds every invariant against what an event touched, at its end. */
export class Invariants {
  private readonly model: ClusterModel;
  private readonly logOrder: LogOrder;
  private readonly highWatermarkMonotone: HighWatermarkMonotone;
  private readonly oneLeaderPerEpoch: OneLeaderPerEpoch;
  private readonly strongIsr: StrongIsr;
  private readonly logMatching: LogMatching;
  private readonly weakIsr: WeakIsr;
  private readonly leaderCompleteness: LeaderCompleteness;
  private readonly epochCacheOrder: EpochCacheOrder;
  private readonly fetcherState: FetcherState;
  private readonly registryState: RegistryState;
  private readonly maximalIsr: MaximalIsr;
  private readonly keptPromises: KeptPromises;
  private readonly offsetOrder: OffsetOrder;
  private readonly materializedState: MaterializedState;
  private readonly failedRecords: FailedRecords;
  private readonly idempotence: Idempotence;
  private readonly minInsyncReplicas: MinInsyncReplicas;

  constructor(
    model: ClusterModel,
    violations: Violations,
    classifier: Classifier,
    epochRules: EpochRules,
    orderVerdicts: OrderVerdicts,
    software: Software,
    promises: Promises,
  ) {
    this.model = model;
    this.logOrder = new LogOrder(model, violations, software);
    this.highWatermarkMonotone = new HighWatermarkMonotone(violations);
    this.oneLeaderPerEpoch = new OneLeaderPerEpoch(violations);
    this.strongIsr = new StrongIsr(violations, classifier, model.topics);
    this.logMatching = new LogMatching(violations, classifier, model.topics);
    this.weakIsr = new WeakIsr(violations, classifier, model.topics);
    this.leaderCompleteness = new LeaderCompleteness(violations, classifier);
    this.epochCacheOrder = new EpochCacheOrder(violations, epochRules);
    this.fetcherState = new FetcherState(violations);
    this.registryState = new RegistryState(violations);
    this.maximalIsr = new MaximalIsr(violations);
    this.keptPromises = new KeptPromises(model, violations, classifier);
    this.offsetOrder = new OffsetOrder(violations);
    this.materializedState = new MaterializedState(model, violations);
    this.failedRecords = new FailedRecords(model, violations);
    this.minInsyncReplicas = new MinInsyncReplicas(model, violations, promises);
    this.idempotence = new Idempotence(model, violations, orderVerdicts);
  }

  check(): void {
    const { touchedReplicas, touchedPartitions } = this.model;
    for (let i = 0; i < touchedPartitions.count; i++) {
      const partition = touchedPartitions.at(i);
      if ((partition.touched & TOUCHED_TRUTH) !== 0) {
        this.oneLeaderPerEpoch.checkTruth(partition);
        this.registryState.checkTruth(partition, this.model.topics.assignments.get(partition.name));
        this.strongIsr.checkPartition(partition);
        this.leaderCompleteness.checkLeader(partition);
        this.keptPromises.checkLeader(partition);
      }
    }
    for (let i = 0; i < touchedReplicas.count; i++) {
      const replica = touchedReplicas.at(i);
      this.logOrder.check(replica);
      this.offsetOrder.check(replica);
      this.idempotence.check(replica);
      this.highWatermarkMonotone.check(replica);
      this.oneLeaderPerEpoch.checkReplica(replica);
      this.strongIsr.checkReplica(replica);
      this.weakIsr.check(replica);
      this.epochCacheOrder.check(replica);
      this.fetcherState.check(replica);
      this.registryState.checkReplica(replica);
      this.maximalIsr.check(replica);
      this.logMatching.check(replica);
      if ((replica.touched & (TOUCHED_ROLE | TOUCHED_CUT)) !== 0) {
        this.leaderCompleteness.checkLeader(replica.partition);
        this.keptPromises.checkLeader(replica.partition);
      }
      if ((replica.touched & TOUCHED_CLEAN) !== 0) {
        this.materializedState.check(replica);
        this.keptPromises.checkCleaned(replica);
      }
      if ((replica.touched & TOUCHED_HW) !== 0) {
        this.leaderCompleteness.onHighWatermark(replica);
        this.minInsyncReplicas.onHighWatermark(replica);
      }
    }
    for (let i = 0; i < touchedPartitions.count; i++) {
      this.keptPromises.check(touchedPartitions.at(i));
      this.failedRecords.check(touchedPartitions.at(i));
      this.minInsyncReplicas.check(touchedPartitions.at(i));
    }
  }
}
