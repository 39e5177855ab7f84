import type { ConfigValues } from "../../config/config.ts";
import { ADMIN_SWITCHES } from "../../era/switches.ts";
import type { AdminOperation } from "./operations.ts";

/** The way a tool takes; `none`: there is no tool. */
export type Route = "zookeeper" | "brokers" | "none";

/** The switches of the operator's tools, read once from their settings: see `ADMIN_SWITCHES`. */
export interface AdminTools {
  readonly createTopicsThrough: Route;
  readonly deleteTopicsThrough: Route;
  readonly deleteRecordsThrough: Route;
  readonly createPartitionsThrough: Route;
  readonly alterTopicConfigsThrough: Route;
  readonly alterBrokerConfigsThrough: Route;
  readonly reassignPartitionsThrough: Route;
  readonly electPreferredThrough: Route;
  readonly electUncleanThrough: Route;
  readonly resetOffsetsThrough: Route;
  readonly deleteGroupsThrough: Route;
  readonly deleteOffsetsThrough: Route;
}

/** @param config effective settings of the admin client */
export function adminTools(config: ConfigValues): AdminTools {
  const switches = Object.fromEntries(ADMIN_SWITCHES.map(({ name }) => [name, config[name]]));
  return switches as unknown as AdminTools;
}

/** How an operation is done with these tools. */
export function routeOf(operation: AdminOperation, tools: AdminTools): Route {
  const { reassignPartitionsThrough } = tools;
  switch (operation.kind) {
    case "createTopics":
      return tools.createTopicsThrough;
    case "deleteTopics":
      return tools.deleteTopicsThrough;
    case "deleteRecords":
      return tools.deleteRecordsThrough;
    case "createPartitions":
      return tools.createPartitionsThrough;
    case "alterConfigs":
      return operation.resource.type === "topic"
        ? tools.alterTopicConfigsThrough
        : tools.alterBrokerConfigsThrough;
    case "reassignPartitions": {
      const cancels = operation.partitions.some(({ replicas }) => replicas === null);
      // No znode says that a reassignment is cancelled.
      if (cancels && reassignPartitionsThrough === "zookeeper") return "none";
      return reassignPartitionsThrough;
    }
    case "electLeaders":
      return operation.electionType === "preferred"
        ? tools.electPreferredThrough
        : tools.electUncleanThrough;
    case "resetOffsets":
      return tools.resetOffsetsThrough;
    case "deleteGroups":
      return tools.deleteGroupsThrough;
    case "deleteOffsets":
      return tools.deleteOffsetsThrough;
    case "deleteZnode":
      return "zookeeper";
    case "decommission":
      return reassignPartitionsThrough;
  }
}
