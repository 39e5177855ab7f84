import { present } from "../../../../kernel/assert.ts";
import { ANY_VERSION, type Operation, type Reply } from "../../../../zookeeper/types.ts";
import { checkDynamicConfigs } from "../../../controller/settings/dynamic-broker-config.ts";
import { checkTopicConfigs } from "../../../controller/topics/topic-validation.ts";
import { type ErrorCode, Errors } from "../../../errors.ts";
import type { ConfigResource } from "../../../messages.ts";
import { dataOf } from "../../../zk/kafka-zk-client.ts";
import {
  CONFIG_CHANGE_PREFIX,
  type ConfigEntityPath,
  configPath,
  DEFAULT_BROKER_CONFIG,
  decodeConfig,
  encodeConfig,
  encodeConfigChange,
  topicPath,
} from "../../../zk/zk-data.ts";
import { type AdminOperation, ended, endedBy, next, type Progress } from "../operations.ts";

/** Settings of a topic or of brokers that the tool writes itself. */
export type ZkAlterConfigsTask = {
  readonly kind: "alterConfigs";
  readonly entity: ConfigEntityPath;
  readonly changes: Readonly<Record<string, string | null>>;
} & (
  | { readonly step: "read" }
  | {
      readonly step: "set" | "create" | "notify";
      /** All settings that it shall have. */
      readonly configs: Readonly<Record<string, string>>;
    }
);

export function firstZkAlterConfigsTask({
  resource,
  changes,
}: Extract<AdminOperation, { readonly kind: "alterConfigs" }>): ZkAlterConfigsTask {
  return { kind: "alterConfigs", entity: entityOf(resource), changes, step: "read" };
}

function entityOf({ type, name }: ConfigResource): ConfigEntityPath {
  if (type === "topic") return `topics/${name}`;
  return `brokers/${name === "" ? DEFAULT_BROKER_CONFIG : name}`;
}

/** The topic whose settings these are; null when they are those of brokers. */
function topicOf(entity: ConfigEntityPath): string | null {
  const prefix = "topics/";
  return entity.startsWith(prefix) ? entity.slice(prefix.length) : null;
}

export function zkAlterConfigsOperations(task: ZkAlterConfigsTask): readonly Operation[] {
  const { entity } = task;
  const path = configPath(entity);
  switch (task.step) {
    case "read": {
      const topic = topicOf(entity);
      const read: Operation = { op: "getData", path, watch: false };
      return topic === null
        ? [read]
        : [read, { op: "exists", path: topicPath(topic), watch: false }];
    }
    case "set":
      return [{ op: "setData", path, data: encodeConfig(task.configs), version: ANY_VERSION }];
    case "create":
      return [{ op: "create", path, data: encodeConfig(task.configs), mode: "persistent" }];
    case "notify": {
      const data = encodeConfigChange(entity);
      return [{ op: "create", path: CONFIG_CHANGE_PREFIX, data, mode: "persistentSequential" }];
    }
  }
}

/** `AdminUtils.changeTopicConfig`: the settings first, then the notification. */
export function zkAlterConfigsReplied(
  task: ZkAlterConfigsTask,
  replies: readonly Reply[],
): Progress<ZkAlterConfigsTask> {
  const [reply] = replies;
  const failedBy = reply?.op === "error" ? reply.error : null;
  const { kind, entity, changes } = task;
  switch (task.step) {
    case "read": {
      const found = dataOf(present(reply, "the read is answered"));
      const configs = changed(found === null ? {} : decodeConfig(found.data), changes);
      const error = objection(entity, configs, replies[1]);
      if (error !== null) return endedBy(error);
      return next<ZkAlterConfigsTask>({ kind, entity, changes, step: "set", configs });
    }
    case "set":
      return next<ZkAlterConfigsTask>({
        ...task,
        step: failedBy === "NO_NODE" ? "create" : "notify",
      });
    case "create":
      return next<ZkAlterConfigsTask>({
        ...task,
        step: failedBy === "NODE_EXISTS" ? "set" : "notify",
      });
    case "notify":
      return ended();
  }
}

function objection(
  entity: ConfigEntityPath,
  configs: Readonly<Record<string, string>>,
  exists: Reply | undefined,
): ErrorCode | null {
  if (topicOf(entity) === null) {
    return checkDynamicConfigs(configs) === null ? null : Errors.INVALID_REQUEST;
  }
  const isThere = exists?.op === "exists" && exists.stat !== null;
  if (!isThere) return Errors.UNKNOWN_TOPIC_OR_PARTITION;
  return checkTopicConfigs(configs) === null ? null : Errors.INVALID_CONFIG;
}

function changed(
  configs: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> {
  const result: Record<string, string> = { ...configs };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete result[name];
    else result[name] = value;
  }
  return result;
}
