import type { Message } from "../../../kernel/connection.ts";
import { type ConfigValues, numberOf } from "../../config/config.ts";
import type { BrokerSwitches } from "../../era/broker-switches.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import {
  COORDINATOR_OF_GROUP,
  type FindCoordinatorRequest,
  type FindCoordinatorResponse,
} from "../../group-messages.ts";
import { MESSAGE_OVERHEAD_BYTES, type NewTopic } from "../../messages.ts";
import { GROUP_METADATA_TOPIC_NAME } from "./group-log.ts";
import type { RequestResponder } from "./group-responses.ts";

/** What a broker's metadata tells of the topic and of brokers. */
export interface CoordinatorMetadata {
  readonly liveBrokers: readonly number[];
  hasTopic(topic: string): boolean;
  isAlive(brokerId: number): boolean;
  partition(tp: number): { readonly leader: number } | null;
}

/** Where groups belong. */
export interface GroupPartitions {
  partitionFor(groupId: string): number;
  /** Id of a partition of `__consumer_offsets`. */
  tp(partition: number): number;
}

/** Who creates topics, through ZooKeeper; one that is there or under way already stays as it is. */
export interface TopicCreation {
  createTopic(topic: NewTopic): void;
}

const NO_NODE = -1;

/**
 * FindCoordinator requests, of 0.8.2 under the name ConsumerMetadata: the coordinator of a group is the
 * leader of its partition of `__consumer_offsets`. Any broker answers. The first one that is asked creates
 * the topic (`KafkaApis.createInternalTopic`); the client has to ask again.
 */
export class FindCoordinator {
  private readonly metadata: CoordinatorMetadata;
  private readonly groups: GroupPartitions;
  private readonly topics: TopicCreation;
  private readonly responder: RequestResponder;
  private readonly replication: BrokerSwitches["offsetsTopicReplication"];
  private readonly partitionCount: number;
  private readonly replicationFactor: number;
  private readonly segmentBytes: number;

  constructor(
    config: ConfigValues,
    switches: BrokerSwitches,
    metadata: CoordinatorMetadata,
    groups: GroupPartitions,
    topics: TopicCreation,
    responder: RequestResponder,
  ) {
    this.metadata = metadata;
    this.groups = groups;
    this.topics = topics;
    this.responder = responder;
    this.replication = switches.offsetsTopicReplication;
    this.partitionCount = numberOf(config, "offsets.topic.num.partitions");
    this.replicationFactor = numberOf(config, "offsets.topic.replication.factor");
    this.segmentBytes = numberOf(config, "offsets.topic.segment.bytes");
  }

  handle(request: Message): void {
    const { keyType, key } = request.body as FindCoordinatorRequest;
    const nodeId = keyType === COORDINATOR_OF_GROUP ? this.find(key) : NO_NODE;
    const error: ErrorCode = nodeId === NO_NODE ? Errors.COORDINATOR_NOT_AVAILABLE : Errors.NONE;
    const body: FindCoordinatorResponse = { error, nodeId };
    this.responder.respond(request, body, MESSAGE_OVERHEAD_BYTES);
  }

  private find(groupId: string): number {
    const { metadata, groups } = this;
    if (!metadata.hasTopic(GROUP_METADATA_TOPIC_NAME)) {
      this.createTopic();
      return NO_NODE;
    }
    const partition = metadata.partition(groups.tp(groups.partitionFor(groupId)));
    if (partition === null || !metadata.isAlive(partition.leader)) return NO_NODE;
    return partition.leader;
  }

  private createTopic(): void {
    const live = this.metadata.liveBrokers.length;
    const isShort = live < this.replicationFactor;
    if (isShort && this.replication === "enforced") return;
    this.topics.createTopic({
      name: GROUP_METADATA_TOPIC_NAME,
      numPartitions: this.partitionCount,
      replicationFactor: isShort && live > 0 ? live : this.replicationFactor,
      assignment: null,
      configs: { "cleanup.policy": "compact", "segment.bytes": String(this.segmentBytes) },
    });
  }
}
