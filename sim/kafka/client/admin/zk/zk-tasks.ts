import { AssertionError } from "../../../../kernel/assert.ts";
import type { Operation, Reply } from "../../../../zookeeper/types.ts";
import type { TopicPartitions } from "../../../context.ts";
import type { AdminOperation, Progress } from "../operations.ts";
import {
  firstZkAlterConfigsTask,
  type ZkAlterConfigsTask,
  zkAlterConfigsOperations,
  zkAlterConfigsReplied,
} from "./zk-alter-configs.ts";
import {
  type ZkCreatePartitionsTask,
  zkCreatePartitionsOperations,
  zkCreatePartitionsReplied,
} from "./zk-create-partitions.ts";
import {
  type PlacementSurroundings,
  type ZkCreateTopicsTask,
  zkCreateTopicsOperations,
  zkCreateTopicsReplied,
} from "./zk-create-topics.ts";
import {
  type ZkDecommissionTask,
  zkDecommissionOperations,
  zkDecommissionReplied,
} from "./zk-decommission.ts";
import {
  type ZkDeleteGroupsTask,
  zkDeleteGroupsOperations,
  zkDeleteGroupsReplied,
} from "./zk-delete-groups.ts";
import {
  type ZkDeleteTopicsTask,
  zkDeleteTopicsOperations,
  zkDeleteTopicsReplied,
} from "./zk-delete-topics.ts";
import {
  type ZkDeleteZnodeTask,
  zkDeleteZnodeOperations,
  zkDeleteZnodeReplied,
} from "./zk-delete-znode.ts";
import {
  firstZkElectLeadersTask,
  type ZkElectLeadersTask,
  zkElectLeadersOperations,
  zkElectLeadersReplied,
} from "./zk-elect-leaders.ts";
import {
  firstZkReassignPartitionsTask,
  type ZkReassignPartitionsTask,
  zkReassignPartitionsOperations,
  zkReassignPartitionsReplied,
} from "./zk-reassign-partitions.ts";

/** What is left to do of an operation that goes through ZooKeeper. */
export type ZkTask =
  | ZkCreateTopicsTask
  | ZkDeleteTopicsTask
  | ZkCreatePartitionsTask
  | ZkAlterConfigsTask
  | ZkReassignPartitionsTask
  | ZkElectLeadersTask
  | ZkDeleteGroupsTask
  | ZkDeleteZnodeTask
  | ZkDecommissionTask;

export function firstZkTask(operation: AdminOperation): ZkTask {
  switch (operation.kind) {
    case "createTopics":
      return { ...operation, step: "list" };
    case "deleteTopics":
      return { ...operation, step: "look" };
    case "createPartitions":
      return { ...operation, step: "list" };
    case "alterConfigs":
      return firstZkAlterConfigsTask(operation);
    case "reassignPartitions":
      return firstZkReassignPartitionsTask(operation);
    case "electLeaders":
      return firstZkElectLeadersTask(operation);
    case "deleteGroups":
      return { ...operation, step: "look" };
    case "deleteZnode":
      return operation;
    case "decommission":
      return { ...operation, step: "list" };
    case "deleteRecords":
    case "resetOffsets":
    case "deleteOffsets":
      throw new AssertionError(`no tool does ${operation.kind} through ZooKeeper`);
  }
}

/** What comes next to be asked of ZooKeeper. */
export function zkOperationsOf(task: ZkTask): readonly Operation[] {
  switch (task.kind) {
    case "createTopics":
      return zkCreateTopicsOperations(task);
    case "deleteTopics":
      return zkDeleteTopicsOperations(task);
    case "createPartitions":
      return zkCreatePartitionsOperations(task);
    case "alterConfigs":
      return zkAlterConfigsOperations(task);
    case "reassignPartitions":
      return zkReassignPartitionsOperations(task);
    case "electLeaders":
      return zkElectLeadersOperations(task);
    case "deleteGroups":
      return zkDeleteGroupsOperations(task);
    case "deleteZnode":
      return zkDeleteZnodeOperations(task);
    case "decommission":
      return zkDecommissionOperations(task);
  }
}

export function zkReplied(
  task: ZkTask,
  replies: readonly Reply[],
  surroundings: PlacementSurroundings,
  topicPartitions: TopicPartitions,
): Progress<ZkTask> {
  switch (task.kind) {
    case "createTopics":
      return zkCreateTopicsReplied(task, replies, surroundings);
    case "deleteTopics":
      return zkDeleteTopicsReplied(task, replies);
    case "createPartitions":
      return zkCreatePartitionsReplied(task, replies);
    case "alterConfigs":
      return zkAlterConfigsReplied(task, replies);
    case "reassignPartitions":
      return zkReassignPartitionsReplied(task, replies, topicPartitions);
    case "electLeaders":
      return zkElectLeadersReplied(task, replies, topicPartitions);
    case "deleteGroups":
      return zkDeleteGroupsReplied(task, replies);
    case "deleteZnode":
      return zkDeleteZnodeReplied(task, replies);
    case "decommission":
      return zkDecommissionReplied(task, replies);
  }
}
