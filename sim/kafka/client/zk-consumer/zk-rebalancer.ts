import { assert, present } from "../../../kernel/assert.ts";
import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import { ANY_VERSION, type Operation, type Reply } from "../../../zookeeper/types.ts";
import { childrenOf, dataOf, type KafkaZkClient, zkRequest } from "../../zk/kafka-zk-client.ts";
import { BROKER_IDS_PATH, decodeTopic, topicPath } from "../../zk/zk-data.ts";
import { ephemeralCreation, ephemeralNext, ephemeralRequest } from "./ephemeral-creation.ts";
import {
  consumerIdPath,
  consumerIdsPath,
  consumerThreadIds,
  decodeRegistration,
  ownerPath,
} from "./group-znodes.ts";
import type { OwnershipDecision, ZkTopicPartition } from "./partition-assignor.ts";
import type { ZkConsumerSettings } from "./zk-consumer-config.ts";
import type { RebalanceStep, ZkPurpose } from "./zk-purpose.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** Why a consumer rebalances: it begins, its session is new, or something that it watches changed. */
export type RebalanceCause = "begin" | "newSession" | "watch";

/** The consumer that rebalances. */
export interface RebalancerOwner {
  readonly isClosing: boolean;
  readonly topics: readonly string[];
  /** The partitions that it takes itself for the owner of (`topicRegistry`). */
  readonly registry: readonly ZkTopicPartition[];
  onRebalanceBegun(): void;
  /** Nothing is fetched any more. Answers false if it commits first, and calls `closedFetchers` then. */
  closeFetchers(): boolean;
  /** Its partitions can be claimed by others. */
  released(): void;
  /** Calls `fetchedOffsets` when it knows where to begin. */
  fetchOffsets(partitions: readonly ZkTopicPartition[]): void;
  /** The partitions are its own: it fetches them from where it is to begin. */
  takeOwnership(partitions: readonly ZkTopicPartition[]): void;
  onRebalanced(cause: RebalanceCause): void;
  /** `ConsumerRebalanceFailedException`: it has no partitions until something changes. */
  onRebalanceFailed(cause: RebalanceCause): void;
}

/** Where an attempt is; `failed` closes the fetchers too, and then sleeps. */
type Phase = "idle" | "asking" | "closing" | "failing" | "fetching" | "sleeping";

/**
 * Shares out partitions among the consumers of a group (`ZKRebalancerListener.syncedRebalance`). Nobody
 * leads: each stops fetching, commits, gives up what it owns, reads who is there, finds out which
 * partitions are its own, and claims them. If somebody still has one, it gives back those that it got, and
 * tries again after a pause. One rebalance at a time; what changes meanwhile causes another.
 */
export class ZkRebalancer {
  private readonly host: Host;
  private readonly settings: ZkConsumerSettings;
  private readonly consumerId: string;
  private readonly zk: KafkaZkClient<ZkPurpose>;
  private readonly owner: RebalancerOwner;
  private phase: Phase = "idle";
  /** Who waits for a rebalance, beside the watcher. */
  private readonly waiting: RebalanceCause[] = [];
  private isWatcherTriggered = false;
  private cause: RebalanceCause = "begin";
  private attempts = 0;
  private wakeAtUs: Micros = NEVER;
  private decision: readonly OwnershipDecision[] = [];

  constructor(
    host: Host,
    settings: ZkConsumerSettings,
    consumerId: string,
    zk: KafkaZkClient<ZkPurpose>,
    owner: RebalancerOwner,
  ) {
    this.host = host;
    this.settings = settings;
    this.consumerId = consumerId;
    this.zk = zk;
    this.owner = owner;
  }

  /** Whether there is no rebalance, so that the consumer can shut down. */
  get isIdle(): boolean {
    return this.phase === "idle";
  }

  /** When the pause after a failed attempt is over; Infinity: there is none. */
  get nextAttemptAtUs(): Micros {
    return this.phase === "sleeping" ? this.wakeAtUs : NEVER;
  }

  /** Rebalances as soon as it can. Changes that are noticed meanwhile cause one rebalance. */
  request(cause: RebalanceCause): void {
    if (cause === "watch") this.isWatcherTriggered = true;
    else this.waiting.push(cause);
    this.advance();
  }

  advance(): void {
    if (this.phase === "sleeping" && this.host.monotonicUs() >= this.wakeAtUs) this.slept();
    if (this.phase === "idle" && !this.owner.isClosing) this.begin();
  }

  /** The positions before the rebalance are committed, or cannot be. */
  closedFetchers(): void {
    if (this.phase === "failing") this.sleep();
    else this.release();
  }

  /** It is known where the partitions that it decided on begin. */
  fetchedOffsets(): void {
    if (this.owner.isClosing) this.fail();
    else this.claim(0, []);
  }

  onZkReplies(step: RebalanceStep, replies: readonly Reply[]): void {
    switch (step.name) {
      case "cluster":
        this.clusterRead(replies);
        break;
      case "watchBrokers":
        this.succeeded();
        break;
      case "release":
        this.readGroup();
        break;
      case "group":
        this.groupRead(replies);
        break;
      case "members":
        this.membersRead(step.ids, step.partitions, replies);
        break;
      case "claim":
        this.claimAnswered(step, replies);
        break;
      case "giveBack":
        this.fail();
    }
  }

  private begin(): void {
    const cause = this.waiting.shift() ?? (this.isWatcherTriggered ? "watch" : null);
    if (cause === null) return;
    if (cause === "watch") this.isWatcherTriggered = false;
    this.cause = cause;
    this.attempts = 0;
    this.owner.onRebalanceBegun();
    this.attempt();
  }

  private attempt(): void {
    const { groupId } = this.settings;
    this.ask({ name: "cluster" }, [
      { op: "getChildren", path: BROKER_IDS_PATH, watch: false },
      { op: "getData", path: consumerIdPath(groupId, this.consumerId), watch: false },
    ]);
  }

  private clusterRead([brokers, self]: readonly Reply[]): void {
    if (childrenOf(present(brokers, "it is answered")).length === 0) {
      // It waits for the first broker, with what it has.
      const watch: Operation = { op: "getChildren", path: BROKER_IDS_PATH, watch: true };
      this.ask({ name: "watchBrokers" }, [watch]);
    } else if (self?.op === "getData") {
      this.phase = "closing";
      if (this.owner.closeFetchers()) this.release();
    } else this.fail();
  }

  private release(): void {
    const paths = this.owner.registry.map((partition) => this.ownerOf(partition));
    this.owner.released();
    if (paths.length === 0) this.readGroup();
    else this.ask({ name: "release" }, paths.map(deletion));
  }

  private readGroup(): void {
    const { topics } = this.owner;
    this.ask({ name: "group" }, [
      { op: "getChildren", path: consumerIdsPath(this.settings.groupId), watch: true },
      ...topics.map((topic): Operation => {
        return { op: "getData", path: topicPath(topic), watch: true };
      }),
    ]);
  }

  private groupRead([children, ...found]: readonly Reply[]): void {
    const { topics } = this.owner;
    const ids = childrenOf(present(children, "it is answered"));
    const partitions = new Map<string, number>();
    topics.forEach((topic, i) => {
      const data = dataOf(present(found[i], "it is answered"))?.data;
      partitions.set(topic, data === undefined ? 0 : decodeTopic(data).length);
    });
    if (!ids.includes(this.consumerId)) {
      this.fail();
      return;
    }
    this.ask(
      { name: "members", ids, partitions },
      ids.map((id) => {
        return { op: "getData", path: consumerIdPath(this.settings.groupId, id), watch: false };
      }),
    );
  }

  private membersRead(
    ids: readonly string[],
    counts: ReadonlyMap<string, number>,
    replies: readonly Reply[],
  ): void {
    const threadsForTopic = new Map<string, string[]>();
    const myThreads = new Map<string, readonly string[]>();
    for (const [i, id] of ids.entries()) {
      const data = dataOf(present(replies[i], "it is answered"))?.data;
      // It went away in between: that will cause another rebalance.
      if (data === undefined) {
        this.fail();
        return;
      }
      for (const [topic, streams] of decodeRegistration(data)) {
        const threads = consumerThreadIds(id, streams);
        if (id === this.consumerId) myThreads.set(topic, threads);
        threadsForTopic.set(topic, [...(threadsForTopic.get(topic) ?? []), ...threads]);
      }
    }
    const partitionsForTopic = new Map(
      [...counts].map(([topic, count]) => [topic, Array.from({ length: count }, (_, p) => p)]),
    );
    const decision = this.settings.assignor({ myThreads, partitionsForTopic, threadsForTopic });
    if (decision === null) {
      this.fail();
      return;
    }
    this.decision = decision;
    this.phase = "fetching";
    this.owner.fetchOffsets(decision);
  }

  /** Claims the partitions one after another, all of them, even if one is still another's. */
  private claim(index: number, owned: readonly number[]): void {
    const next = this.decision[index];
    if (next !== undefined) {
      const creation = ephemeralCreation(this.ownerOf(next), next.thread);
      this.askFor({ name: "claim", index, creation, owned });
    } else if (owned.length === this.decision.length) {
      this.owner.takeOwnership(this.decision);
      this.succeeded();
    } else if (owned.length === 0) this.fail();
    else {
      const paths = owned.map((i) => this.ownerOf(this.decision[i] as OwnershipDecision));
      this.ask({ name: "giveBack" }, paths.map(deletion));
    }
  }

  private claimAnswered(
    step: Extract<RebalanceStep, { readonly name: "claim" }>,
    replies: readonly Reply[],
  ): void {
    const { index, creation, owned } = step;
    const next = ephemeralNext(creation, replies);
    if (next === "conflict") this.claim(index + 1, owned);
    else if (next === "created") this.claim(index + 1, [...owned, index]);
    else this.askFor({ ...step, creation: next });
  }

  private succeeded(): void {
    this.phase = "idle";
    this.owner.onRebalanced(this.cause);
    this.advance();
  }

  private fail(): void {
    this.phase = "failing";
    if (this.owner.closeFetchers()) this.sleep();
  }

  /** After the last attempt too. */
  private sleep(): void {
    this.phase = "sleeping";
    this.wakeAtUs = this.host.monotonicUs() + this.settings.rebalanceBackoffUs;
  }

  private slept(): void {
    this.attempts++;
    if (this.attempts < this.settings.rebalanceMaxRetries) {
      this.attempt();
      return;
    }
    this.phase = "idle";
    this.owner.onRebalanceFailed(this.cause);
  }

  private askFor(step: Extract<RebalanceStep, { readonly name: "claim" }>): void {
    this.phase = "asking";
    this.zk.send(ephemeralRequest(step.creation), { of: "rebalance", step });
  }

  private ask(step: RebalanceStep, operations: readonly Operation[]): void {
    assert(operations.length > 0, "a step asks something");
    this.phase = "asking";
    this.zk.send(zkRequest(operations), { of: "rebalance", step });
  }

  private ownerOf({ topic, partition }: ZkTopicPartition): string {
    return ownerPath(this.settings.groupId, topic, partition);
  }
}

function deletion(path: string): Operation {
  return { op: "delete", path, version: ANY_VERSION };
}
