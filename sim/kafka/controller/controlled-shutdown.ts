import type { Message } from "../../kernel/connection.ts";
import type { Reply } from "../../zookeeper/types.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import type { ControlledShutdownRequest, ControlledShutdownResponse } from "../messages.ts";
import { MESSAGE_OVERHEAD_BYTES, PARTITION_OVERHEAD_BYTES } from "../messages.ts";
import { NO_REQUEST, type ZkRequest } from "../zk/kafka-zk-client.ts";
import type { ActiveController } from "./active-controller.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "./controller-api.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { ControllerStep, StepMachine } from "./controller-step.ts";
import { electPartitions } from "./leaders/partition-state-machine.ts";
import { changeReplicas } from "./replicas/replica-state-machine.ts";
import type { RequestBatch } from "./request-batch.ts";

/** `AbstractControlRequest.UNKNOWN_BROKER_EPOCH`: the broker does not say. */
const UNKNOWN_BROKER_EPOCH = -1;

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
  private readonly environment: BrokerEnvironment;
  private readonly callbacks: BrokerCallbacks;
  private readonly context: ControllerContext;
  private readonly activeController: ActiveController;
  private readonly requests: RequestBatch;

  constructor(
    environment: BrokerEnvironment,
    callbacks: BrokerCallbacks,
    context: ControllerContext,
    activeController: ActiveController,
    requests: RequestBatch,
  ) {
    this.environment = environment;
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
        if (step.tps.length === 0) return [];
        this.requests.newBatch();
        for (const tp of step.tps) this.requests.addStopReplica(step.brokerId, tp, false);
        this.requests.send();
        return [];
      case "respond": {
        const { context } = this;
        const isLed = (tp: number) => context.leadershipInfo(tp)?.leader === step.brokerId;
        const remaining = context.allPartitions.filter((tp) => isLed(tp) && this.isMoved(tp));
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
    const namesEpoch = brokerEpoch !== UNKNOWN_BROKER_EPOCH;
    const knownEpoch = context.brokerEpoch(brokerId);
    if (knownEpoch === undefined) {
      const error = namesEpoch ? Errors.UNKNOWN_SERVER_ERROR : Errors.BROKER_NOT_AVAILABLE;
      this.fail(request, error);
      return [];
    }
    if (namesEpoch && brokerEpoch < knownEpoch) {
      this.fail(request, Errors.STALE_BROKER_EPOCH);
      return [];
    }
    context.shuttingDownBrokerIds.add(brokerId);
    const tps = context.partitionsOnBroker(brokerId).filter((tp) => this.isMoved(tp));
    const moves =
      this.environment.switches.leadershipMoves === "together"
        ? this.move(brokerId, tps)
        : tps.flatMap((tp) => this.move(brokerId, [tp]));
    return [...moves, { machine: "controlledShutdown", step: "respond", request, brokerId }];
  }

  private move(brokerId: number, tps: readonly number[]): readonly ControllerStep[] {
    const isLed = (tp: number) => this.context.leadershipInfo(tp)?.leader === brokerId;
    const followed = tps.filter((tp) => !isLed(tp));
    const replicas = followed.map((tp) => ({ tp, replica: brokerId }));
    return [
      electPartitions(tps.filter(isLed), "controlledShutdown"),
      { machine: "controlledShutdown", step: "stopFollowers", brokerId, tps: followed },
      changeReplicas(replicas, "OfflineReplica"),
    ];
  }

  /** Those that have a leader and another replica. */
  private isMoved(tp: number): boolean {
    const { context } = this;
    const isKept =
      this.environment.switches.shutdownDuringDeletion === "ignores" && context.isToBeDeleted(tp);
    const hasLeader = context.leadershipInfo(tp) !== undefined;
    return !isKept && hasLeader && context.replicaAssignment(tp).length > 1;
  }

  private respond(request: Message, response: ControlledShutdownResponse): void {
    const bytes = MESSAGE_OVERHEAD_BYTES + response.remaining.length * PARTITION_OVERHEAD_BYTES;
    this.callbacks.respond(request, response, bytes);
  }
}
