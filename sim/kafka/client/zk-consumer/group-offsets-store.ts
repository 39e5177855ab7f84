import { present } from "../../../kernel/assert.ts";
import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { FACT_CLIENT_ERROR, FACT_COMMIT } from "../../facts.ts";
import {
  type FindCoordinatorResponse,
  INVALID_OFFSET,
  type OffsetCommitRequest,
  type OffsetCommitResponse,
  type OffsetFetchRequest,
  type OffsetFetchResponse,
  UNKNOWN_GENERATION_ID,
  UNKNOWN_MEMBER_ID,
} from "../../group-messages.ts";
import {
  FIND_COORDINATOR,
  MESSAGE_OVERHEAD_BYTES,
  OFFSET_COMMIT,
  OFFSET_FETCH,
  PARTITION_OVERHEAD_BYTES,
} from "../../messages.ts";
import {
  type ConsumerOffsetResult,
  type ConsumerOffsetsStep,
  consumerOffsetsNext,
  consumerOffsetsRequest,
  consumerOffsetsStep,
} from "../../zk/consumer-offsets.ts";
import type { KafkaZkClient } from "../../zk/kafka-zk-client.ts";
import type { OffsetAndEpoch } from "../consumer/consumer-owner.ts";
import type { NetworkClient } from "../network-client.ts";
import { OffsetsChannel } from "./offsets-channel.ts";
import type { ZkConsumerSettings } from "./zk-consumer-config.ts";
import type { ZkPurpose } from "./zk-purpose.ts";

/** The version of the requests about offsets that Kafka keeps itself. */
const VERSION_IN_KAFKA = 1;
const DEFAULT_RETENTION_TIME = -1;
/** The channel looks for another broker after these. */
const WRONG_MANAGER: readonly ErrorCode[] = [
  Errors.NOT_COORDINATOR,
  Errors.COORDINATOR_NOT_AVAILABLE,
];

/** Offsets that are to be written. */
export interface CommitWork {
  readonly kind: "commit";
  /** Who waits for it. */
  readonly waits: "nobody" | "thread" | "callback" | "rebalance" | "shutdown";
  /** Null: what is consumed when it is its turn. */
  readonly offsets: readonly OffsetAndEpoch[] | null;
}

/** Offsets of partitions that are to be read. */
export interface FetchWork {
  readonly kind: "fetch";
  readonly tps: readonly number[];
}

/** Whose offsets they are. */
export interface GroupOffsetsOwner {
  /** It shuts down: what is read is of no use any more. */
  readonly isClosing: boolean;
  /** What the consumer has consumed of the partitions that it owns. */
  consumedOffsets(): readonly OffsetAndEpoch[];
  onCommitted(work: CommitWork, offsets: readonly OffsetAndEpoch[], error: ErrorCode): void;
  /** @param offsets by partition; INVALID_OFFSET: there is none */
  onFetched(offsets: ReadonlyMap<number, number>): void;
}

/** What is under way. */
interface Current {
  readonly work: CommitWork | FetchWork;
  /** Of a commit: what is written. */
  readonly offsets: readonly OffsetAndEpoch[];
  /** How often a commit that fails is repeated yet. */
  retries: number;
  /** Of a fetch from Kafka, and of a commit to it: what came of it. */
  inKafka: ReadonlyMap<number, number>;
}

/**
 * The offsets of a consumer's group, in ZooKeeper or in Kafka (`offsets.storage`), or in both
 * (`dual.commit.enabled`): `commitOffsets` and `fetchOffsets` of `ZookeeperConsumerConnector`, one at a time.
 * To ZooKeeper only those are written that are not what is there.
 */
export class GroupOffsetsStore {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ZkConsumerSettings;
  private readonly zk: KafkaZkClient<ZkPurpose>;
  private readonly owner: GroupOffsetsOwner;
  private readonly channel: OffsetsChannel;
  private readonly queue: (CommitWork | FetchWork)[] = [];
  private current: Current | null = null;
  /** What ZooKeeper has, as far as the consumer knows (`checkpointedZkOffsets`). */
  private readonly checkpointed = new Map<number, number>();

  constructor(
    host: Host,
    names: KafkaNames,
    settings: ZkConsumerSettings,
    client: NetworkClient,
    zk: KafkaZkClient<ZkPurpose>,
    owner: GroupOffsetsOwner,
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    this.zk = zk;
    this.owner = owner;
    this.channel = new OffsetsChannel(host, settings, client);
  }

  /** When `advance` is worth calling without an event of the network. */
  get nextAttemptAtUs(): Micros {
    return this.channel.nextAttemptAtUs;
  }

  /** Whether such a commit waits or is under way. */
  isCommitting(waits: CommitWork["waits"]): boolean {
    const all = this.current === null ? this.queue : [this.current.work, ...this.queue];
    return all.some((work) => work.kind === "commit" && work.waits === waits);
  }

  submit(work: CommitWork | FetchWork): void {
    this.queue.push(work);
    this.advance();
  }

  /** The consumer begins at these: they are what the store has. */
  checkpoint(tp: number, offset: number): void {
    this.checkpointed.set(tp, offset);
  }

  advance(): void {
    this.channel.advance();
    while (this.current === null) {
      const work = this.queue.shift();
      if (work === undefined) return;
      this.begin(work);
    }
  }

  onZkReplies(step: ConsumerOffsetsStep, [reply]: readonly Reply[]): void {
    const next = consumerOffsetsNext(step, present(reply, "the operation is answered"));
    if ("task" in next) this.ask(next);
    else this.zkDone(step, next);
    this.advance();
  }

  onResponse({ kind }: InFlightRequest, body: unknown): void {
    if (kind === FIND_COORDINATOR) this.channel.onLookup(body as FindCoordinatorResponse);
    else {
      this.channel.answered();
      if (kind === OFFSET_COMMIT) this.kafkaCommitted(body as OffsetCommitResponse);
      else this.kafkaFetched(body as OffsetFetchResponse);
    }
    this.advance();
  }

  onDisconnected(request: InFlightRequest): void {
    if (!this.channel.onLost(request)) return;
    this.failed(Errors.NETWORK_EXCEPTION);
    this.advance();
  }

  private begin(work: CommitWork | FetchWork): void {
    const offsets = work.kind === "fetch" ? [] : (work.offsets ?? this.owner.consumedOffsets());
    const shutsDown = work.kind === "commit" && work.waits === "shutdown";
    const retries = shutsDown ? this.settings.offsetsCommitMaxRetries : 0;
    this.current = { work, offsets, retries, inKafka: new Map() };
    if (this.settings.offsetsInZooKeeper) this.goToZooKeeper(this.current);
    else this.goToKafka(this.current, 0);
  }

  private goToZooKeeper(current: Current): void {
    const { work, offsets } = current;
    const { topicPartitions } = this.names;
    const isFetch = work.kind === "fetch";
    const changed = offsets.filter(({ tp, offset }) => this.checkpointed.get(tp) !== offset);
    const wanted = isFetch ? work.tps.map((tp) => ({ tp, offset: INVALID_OFFSET })) : changed;
    if (wanted.length === 0) {
      this.end(current, Errors.NONE);
      return;
    }
    const all = wanted.map(({ tp, offset }) => {
      return { topic: topicPartitions.topic(tp), partition: topicPartitions.partition(tp), offset };
    });
    const { groupId: group } = this.settings;
    const api = isFetch ? "read" : "write";
    this.ask(consumerOffsetsStep({ token: 0, api, group, offsets: all }));
  }

  private ask(step: ConsumerOffsetsStep): void {
    this.zk.send(consumerOffsetsRequest(step), { of: "offsets", step });
  }

  private zkDone({ work }: ConsumerOffsetsStep, results: readonly ConsumerOffsetResult[]): void {
    const current = present(this.current, "somebody asked");
    const { topicPartitions } = this.names;
    const tps = work.offsets.map(({ topic, partition }) => topicPartitions.id(topic, partition));
    if (current.work.kind === "commit") {
      tps.forEach((tp, i) => {
        const { offset } = present(work.offsets[i], "every partition has an offset");
        this.checkpointed.set(tp, offset);
        if (this.settings.offsetsInZooKeeper) this.tell(tp, offset, Errors.NONE);
      });
      this.end(current, Errors.NONE);
      return;
    }
    const newest = new Map(current.inKafka);
    tps.forEach((tp, i) => {
      const { offset } = present(results[i], "every partition has a result");
      newest.set(tp, Math.max(offset, newest.get(tp) ?? INVALID_OFFSET));
    });
    current.inKafka = newest;
    this.end(current, Errors.NONE);
  }

  private goToKafka(current: Current, atUs: Micros): void {
    const { work, offsets } = current;
    const { groupId } = this.settings;
    const count = work.kind === "fetch" ? work.tps.length : offsets.length;
    if (count === 0) {
      this.end(current, Errors.NONE);
      return;
    }
    const sizeBytes = MESSAGE_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * count;
    if (work.kind === "fetch") {
      const body: OffsetFetchRequest = {
        version: VERSION_IN_KAFKA,
        groupId,
        partitions: work.tps,
        requireStable: false,
      };
      this.channel.send({ kind: OFFSET_FETCH, body, sizeBytes }, atUs);
      return;
    }
    const body: OffsetCommitRequest = {
      version: VERSION_IN_KAFKA,
      groupId,
      generationId: UNKNOWN_GENERATION_ID,
      memberId: UNKNOWN_MEMBER_ID,
      instanceId: null,
      retentionTimeMs: DEFAULT_RETENTION_TIME,
      partitions: offsets.map(({ tp, offset }) => {
        return { tp, offset, leaderEpoch: -1, metadata: "" };
      }),
    };
    this.channel.send({ kind: OFFSET_COMMIT, body, sizeBytes }, atUs);
  }

  private kafkaCommitted({ partitions }: OffsetCommitResponse): void {
    const current = present(this.current, "somebody asked");
    const refused = partitions.find(({ error }) => error !== Errors.NONE);
    if (refused !== undefined) {
      if (WRONG_MANAGER.includes(refused.error)) this.channel.disconnect();
      this.failed(refused.error);
      return;
    }
    for (const { tp, offset } of current.offsets) this.tell(tp, offset, Errors.NONE);
    if (this.settings.dualCommit) this.goToZooKeeper(current);
    else this.end(current, Errors.NONE);
  }

  private kafkaFetched({ error, partitions }: OffsetFetchResponse): void {
    const current = present(this.current, "somebody asked");
    const refused = partitions.find((partition) => partition.error !== Errors.NONE);
    const met = error === Errors.NONE ? (refused?.error ?? Errors.NONE) : error;
    if (WRONG_MANAGER.includes(met)) this.channel.disconnect();
    if (WRONG_MANAGER.includes(met) || met === Errors.COORDINATOR_LOAD_IN_PROGRESS) {
      this.failed(met);
      return;
    }
    current.inKafka = new Map(partitions.map(({ tp, offset }) => [tp, offset]));
    if (this.settings.dualCommit) this.goToZooKeeper(current);
    else this.end(current, Errors.NONE);
  }

  /** A fetch is repeated until it succeeds, a commit only while the consumer shuts down. */
  private failed(error: ErrorCode): void {
    const current = present(this.current, "somebody asked");
    this.host.simulation.facts.add(FACT_CLIENT_ERROR, this.host.index, error, -1);
    const isFetch = current.work.kind === "fetch";
    if (isFetch ? !this.owner.isClosing : current.retries > 0) {
      current.retries--;
      const atUs = this.host.monotonicUs() + this.settings.offsetsChannelBackoffUs;
      this.goToKafka(current, atUs);
      return;
    }
    for (const { tp, offset } of current.offsets) this.tell(tp, offset, error);
    this.end(current, error);
  }

  private end({ work, offsets, inKafka }: Current, error: ErrorCode): void {
    this.current = null;
    if (work.kind === "commit") this.owner.onCommitted(work, offsets, error);
    else this.owner.onFetched(inKafka);
  }

  private tell(tp: number, offset: number, error: ErrorCode): void {
    const { facts } = this.host.simulation;
    const group = facts.intern(this.settings.groupId);
    const text = this.names.topicPartitions.text(tp);
    facts.add(FACT_COMMIT, this.host.index, group, text, offset, error);
  }
}
