import { present } from "../../kernel/assert.ts";
import type { Operation, Reply } from "../../zookeeper/types.ts";
import { ANY_VERSION } from "../../zookeeper/types.ts";
import { textOf } from "../config.ts";
import type { BrokerEnvironment } from "../controller/controller-api.ts";
import type { ControllerStep, StepMachine } from "../controller/controller-step.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import { type ZkRequest, zkRequest } from "./kafka-zk-client.ts";
import { brokerIdPath, ELECTION_QUEUE_PATH, encodeBroker, PERSISTENT_ZK_PATHS } from "./zk-data.ts";

const PORT = 9092;

export type RegistrationStep = { readonly machine: "registration" } & (
  | {
      /** Makes the znodes below which everything else is kept. */
      readonly step: "createTopLevelPaths";
    }
  | {
      /** Then: somebody has the broker's id. Last: that somebody is this process. */
      readonly step: "create" | "inspect" | "deleteOwn";
      /** What the broker does when it is registered. */
      readonly afterwards: readonly ControllerStep[];
    }
);

export const CREATE_TOP_LEVEL_PATHS: RegistrationStep = {
  machine: "registration",
  step: "createTopLevelPaths",
};

/** @param afterwards what the broker does when it is registered */
export function registerBroker(afterwards: readonly ControllerStep[]): RegistrationStep {
  return { machine: "registration", step: "create", afterwards };
}

/** Hears what became of a registration. */
export interface RegistrationListener {
  /** The session that registers. */
  readonly sessionId: number;
  onRegistered(brokerEpoch: number): void;
  /** A broker that was never registered finds that another session owns its id: it must end. */
  onRegistrationFailed(reason: string): void;
  /** The broker is to try again, after the time of a session. */
  onRegistrationDelayed(): void;
}

/**
 * Registers a broker: the ephemeral `/brokers/ids/N`, whose czxid is the broker epoch (KIP-380). A
 * process that restarts before the session of its last life expired finds its own id taken, and
 * fails or waits (`registrationConflict`). One that was registered before and loses its id to another
 * session lives on without being registered: the failure of that event is only logged, in every
 * version.
 */
export class BrokerRegistration implements StepMachine<RegistrationStep> {
  private readonly environment: BrokerEnvironment;
  private readonly listener: RegistrationListener;
  private readonly conflict: BrokerSwitches["registrationConflict"];
  /** Needs the czxid, which ZooKeeper's answer to a create did not have for Kafka. */
  private readonly learnsEpoch: boolean;
  /** Up to 1.0 the election did not depend on the registration. */
  private readonly continuesUnregistered: boolean;
  /** The session that registered last; 0 for none. */
  private registeredSession = 0;

  constructor(environment: BrokerEnvironment, listener: RegistrationListener) {
    const { registrationConflict, bouncedBrokers, expiredSessionWork } = environment.switches;
    this.environment = environment;
    this.listener = listener;
    this.conflict = registrationConflict;
    this.learnsEpoch = bouncedBrokers === "noticed";
    this.continuesUnregistered = expiredSessionWork === "resumed";
  }

  ask(step: RegistrationStep): ZkRequest {
    const path = brokerIdPath(this.environment.brokerId);
    switch (step.step) {
      case "createTopLevelPaths": {
        const sequential = textOf(this.environment.config, "controller.election") === "sequential";
        const paths = [...PERSISTENT_ZK_PATHS, ...(sequential ? [ELECTION_QUEUE_PATH] : [])];
        return zkRequest(
          paths.map((p) => ({ op: "create", path: p, data: "", mode: "persistent" })),
        );
      }
      case "create":
        return zkRequest([this.creation(path)]);
      case "inspect":
        return zkRequest([{ op: "getData", path, watch: false }]);
      case "deleteOwn":
        return zkRequest([{ op: "delete", path, version: ANY_VERSION }]);
    }
  }

  proceed(step: RegistrationStep, replies: readonly Reply[]): readonly ControllerStep[] {
    const reply = present(replies[0], "the request is answered");
    switch (step.step) {
      case "createTopLevelPaths":
        return [];
      case "create": {
        const created = reply.op === "multi" ? reply.results[1] : reply;
        if (created?.op !== "setData" && created?.op !== "create") {
          return [{ machine: "registration", step: "inspect", afterwards: step.afterwards }];
        }
        this.registered(created.stat.czxid);
        return step.afterwards;
      }
      case "inspect":
        return this.inspect(reply, step.afterwards);
      case "deleteOwn":
        return [registerBroker(step.afterwards)];
    }
  }

  private creation(path: string): Operation {
    const { host, config } = this.environment;
    const data = encodeBroker(host.name, PORT, host.wallMs(), textOf(config, "broker.rack"));
    if (!this.learnsEpoch) return { op: "create", path, data, mode: "ephemeral" };
    return {
      op: "multi",
      ops: [
        { op: "create", path, data: "", mode: "ephemeral" },
        { op: "setData", path, data, version: 0 },
      ],
    };
  }

  private inspect(reply: Reply, afterwards: readonly ControllerStep[]): readonly ControllerStep[] {
    if (reply.op !== "getData") return [registerBroker(afterwards)];
    const { ephemeralOwner, czxid } = reply.stat;
    if (ephemeralOwner === this.listener.sessionId) {
      this.registered(czxid);
      return afterwards;
    }
    // ZooKeeper may forget to delete the znode of an expired session (ZOOKEEPER-1740, ZOOKEEPER-2985).
    if (this.conflict === "takesOver" && ephemeralOwner === this.registeredSession) {
      return [{ machine: "registration", step: "deleteOwn", afterwards }];
    }
    if (this.conflict === "waits") this.listener.onRegistrationDelayed();
    else if (this.registeredSession === 0) {
      const path = brokerIdPath(this.environment.brokerId);
      this.listener.onRegistrationFailed(`${path} exists and belongs to another session`);
      return [];
    }
    return this.continuesUnregistered ? afterwards : [];
  }

  private registered(brokerEpoch: number): void {
    this.registeredSession = this.listener.sessionId;
    this.listener.onRegistered(brokerEpoch);
  }
}
