import { present } from "../../../kernel/assert.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { dataOf, type ZkRequest, zkRequest } from "../../zk/kafka-zk-client.ts";
import {
  CONTROLLER_EPOCH_PATH,
  CONTROLLER_PATH,
  decodeController,
  decodeControllerEpoch,
  encodeController,
  encodeControllerEpoch,
} from "../../zk/zk-data.ts";
import { type ActiveController, NO_CONTROLLER } from "../active-controller.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext } from "../controller-context.ts";
import { FAILOVER } from "../controller-failover.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import { CREATE_CONTROLLER, type TwoStepElectionOwner } from "./controller-election-two-steps.ts";

export type ElectionStep = { readonly machine: "election" } & (
  | { readonly step: "watchController" }
  /** Learns who the controller is; who was it and is it no more resigns. */
  | { readonly step: "resignIfMoved" }
  /** Tries to become the controller, if there is none. */
  | { readonly step: "elect" }
  | { readonly step: "readEpoch" }
  | { readonly step: "createEpoch" }
  | { readonly step: "take"; readonly epoch: number; readonly epochZkVersion: number }
  /** Finds out whether a `take` whose answer was lost had succeeded. */
  | { readonly step: "verify"; readonly epoch: number }
);

const WATCH_CONTROLLER: ElectionStep = { machine: "election", step: "watchController" };
const RESIGN_IF_MOVED: ElectionStep = { machine: "election", step: "resignIfMoved" };
const READ_EPOCH: ElectionStep = { machine: "election", step: "readEpoch" };
const ELECT: ElectionStep = { machine: "election", step: "elect" };

/** Kafka's `maybeResign`. */
export const MAYBE_RESIGN: readonly ControllerStep[] = [WATCH_CONTROLLER, RESIGN_IF_MOVED];
/** Watches `/controller`, and takes it if nobody has it. */
export const CANDIDACY: readonly ControllerStep[] = [...MAYBE_RESIGN, ELECT];

/** Epoch and version of `/controller_epoch` before the first controller. */
const INITIAL_EPOCH = 0;
const INITIAL_EPOCH_ZK_VERSION = 0;

/**
 * The election of the controller: whoever creates the ephemeral `/controller` is it, and raises
 * `/controller_epoch` in the same transaction, so that there is one controller per epoch. Up to 2.0 the
 * epoch was raised afterwards (`controllerEpochRaise`).
 */
export class ControllerElection implements StepMachine<ElectionStep>, TwoStepElectionOwner {
  private readonly environment: BrokerEnvironment;
  private readonly session: { readonly sessionId: number };
  private readonly context: ControllerContext;
  private readonly activeController: ActiveController;
  private readonly resign: () => void;
  private readonly firstStep: ControllerStep;
  /** A controller that has stopped does not take its own id in `/controller` for its election. */
  private readonly staysStopped: boolean;

  /** @param resign forgets all that belongs to an active controller */
  constructor(
    environment: BrokerEnvironment,
    session: { readonly sessionId: number },
    context: ControllerContext,
    activeController: ActiveController,
    resign: () => void,
  ) {
    const { controllerEpochRaise, controllerAfterExpiry } = environment.switches;
    this.environment = environment;
    this.session = session;
    this.context = context;
    this.activeController = activeController;
    this.resign = resign;
    this.firstStep = controllerEpochRaise === "atomically" ? READ_EPOCH : CREATE_CONTROLLER;
    this.staysStopped = controllerAfterExpiry === "stops";
  }

  get sessionId(): number {
    return this.session.sessionId;
  }

  ask(step: ElectionStep): ZkRequest {
    const readController = { op: "getData", path: CONTROLLER_PATH, watch: true } as const;
    const readEpoch = { op: "getData", path: CONTROLLER_EPOCH_PATH, watch: false } as const;
    switch (step.step) {
      case "watchController":
        return zkRequest([{ op: "exists", path: CONTROLLER_PATH, watch: true }]);
      case "resignIfMoved":
      case "elect":
        return zkRequest([readController]);
      case "readEpoch":
        return zkRequest([readEpoch]);
      case "createEpoch": {
        const data = encodeControllerEpoch(INITIAL_EPOCH);
        return zkRequest([{ op: "create", path: CONTROLLER_EPOCH_PATH, data, mode: "persistent" }]);
      }
      case "take":
        return this.takeRequest(step.epoch, step.epochZkVersion);
      case "verify":
        return zkRequest([readController, readEpoch]);
    }
  }

  proceed(step: ElectionStep, replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "watchController":
        return [];
      case "resignIfMoved":
        this.resignIfMoved(controllerIn(replies));
        return [];
      case "elect": {
        const id = controllerIn(replies);
        this.learn(id);
        return id === NO_CONTROLLER ? [this.firstStep] : [];
      }
      case "readEpoch": {
        const found = dataOf(present(replies[0], "the read is answered"));
        if (found === null) return [{ machine: "election", step: "createEpoch" }];
        return [this.take(decodeControllerEpoch(found.data), found.version)];
      }
      case "createEpoch":
        // Somebody else may have created it, and raised it since.
        return replies[0]?.op === "create"
          ? [this.take(INITIAL_EPOCH, INITIAL_EPOCH_ZK_VERSION)]
          : [READ_EPOCH];
      case "take": {
        const reply = present(replies[0], "the write is answered");
        if (reply.op !== "multi") {
          return [{ machine: "election", step: "verify", epoch: step.epoch }];
        }
        const raised = present(reply.results[1], "both writes have a result");
        return raised.op === "setData" ? this.become(step.epoch, raised.stat.version) : [];
      }
      case "verify":
        return this.verify(step.epoch, replies);
    }
  }

  learn(controllerId: number): void {
    const { brokerId } = this.environment;
    const stopped = controllerId === brokerId && !this.activeController.isActive;
    const id = stopped && this.staysStopped ? NO_CONTROLLER : controllerId;
    this.activeController.set(id, this.context.epoch);
  }

  private take(currentEpoch: number, epochZkVersion: number): ElectionStep {
    return { machine: "election", step: "take", epoch: currentEpoch + 1, epochZkVersion };
  }

  private takeRequest(epoch: number, epochZkVersion: number): ZkRequest {
    const { brokerId, host } = this.environment;
    const controller = encodeController(brokerId, host.wallMs());
    const path = CONTROLLER_EPOCH_PATH;
    const data = encodeControllerEpoch(epoch);
    return zkRequest([
      {
        op: "multi",
        ops: [
          { op: "create", path: CONTROLLER_PATH, data: controller, mode: "ephemeral" },
          { op: "setData", path, data, version: epochZkVersion },
        ],
      },
    ]);
  }

  /** The epoch is this broker's if `/controller` is: another election would have raised it further. */
  private verify(epoch: number, replies: readonly Reply[]): readonly ControllerStep[] {
    const found = dataOf(present(replies[1], "every read is answered"));
    const mine = controllerIn(replies) === this.environment.brokerId;
    if (mine && found !== null && decodeControllerEpoch(found.data) === epoch) {
      return this.become(epoch, found.version);
    }
    return MAYBE_RESIGN;
  }

  become(epoch: number, epochZkVersion: number): readonly ControllerStep[] {
    this.context.epoch = epoch;
    this.context.epochZkVersion = epochZkVersion;
    this.activeController.set(this.environment.brokerId, epoch);
    return FAILOVER;
  }

  private resignIfMoved(controllerId: number): void {
    const wasActive = this.activeController.isActive;
    this.learn(controllerId);
    if (wasActive && !this.activeController.isActive) this.resign();
  }
}

function controllerIn(replies: readonly Reply[]): number {
  const found = dataOf(present(replies[0], "the read is answered"));
  return found === null ? NO_CONTROLLER : decodeController(found.data);
}
