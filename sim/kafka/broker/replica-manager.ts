import type { Host } from "../../kernel/host.ts";
import { ms } from "../../kernel/time.ts";
import { type ConfigValues, numberOf } from "../config.ts";
import type { TopicPartitions } from "../context.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import { FACT_REPLICA_ROLE, ROLE_OFFLINE } from "../facts.ts";
import type { LogManager } from "../log/log-manager.ts";
import { NO_LEADER } from "../messages.ts";
import { TIMER_HW_CHECKPOINT, TIMER_ISR_EXPIRATION } from "../timers.ts";
import type { MetadataCache } from "./metadata-cache.ts";
import { type IsrProposals, Partition, type PartitionContext } from "./partition.ts";
import type { ReplicaFetcherManager } from "./replica-fetcher-manager.ts";

/** Produce requests in the purgatory. */
export interface ProducePurgatory {
  /** The HW, the ISR or the role of a partition changed. */
  tryComplete(partition: Partition): void;
}

/** Fetch requests in the purgatory. */
export interface FetchPurgatory {
  /** The log of a partition got records: for followers. */
  onLogEndOffset(partition: Partition): void;
  /** The HW of a partition rose: for consumers. */
  onHighWatermark(partition: Partition): void;
  /** The role of a partition changed, or it is gone. */
  onRoleChange(partition: Partition): void;
}

/** The partitions that a broker hosts, and what is done with all of them (`ReplicaManager`). */
export class ReplicaManager {
  readonly brokerId: number;
  readonly logManager: LogManager;
  readonly fetcherManager: ReplicaFetcherManager;
  readonly metadataCache: MetadataCache;
  /** The highest controller epoch of a control request. */
  controllerEpoch = 0;
  /** Set as a shutdown begins: no fetcher starts any more. */
  isShuttingDown = false;
  private delayedProduce: ProducePurgatory | null = null;
  private delayedFetch: FetchPurgatory | null = null;
  private readonly host: Host;
  private readonly topicPartitions: TopicPartitions;
  private readonly context: PartitionContext;
  private readonly isrExpirationMs: number;
  private readonly checkpointIntervalMs: number;
  /** By id of the topic-partition; null where nothing is hosted. */
  private readonly hosted: (Partition | null)[] = [];
  private checkpointsHighWatermarks = false;

  constructor(
    host: Host,
    brokerId: number,
    config: ConfigValues,
    topicPartitions: TopicPartitions,
    logManager: LogManager,
    metadataCache: MetadataCache,
    fetcherManager: ReplicaFetcherManager,
    isrProposals: IsrProposals,
  ) {
    this.host = host;
    this.brokerId = brokerId;
    this.topicPartitions = topicPartitions;
    this.logManager = logManager;
    this.metadataCache = metadataCache;
    this.fetcherManager = fetcherManager;
    const replicaLagTimeMaxMs = numberOf(config, "replica.lag.time.max.ms");
    this.isrExpirationMs = Math.floor(replicaLagTimeMaxMs / 2);
    this.checkpointIntervalMs = numberOf(config, "replica.high.watermark.checkpoint.interval.ms");
    const { facts } = host.simulation;
    this.context = { brokerId, host, facts, replicaLagTimeMaxMs, logManager, isrProposals };
  }

  /** Names those who are told when a partition changes. */
  setPurgatories(produce: ProducePurgatory, fetch: FetchPurgatory): void {
    this.delayedProduce = produce;
    this.delayedFetch = fetch;
  }

  /** Shows what was loaded and begins to look for followers that lag. */
  startup(): void {
    const { facts } = this.host.simulation;
    for (const { identity } of this.logManager.all) {
      const { text, brokerId } = identity;
      facts.add(FACT_REPLICA_ROLE, text, brokerId, ROLE_OFFLINE, -1, NO_LEADER);
    }
    this.scheduleIsrExpiration();
  }

  /** The partition, if it is hosted here. */
  partition(tp: number): Partition | null {
    return tp < this.hosted.length ? (this.hosted[tp] as Partition | null) : null;
  }

  /** Every hosted partition, by the id of the topic-partition. */
  partitions(): Partition[] {
    return this.hosted.filter((partition) => partition !== null);
  }

  getOrCreatePartition(tp: number): Partition {
    const known = this.partition(tp);
    if (known !== null) return known;
    while (this.hosted.length <= tp) this.hosted.push(null);
    const partition = new Partition(tp, this.topicPartitions.text(tp), this.context);
    this.hosted[tp] = partition;
    return partition;
  }

  removePartition(tp: number): void {
    this.hosted[tp] = null;
  }

  /** Why a partition that is not hosted here is refused (`getPartitionOrError`). */
  missingPartitionError(tp: number): ErrorCode {
    return this.metadataCache.contains(tp)
      ? Errors.NOT_LEADER_OR_FOLLOWER
      : Errors.UNKNOWN_TOPIC_OR_PARTITION;
  }

  highWatermarkRose(partition: Partition): void {
    this.delayedFetch?.onHighWatermark(partition);
    this.delayedProduce?.tryComplete(partition);
  }

  logEndOffsetRose(partition: Partition): void {
    this.delayedFetch?.onLogEndOffset(partition);
  }

  /** Its role changed, or it is gone: nothing that waits for it should wait on. */
  completeDelayedRequests(partition: Partition): void {
    this.delayedProduce?.tryComplete(partition);
    this.delayedFetch?.onRoleChange(partition);
  }

  /** `isr-expiration`: every half replica.lag.time.max.ms. */
  onIsrExpiration(): void {
    for (const partition of this.hosted) {
      if (partition?.maybeShrinkIsr()) this.highWatermarkRose(partition);
    }
    this.scheduleIsrExpiration();
  }

  /** Begins with the first LeaderAndIsr, so that nothing is forgotten in the checkpoint before it. */
  startHighWatermarkCheckpoints(): void {
    if (this.checkpointsHighWatermarks) return;
    this.checkpointsHighWatermarks = true;
    this.onHighWatermarkCheckpoint();
  }

  onHighWatermarkCheckpoint(): void {
    this.checkpointHighWatermarks();
    this.host.setTimer(ms(this.checkpointIntervalMs), TIMER_HW_CHECKPOINT);
  }

  shutdown(): void {
    this.fetcherManager.shutdown();
    this.checkpointHighWatermarks();
  }

  private checkpointHighWatermarks(): void {
    const offsets = new Map<number, number>();
    for (const partition of this.hosted) {
      if (partition !== null && partition.log !== null) {
        offsets.set(partition.tp, partition.log.highWatermark);
      }
    }
    // A broker that was never told of its partitions leaves the file as it is.
    if (offsets.size > 0) this.logManager.directory.highWatermarks = offsets;
  }

  private scheduleIsrExpiration(): void {
    this.host.setTimer(ms(this.isrExpirationMs), TIMER_ISR_EXPIRATION);
  }
}
