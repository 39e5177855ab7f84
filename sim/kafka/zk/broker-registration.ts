import { assert, present } from "../../kernel/assert.ts";
import type { Reply } from "../../zookeeper/types.ts";
import { ANY_VERSION } from "../../zookeeper/types.ts";
import { textOf } from "../config.ts";
import type { BrokerEnvironment } from "../controller/controller-api.ts";
import type { ControllerStep, StepMachine } from "../controller/controller-step.ts";
import { type ZkRequest, zkRequest } from "./kafka-zk-client.ts";
import { brokerIdPath, ELECTION_QUEUE_PATH, encodeBroker, PERSISTENT_ZK_PATHS } from "./zk-data.ts";

const PORT = 9092;

export type RegistrationStep = {
  readonly machine: "registration";
} /** Makes the znodes below which everything else is kept. */ & (
  | { readonly step: "createTopLevelPaths" }
  | { readonly step: "create" }
  /** Somebody has the broker's id. */
  | { readonly step: "inspect" }
  | { readonly step: "deleteOwn" }
);

export const CREATE_TOP_LEVEL_PATHS: RegistrationStep = {
  machine: "registration",
  step: "createTopLevelPaths",
};
export const REGISTER_BROKER: RegistrationStep = { machine: "registration", step: "create" };

/** Hears what became of a registration. */
export interface RegistrationListener {
  /** The session that registers. */
  readonly sessionId: number;
  onRegistered(brokerEpoch: number): void;
  /** Another session owns the id. */
  onRegistrationFailed(reason: string): void;
}

/**
 * Registers a broker: the ephemeral `/brokers/ids/N`, whose czxid is the broker epoch (KIP-380). A
 * process that restarts before the session of its last life expired finds its own id taken, and
 * fails.
 */
export class BrokerRegistration implements StepMachine<RegistrationStep> {
  private readonly environment: BrokerEnvironment;
  private readonly listener: RegistrationListener;
  /** The session that registered last; 0 for none. */
  private registeredSession = 0;

  constructor(environment: BrokerEnvironment, listener: RegistrationListener) {
    this.environment = environment;
    this.listener = listener;
  }

  ask(step: RegistrationStep): ZkRequest {
    const { brokerId, host, config } = this.environment;
    const path = brokerIdPath(brokerId);
    switch (step.step) {
      case "createTopLevelPaths": {
        const sequential = textOf(config, "controller.election") === "sequential";
        const paths = [...PERSISTENT_ZK_PATHS, ...(sequential ? [ELECTION_QUEUE_PATH] : [])];
        return zkRequest(
          paths.map((p) => ({ op: "create", path: p, data: "", mode: "persistent" })),
        );
      }
      case "create": {
        const data = encodeBroker(host.name, PORT, host.wallMs());
        return zkRequest([
          {
            op: "multi",
            ops: [
              { op: "create", path, data: "", mode: "ephemeral" },
              { op: "setData", path, data, version: 0 },
            ],
          },
        ]);
      }
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
        if (reply.op !== "multi") return [{ machine: "registration", step: "inspect" }];
        const written = present(reply.results[1], "both writes have a result");
        assert(written.op === "setData", "the second write set the data");
        this.registered(written.stat.czxid);
        return [];
      }
      case "inspect":
        return this.inspect(reply);
      case "deleteOwn":
        return [REGISTER_BROKER];
    }
  }

  private inspect(reply: Reply): readonly ControllerStep[] {
    if (reply.op !== "getData") return [REGISTER_BROKER];
    const { ephemeralOwner, czxid } = reply.stat;
    const { sessionId } = this.listener;
    if (ephemeralOwner === sessionId) {
      this.registered(czxid);
      return [];
    }
    // ZooKeeper may forget to delete the znode of an expired session (KAFKA-7165, ZOOKEEPER-2985).
    if (ephemeralOwner === this.registeredSession) {
      return [{ machine: "registration", step: "deleteOwn" }];
    }
    const path = brokerIdPath(this.environment.brokerId);
    this.listener.onRegistrationFailed(`${path} exists and belongs to another session`);
    return [];
  }

  private registered(brokerEpoch: number): void {
    this.registeredSession = this.listener.sessionId;
    this.listener.onRegistered(brokerEpoch);
  }
}
