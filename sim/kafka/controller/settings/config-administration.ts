import { present } from "../../../kernel/assert.ts";
import type { Message } from "../../../kernel/connection.ts";
import type { Operation, Reply } from "../../../zookeeper/types.ts";
import { ANY_VERSION } from "../../../zookeeper/types.ts";
import { Errors } from "../../errors.ts";
import type {
  ConfigResource,
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from "../../messages.ts";
import { MESSAGE_OVERHEAD_BYTES, PARTITION_OVERHEAD_BYTES } from "../../messages.ts";
import { dataOf, type ZkRequest, zkRequest } from "../../zk/kafka-zk-client.ts";
import {
  CONFIG_CHANGE_PREFIX,
  type ConfigEntityPath,
  configPath,
  DEFAULT_BROKER_CONFIG,
  decodeConfig,
  encodeConfig,
  encodeConfigChange,
  topicPath,
} from "../../zk/zk-data.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "../controller-api.ts";
import {
  checkConfigNames,
  checkTopicConfigs,
  checkTopicName,
  type TopicError,
} from "../topics/topic-validation.ts";
import { checkDynamicConfigs } from "./dynamic-broker-config.ts";

type Overrides = Readonly<Record<string, string>>;
type AlteredResource = IncrementalAlterConfigsRequest["resources"][number];
type ResourceResult = IncrementalAlterConfigsResponse["resources"][number];

/** What a resource of a request waits for. */
export type AlterConfigsStep = {
  readonly task: "alterConfigs";
  readonly request: number;
  readonly entity: ConfigEntityPath;
} & (
  | { readonly step: "read" }
  | { readonly step: "set" | "create"; readonly configs: Overrides }
  | { readonly step: "notify" }
);

/** A request that is not answered yet. */
interface OpenRequest {
  readonly request: Message;
  readonly resources: readonly AlteredResource[];
  readonly results: ResourceResult[];
}

/**
 * IncrementalAlterConfigs requests (`ZkAdminManager.incrementalAlterConfigs`, KIP-339). Any broker takes
 * those of topics and of the cluster's defaults, each broker its own: it checks and writes the settings,
 * and then tells all brokers of the change. It does not wait until they follow.
 */
export class ConfigAdministration {
  private readonly environment: BrokerEnvironment;
  private readonly callbacks: BrokerCallbacks;
  private readonly send: (request: ZkRequest, step: AlterConfigsStep) => void;
  private readonly open = new Map<number, OpenRequest>();
  private nextId = 1;

  constructor(
    environment: BrokerEnvironment,
    callbacks: BrokerCallbacks,
    send: (request: ZkRequest, step: AlterConfigsStep) => void,
  ) {
    this.environment = environment;
    this.callbacks = callbacks;
    this.send = send;
  }

  handle(request: Message): void {
    const { resources } = request.body as IncrementalAlterConfigsRequest;
    const id = this.nextId++;
    this.open.set(id, { request, resources, results: [] });
    this.nextResource(id);
  }

  replied(step: AlterConfigsStep, replies: readonly Reply[]): void {
    const reply = present(replies[0], "every request is answered");
    const failedBy = reply.op === "error" ? reply.error : null;
    switch (step.step) {
      case "read":
        this.read(step, replies);
        return;
      case "set":
        if (failedBy === "NO_NODE") this.ask({ ...step, step: "create" });
        else this.notify(step);
        return;
      case "create":
        if (failedBy === "NODE_EXISTS") this.ask({ ...step, step: "set" });
        else this.notify(step);
        return;
      case "notify":
        this.finish(step.request, null);
    }
  }

  /** The session expired before the step was answered. */
  sessionExpired({ request }: AlterConfigsStep): void {
    const message = "the ZooKeeper session expired";
    this.finish(request, { error: Errors.UNKNOWN_SERVER_ERROR, message });
  }

  private nextResource(id: number): void {
    const { request, resources, results } = this.openRequest(id);
    const altered = resources[results.length];
    if (altered === undefined) {
      this.open.delete(id);
      const bytes = MESSAGE_OVERHEAD_BYTES + results.length * PARTITION_OVERHEAD_BYTES;
      this.callbacks.respond(request, { resources: results }, bytes);
      return;
    }
    const entity = this.entityOf(altered.resource);
    if (typeof entity !== "string") this.finish(id, entity);
    else this.ask({ task: "alterConfigs", request: id, entity, step: "read" });
  }

  /** A broker alters no other broker's settings. */
  private entityOf({ type, name }: ConfigResource): ConfigEntityPath | TopicError {
    if (type === "topic") return `topics/${name}`;
    if (name === "") return `brokers/${DEFAULT_BROKER_CONFIG}`;
    if (name === String(this.environment.brokerId)) return `brokers/${name}`;
    const message = `this is broker ${this.environment.brokerId}, not ${name}`;
    return { error: Errors.INVALID_REQUEST, message };
  }

  /** The settings as they are; and whether the topic is there. */
  private read(step: AlterConfigsStep, [found, exists]: readonly Reply[]): void {
    const { request: id, entity } = step;
    const { resources, results } = this.openRequest(id);
    const { resource, changes } = present(resources[results.length], "a resource is looked at");
    const data = dataOf(present(found, "the settings were asked for"))?.data ?? "";
    const configs = merged(decodeConfig(data), changes);
    const problem =
      resource.type === "topic"
        ? this.objectionToTopic(resource.name, configs, exists)
        : objectionToBroker(configs);
    if (problem !== null) this.finish(id, problem);
    else this.ask({ task: "alterConfigs", request: id, entity, step: "set", configs });
  }

  private objectionToTopic(
    topic: string,
    configs: Overrides,
    exists: Reply | undefined,
  ): TopicError | null {
    const isThere = exists?.op === "exists" && exists.stat !== null;
    const unknown = { error: Errors.UNKNOWN_TOPIC_OR_PARTITION, message: "no such topic" };
    if (!this.callbacks.metadataCache.hasTopic(topic)) return unknown;
    const problem = checkTopicName(topic) ?? (isThere ? checkConfigNames(configs) : unknown);
    if (problem !== null) return problem;
    const value = checkTopicConfigs(configs);
    return value === null ? null : { ...value, error: Errors.INVALID_REQUEST };
  }

  private notify({ request, entity }: AlterConfigsStep): void {
    this.ask({ task: "alterConfigs", request, entity, step: "notify" });
  }

  private finish(id: number, problem: TopicError | null): void {
    const { resources, results } = this.openRequest(id);
    const { resource } = present(resources[results.length], "a resource is looked at");
    const { error, message } = problem ?? { error: Errors.NONE, message: null };
    results.push({ resource, error, message });
    this.nextResource(id);
  }

  private ask(step: AlterConfigsStep): void {
    this.send(zkRequest(operationsOf(step)), step);
  }

  private openRequest(id: number): OpenRequest {
    return present(this.open.get(id), "the request is open");
  }
}

function operationsOf(step: AlterConfigsStep): readonly Operation[] {
  const { entity } = step;
  const path = configPath(entity);
  switch (step.step) {
    case "read": {
      const read: Operation = { op: "getData", path, watch: false };
      if (!entity.startsWith("topics/")) return [read];
      const topic = topicPath(entity.slice("topics/".length));
      return [read, { op: "exists", path: topic, watch: false }];
    }
    case "set":
      return [{ op: "setData", path, data: encodeConfig(step.configs), version: ANY_VERSION }];
    case "create":
      return [{ op: "create", path, data: encodeConfig(step.configs), mode: "persistent" }];
    case "notify": {
      const data = encodeConfigChange(entity);
      return [{ op: "create", path: CONFIG_CHANGE_PREFIX, data, mode: "persistentSequential" }];
    }
  }
}

/** Settings with some replaced, and without those that are null. */
function merged(configs: Overrides, changes: AlteredResource["changes"]): Overrides {
  const all = { ...configs, ...changes };
  const entries = Object.entries(all).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

function objectionToBroker(configs: Overrides): TopicError | null {
  const message = checkDynamicConfigs(configs);
  return message === null ? null : { error: Errors.INVALID_REQUEST, message };
}
