import type { Host } from "../../kernel/host.ts";
import { ms } from "../../kernel/time.ts";
import { type ConfigValues, numberOf } from "../config/config.ts";
import type { TopicPartitions } from "../context.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import { FACT_REPLICA_ROLE, ROLE_OFFLINE } from "../facts.ts";
import type { Log } from "../log/log.ts";
import { storageErrorCode } from "../log/log-dir-failure-channel.ts";
import type { LogDirectory } from "../log/log-files.ts";
import type { LogManager } from "../log/log-manager.ts";
import { NO_LEADER } from "../messages.ts";
import { TIMER_HW_CHECKPOINT, TIMER_ISR_EXPIRATION } from "../timers.ts";
import { IsrRules } from "./isr-rules.ts";
import type { MetadataCache } from "./metadata-cache.ts";
import { Partition } from "./partition.ts";
import type { IsrProposals, PartitionContext } from "./partition-context.ts";
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
  /** The write of its ISR to ZooKeeper is over. */
  onIsrWritten(partition: Partition): void;
}

/** DeleteRecords requests in the purgatory. */
export interface DeleteRecordsPurgatory {
  /** A follower of a partition fetched. */
  tryComplete(partition: Partition): void;
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
  private delayedDeleteRecords: DeleteRecordsPurgatory | null = null;
  private readonly host: Host;
  private readonly topicPartitions: TopicPartitions;
  private readonly context: PartitionContext;
  private readonly isrExpirationMs: number;
  private readonly checkpointIntervalMs: number;
  /** By id of the topic-partition; null where nothing is hosted. */
  private readonly hosted: (Partition | null)[] = [];
  /** Partitions whose log is, or may be, in a log directory that failed (`HostedPartition.Offline`). */
  private readonly offline = new Set<number>();
  private checkpointsHighWatermarks = false;
  /** The partition at which the check of the ISRs goes on; -1 while no check is under way. */
  private isrCheckAt = -1;
  /** The partition whose ISR is being written, so that the check has to wait. */
  private isrCheckWaitsFor: Partition | null = null;
  /** Whether a fetch may complete produce requests without raising the HW (acks of 2 and more). */
  private readonly acksAboveOne: boolean;
  private readonly followerAnswersWaiting: boolean;
  /** Whether a StopReplica request in the leader epoch of the replica stops it. */
  readonly stopsInEpoch: boolean;

  constructor(
    host: Host,
    brokerId: number,
    config: ConfigValues,
    topicPartitions: TopicPartitions,
    logManager: LogManager,
    metadataCache: MetadataCache,
    fetcherManager: ReplicaFetcherManager,
    isrProposals: IsrProposals,
    switches: BrokerSwitches,
  ) {
    this.host = host;
    this.brokerId = brokerId;
    this.topicPartitions = topicPartitions;
    this.logManager = logManager;
    this.metadataCache = metadataCache;
    this.fetcherManager = fetcherManager;
    const replicaLagTimeMaxMs = numberOf(config, "replica.lag.time.max.ms");
    const intervals = switches.isrExpirationInterval === "half" ? 2 : 1;
    this.isrExpirationMs = Math.floor(replicaLagTimeMaxMs / intervals);
    this.acksAboveOne = switches.acksAboveOne;
    this.followerAnswersWaiting = switches.followerAnswersWaiting;
    this.stopsInEpoch = switches.stopReplicaInEpoch === "accepted";
    this.checkpointIntervalMs = numberOf(config, "replica.high.watermark.checkpoint.interval.ms");
    const { facts } = host.simulation;
    const replicaLagMaxMessages = numberOf(config, "replica.lag.max.messages");
    const limits = { replicaLagTimeMaxMs, replicaLagMaxMessages };
    const isrRules = new IsrRules(switches, limits, metadataCache);
    this.context = { brokerId, host, facts, switches, logManager, isrProposals, isrRules };
  }

  /** Names those who are told when a partition changes. */
  setPurgatories(
    produce: ProducePurgatory,
    fetch: FetchPurgatory,
    deleteRecords: DeleteRecordsPurgatory,
  ): void {
    this.delayedProduce = produce;
    this.delayedFetch = fetch;
    this.delayedDeleteRecords = deleteRecords;
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

  /** Whether the partition's log directory failed: it is not hosted until the next start. */
  isOffline(tp: number): boolean {
    return this.offline.has(tp);
  }

  /**
   * A partition without a log goes offline. Its parked fetches and produce requests are not completed:
   * they wait for their time to pass.
   */
  markPartitionOffline(tp: number): void {
    this.offline.add(tp);
    const partition = this.partition(tp);
    if (partition === null) return;
    this.hosted[tp] = null;
    partition.goOffline();
  }

  /** Why a partition that is not hosted here is refused (`getPartitionOrError`). */
  missingPartitionError(tp: number): ErrorCode {
    if (this.offline.has(tp)) return Errors.KAFKA_STORAGE_ERROR;
    return this.metadataCache.contains(tp)
      ? Errors.NOT_LEADER_OR_FOLLOWER
      : Errors.UNKNOWN_TOPIC_OR_PARTITION;
  }

  highWatermarkRose(partition: Partition): void {
    this.delayedFetch?.onHighWatermark(partition);
    this.delayedProduce?.tryComplete(partition);
    this.delayedDeleteRecords?.tryComplete(partition);
  }

  /** An append raised the HW: then the producers are answered first. */
  highWatermarkRoseByAppend(partition: Partition): void {
    this.delayedProduce?.tryComplete(partition);
    this.delayedFetch?.onHighWatermark(partition);
  }

  /** A follower fetched, and the HW did not rise. */
  followerFetched(partition: Partition): void {
    if (this.acksAboveOne) this.delayedProduce?.tryComplete(partition);
    this.delayedDeleteRecords?.tryComplete(partition);
  }

  /** The next fetch of every session is told of it, and the next fetch of a follower tells it. */
  logStartOffsetsRose(logs: readonly Log[]): void {
    for (const { identity } of logs) {
      const partition = this.partition(identity.tp);
      const fetching = partition?.fetchState ?? null;
      partition?.markFetchesDirty();
      if (fetching !== null) fetching.fetcher.markChanged(fetching);
    }
  }

  logEndOffsetRose(partition: Partition): void {
    this.delayedFetch?.onLogEndOffset(partition);
  }

  /** It became a follower: until KAFKA-2960 nobody who waits for it is told. */
  becameFollower(partition: Partition): void {
    if (this.followerAnswersWaiting) this.completeDelayedRequests(partition);
  }

  /** Its role changed, or it is gone: nothing that waits for it should wait on. */
  completeDelayedRequests(partition: Partition): void {
    this.delayedProduce?.tryComplete(partition);
    this.delayedFetch?.onRoleChange(partition);
  }

  /** `isr-expiration`: looks for followers that lag, unless the last look still waits for ZooKeeper. */
  onIsrExpiration(): void {
    if (this.isrCheckAt < 0) {
      this.isrCheckAt = 0;
      this.checkIsrs();
    }
    this.scheduleIsrExpiration();
  }

  /** The write of an ISR to ZooKeeper is over: what waited for it goes on. */
  onIsrWritten(partition: Partition, highWatermarkRose: boolean): void {
    if (highWatermarkRose) this.highWatermarkRose(partition);
    this.delayedFetch?.onIsrWritten(partition);
    if (this.isrCheckWaitsFor === partition) this.checkIsrs();
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

  /** One file per log directory; one without a hosted partition is left as it is. */
  private checkpointHighWatermarks(): void {
    const byDirectory = new Map<LogDirectory, Map<number, number>>();
    for (const partition of this.hosted) {
      const log = partition?.log ?? null;
      if (partition === null || log === null) continue;
      const offsets = byDirectory.get(log.directory);
      if (offsets !== undefined) offsets.set(partition.tp, log.highWatermark);
      else byDirectory.set(log.directory, new Map([[partition.tp, log.highWatermark]]));
    }
    for (const [directory, offsets] of byDirectory) {
      try {
        directory.highWatermarks = offsets;
      } catch (error) {
        storageErrorCode(error);
      }
    }
  }

  /** One partition after the other; a write to ZooKeeper holds up those that follow. */
  private checkIsrs(): void {
    this.isrCheckWaitsFor = null;
    while (this.isrCheckAt < this.hosted.length) {
      const partition = this.hosted[this.isrCheckAt] ?? null;
      const isLocked = partition !== null && partition.isrWrite !== null;
      if (!isLocked) {
        if (partition?.failsIsrCheck) break;
        this.isrCheckAt++;
        if (partition?.maybeShrinkIsr()) this.highWatermarkRose(partition);
      }
      if (partition !== null && partition.isrWrite !== null) {
        this.isrCheckWaitsFor = partition;
        return;
      }
    }
    this.isrCheckAt = -1;
  }

  private scheduleIsrExpiration(): void {
    this.host.setTimer(ms(this.isrExpirationMs), TIMER_ISR_EXPIRATION);
  }
}
