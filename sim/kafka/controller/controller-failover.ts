import { present } from "../../kernel/assert.ts";
import type { Reply } from "../../zookeeper/types.ts";
import {
  childrenOf,
  controllerWrites,
  dataOf,
  NO_REQUEST,
  type ZkRequest,
  zkRequest,
} from "../zk/kafka-zk-client.ts";
import {
  decodeTopic,
  decodeTopicPartitionState,
  ISR_CHANGE_NOTIFICATION_PATH,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
  topicPartitionStatePath,
} from "../zk/zk-data.ts";
import type { ControllerChannelManager } from "./control-channel.ts";
import type { BrokerEnvironment } from "./controller-api.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { ControllerStep, StepMachine } from "./controller-step.ts";
import type { AutoRebalance } from "./leaders/auto-rebalance.ts";
import {
  type PartitionStateMachine,
  TRIGGER_ONLINE_PARTITIONS,
} from "./leaders/partition-state-machine.ts";
import {
  RESUME_ELECTION_REQUEST,
  WATCH_ELECTION_REQUEST,
} from "./leaders/replica-leader-election.ts";
import { LOAD_REASSIGNMENTS, RESUME_REASSIGNMENTS } from "./reassignment/reassignment-steps.ts";
import { isBeingReassigned } from "./replicas/replica-assignment.ts";
import type { ReplicaStateMachine } from "./replicas/replica-state-machine.ts";
import type { RequestBatch } from "./request-batch.ts";
import { INITIALIZE_DELETIONS, RESUME_DELETIONS } from "./topics/topic-deletion.ts";
import {
  type BrokerAndEpoch,
  brokerEpochsIn,
  brokerIdsIn,
  readBrokerIds,
  readBrokers,
  readTopic,
  readTopics,
} from "./zk-reads.ts";

export type FailoverStep = { readonly machine: "failover" } & (
  | { readonly step: "readNotifications" }
  | { readonly step: "deleteNotifications"; readonly paths: readonly string[] }
  | { readonly step: "readBrokerIds" }
  | { readonly step: "readBrokers"; readonly ids: readonly number[] }
  | { readonly step: "readTopics" }
  | { readonly step: "readAssignments"; readonly topics: readonly string[] }
  | { readonly step: "readStates"; readonly tps: readonly number[] }
  | { readonly step: "startReplicas" }
  | { readonly step: "startPartitions" }
  | { readonly step: "ready" }
);

/** What a newly elected controller does first (`onControllerFailover`). */
export const FAILOVER: readonly ControllerStep[] = [
  WATCH_ELECTION_REQUEST,
  { machine: "failover", step: "readNotifications" },
  { machine: "failover", step: "readBrokerIds" },
  { machine: "failover", step: "readTopics" },
  LOAD_REASSIGNMENTS,
  INITIALIZE_DELETIONS,
  { machine: "failover", step: "startReplicas" },
  { machine: "failover", step: "startPartitions" },
  RESUME_REASSIGNMENTS,
  RESUME_DELETIONS,
  RESUME_ELECTION_REQUEST,
  { machine: "failover", step: "ready" },
];

const NOTIFICATION_PATHS = [LOG_DIR_EVENT_NOTIFICATION_PATH, ISR_CHANGE_NOTIFICATION_PATH];

/** The parts of a controller that a failover brings to work. */
export interface FailoverParts {
  readonly environment: BrokerEnvironment;
  readonly context: ControllerContext;
  readonly channels: ControllerChannelManager;
  readonly requestBatch: RequestBatch;
  readonly replicas: ReplicaStateMachine;
  readonly partitions: PartitionStateMachine;
  readonly rebalance: AutoRebalance;
}

/**
 * A broker was elected: it reads all of the cluster's state from ZooKeeper, which also sets the
 * watches, tells every broker who is alive, confirms every replica's role, and elects leaders for
 * the partitions that have none.
 */
export class ControllerFailover implements StepMachine<FailoverStep> {
  private readonly parts: FailoverParts;

  constructor(parts: FailoverParts) {
    this.parts = parts;
  }

  ask(step: FailoverStep): ZkRequest {
    switch (step.step) {
      case "readNotifications":
        return zkRequest(
          NOTIFICATION_PATHS.map((path) => ({
            op: "getChildren",
            path,
            watch: this.isWatched(path),
          })),
        );
      case "deleteNotifications":
        return controllerWrites(
          step.paths.map((path) => ({ op: "delete", path, version: -1 })),
          this.parts.context.epochZkVersion,
        );
      case "readBrokerIds":
        return zkRequest([readBrokerIds()]);
      case "readBrokers":
        return zkRequest(readBrokers(step.ids));
      case "readTopics":
        return zkRequest([readTopics()]);
      case "readAssignments":
        return zkRequest(step.topics.map(readTopic));
      case "readStates":
        return zkRequest(
          step.tps.map((tp) => ({ op: "getData", path: this.statePath(tp), watch: false })),
        );
      case "startReplicas":
      case "startPartitions":
      case "ready":
        return NO_REQUEST;
    }
  }

  proceed(step: FailoverStep, replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "readNotifications": {
        const paths = NOTIFICATION_PATHS.flatMap((parent, i) =>
          childrenOf(present(replies[i], "every read is answered")).map((n) => `${parent}/${n}`),
        );
        return [{ machine: "failover", step: "deleteNotifications", paths }];
      }
      case "deleteNotifications":
        return [];
      case "readBrokerIds":
        return [{ machine: "failover", step: "readBrokers", ids: brokerIdsIn(replies) }];
      case "readBrokers":
        this.loadBrokers(brokerEpochsIn(step.ids, replies));
        return [];
      case "readTopics": {
        const topics = childrenOf(present(replies[0], "the read is answered"));
        for (const topic of topics) this.parts.context.watchedTopics.add(topic);
        return [{ machine: "failover", step: "readAssignments", topics }];
      }
      case "readAssignments":
        this.loadTopics(step.topics, replies);
        return [{ machine: "failover", step: "readStates", tps: this.parts.context.allPartitions }];
      case "readStates":
        this.loadStates(step.tps, replies);
        return [];
      case "startReplicas":
        return this.startReplicas();
      case "startPartitions":
        this.parts.partitions.initialize();
        return [TRIGGER_ONLINE_PARTITIONS];
      case "ready":
        this.parts.rebalance.startup();
        return [];
    }
  }

  private isWatched(notificationPath: string): boolean {
    const { isrChangeNotification, logDirFailure } = this.parts.environment.switches;
    return notificationPath === ISR_CHANGE_NOTIFICATION_PATH
      ? isrChangeNotification
      : logDirFailure === "offline";
  }

  private loadBrokers(brokers: readonly BrokerAndEpoch[]): void {
    for (const { id, epoch, rack } of brokers) this.parts.context.addLiveBroker(id, epoch, rack);
  }

  private loadTopics(topics: readonly string[], replies: readonly Reply[]): void {
    const { context } = this.parts;
    topics.forEach((topic, i) => {
      const found = dataOf(present(replies[i], "every read is answered"));
      if (found === null) return;
      for (const tp of context.addTopic(topic, decodeTopic(found.data))) {
        const assignment = context.fullReplicaAssignment(tp);
        if (isBeingReassigned(assignment)) context.partitionsBeingReassigned.add(tp);
      }
    });
  }

  private loadStates(tps: readonly number[], replies: readonly Reply[]): void {
    tps.forEach((tp, i) => {
      const found = dataOf(present(replies[i], "every read is answered"));
      if (found === null) return;
      const info = decodeTopicPartitionState(found.data, found.version);
      this.parts.context.putLeadershipInfo(tp, info);
    });
  }

  /**
   * Brokers must know who is alive before they hear of leaders: they ignore a leader that they hold
   * for dead.
   */
  private startReplicas(): readonly ControllerStep[] {
    const { context, channels, requestBatch, replicas } = this.parts;
    const brokerIds = context.liveOrShuttingDownBrokerIds;
    for (const brokerId of brokerIds) channels.addBroker(brokerId);
    requestBatch.sendUpdateMetadata(brokerIds, []);
    return replicas.startup();
  }

  private statePath(tp: number): string {
    const { topicPartitions } = this.parts.environment.names;
    return topicPartitionStatePath(topicPartitions.topic(tp), topicPartitions.partition(tp));
  }
}
