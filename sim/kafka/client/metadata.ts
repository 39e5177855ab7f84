import { assert } from "../../kernel/assert.ts";
import type { Host } from "../../kernel/host.ts";
import type { Micros } from "../../kernel/time.ts";
import type { ClusterAddresses, KafkaNames } from "../context.ts";
import { type ErrorCode, Errors, isInvalidMetadata } from "../errors.ts";
import { FACT_CLIENT_ERROR, FACT_CLIENT_LEADER } from "../facts.ts";
import {
  type MetadataPartition,
  type MetadataRequest,
  type MetadataResponse,
  type MetadataTopic,
  NO_LEADER,
} from "../messages.ts";
import { NO_LEADER_EPOCH } from "../record/record-batch.ts";
import type { ClientSettings } from "./client-config.ts";
import { ExponentialBackoff } from "./exponential-backoff.ts";

const LONG_AGO = Number.NEGATIVE_INFINITY;
const NO_PARTITIONS: readonly number[] = [];

/**
 * What a client believes of the cluster (`Metadata`, `ProducerMetadata`). A node id is a broker id, or
 * -1 - n for the n-th bootstrap server, which are all there is until the first answer. Partitions are
 * ids of `TopicPartitions`.
 */
export class Metadata {
  /** Ids of the nodes one can talk to. */
  nodes: readonly number[];
  /** -1: none known. */
  controllerId = -1;
  /** Counts the answers. */
  updateVersion = 0;
  /** Counts the changes of partitions and of their cached leaders. */
  layoutVersion = 0;
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ClientSettings;
  private readonly backoff: ExponentialBackoff;
  private readonly bootstrapNodes: readonly number[];
  private readonly topics = new Set<string>();
  private readonly newTopics = new Set<string>();
  /** Partitions of a topic in their order. */
  private readonly partitionsOf = new Map<string, readonly number[]>();
  /** What `availablePartitions` answered last, until something changes. */
  private readonly available = new Map<string, readonly number[]>();
  /** By partition id: the cached leader and its epoch, and the newest epoch seen anywhere. */
  private readonly leaders: number[] = [];
  private readonly leaderEpochs: number[] = [];
  private readonly lastSeenEpochs: number[] = [];
  private readonly replicas: (readonly number[] | undefined)[] = [];
  private racks: Readonly<Record<string, string>> = {};
  private lastRefreshUs: Micros = LONG_AGO;
  private lastSuccessfulRefreshUs: Micros = LONG_AGO;
  /** How long after the last refresh the next may be: after failures, and after answers without news. */
  private failureBackoffUs: Micros;
  private equivalentBackoffUs: Micros = 0;
  private failures = 0;
  private equivalentResponses = 0;
  private needFullUpdate = true;
  private needPartialUpdate = false;
  private requestVersion = 0;
  private inProgress: { readonly version: number; readonly partial: boolean } | null = null;

  /** @param topics what the client asks for from the beginning */
  constructor(
    host: Host,
    names: KafkaNames,
    addresses: ClusterAddresses,
    settings: ClientSettings,
    topics: readonly string[],
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    const stream = host.simulation.choices.stream(`client/${host.name}/metadata`);
    this.backoff = new ExponentialBackoff(settings.retryBackoff, stream);
    this.failureBackoffUs = settings.retryBackoffUs;
    this.bootstrapNodes = addresses.brokerIds.map((_, i) => -1 - i);
    this.nodes = this.bootstrapNodes;
    for (const topic of topics) this.topics.add(topic);
  }

  /** Whether a request is under way. */
  get requested(): boolean {
    return this.inProgress !== null;
  }

  /** Knows only the bootstrap servers again, as a new client does. */
  bootstrap(): void {
    this.nodes = this.bootstrapNodes;
    this.controllerId = -1;
    this.inProgress = null;
    this.needFullUpdate = true;
  }

  /** Partition ids of a topic in their order; none when the topic is not known. */
  partitions(topic: string): readonly number[] {
    return this.partitionsOf.get(topic) ?? NO_PARTITIONS;
  }

  /** Numbers of those partitions of a topic that have a leader. */
  availablePartitions(topic: string): readonly number[] {
    const known = this.available.get(topic);
    if (known !== undefined) return known;
    const available: number[] = [];
    const partitions = this.partitions(topic);
    for (let i = 0; i < partitions.length; i++) {
      if (this.leader(partitions[i] as number) !== NO_LEADER) available.push(i);
    }
    this.available.set(topic, available);
    return available;
  }

  /** Partitions of which a node is the cached leader, topic by topic (`Cluster.partitionsForNode`). */
  partitionsForNode(node: number): number[] {
    const led: number[] = [];
    for (const partitions of this.partitionsOf.values()) {
      for (const tp of partitions) if (this.leader(tp) === node) led.push(tp);
    }
    return led;
  }

  /** The cached leader; -1 is none. */
  leader(tp: number): number {
    return this.leaders[tp] ?? NO_LEADER;
  }

  /** The epoch of the cached leader; -1 is unknown. */
  leaderEpoch(tp: number): number {
    return this.leaderEpochs[tp] ?? NO_LEADER_EPOCH;
  }

  /** `broker.rack` of each replica of a partition; null of a broker without one. */
  replicaRacks(tp: number): readonly (string | null)[] {
    return (this.replicas[tp] ?? []).map((id) => this.racks[id] ?? null);
  }

  /** Like `leader`, but none when a newer epoch was heard of (`Metadata.currentLeader`). */
  currentLeader(tp: number): number {
    return this.isCurrent(tp) ? this.leader(tp) : NO_LEADER;
  }

  /** Somebody told of a leader epoch; a newer one than known asks for an update. */
  updateLastSeenEpochIfNewer(tp: number, epoch: number): void {
    const known = this.lastSeenEpochs[tp] ?? NO_LEADER_EPOCH;
    if (known === NO_LEADER_EPOCH || epoch <= known) return;
    this.lastSeenEpochs[tp] = epoch;
    this.needFullUpdate = true;
  }

  /** Adds a topic to those asked for; a new one is asked for at once, alone. */
  addTopic(topic: string): void {
    if (this.topics.has(topic)) return;
    this.topics.add(topic);
    this.newTopics.add(topic);
    this.requestUpdateForNewTopics();
  }

  /** Asks for these topics from now on, for new ones at once; the others are forgotten. */
  setTopics(topics: readonly string[]): void {
    for (const topic of this.topics) {
      if (topics.includes(topic)) continue;
      this.topics.delete(topic);
      this.newTopics.delete(topic);
      if (this.partitionsOf.delete(topic)) this.layoutChanged();
    }
    for (const topic of topics) this.addTopic(topic);
  }

  requestUpdate(): void {
    this.needFullUpdate = true;
  }

  /** A sender waits for this topic. */
  requestUpdateForTopic(topic: string): void {
    if (this.newTopics.has(topic)) this.requestUpdateForNewTopics();
    else this.requestUpdate();
  }

  /** Monotonic time at which the next request is due; not before the backoff after the last. */
  nextUpdateAtUs(): Micros {
    const expiresAtUs =
      this.needFullUpdate || this.needPartialUpdate
        ? LONG_AGO
        : this.lastSuccessfulRefreshUs + this.settings.metadataMaxAgeUs;
    const backoffUs = Math.max(this.failureBackoffUs, this.equivalentBackoffUs);
    return Math.max(expiresAtUs, this.lastRefreshUs + backoffUs);
  }

  /** Somebody asked for an update that did not come yet, or what is known is too old (`ensureFreshMetadata`). */
  isUpdateAwaited(nowUs: Micros): boolean {
    const { needFullUpdate, needPartialUpdate, lastSuccessfulRefreshUs } = this;
    const expired = lastSuccessfulRefreshUs + this.settings.metadataMaxAgeUs <= nowUs;
    return needFullUpdate || needPartialUpdate || expired;
  }

  isUpdateDue(nowUs: Micros): boolean {
    return this.inProgress === null && this.nextUpdateAtUs() <= nowUs;
  }

  /** The request to send now. */
  beginRequest(nowUs: Micros): MetadataRequest {
    assert(this.inProgress === null, "one metadata request at a time");
    const fresh = this.lastSuccessfulRefreshUs + this.settings.metadataMaxAgeUs > nowUs;
    const partial = !this.needFullUpdate && fresh && this.newTopics.size > 0;
    this.inProgress = { version: this.requestVersion, partial };
    return { topics: [...(partial ? this.newTopics : this.topics)] };
  }

  /** The request was lost: nobody will answer it. */
  forgetRequest(): void {
    this.inProgress = null;
  }

  /** The request came to nothing: the next one waits for the back-off. */
  failedUpdate(nowUs: Micros): void {
    this.lastRefreshUs = nowUs;
    this.failureBackoffUs = this.backoff.backoffUs(this.failures);
    this.failures++;
    this.hasNews();
    this.inProgress = null;
  }

  handleResponse(response: MetadataResponse, nowUs: Micros): void {
    const request = this.inProgress;
    assert(request !== null, "metadata came that nobody asked for");
    if (response.brokers.length === 0) {
      this.failedUpdate(nowUs);
      return;
    }
    this.inProgress = null;
    this.needPartialUpdate = request.version < this.requestVersion;
    this.lastRefreshUs = nowUs;
    this.updateVersion++;
    const expired = this.lastSuccessfulRefreshUs + this.settings.metadataMaxAgeUs <= nowUs;
    if (!request.partial) {
      this.needFullUpdate = false;
      this.lastSuccessfulRefreshUs = nowUs;
    }
    this.failures = 0;
    this.failureBackoffUs = this.backoff.backoffUs(0);
    if (expired) this.hasNews();
    const before = this.equivalentResponses++;
    this.nodes = response.brokers;
    this.controllerId = response.controllerId;
    this.racks = response.racks;
    for (const topic of response.topics) {
      this.newTopics.delete(topic.topic);
      if (this.topics.has(topic.topic)) this.updateTopic(topic, response.brokers);
    }
    if (this.settings.equivalentMetadataBacksOff && this.equivalentResponses > 0)
      this.equivalentBackoffUs = this.backoff.backoffUs(before);
  }

  /** The next answer may be asked for without the back-off of answers that say the same (KIP-580). */
  private hasNews(): void {
    this.equivalentResponses = 0;
    this.equivalentBackoffUs = 0;
  }

  private requestUpdateForNewTopics(): void {
    this.lastRefreshUs = LONG_AGO;
    this.needPartialUpdate = true;
    this.hasNews();
    this.requestVersion++;
  }

  private isCurrent(tp: number): boolean {
    const seen = this.lastSeenEpochs[tp] ?? NO_LEADER_EPOCH;
    return seen === NO_LEADER_EPOCH || seen === this.leaderEpoch(tp);
  }

  private updateTopic(topic: MetadataTopic, brokers: readonly number[]): void {
    if (topic.error !== Errors.NONE) {
      this.metError(topic.error, -1);
      const gone =
        topic.error === Errors.UNKNOWN_TOPIC_OR_PARTITION && this.settings.forgetsEpochsWithTopic;
      for (const tp of this.partitions(topic.topic)) {
        this.setLeader(tp, NO_LEADER, NO_LEADER_EPOCH);
        if (gone) this.lastSeenEpochs[tp] = NO_LEADER_EPOCH;
      }
      this.partitionsOf.delete(topic.topic);
      this.layoutChanged();
      return;
    }
    const ids = topic.partitions.map((partition) => partition.tp);
    const { topicPartitions } = this.names;
    ids.sort((a, b) => topicPartitions.partition(a) - topicPartitions.partition(b));
    if (ids.length !== this.partitions(topic.topic).length) this.layoutChanged();
    this.partitionsOf.set(topic.topic, ids);
    for (const partition of topic.partitions) {
      this.updatePartition(partition, brokers);
      if (partition.error !== Errors.NONE) this.metError(partition.error, partition.tp);
    }
  }

  /** An older epoch than the newest seen says nothing (KAFKA-7738, KIP-320). */
  private updatePartition(partition: MetadataPartition, brokers: readonly number[]): void {
    const { tp, leaderEpoch } = partition;
    this.grow(tp);
    const lastSeen = this.lastSeenEpochs[tp] as number;
    if (leaderEpoch !== NO_LEADER_EPOCH && leaderEpoch < lastSeen) {
      if (this.settings.ignoresOlderMetadata) return;
    } else if (leaderEpoch === NO_LEADER_EPOCH || leaderEpoch > lastSeen) this.hasNews();
    this.lastSeenEpochs[tp] = leaderEpoch;
    this.replicas[tp] = partition.replicas;
    const leader = brokers.includes(partition.leader) ? partition.leader : NO_LEADER;
    this.setLeader(tp, leader, leaderEpoch);
  }

  private metError(error: ErrorCode, tp: number): void {
    const text = tp < 0 ? -1 : this.names.topicPartitions.text(tp);
    this.host.simulation.facts.add(FACT_CLIENT_ERROR, this.host.index, error, text);
    if (isInvalidMetadata(error) && this.settings.metadataErrorsAskAgain)
      this.needFullUpdate = true;
  }

  private setLeader(tp: number, leader: number, epoch: number): void {
    if (this.leaders[tp] === leader && this.leaderEpochs[tp] === epoch) return;
    this.leaders[tp] = leader;
    this.leaderEpochs[tp] = epoch;
    this.layoutChanged();
    const text = this.names.topicPartitions.text(tp);
    this.host.simulation.facts.add(FACT_CLIENT_LEADER, this.host.index, text, leader, epoch);
  }

  private layoutChanged(): void {
    this.layoutVersion++;
    this.available.clear();
  }

  private grow(tp: number): void {
    while (this.leaders.length <= tp) {
      this.leaders.push(NO_LEADER);
      this.leaderEpochs.push(NO_LEADER_EPOCH);
      this.lastSeenEpochs.push(NO_LEADER_EPOCH);
    }
  }
}
