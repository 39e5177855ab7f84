import { present } from "../../kernel/assert.ts";
import type { Host } from "../../kernel/host.ts";
import type { ClusterAddresses, TopicPartitions } from "../context.ts";
import type { FetcherConfig } from "./fetcher-config.ts";
import type { FatalErrors } from "./offset-resets.ts";
import type { Partition } from "./partition.ts";
import { ReplicaFetcher } from "./replica-fetcher.ts";
import type { TruncationRule } from "./truncation/truncation-rule.ts";

/**
 * The fetchers of a broker: `num.replica.fetchers` per broker that it follows, each partition with a
 * fixed one of them (`ReplicaFetcherManager`).
 */
export class ReplicaFetcherManager {
  private readonly host: Host;
  private readonly addresses: ClusterAddresses;
  private readonly topicPartitions: TopicPartitions;
  private readonly config: FetcherConfig;
  private readonly fetchersPerBroker: number;
  private readonly fatalErrors: FatalErrors;
  /** By source broker and fetcher id. */
  private readonly fetchers = new Map<string, ReplicaFetcher>();
  private readonly byIndex: (ReplicaFetcher | null)[] = [];

  constructor(
    host: Host,
    addresses: ClusterAddresses,
    topicPartitions: TopicPartitions,
    config: FetcherConfig,
    fetchersPerBroker: number,
    fatalErrors: FatalErrors,
  ) {
    this.host = host;
    this.addresses = addresses;
    this.topicPartitions = topicPartitions;
    this.config = config;
    this.fetchersPerBroker = fetchersPerBroker;
    this.fatalErrors = fatalErrors;
  }

  /** How followers here find where their logs part from their leaders'. */
  get truncation(): TruncationRule {
    return this.config.truncation;
  }

  /** Begins to fetch partitions from their leaders. */
  addFetchers(partitions: readonly Partition[]): void {
    const woken = new Set<ReplicaFetcher>();
    for (const partition of partitions) {
      const fetcher = this.fetcherFor(partition);
      fetcher.add(partition);
      woken.add(fetcher);
    }
    for (const fetcher of woken) fetcher.wakeUp();
  }

  /** Ends fetching partitions. A fetcher that pauses goes on pausing (`removePartitions` signals nobody). */
  removeFetchers(partitions: readonly Partition[]): void {
    for (const partition of partitions) partition.fetchState?.fetcher.remove(partition);
  }

  /** Ends the fetchers that have no partition left. */
  shutdownIdleFetchers(): void {
    for (const [key, fetcher] of [...this.fetchers]) {
      if (fetcher.states.size === 0) this.end(key, fetcher);
    }
  }

  shutdown(): void {
    for (const [key, fetcher] of [...this.fetchers]) this.end(key, fetcher);
  }

  onTimer(index: number): void {
    this.byIndex[index]?.onTimer();
  }

  /** A fetcher's thread computed enough, or the disk is ready for it. */
  onAppendTimer(index: number): void {
    this.byIndex[index]?.onAppendTimer();
  }

  private end(key: string, fetcher: ReplicaFetcher): void {
    this.fetchers.delete(key);
    this.byIndex[fetcher.index] = null;
    fetcher.shutdown();
  }

  private fetcherFor(partition: Partition): ReplicaFetcher {
    const source = partition.leaderId;
    const fetcherId = this.fetcherIdOf(partition.tp);
    const key = `${source}/${fetcherId}`;
    let fetcher = this.fetchers.get(key);
    if (fetcher === undefined) {
      const address = present(this.addresses.hostOfBroker.get(source), "a broker has an address");
      const index = this.byIndex.length;
      fetcher = new ReplicaFetcher(
        index,
        source,
        address,
        this.host,
        this.config,
        this.fatalErrors,
      );
      this.byIndex.push(fetcher);
      this.fetchers.set(key, fetcher);
    }
    return fetcher;
  }

  /** `AbstractFetcherManager.getFetcherId`. */
  private fetcherIdOf(tp: number): number {
    if (this.fetchersPerBroker === 1) return 0;
    const topic = this.topicPartitions.topic(tp);
    let hash = 0;
    for (let i = 0; i < topic.length; i++) hash = (Math.imul(31, hash) + topic.charCodeAt(i)) | 0;
    const mixed = (Math.imul(31, hash) + this.topicPartitions.partition(tp)) | 0;
    return (mixed & 0x7fffffff) % this.fetchersPerBroker;
  }
}
