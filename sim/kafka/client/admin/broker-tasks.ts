import { assert } from "../../../kernel/assert.ts";
import type { KafkaNames } from "../../context.ts";
import type {
  AlterPartitionReassignmentsResponse,
  CreatePartitionsResponse,
  CreateTopicsResponse,
  DeleteTopicsResponse,
  ElectLeadersResponse,
  IncrementalAlterConfigsResponse,
} from "../../messages.ts";
import type { ClientSettings } from "../client-config.ts";
import { type AlterConfigsTask, alterConfigsAnswered, alterConfigsCall } from "./alter-configs.ts";
import {
  type CreatePartitionsTask,
  createPartitionsAnswered,
  createPartitionsCall,
} from "./create-partitions.ts";
import { type CreateTopicsTask, createTopicsAnswered, createTopicsCall } from "./create-topics.ts";
import { type DecommissionTask, decommissionAnswered, decommissionCall } from "./decommission.ts";
import { type DeleteGroupsTask, deleteGroupsAnswered, deleteGroupsCall } from "./delete-groups.ts";
import {
  type DeleteOffsetsTask,
  deleteOffsetsAnswered,
  deleteOffsetsCall,
} from "./delete-offsets.ts";
import {
  type DeleteRecordsTask,
  deleteRecordsAnswered,
  deleteRecordsCall,
} from "./delete-records.ts";
import { type DeleteTopicsTask, deleteTopicsAnswered, deleteTopicsCall } from "./delete-topics.ts";
import { type ElectLeadersTask, electLeadersAnswered, electLeadersCall } from "./elect-leaders.ts";
import type { AdminOperation, Call, Progress } from "./operations.ts";
import {
  type ReassignPartitionsTask,
  reassignPartitionsAnswered,
  reassignPartitionsCall,
} from "./reassign-partitions.ts";
import {
  firstResetOffsetsTask,
  type ResetOffsetsTask,
  resetOffsetsAnswered,
  resetOffsetsCall,
} from "./reset-offsets.ts";

/** What is left to do of an operation that goes through brokers. */
export type BrokerTask =
  | CreateTopicsTask
  | DeleteTopicsTask
  | DeleteRecordsTask
  | CreatePartitionsTask
  | AlterConfigsTask
  | ReassignPartitionsTask
  | ElectLeadersTask
  | ResetOffsetsTask
  | DeleteGroupsTask
  | DeleteOffsetsTask
  | DecommissionTask;

export function firstBrokerTask(operation: AdminOperation): BrokerTask {
  assert(operation.kind !== "deleteZnode", "brokers do not delete znodes on request");
  switch (operation.kind) {
    case "decommission":
      return { ...operation, step: "describe" };
    case "deleteRecords":
      return { ...operation, leader: null };
    case "resetOffsets":
      return firstResetOffsetsTask(operation);
    case "deleteGroups":
      return { ...operation, coordinator: null };
    case "deleteOffsets":
      return { ...operation, coordinator: null, partitions: null };
    default:
      return operation;
  }
}

/** The request that comes next. */
export function callOf(task: BrokerTask, names: KafkaNames, settings: ClientSettings): Call {
  switch (task.kind) {
    case "createTopics":
      return createTopicsCall(task);
    case "deleteTopics":
      return deleteTopicsCall(task);
    case "deleteRecords":
      return deleteRecordsCall(task, names.topicPartitions, settings);
    case "createPartitions":
      return createPartitionsCall(task);
    case "alterConfigs":
      return alterConfigsCall(task);
    case "reassignPartitions":
      return reassignPartitionsCall(task, names.topicPartitions);
    case "electLeaders":
      return electLeadersCall(task, names.topicPartitions, settings);
    case "resetOffsets":
      return resetOffsetsCall(task);
    case "deleteGroups":
      return deleteGroupsCall(task);
    case "deleteOffsets":
      return deleteOffsetsCall(task);
    case "decommission":
      return decommissionCall(task, names);
  }
}

/** @param maybeDone whether an earlier request may have been carried out, though nobody said so */
export function brokerAnswered(
  task: BrokerTask,
  response: unknown,
  maybeDone: boolean,
  names: KafkaNames,
): Progress<BrokerTask> {
  switch (task.kind) {
    case "createTopics":
      return createTopicsAnswered(task, response as CreateTopicsResponse, maybeDone);
    case "deleteTopics":
      return deleteTopicsAnswered(task, response as DeleteTopicsResponse, maybeDone);
    case "deleteRecords":
      return deleteRecordsAnswered(task, response, names.topicPartitions);
    case "createPartitions":
      return createPartitionsAnswered(task, response as CreatePartitionsResponse, maybeDone);
    case "alterConfigs":
      return alterConfigsAnswered(response as IncrementalAlterConfigsResponse);
    case "reassignPartitions":
      return reassignPartitionsAnswered(task, response as AlterPartitionReassignmentsResponse);
    case "electLeaders":
      return electLeadersAnswered(task, response as ElectLeadersResponse);
    case "resetOffsets":
      return resetOffsetsAnswered(task, response, names.topicPartitions);
    case "deleteGroups":
      return deleteGroupsAnswered(task, response, maybeDone);
    case "deleteOffsets":
      return deleteOffsetsAnswered(task, response, names.topicPartitions);
    case "decommission":
      return decommissionAnswered(task, response, names);
  }
}
