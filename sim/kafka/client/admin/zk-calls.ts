import { AssertionError } from "../../../kernel/assert.ts";
import type { Host } from "../../../kernel/host.ts";
import type { Operation, Reply } from "../../../zookeeper/types.ts";
import type { ClusterAddresses } from "../../context.ts";
import {
  KafkaZkClient,
  type KafkaZkClientOwner,
  type ZkClientRules,
  zkRequest,
} from "../../zk/kafka-zk-client.ts";

/** What the tools ask for (`ZkUtils.apply(…, 30000, 30000, …)`). */
const SESSION_TIMEOUT_MS = 30_000;

/** Who asks ZooKeeper. `order` is the owner's number of what it asked for. */
export interface ZkCallsOwner {
  onZkAnswer(order: number, replies: readonly Reply[]): void;
  /** The session expired before the answer: what was asked may have been done. */
  onZkUnanswered(order: number): void;
}

/** The session of an operator's tools with ZooKeeper, open while there is something to ask. */
export class ZkCalls implements KafkaZkClientOwner<number> {
  private readonly owner: ZkCallsOwner;
  private readonly zk: KafkaZkClient<number>;
  private isOpen = false;

  constructor(
    host: Host,
    { zookeeper }: ClusterAddresses,
    rules: ZkClientRules,
    owner: ZkCallsOwner,
  ) {
    this.owner = owner;
    this.zk = new KafkaZkClient(host, [...zookeeper.values()], SESSION_TIMEOUT_MS, rules, this);
  }

  send(operations: readonly Operation[], order: number): void {
    this.open();
    this.zk.send(zkRequest(operations), order);
  }

  /** Ends the session, if there is one. */
  rest(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.zk.close();
  }

  onTimer(handler: number): void {
    this.zk.onTimer(handler);
  }

  onZkReplies(order: number, replies: readonly Reply[]): void {
    this.owner.onZkAnswer(order, replies);
  }

  onZkControllerMoved(): void {
    throw new AssertionError("an operator's tool is no controller");
  }

  onZkWatch(): void {}

  onZkConnected(): void {}

  onZkSessionExpired(unanswered: readonly number[]): void {
    this.isOpen = false;
    this.open();
    for (const order of unanswered) this.owner.onZkUnanswered(order);
  }

  private open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.zk.openSession();
  }
}
