import type { Message } from "../../kernel/connection.ts";
import type { Reply } from "../../zookeeper/types.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import type { ControlledShutdownRequest, ControlledShutdownResponse } from "../messages.ts";
import { MESSAGE_OVERHEAD_BYTES, PARTITION_OVERHEAD_BYTES } from "../messages.ts";
import { NO_REQUEST, type ZkRequest } from "../zk/kafka-zk-client.ts";
import type { ActiveController } from "./active-controller.ts";
import type { BrokerCallbacks } from "./controller-api.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { ControllerStep, StepMachine } from "./controller-step.ts";
import { electPartitions } from "./partition-state-machine.ts";
import { changeReplicas } from "./replica-state-machine.ts";
import type { RequestBatch } from "./request-batch.ts";

export type ControlledShutdownStep = { readonly machine: "controlledShutdown" } & (
  | {
      readonly step: "process";
      readonly request: Message;
      readonly body: ControlledShutdownRequest;
    }
  | { readonly step: "stopFollowers"; readonly brokerId: number; readonly tps: readonly number[] }
  | { readonly step: "respond"; readonly request: Message; readonly brokerId: number }
);

/**
 * A broker asks to go (`doControlledShutdown`): its leaderships move to other members of the ISR,
 * its followers stop and leave the ISR. Partitions with one replica stay where they are.
 */
export class ControlledShutdown implements StepMachine<ControlledShutdownStep> {
  private readonly callbacks: BrokerCallbacks;
  private readonly context: ControllerContext;
  private readonly activeController: ActiveController;
  private readonly requests: RequestBatch;

  constructor(
    callbacks: BrokerCallbacks,
    context: ControllerContext,
    activeController: ActiveController,
    requests: RequestBatch,
  ) {
    this.callbacks = callbacks;
    this.context = context;
    this.activeController = activeController;
    this.requests = requests;
  }

  ask(_step: ControlledShutdownStep): ZkRequest {
    return NO_REQUEST;
  }

  proceed(step: ControlledShutdownStep, _replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "process":
        return this.process(step.request, step.body);
      case "stopFollowers":
        this.requests.newBatch();
        for (const tp of step.tps) this.requests.addStopReplica(step.brokerId, tp, false);
        this.requests.send();
        return [];
      case "respond": {
        const remaining = this.context.partitionLeadersOnBroker(step.brokerId);
        this.respond(step.request, { error: Errors.NONE, remaining });
        return [];
      }
    }
  }

  fail(request: Message, error: ErrorCode): void {
    this.respond(request, { error, remaining: [] });
  }

  private process(request: Message, body: ControlledShutdownRequest): readonly ControllerStep[] {
    const { context } = this;
    const { brokerId, brokerEpoch } = body;
    if (!this.activeController.isActive) {
      this.fail(request, Errors.STALE_CONTROLLER_EPOCH);
      return [];
    }
    const knownEpoch = context.brokerEpoch(brokerId);
    if (knownEpoch === undefined) {
      this.fail(request, Errors.UNKNOWN_SERVER_ERROR);
      return [];
    }
    if (brokerEpoch < knownEpoch) {
      this.fail(request, Errors.STALE_BROKER_EPOCH);
      return [];
    }
    context.shuttingDownBrokerIds.add(brokerId);
    const led: number[] = [];
    const followed: number[] = [];
    for (const tp of context.partitionsOnBroker(brokerId)) {
      const info = context.leadershipInfo(tp);
      if (info === undefined || context.replicaAssignment(tp).length === 1) continue;
      (info.leader === brokerId ? led : followed).push(tp);
    }
    const replicas = followed.map((tp) => ({ tp, replica: brokerId }));
    return [
      electPartitions(led, "controlledShutdown"),
      { machine: "controlledShutdown", step: "stopFollowers", brokerId, tps: followed },
      changeReplicas(replicas, "OfflineReplica"),
      { machine: "controlledShutdown", step: "respond", request, brokerId },
    ];
  }

  private respond(request: Message, response: ControlledShutdownResponse): void {
    const bytes = MESSAGE_OVERHEAD_BYTES + response.remaining.length * PARTITION_OVERHEAD_BYTES;
    this.callbacks.respond(request, response, bytes);
  }
}
