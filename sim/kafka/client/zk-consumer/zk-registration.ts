import type { Host } from "../../../kernel/host.ts";
import {
  ANY_VERSION,
  type Operation,
  type Reply,
  type WatchEvent,
} from "../../../zookeeper/types.ts";
import { type KafkaZkClient, zkRequest } from "../../zk/kafka-zk-client.ts";
import { BROKER_IDS_PATH, topicOfPath, topicPath } from "../../zk/zk-data.ts";
import { ephemeralCreation, ephemeralNext, ephemeralRequest } from "./ephemeral-creation.ts";
import { consumerIdPath, consumerIdsPath, encodeRegistration } from "./group-znodes.ts";
import type { RegistrationStep, ZkPurpose } from "./zk-purpose.ts";

/** Who is registered. */
export interface RegistrationOwner {
  readonly topics: readonly string[];
  /** @param first whether it is the first time, else its session is new */
  onRegistered(first: boolean): void;
  /** Something that it watches changed. */
  onChange(): void;
}

/**
 * What a consumer tells its group of itself in ZooKeeper, and what it watches there
 * (`registerConsumerInZK`, `ZKSessionExpireListener`, `ZKTopicPartitionChangeListener`): who else is
 * there, the partitions of its topics, and, while there are none, the brokers.
 */
export class ZkRegistration {
  private readonly host: Host;
  private readonly group: string;
  private readonly consumerId: string;
  private readonly zk: KafkaZkClient<ZkPurpose>;
  private readonly owner: RegistrationOwner;
  private isFirst = true;

  constructor(
    host: Host,
    group: string,
    consumerId: string,
    zk: KafkaZkClient<ZkPurpose>,
    owner: RegistrationOwner,
  ) {
    this.host = host;
    this.group = group;
    this.consumerId = consumerId;
    this.zk = zk;
    this.owner = owner;
  }

  /** Registers for the topics of the owner. */
  register(): void {
    const data = encodeRegistration(this.owner.topics, this.host.wallMs());
    this.create({ name: "register", creation: ephemeralCreation(this.path, data) });
  }

  /** Registers for other topics than before. */
  registerAnew(): void {
    const deletion: Operation = { op: "delete", path: this.path, version: ANY_VERSION };
    this.ask({ name: "withdraw" }, [deletion]);
  }

  onZkReplies(step: RegistrationStep, replies: readonly Reply[]): void {
    switch (step.name) {
      case "withdraw":
        this.register();
        break;
      case "register": {
        const next = ephemeralNext(step.creation, replies);
        // Nobody else has its id: what is there is of an earlier attempt.
        if (typeof next === "string") this.watch();
        else this.create({ ...step, creation: next });
        break;
      }
      case "watch":
        this.owner.onRegistered(step.first);
        break;
      case "watchAgain":
        if (step.rebalances) this.owner.onChange();
    }
  }

  /** zkclient reads what changed, which sets the watch again, before it tells of the change. */
  onZkWatch({ type, path }: WatchEvent): void {
    const rebalances = type !== "NODE_DELETED";
    if (path === consumerIdsPath(this.group) || path === BROKER_IDS_PATH)
      this.ask({ name: "watchAgain", rebalances }, [children(path)]);
    else if (topicOfPath(path) !== null)
      this.ask({ name: "watchAgain", rebalances }, [{ op: "exists", path, watch: true }]);
  }

  private watch(): void {
    const first = this.isFirst;
    this.isFirst = false;
    this.ask({ name: "watch", first }, [
      children(consumerIdsPath(this.group)),
      ...this.owner.topics.map((topic): Operation => {
        return { op: "exists", path: topicPath(topic), watch: true };
      }),
    ]);
  }

  private create(step: Extract<RegistrationStep, { readonly name: "register" }>): void {
    this.zk.send(ephemeralRequest(step.creation), { of: "registration", step });
  }

  private ask(step: RegistrationStep, operations: readonly Operation[]): void {
    this.zk.send(zkRequest(operations), { of: "registration", step });
  }

  private get path(): string {
    return consumerIdPath(this.group, this.consumerId);
  }
}

function children(path: string): Operation {
  return { op: "getChildren", path, watch: true };
}
