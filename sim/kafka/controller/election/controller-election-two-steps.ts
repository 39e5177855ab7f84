import { assert, present } from "../../../kernel/assert.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { ANY_VERSION } from "../../../zookeeper/types.ts";
import { dataOf, type ZkRequest, zkRequest } from "../../zk/kafka-zk-client.ts";
import {
  CONTROLLER_EPOCH_PATH,
  CONTROLLER_PATH,
  decodeController,
  decodeControllerEpoch,
  encodeController,
  encodeControllerEpoch,
} from "../../zk/zk-data.ts";
import { NO_CONTROLLER } from "../active-controller.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";

export type TwoStepElectionStep = { readonly machine: "electionInTwoSteps" } & (
  | { readonly step: "createController" }
  /** Finds out whose `/controller` is. */
  | { readonly step: "inspect" }
  | { readonly step: "readEpoch" }
  /** With epoch and version as they were read. */
  | { readonly step: "raiseEpoch"; readonly epoch: number; readonly zkVersion: number }
  | { readonly step: "createEpoch" }
  | { readonly step: "giveUp" }
);

export const CREATE_CONTROLLER: TwoStepElectionStep = {
  machine: "electionInTwoSteps",
  step: "createController",
};
const READ_EPOCH: TwoStepElectionStep = { machine: "electionInTwoSteps", step: "readEpoch" };
const GIVE_UP: TwoStepElectionStep = { machine: "electionInTwoSteps", step: "giveUp" };

const FIRST_EPOCH = 1;

/** What the election does with its outcome. */
export interface TwoStepElectionOwner {
  /** The session of this broker. */
  readonly sessionId: number;
  learn(controllerId: number): void;
  become(epoch: number, epochZkVersion: number): readonly ControllerStep[];
}

/**
 * The election of the controller up to 2.0: a broker creates the ephemeral `/controller`, and after
 * that it reads `/controller_epoch` and raises it. In between it may have lost `/controller` again: the
 * version then shows that its successor raised the epoch. Up to 1.0 nobody heeds that, since
 * `incrementControllerEpoch` catches its own exception (`controllerEpochRaise`).
 */
export class ElectionInTwoSteps implements StepMachine<TwoStepElectionStep> {
  private readonly environment: BrokerEnvironment;
  private readonly owner: TwoStepElectionOwner;
  private readonly heedsVersion: boolean;

  constructor(environment: BrokerEnvironment, owner: TwoStepElectionOwner) {
    this.environment = environment;
    this.owner = owner;
    this.heedsVersion = environment.switches.controllerEpochRaise !== "afterwards";
  }

  ask(step: TwoStepElectionStep): ZkRequest {
    const path = CONTROLLER_EPOCH_PATH;
    switch (step.step) {
      case "createController": {
        const { brokerId, host } = this.environment;
        const data = encodeController(brokerId, host.wallMs());
        return zkRequest([{ op: "create", path: CONTROLLER_PATH, data, mode: "ephemeral" }]);
      }
      case "inspect":
        return zkRequest([{ op: "getData", path: CONTROLLER_PATH, watch: true }]);
      case "readEpoch":
        return zkRequest([{ op: "getData", path, watch: false }]);
      case "raiseEpoch": {
        const data = encodeControllerEpoch(step.epoch + 1);
        return zkRequest([{ op: "setData", path, data, version: step.zkVersion }]);
      }
      case "createEpoch": {
        const data = encodeControllerEpoch(FIRST_EPOCH);
        return zkRequest([{ op: "create", path, data, mode: "persistent" }]);
      }
      case "giveUp":
        return zkRequest([{ op: "delete", path: CONTROLLER_PATH, version: ANY_VERSION }]);
    }
  }

  proceed(step: TwoStepElectionStep, replies: readonly Reply[]): readonly ControllerStep[] {
    const reply = present(replies[0], "the request is answered");
    switch (step.step) {
      case "createController":
        return reply.op === "create"
          ? [READ_EPOCH]
          : [{ machine: "electionInTwoSteps", step: "inspect" }];
      case "inspect":
        return this.inspect(reply);
      case "readEpoch": {
        const found = dataOf(reply);
        const epoch = found === null ? 0 : decodeControllerEpoch(found.data);
        const zkVersion = found?.version ?? 0;
        return [{ machine: "electionInTwoSteps", step: "raiseEpoch", epoch, zkVersion }];
      }
      case "raiseEpoch": {
        const { epoch, zkVersion } = step;
        if (reply.op === "setData") return this.owner.become(epoch + 1, reply.stat.version);
        assert(reply.op === "error", "the epoch was raised or not");
        if (reply.error === "NO_NODE") {
          return [{ machine: "electionInTwoSteps", step: "createEpoch" }];
        }
        return this.heedsVersion ? [GIVE_UP] : this.owner.become(epoch, zkVersion);
      }
      case "createEpoch":
        return reply.op === "create"
          ? this.owner.become(FIRST_EPOCH, reply.stat.version)
          : [GIVE_UP];
      case "giveUp":
        this.owner.learn(NO_CONTROLLER);
        return [];
    }
  }

  /** The answer to this broker's own creation may have been lost. */
  private inspect(reply: Reply): readonly ControllerStep[] {
    if (reply.op !== "getData") return [CREATE_CONTROLLER];
    if (reply.stat.ephemeralOwner === this.owner.sessionId) return [READ_EPOCH];
    this.owner.learn(decodeController(reply.data));
    return [];
  }
}
