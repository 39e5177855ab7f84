import { present } from "../../kernel/assert.ts";
import type { CreateOperation, Reply } from "../../zookeeper/types.ts";
import { Errors } from "../errors.ts";
import type { ControlResponse } from "../messages.ts";
import {
  childrenOf,
  controllerWrites,
  dataOf,
  NO_REQUEST,
  type ZkRequest,
  zkRequest,
} from "../zk/kafka-zk-client.ts";
import {
  decodeLogDirEvent,
  encodeLogDirEvent,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
} from "../zk/zk-data.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { ControllerStep, StepMachine } from "./controller-step.ts";
import { changeReplicas } from "./replicas/replica-state-machine.ts";
import { replicasBecomeOffline } from "./replicas/replicas-offline.ts";

/** How a broker tells the controller that a log directory of it failed. */
export function logDirEventNotification(brokerId: number): CreateOperation {
  return {
    op: "create",
    path: `${LOG_DIR_EVENT_NOTIFICATION_PATH}/log_dir_event_`,
    data: encodeLogDirEvent(brokerId),
    mode: "persistentSequential",
  };
}

export type LogDirChangeStep = { readonly machine: "logDirChange" } & (
  | { readonly step: "readNotifications" }
  | { readonly step: "readBrokers"; readonly paths: readonly string[] }
  | { readonly step: "delete"; readonly paths: readonly string[] }
  | { readonly step: "answered"; readonly brokerId: number; readonly response: ControlResponse }
);

export const READ_LOG_DIR_EVENTS: LogDirChangeStep = {
  machine: "logDirChange",
  step: "readNotifications",
};

/**
 * Log directories of brokers failed (KIP-112). The notification names only the broker: the controller
 * asks it about all its replicas with a LeaderAndIsr that changes nothing
 * (`processLogDirEventNotification`), and those that answer KAFKA_STORAGE_ERROR are offline
 * (`processLeaderAndIsrResponseReceived`), until they answer NONE or the broker leaves.
 */
export class LogDirChange implements StepMachine<LogDirChangeStep> {
  private readonly context: ControllerContext;

  constructor(context: ControllerContext) {
    this.context = context;
  }

  ask(step: LogDirChangeStep): ZkRequest {
    switch (step.step) {
      case "readNotifications":
        return zkRequest([
          { op: "getChildren", path: LOG_DIR_EVENT_NOTIFICATION_PATH, watch: true },
        ]);
      case "readBrokers":
        return zkRequest(step.paths.map((path) => ({ op: "getData", path, watch: false })));
      case "delete":
        return controllerWrites(
          step.paths.map((path) => ({ op: "delete", path, version: -1 })),
          this.context.epochZkVersion,
        );
      case "answered":
        return NO_REQUEST;
    }
  }

  proceed(step: LogDirChangeStep, replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "readNotifications": {
        const names = childrenOf(present(replies[0], "the read is answered"));
        const paths = names.map((name) => `${LOG_DIR_EVENT_NOTIFICATION_PATH}/${name}`);
        return [{ machine: "logDirChange", step: "readBrokers", paths }];
      }
      case "readBrokers": {
        const { paths } = step;
        const found = replies.flatMap((reply) => dataOf(reply)?.data ?? []);
        const brokerIds = [...new Set(found.map(decodeLogDirEvent))];
        return [
          changeReplicas(this.context.replicasOnBrokers(brokerIds), "OnlineReplica"),
          { machine: "logDirChange", step: "delete", paths },
        ];
      }
      case "delete":
        return [];
      case "answered":
        return this.answered(step.brokerId, step.response);
    }
  }

  private answered(brokerId: number, response: ControlResponse): readonly ControllerStep[] {
    if (response.error !== Errors.NONE) return [];
    const before = this.context.replicasOnOfflineDirs(brokerId);
    const offline = new Set(before);
    for (const { tp, error } of response.partitions) {
      if (error === Errors.KAFKA_STORAGE_ERROR) offline.add(tp);
      else if (error === Errors.NONE) offline.delete(tp);
    }
    this.context.putReplicasOnOfflineDirs(brokerId, offline);
    const newOffline = [...offline].filter((tp) => !before.has(tp));
    if (newOffline.length === 0) return [];
    return replicasBecomeOffline(
      this.context,
      newOffline.map((tp) => ({ tp, replica: brokerId })),
    );
  }
}
