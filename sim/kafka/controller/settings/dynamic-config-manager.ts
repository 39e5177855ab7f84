import { present } from "../../../kernel/assert.ts";
import type { Operation, Reply } from "../../../zookeeper/types.ts";
import { ANY_VERSION } from "../../../zookeeper/types.ts";
import { booleanOf } from "../../config/config.ts";
import { childrenOf, dataOf, type ZkRequest, zkRequest } from "../../zk/kafka-zk-client.ts";
import {
  brokerConfigPath,
  CONFIG_CHANGE_PREFIX,
  CONFIG_CHANGES_PATH,
  type ConfigEntityPath,
  configPath,
  DEFAULT_BROKER_CONFIG,
  decodeConfig,
  decodeConfigChange,
} from "../../zk/zk-data.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "../controller-api.ts";
import type { ControllerEvent } from "../controller-event.ts";
import type { DynamicBrokerConfig } from "./dynamic-broker-config.ts";

/** What the manager asks of ZooKeeper. */
export type DynamicConfigStep = { readonly task: "dynamicConfig" } & (
  | { readonly step: "initialize" }
  | { readonly step: "readChanges" }
  /** Up to the one with that number. */
  | { readonly step: "readNotifications"; readonly last: number }
  | { readonly step: "readConfigs"; readonly entities: readonly ConfigEntityPath[] }
  | { readonly step: "purge" }
);

type Overrides = Readonly<Record<string, string>>;

const UNCLEAN = "unclean.leader.election.enable";
/** Age at which somebody deletes a notification, counted from when it was first seen. */
const CHANGE_EXPIRATION_MS = 15 * 60 * 1000;

/**
 * Follows changes of settings (`DynamicConfigManager`, `ZkNodeChangeNotificationListener`). Whoever
 * changes some writes them below `/config` and then a sequential znode in `/config/changes` that names
 * whose they are. Each broker watches that; it reads the settings themselves of each notification that
 * is newer than the last one it has seen, and deletes old notifications.
 */
export class DynamicConfigManager {
  private readonly environment: BrokerEnvironment;
  private readonly callbacks: BrokerCallbacks;
  private readonly settings: DynamicBrokerConfig;
  private readonly send: (request: ZkRequest, step: DynamicConfigStep) => void;
  private readonly put: (event: ControllerEvent) => void;
  private lastExecutedChange = -1;
  /** When the notifications that are there were first seen, by name. */
  private seenMs = new Map<string, number>();
  private isProcessing = false;
  /** There was another change meanwhile. */
  private again = false;

  /**
   * @param send asks ZooKeeper
   * @param put adds to the queue of the controller thread
   */
  constructor(
    environment: BrokerEnvironment,
    callbacks: BrokerCallbacks,
    settings: DynamicBrokerConfig,
    send: (request: ZkRequest, step: DynamicConfigStep) => void,
    put: (event: ControllerEvent) => void,
  ) {
    this.environment = environment;
    this.callbacks = callbacks;
    this.settings = settings;
    this.send = send;
    this.put = put;
  }

  /** Reads what the broker's settings are now, before it does anything else. */
  initialize(): void {
    if (!this.followsBrokers) return;
    const paths = [brokerConfigPath(DEFAULT_BROKER_CONFIG), brokerConfigPath(this.brokerName)];
    this.ask(paths.map(read), { task: "dynamicConfig", step: "initialize" });
  }

  /** Looks for notifications, once more if it does so just now. */
  processNotifications(): void {
    if (this.isProcessing) {
      this.again = true;
      return;
    }
    this.isProcessing = true;
    this.ask([{ op: "getChildren", path: CONFIG_CHANGES_PATH, watch: true }], {
      task: "dynamicConfig",
      step: "readChanges",
    });
  }

  replied(step: DynamicConfigStep, replies: readonly Reply[]): void {
    switch (step.step) {
      case "initialize":
        this.initialized(replies);
        return;
      case "readChanges":
        this.changesRead(childrenOf(present(replies[0], "the read is answered")));
        return;
      case "readNotifications":
        this.lastExecutedChange = step.last;
        this.notificationsRead(replies);
        return;
      case "readConfigs":
        step.entities.forEach((entity, i) => {
          this.processConfigChange(entity, configsIn(replies[i]));
        });
        this.purge();
        return;
      case "purge":
        this.done();
    }
  }

  /** The session expired before the step was answered; in the next one all is looked at anew. */
  sessionExpired(step: DynamicConfigStep): void {
    if (step.step === "initialize") this.initialize();
    else this.isProcessing = false;
  }

  private initialized([defaults, own]: readonly Reply[]): void {
    this.settings.updateDefaultConfig(configsIn(defaults));
    this.settings.updateBrokerConfig(configsIn(own));
    this.callbacks.onBrokerConfig(this.settings.current);
  }

  private changesRead(names: readonly string[]): void {
    const nowMs = this.environment.host.wallMs();
    this.seenMs = new Map(names.map((name) => [name, this.seenMs.get(name) ?? nowMs]));
    const newer = names.filter((name) => changeNumber(name) > this.lastExecutedChange);
    newer.sort((a, b) => changeNumber(a) - changeNumber(b));
    const last = newer.at(-1);
    if (last === undefined) {
      this.purge();
      return;
    }
    this.ask(
      newer.map((name) => read(`${CONFIG_CHANGES_PATH}/${name}`)),
      { task: "dynamicConfig", step: "readNotifications", last: changeNumber(last) },
    );
  }

  private notificationsRead(replies: readonly Reply[]): void {
    const changed = replies.flatMap((reply) => {
      const found = dataOf(reply);
      const entity = found === null ? null : decodeConfigChange(found.data);
      return entity !== null && this.isFollowed(entity) ? [entity] : [];
    });
    const entities = [...new Set(changed)];
    if (entities.length === 0) {
      this.purge();
      return;
    }
    const reads = entities.map((entity) => read(configPath(entity)));
    this.ask(reads, { task: "dynamicConfig", step: "readConfigs", entities });
  }

  private processConfigChange(entity: ConfigEntityPath, configs: Overrides): void {
    const slash = entity.indexOf("/");
    const name = entity.slice(slash + 1);
    if (entity.startsWith("topics/")) this.processTopicChange(name, configs);
    else this.processBrokerChange(name, configs);
  }

  private processTopicChange(topic: string, configs: Overrides): void {
    this.callbacks.onTopicConfig(topic, configs);
    const { uncleanElectionTrigger } = this.environment.switches;
    if (uncleanElectionTrigger === "topicsToo" && configs[UNCLEAN] === "true") {
      this.put({ kind: "TopicUncleanLeaderElectionEnable", topic });
    }
  }

  private processBrokerChange(name: string, configs: Overrides): void {
    const { settings } = this;
    const wasUnclean = booleanOf(settings.current, UNCLEAN);
    if (name === DEFAULT_BROKER_CONFIG) settings.updateDefaultConfig(configs);
    else settings.updateBrokerConfig(configs);
    this.callbacks.onBrokerConfig(settings.current);
    const isUnclean = booleanOf(settings.current, UNCLEAN);
    if (!isUnclean || wasUnclean) return;
    if (this.environment.switches.uncleanElectionTrigger === "none") return;
    this.put({ kind: "UncleanLeaderElectionEnable" });
  }

  private purge(): void {
    const nowMs = this.environment.host.wallMs();
    const old = [...this.seenMs].filter(([, seenMs]) => nowMs - seenMs > CHANGE_EXPIRATION_MS);
    if (old.length === 0) {
      this.done();
      return;
    }
    this.ask(
      old.map(([name]) => {
        return { op: "delete", path: `${CONFIG_CHANGES_PATH}/${name}`, version: ANY_VERSION };
      }),
      { task: "dynamicConfig", step: "purge" },
    );
  }

  private done(): void {
    this.isProcessing = false;
    if (!this.again) return;
    this.again = false;
    this.processNotifications();
  }

  /** Topics, and what concerns this broker. */
  private isFollowed(entity: ConfigEntityPath): boolean {
    if (entity.startsWith("topics/")) return true;
    const names = [DEFAULT_BROKER_CONFIG, this.brokerName].map((name) => `brokers/${name}`);
    return this.followsBrokers && names.includes(entity);
  }

  private get followsBrokers(): boolean {
    return this.environment.switches.dynamicBrokerConfig;
  }

  private get brokerName(): string {
    return String(this.environment.brokerId);
  }

  private ask(operations: readonly Operation[], step: DynamicConfigStep): void {
    this.send(zkRequest(operations), step);
  }
}

function read(path: string): Operation {
  return { op: "getData", path, watch: false };
}

/** The settings that were read; none where there is no znode. */
function configsIn(reply: Reply | undefined): Overrides {
  const found = dataOf(present(reply, "every read is answered"));
  return found === null ? {} : decodeConfig(found.data);
}

function changeNumber(name: string): number {
  return Number(`${CONFIG_CHANGES_PATH}/${name}`.slice(CONFIG_CHANGE_PREFIX.length));
}
