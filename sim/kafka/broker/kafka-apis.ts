import { AssertionError } from "../../kernel/assert.ts";
import type { Message } from "../../kernel/connection.ts";
import type { ControllerApi } from "../controller/controller-api.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import {
  ALTER_ISR,
  ALTER_PARTITION_REASSIGNMENTS,
  type AlterIsrRequest,
  CONTROLLED_SHUTDOWN,
  type ControlledShutdownRequest,
  CREATE_PARTITIONS,
  CREATE_TOPICS,
  DELETE_RECORDS,
  DELETE_TOPICS,
  type DeleteRecordsRequest,
  ELECT_LEADERS,
  FETCH,
  INCREMENTAL_ALTER_CONFIGS,
  INIT_PRODUCER_ID,
  LEADER_AND_ISR,
  LIST_OFFSETS,
  LIST_PARTITION_REASSIGNMENTS,
  type ListOffsetsRequest,
  MESSAGE_OVERHEAD_BYTES,
  METADATA,
  type MetadataRequest,
  OFFSETS_FOR_LEADER_EPOCH,
  type OffsetsForLeaderEpochRequest,
  PARTITION_OVERHEAD_BYTES,
  PRODUCE,
  STOP_REPLICA,
  UPDATE_METADATA,
} from "../messages.ts";
import type { ControlRequests } from "./control-requests.ts";
import type { Coordinators } from "./coordinators.ts";
import type { DeleteRecordsMessages } from "./delete-records.ts";
import type { FetchMessages } from "./fetch-messages.ts";
import type { MetadataCache } from "./metadata-cache.ts";
import { listOffsets, offsetsForLeaderEpoch } from "./offset-requests.ts";
import type { ProduceMessages } from "./produce-messages.ts";
import type { ProducerIds } from "./producer-ids.ts";
import type { ReplicaManager } from "./replica-manager.ts";
import type { RequestChannel } from "./request-channel.ts";

/**
 * Gives each request to the part of the broker that handles it (`KafkaApis`). A request of a kind that
 * this broker does not know closes its connection.
 */
export class KafkaApis {
  private readonly produce: ProduceMessages;
  private readonly fetch: FetchMessages;
  private readonly deleteRecords: DeleteRecordsMessages;
  private readonly control: ControlRequests;
  private readonly replicas: ReplicaManager;
  private readonly metadataCache: MetadataCache;
  private readonly producerIds: ProducerIds;
  private readonly controller: ControllerApi;
  private readonly coordinators: Coordinators;
  private readonly switches: BrokerSwitches;

  constructor(
    produce: ProduceMessages,
    fetch: FetchMessages,
    deleteRecords: DeleteRecordsMessages,
    control: ControlRequests,
    replicas: ReplicaManager,
    metadataCache: MetadataCache,
    producerIds: ProducerIds,
    controller: ControllerApi,
    coordinators: Coordinators,
    switches: BrokerSwitches,
  ) {
    this.produce = produce;
    this.fetch = fetch;
    this.deleteRecords = deleteRecords;
    this.control = control;
    this.replicas = replicas;
    this.metadataCache = metadataCache;
    this.producerIds = producerIds;
    this.controller = controller;
    this.coordinators = coordinators;
    this.switches = switches;
  }

  handle(channel: RequestChannel, message: Message): void {
    switch (message.kind) {
      case FETCH:
        this.fetch.handle(channel, message);
        break;
      case PRODUCE:
        this.produce.handle(channel, message);
        break;
      case LEADER_AND_ISR:
      case STOP_REPLICA:
      case UPDATE_METADATA:
        this.control.handle(channel, message);
        break;
      default:
        this.handleRare(channel, message);
    }
  }

  private handleRare(channel: RequestChannel, message: Message): void {
    const { body } = message;
    if (this.isUnknown(message.kind)) {
      channel.refuseUnknownApi();
      return;
    }
    if (this.coordinators.handles(message.kind)) {
      this.coordinators.handle(message);
      return;
    }
    switch (message.kind) {
      case METADATA:
        this.handleMetadata(channel, body as MetadataRequest);
        break;
      case LIST_OFFSETS: {
        const request = body as ListOffsetsRequest;
        const response = listOffsets(this.replicas, request, this.switches);
        channel.respond(response, sizeOf(response.partitions.length));
        break;
      }
      case OFFSETS_FOR_LEADER_EPOCH: {
        const request = body as OffsetsForLeaderEpochRequest;
        const response = offsetsForLeaderEpoch(this.replicas, request);
        channel.respond(response, sizeOf(response.partitions.length));
        break;
      }
      case DELETE_RECORDS:
        this.deleteRecords.handle(channel, body as DeleteRecordsRequest);
        break;
      case INIT_PRODUCER_ID:
        this.producerIds.handle(channel);
        break;
      case ALTER_ISR:
        this.controller.handleAlterIsr(message, body as AlterIsrRequest);
        break;
      case CONTROLLED_SHUTDOWN:
        this.controller.handleControlledShutdown(message, body as ControlledShutdownRequest);
        break;
      case CREATE_TOPICS:
      case DELETE_TOPICS:
      case CREATE_PARTITIONS:
      case ELECT_LEADERS:
      case INCREMENTAL_ALTER_CONFIGS:
      case ALTER_PARTITION_REASSIGNMENTS:
      case LIST_PARTITION_REASSIGNMENTS:
        this.controller.handleAdminRequest(message);
        break;
      default:
        throw new AssertionError(`a broker does not know requests of kind ${message.kind}`);
    }
  }

  /** Requests that brokers of this version do not have. */
  private isUnknown(kind: number): boolean {
    const { producerIds, logStartOffset, electLeadersApi, alterConfigsApi } = this.switches;
    if (this.coordinators.handles(kind)) return !this.coordinators.knows(kind);
    return (
      (kind === INIT_PRODUCER_ID && !producerIds) ||
      (kind === DELETE_RECORDS && !logStartOffset) ||
      (kind === ELECT_LEADERS && !electLeadersApi) ||
      (kind === INCREMENTAL_ALTER_CONFIGS && !alterConfigsApi)
    );
  }

  private handleMetadata(channel: RequestChannel, request: MetadataRequest): void {
    const response = this.metadataCache.metadata(request.topics);
    let partitions = 0;
    for (const topic of response.topics) partitions += topic.partitions.length;
    channel.respond(response, sizeOf(partitions));
  }
}

function sizeOf(partitions: number): number {
  return MESSAGE_OVERHEAD_BYTES + partitions * PARTITION_OVERHEAD_BYTES;
}
