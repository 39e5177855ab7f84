import type { Reply } from "../../zookeeper/types.ts";
import { NO_REQUEST, type ZkRequest, zkRequest } from "../zk/kafka-zk-client.ts";
import type { ControllerChannelManager } from "./control-channel.ts";
import type { BrokerEnvironment } from "./controller-api.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { ControllerStep, StepMachine } from "./controller-step.ts";
import { TRIGGER_ONLINE_PARTITIONS } from "./leaders/partition-state-machine.ts";
import { resumeReassignments } from "./reassignment/reassignment-steps.ts";
import { changeReplicas } from "./replicas/replica-state-machine.ts";
import { replicasBecomeOffline } from "./replicas/replicas-offline.ts";
import type { RequestBatch } from "./request-batch.ts";
import { resumeDeletionFor } from "./topics/topic-deletion.ts";
import {
  type BrokerAndEpoch,
  brokerEpochsIn,
  brokerIdsIn,
  readBrokerIds,
  readBrokers,
} from "./zk-reads.ts";

export type BrokerChangeStep = { readonly machine: "brokerChange" } & (
  | { readonly step: "readBrokerIds" }
  | { readonly step: "readBrokers"; readonly ids: readonly number[] }
  | { readonly step: "startup"; readonly brokers: readonly BrokerAndEpoch[] }
  | { readonly step: "failure"; readonly ids: readonly number[] }
);

export const READ_BROKER_IDS: BrokerChangeStep = {
  machine: "brokerChange",
  step: "readBrokerIds",
};

/**
 * The set of registered brokers changed (`processBrokerChange`). What happened between two reads is
 * not seen, but since 2.2 a broker that left and came back shows by its epoch (KIP-380,
 * `bouncedBrokers`).
 */
export class BrokerChange implements StepMachine<BrokerChangeStep> {
  private readonly noticesBounced: boolean;
  private readonly context: ControllerContext;
  private readonly channels: ControllerChannelManager;
  private readonly requests: RequestBatch;

  constructor(
    environment: BrokerEnvironment,
    context: ControllerContext,
    channels: ControllerChannelManager,
    requests: RequestBatch,
  ) {
    this.noticesBounced = environment.switches.bouncedBrokers === "noticed";
    this.context = context;
    this.channels = channels;
    this.requests = requests;
  }

  ask(step: BrokerChangeStep): ZkRequest {
    switch (step.step) {
      case "readBrokerIds":
        return zkRequest([readBrokerIds()]);
      case "readBrokers":
        return zkRequest(readBrokers(step.ids));
      case "startup":
      case "failure":
        return NO_REQUEST;
    }
  }

  proceed(step: BrokerChangeStep, replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "readBrokerIds":
        return [{ machine: "brokerChange", step: "readBrokers", ids: brokerIdsIn(replies) }];
      case "readBrokers":
        return this.compare(brokerEpochsIn(step.ids, replies));
      case "startup":
        return this.startup(step.brokers);
      case "failure":
        return this.failure(step.ids);
    }
  }

  /** New brokers first, then those that bounced (a failure and a startup), then the dead. */
  private compare(brokers: readonly BrokerAndEpoch[]): readonly ControllerStep[] {
    const { context, channels } = this;
    const known = context.liveOrShuttingDownBrokerIds;
    const added = brokers.filter(({ id }) => context.brokerEpoch(id) === undefined);
    const reborn = brokers.filter(({ id, epoch }) => {
      const before = context.brokerEpoch(id);
      return before !== undefined && epoch > before;
    });
    const bounced = this.noticesBounced ? reborn : [];
    const dead = known.filter((id) => brokers.every((broker) => broker.id !== id));
    if (!this.noticesBounced) this.replaceLiveBrokers(brokers, dead);
    for (const { id } of added) channels.addBroker(id);
    for (const { id } of bounced) {
      channels.removeBroker(id);
      channels.addBroker(id);
    }
    for (const id of dead) channels.removeBroker(id);

    const steps: BrokerChangeStep[] = [];
    if (added.length > 0) steps.push(startupStep(added));
    if (bounced.length > 0) {
      steps.push(failureStep(bounced.map(({ id }) => id)), startupStep(bounced));
    }
    if (dead.length > 0) steps.push(failureStep(dead));
    return steps;
  }

  /** Without epochs to compare, what was read replaces what was known before anything is done about it. */
  private replaceLiveBrokers(brokers: readonly BrokerAndEpoch[], dead: readonly number[]): void {
    for (const { id, epoch, rack } of brokers) this.context.addLiveBroker(id, epoch, rack);
    for (const id of dead) this.context.removeLiveBroker(id);
  }

  /** Kafka's `onBrokerStartup`. */
  private startup(brokers: readonly BrokerAndEpoch[]): readonly ControllerStep[] {
    const { context, requests } = this;
    for (const { id, epoch, rack } of brokers) {
      context.putReplicasOnOfflineDirs(id, NO_PARTITIONS);
      context.addLiveBroker(id, epoch, rack);
    }
    const ids = brokers.map(({ id }) => id);
    const existing = context.liveOrShuttingDownBrokerIds.filter((id) => !ids.includes(id));
    requests.sendUpdateMetadata(existing, []);
    requests.sendUpdateMetadata(ids, context.partitionsWithLeaders);
    const replicas = context.replicasOnBrokers(ids);
    return [
      changeReplicas(replicas, "OnlineReplica"),
      TRIGGER_ONLINE_PARTITIONS,
      resumeReassignments(ids),
      resumeDeletionFor(context.topicsOf(replicas)),
    ];
  }

  /** Kafka's `onBrokerFailure`. */
  private failure(ids: readonly number[]): readonly ControllerStep[] {
    const { context } = this;
    for (const id of ids) {
      context.removeLiveBroker(id);
      context.shuttingDownBrokerIds.delete(id);
      context.putReplicasOnOfflineDirs(id, NO_PARTITIONS);
    }
    return replicasBecomeOffline(context, context.replicasOnBrokers(ids));
  }
}

const NO_PARTITIONS: ReadonlySet<number> = new Set();

function startupStep(brokers: readonly BrokerAndEpoch[]): BrokerChangeStep {
  return { machine: "brokerChange", step: "startup", brokers };
}

function failureStep(ids: readonly number[]): BrokerChangeStep {
  return { machine: "brokerChange", step: "failure", ids };
}
