import { present } from "../../../kernel/assert.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { booleanOf } from "../../config/config.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import type { ControlResponse, StopReplicaRequest } from "../../messages.ts";
import {
  childrenOf,
  controllerWrites,
  NO_REQUEST,
  type ZkRequest,
  zkRequest,
} from "../../zk/kafka-zk-client.ts";
import { DELETE_TOPICS_PATH, deleteTopicPath } from "../../zk/zk-data.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext, PartitionAndReplica } from "../controller-context.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import { changePartitions } from "../leaders/partition-state-machine.ts";
import { changeReplicas } from "../replicas/replica-state-machine.ts";
import type { RequestBatch } from "../request-batch.ts";
import { removeTopic } from "./topic-removal.ts";

/** Which replicas of one broker are deleted, and which could not be. */
export interface DeletionAnswer {
  readonly deleted: readonly PartitionAndReplica[];
  readonly failed: readonly PartitionAndReplica[];
}

export type TopicDeletionStep = {
  readonly machine: "topicDeletion";
} /** Learns at a failover which deletions another controller has left (`init`). */ & (
  | { readonly step: "initialize" }
  | { readonly step: "readRequests" }
  /** Takes away requests that come to nothing. */
  | { readonly step: "dropRequests"; readonly topics: readonly string[] }
  | { readonly step: "enqueue"; readonly topics: readonly string[] }
  /** Goes on with every deletion that can go on (`resumeDeletions`). */
  | { readonly step: "resume" }
  /** The same, if one of these topics is to be deleted: what kept it waiting is over. */
  | { readonly step: "resumeFor"; readonly topics: readonly string[] }
  | { readonly step: "deleteReplicas"; readonly topics: readonly string[] }
  | { readonly step: "replicasFailed"; readonly replicas: readonly PartitionAndReplica[] }
  | { readonly step: "replicasDeleted"; readonly replicas: readonly PartitionAndReplica[] }
);

/** What a new controller does with the deletions it finds, once it knows all topics. */
export const INITIALIZE_DELETIONS: TopicDeletionStep = {
  machine: "topicDeletion",
  step: "initialize",
};

/** Somebody asked to delete topics (`processTopicDeletion`). */
export const READ_DELETIONS: TopicDeletionStep = { machine: "topicDeletion", step: "readRequests" };

/** Goes on with the deletions that can go on (`tryTopicDeletion`). */
export const RESUME_DELETIONS: TopicDeletionStep = { machine: "topicDeletion", step: "resume" };

/** A broker came back or a reassignment is done: topics among these need not wait any more. */
export function resumeDeletionFor(topics: readonly string[]): TopicDeletionStep {
  return { machine: "topicDeletion", step: "resumeFor", topics };
}

/** Replicas went with their broker or log directory: their topics' deletion has to wait. */
export function failReplicaDeletion(replicas: readonly PartitionAndReplica[]): TopicDeletionStep {
  return { machine: "topicDeletion", step: "replicasFailed", replicas };
}

/**
 * What a broker's answer to a StopReplica request tells of topics whose deletion has started; null when
 * it tells nothing. A request that was refused as a whole names no partitions.
 */
export function deletionAnswer(
  context: ControllerContext,
  brokerId: number,
  request: StopReplicaRequest,
  response: ControlResponse,
): DeletionAnswer | null {
  const doomed = new Set(
    request.partitions.filter((each) => each.deletePartition).map(({ tp }) => tp),
  );
  const answered = response.partitions.filter(
    ({ tp }) => doomed.has(tp) && context.isDeletionStarted(tp),
  );
  if (answered.length === 0) return null;
  const ofThose = (wanted: (error: ErrorCode) => boolean) =>
    answered.filter(({ error }) => wanted(error)).map(({ tp }) => ({ tp, replica: brokerId }));
  const succeeded = (error: ErrorCode) => response.error === Errors.NONE && error === Errors.NONE;
  return { deleted: ofThose(succeeded), failed: ofThose((error) => !succeeded(error)) };
}

/** The controller has such an answer of a broker. */
export function deletionAnswered({ deleted, failed }: DeletionAnswer): readonly ControllerStep[] {
  const fail = failReplicaDeletion(failed);
  if (deleted.length === 0) return [fail];
  return [fail, { machine: "topicDeletion", step: "replicasDeleted", replicas: deleted }];
}

/**
 * Halts the deletion of those topics that are to be deleted already (`markTopicIneligibleForDeletion`):
 * one that is only about to be queued is not held up.
 */
export function holdUpDeletion(context: ControllerContext, topics: readonly string[]): void {
  for (const topic of topics) {
    if (context.topicsToBeDeleted.has(topic)) context.topicsIneligibleForDeletion.add(topic);
  }
}

/**
 * Deletes topics (`TopicDeletionManager`). A request is a child of `/admin/delete_topics`. All brokers
 * are told to forget the partitions; every replica is stopped, then deleted; when all replicas are
 * gone, so are the topic's znodes. A replica whose broker is down, or that could not be deleted, keeps
 * the topic waiting until a broker with one of its replicas starts.
 */
export class TopicDeletion implements StepMachine<TopicDeletionStep> {
  private readonly context: ControllerContext;
  private readonly requests: RequestBatch;
  /** `delete.topic.enable` */
  private readonly enabled: boolean;
  /** Where topics cannot be deleted, requests go instead of waiting for a controller that may. */
  private readonly dropsWhileDisabled: boolean;

  constructor(environment: BrokerEnvironment, context: ControllerContext, requests: RequestBatch) {
    this.context = context;
    this.requests = requests;
    this.enabled = booleanOf(environment.config, "delete.topic.enable");
    this.dropsWhileDisabled = environment.switches.deletionsMarkedWhileDisabled === "dropped";
  }

  ask(step: TopicDeletionStep): ZkRequest {
    switch (step.step) {
      case "initialize":
      case "readRequests":
        return zkRequest([{ op: "getChildren", path: DELETE_TOPICS_PATH, watch: true }]);
      case "dropRequests":
        return controllerWrites(
          step.topics.map((topic) => ({ op: "delete", path: deleteTopicPath(topic), version: -1 })),
          this.context.epochZkVersion,
        );
      default:
        return NO_REQUEST;
    }
  }

  proceed(step: TopicDeletionStep, replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "initialize":
        return this.initialize(childrenOf(present(replies[0], "the read is answered")));
      case "readRequests":
        return this.requestsRead(childrenOf(present(replies[0], "the read is answered")));
      case "dropRequests":
        return [];
      case "enqueue":
        return this.enqueue(step.topics);
      case "resume":
        return this.resume();
      case "resumeFor":
        return this.resumeFor(step.topics);
      case "deleteReplicas":
        return this.deleteReplicas(step.topics);
      case "replicasFailed":
        return this.replicasFailed(step.replicas);
      case "replicasDeleted":
        return [
          changeReplicas(this.ofTopicsToBeDeleted(step.replicas), "ReplicaDeletionSuccessful"),
          RESUME_DELETIONS,
        ];
    }
  }

  private initialize(topics: readonly string[]): readonly ControllerStep[] {
    if (!this.enabled) return this.dropsWhileDisabled ? [dropRequests(topics)] : [];
    const { context } = this;
    for (const topic of topics) context.topicsToBeDeleted.add(topic);
    const held = topics.filter((topic) => this.isReassigned(topic) || this.hasDeadReplica(topic));
    for (const topic of held) context.topicsIneligibleForDeletion.add(topic);
    return [];
  }

  private requestsRead(topics: readonly string[]): readonly ControllerStep[] {
    const known = topics.filter((topic) => this.context.hasTopic(topic));
    const unknown = topics.filter((topic) => !this.context.hasTopic(topic));
    if (!this.enabled) {
      return [dropRequests(unknown), dropRequests(this.dropsWhileDisabled ? known : [])];
    }
    return [dropRequests(unknown), { machine: "topicDeletion", step: "enqueue", topics: known }];
  }

  private enqueue(topics: readonly string[]): readonly ControllerStep[] {
    if (topics.length === 0) return [];
    // Before they are queued, as in Kafka: this holds up none that is new to the queue.
    const reassigned = topics.filter((topic) => this.isReassigned(topic));
    holdUpDeletion(this.context, reassigned);
    for (const topic of topics) this.context.topicsToBeDeleted.add(topic);
    return [RESUME_DELETIONS];
  }

  private resumeFor(topics: readonly string[]): readonly ControllerStep[] {
    const queued = topics.filter((topic) => this.context.topicsToBeDeleted.has(topic));
    if (queued.length === 0) return [];
    for (const topic of queued) this.context.topicsIneligibleForDeletion.delete(topic);
    return [RESUME_DELETIONS];
  }

  private resume(): readonly ControllerStep[] {
    const { context } = this;
    const steps: ControllerStep[] = [];
    const failed: PartitionAndReplica[] = [];
    const eligible: string[] = [];
    for (const topic of context.topicsToBeDeleted) {
      const replicas = this.replicasOf(topic);
      const states = replicas.map((replica) => context.replicaState(replica));
      if (states.every((state) => state === "ReplicaDeletionSuccessful")) {
        steps.push(removeTopic(topic));
      } else if (!states.includes("ReplicaDeletionStarted")) {
        failed.push(...replicas.filter((_, i) => states[i] === "ReplicaDeletionIneligible"));
        if (!context.topicsIneligibleForDeletion.has(topic)) eligible.push(topic);
      }
    }
    return [...steps, changeReplicas(failed, "OfflineReplica"), ...this.begin(eligible)];
  }

  /** Kafka's `onTopicDeletion`: a partition that is being deleted has no state any more. */
  private begin(topics: readonly string[]): readonly ControllerStep[] {
    if (topics.length === 0) return [];
    const { context } = this;
    const unseen = topics.filter((topic) => !context.topicsWithDeletionStarted.has(topic));
    const tps = unseen.flatMap((topic) => context.partitionsOfTopic(topic));
    return [
      changePartitions(tps, "OfflinePartition"),
      changePartitions(tps, "NonExistentPartition"),
      { machine: "topicDeletion", step: "deleteReplicas", topics },
    ];
  }

  /** The brokers' metadata first, so that nobody serves the topics any more; then their replicas. */
  private deleteReplicas(topics: readonly string[]): readonly ControllerStep[] {
    const { context } = this;
    for (const topic of topics) context.topicsWithDeletionStarted.add(topic);
    const tps = topics.flatMap((topic) => context.partitionsOfTopic(topic));
    this.requests.sendUpdateMetadata(context.liveOrShuttingDownBrokerIds, tps);
    const replicas = topics.flatMap((topic) => this.replicasOf(topic));
    const dead = replicas.filter((replica) => !this.isOnline(replica));
    const toDelete = replicas.filter(
      (replica) =>
        this.isOnline(replica) && context.replicaState(replica) !== "ReplicaDeletionSuccessful",
    );
    holdUpDeletion(context, context.topicsOf(dead));
    return [
      changeReplicas(dead, "ReplicaDeletionIneligible"),
      changeReplicas(toDelete, "OfflineReplica"),
      changeReplicas(toDelete, "ReplicaDeletionStarted"),
    ];
  }

  private replicasFailed(replicas: readonly PartitionAndReplica[]): readonly ControllerStep[] {
    const failed = this.ofTopicsToBeDeleted(replicas);
    if (failed.length === 0) return [];
    holdUpDeletion(this.context, this.context.topicsOf(failed));
    return [changeReplicas(failed, "ReplicaDeletionIneligible"), RESUME_DELETIONS];
  }

  private ofTopicsToBeDeleted(replicas: readonly PartitionAndReplica[]) {
    return replicas.filter(({ tp }) => this.context.isToBeDeleted(tp));
  }

  private replicasOf(topic: string): readonly PartitionAndReplica[] {
    return this.context.replicasOfPartitions(this.context.partitionsOfTopic(topic));
  }

  private isOnline({ tp, replica }: PartitionAndReplica): boolean {
    return this.context.isReplicaOnline(replica, tp);
  }

  private hasDeadReplica(topic: string): boolean {
    return this.replicasOf(topic).some((replica) => !this.isOnline(replica));
  }

  private isReassigned(topic: string): boolean {
    const { partitionsBeingReassigned } = this.context;
    return this.context.partitionsOfTopic(topic).some((tp) => partitionsBeingReassigned.has(tp));
  }
}

function dropRequests(topics: readonly string[]): TopicDeletionStep {
  return { machine: "topicDeletion", step: "dropRequests", topics };
}
