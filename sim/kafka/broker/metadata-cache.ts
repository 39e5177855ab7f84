import type { FactLog } from "../../kernel/facts.ts";
import type { TopicPartitions } from "../context.ts";
import { Errors } from "../errors.ts";
import { FACT_METADATA } from "../facts.ts";
import {
  LEADER_DURING_DELETE,
  type MetadataPartition,
  type MetadataResponse,
  type MetadataTopic,
  NO_LEADER,
  type UpdateMetadataPartition,
  type UpdateMetadataRequest,
} from "../messages.ts";
import { NO_LEADER_EPOCH } from "../record/record-batch.ts";

/**
 * What the controller told this broker of the cluster (`MetadataCache`). Each UpdateMetadata request
 * is applied as it comes: partitions have no epoch check here.
 */
export class MetadataCache {
  /** -1: none known. */
  controllerId = -1;
  liveBrokers: readonly number[] = [];
  private racks: Readonly<Record<string, string>> = {};
  private readonly brokerId: number;
  private readonly facts: FactLog;
  private readonly topicPartitions: TopicPartitions;
  private readonly tellsLeaderEpochs: boolean;
  /** By id of the topic-partition. */
  private readonly states: (UpdateMetadataPartition | null)[] = [];
  private readonly topics = new Map<string, number[]>();

  /** @param tellsLeaderEpochs whether clients are told of leader epochs (KIP-320) */
  constructor(
    brokerId: number,
    facts: FactLog,
    topicPartitions: TopicPartitions,
    tellsLeaderEpochs: boolean,
  ) {
    this.brokerId = brokerId;
    this.facts = facts;
    this.topicPartitions = topicPartitions;
    this.tellsLeaderEpochs = tellsLeaderEpochs;
  }

  isAlive(brokerId: number): boolean {
    return this.liveBrokers.includes(brokerId);
  }

  rack(brokerId: number): string | null {
    return this.racks[brokerId] ?? null;
  }

  hasTopic(topic: string): boolean {
    return this.topics.has(topic);
  }

  /**
   * How many partitions `__consumer_offsets` has: also of those that no request has told of yet, as the
   * first ones that a broker gets after a start may not. 0: there is no such topic.
   */
  offsetsPartitions = 0;

  contains(tp: number): boolean {
    return tp < this.states.length && this.states[tp] !== null;
  }

  partition(tp: number): UpdateMetadataPartition | null {
    return this.states[tp] ?? null;
  }

  /** In the order in which topics became known, by number of the partition within each. */
  get allPartitions(): readonly number[] {
    return [...this.topics.values()].flat();
  }

  /** Applies a request. Returns the partitions that are being deleted. */
  update(request: UpdateMetadataRequest): number[] {
    this.controllerId = request.controllerId;
    this.liveBrokers = request.liveBrokers;
    this.racks = request.racks;
    this.offsetsPartitions = request.offsetsPartitions;
    const deleted: number[] = [];
    for (const state of request.partitions) {
      if (!isSame(this.partition(state.tp), state)) this.emit(state);
      if (state.leader === LEADER_DURING_DELETE) {
        this.remove(state.tp);
        deleted.push(state.tp);
      } else {
        this.put(state);
      }
    }
    return deleted;
  }

  /** Answers a metadata request for these topics; null asks for all. */
  metadata(topics: readonly string[] | null): MetadataResponse {
    const names = topics ?? [...this.topics.keys()];
    return {
      brokers: this.liveBrokers,
      racks: this.racks,
      controllerId: this.controllerId,
      topics: names.map((topic) => this.topicMetadata(topic)),
    };
  }

  private topicMetadata(topic: string): MetadataTopic {
    const tps = this.topics.get(topic);
    if (tps === undefined) {
      return { topic, error: Errors.UNKNOWN_TOPIC_OR_PARTITION, partitions: [] };
    }
    return { topic, error: Errors.NONE, partitions: tps.map((tp) => this.partitionMetadata(tp)) };
  }

  private partitionMetadata(tp: number): MetadataPartition {
    const { leader, leaderEpoch, replicas, isr } = this.states[tp] as UpdateMetadataPartition;
    const available = this.isAlive(leader);
    return {
      tp,
      error: available ? Errors.NONE : Errors.LEADER_NOT_AVAILABLE,
      leader: available ? leader : NO_LEADER,
      leaderEpoch: this.tellsLeaderEpochs ? leaderEpoch : NO_LEADER_EPOCH,
      replicas,
      isr,
    };
  }

  private put(state: UpdateMetadataPartition): void {
    const { tp } = state;
    while (this.states.length <= tp) this.states.push(null);
    if (this.states[tp] === null) {
      const topic = this.topicPartitions.topic(tp);
      const known = this.topics.get(topic) ?? [];
      known.push(tp);
      known.sort((x, y) => this.topicPartitions.partition(x) - this.topicPartitions.partition(y));
      this.topics.set(topic, known);
    }
    this.states[tp] = state;
  }

  private remove(tp: number): void {
    if (!this.contains(tp)) return;
    this.states[tp] = null;
    const topic = this.topicPartitions.topic(tp);
    const left = (this.topics.get(topic) ?? []).filter((other) => other !== tp);
    if (left.length === 0) this.topics.delete(topic);
    else this.topics.set(topic, left);
  }

  private emit({ tp, leader, leaderEpoch, isr }: UpdateMetadataPartition): void {
    const text = this.topicPartitions.text(tp);
    const members = this.facts.intern(JSON.stringify(isr));
    this.facts.add(FACT_METADATA, text, this.brokerId, leader, leaderEpoch, members);
  }
}

/** Whether a person would see no difference. */
function isSame(x: UpdateMetadataPartition | null, y: UpdateMetadataPartition): boolean {
  if (x === null || x.leader !== y.leader || x.leaderEpoch !== y.leaderEpoch) return false;
  return x.isr.length === y.isr.length && x.isr.every((id, i) => id === y.isr[i]);
}
