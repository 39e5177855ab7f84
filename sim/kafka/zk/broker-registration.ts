import { present } from "../../kernel/assert.ts";
import type { Operation, Reply } from "../../zookeeper/types.ts";
import { ANY_VERSION } from "../../zookeeper/types.ts";
import { textOf } from "../config/config.ts";
import type { BrokerEnvironment } from "../controller/controller-api.ts";
import type { ControllerStep, StepMachine } from "../controller/controller-step.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import { NO_REQUEST, type ZkRequest, zkRequest } from "./kafka-zk-client.ts";
import {
  brokerIdPath,
  ELECTION_QUEUE_PATH,
  encodeBroker,
  PERSISTENT_ZK_PATHS,
  sameBroker,
} from "./zk-data.ts";

const PORT = 9092;

export type RegistrationStep = { readonly machine: "registration" } & (
  | {
      /** Makes the znodes below which everything else is kept. */
      readonly step: "createTopLevelPaths";
    }
  | {
      /** Hands the registration over to the thread that {@link ThreadOfRegistration} names `own`. */
      readonly step: "handOver";
    }
  | ({ readonly step: "begin" } & Registration)
  | ({
      /** Then: somebody has the broker's id. Last: that somebody is this process. */
      readonly step: "create" | "inspect" | "deleteOwn";
      /** What the znode is to hold. */
      readonly data: string;
    } & Registration)
);

/** Which thread registers the broker: that of the controller, or another one beside it. */
export type ThreadOfRegistration = "controller" | "own";

interface Registration {
  readonly thread: ThreadOfRegistration;
  /** What the broker does when it is registered. */
  readonly afterwards: readonly ControllerStep[];
}

type Attempt = Extract<RegistrationStep, { readonly data: string }>;

export const CREATE_TOP_LEVEL_PATHS: RegistrationStep = {
  machine: "registration",
  step: "createTopLevelPaths",
};

export const HAND_OVER_REGISTRATION: RegistrationStep = {
  machine: "registration",
  step: "handOver",
};

/** @param afterwards what the broker does when it is registered */
export function registerBroker(
  thread: ThreadOfRegistration,
  afterwards: readonly ControllerStep[],
): RegistrationStep {
  return { machine: "registration", step: "begin", thread, afterwards };
}

/** Hears what became of a registration. */
export interface RegistrationListener {
  /** The session that registers. */
  readonly sessionId: number;
  onRegistered(brokerEpoch: number): void;
  /** A broker that was never registered finds that another session owns its id: it must end. */
  onRegistrationFailed(reason: string): void;
  /** The thread is to do nothing for the time of a session. */
  onRegistrationDelayed(thread: ThreadOfRegistration): void;
  /** The other thread is to register the broker. */
  onRegistrationHandedOver(): void;
}

/**
 * Registers a broker: the ephemeral `/brokers/ids/N`, whose czxid is the broker epoch (KIP-380). A
 * process that restarts before the session of its last life expired finds its own id taken, and
 * fails or waits (`registrationConflict`). In 0.8 it may wait for a znode that is its own, of a
 * registration before, and then for ever (KAFKA-1387). One that was registered before and loses its id to another
 * session lives on without being registered: the failure of that event is only logged, in every
 * version.
 */
export class BrokerRegistration implements StepMachine<RegistrationStep> {
  private readonly environment: BrokerEnvironment;
  private readonly listener: RegistrationListener;
  private readonly conflict: BrokerSwitches["registrationConflict"];
  /** Needs the czxid, which ZooKeeper's answer to a create did not have for Kafka. */
  private readonly learnsEpoch: boolean;
  /** The session that registered last; 0 for none. */
  private registeredSession = 0;

  constructor(environment: BrokerEnvironment, listener: RegistrationListener) {
    const { registrationConflict, bouncedBrokers } = environment.switches;
    this.environment = environment;
    this.listener = listener;
    this.conflict = registrationConflict;
    this.learnsEpoch = bouncedBrokers === "noticed";
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
      case "handOver":
      case "begin":
        return NO_REQUEST;
      case "create":
        return zkRequest([this.creation(path, step.data)]);
      case "inspect":
        return zkRequest([{ op: "getData", path, watch: false }]);
      case "deleteOwn":
        return zkRequest([{ op: "delete", path, version: ANY_VERSION }]);
    }
  }

  proceed(step: RegistrationStep, replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "createTopLevelPaths":
        return [];
      case "handOver":
        this.listener.onRegistrationHandedOver();
        return [];
      case "begin":
        return [{ ...step, step: "create", data: this.describe() }];
      case "create": {
        const reply = answerOf(replies);
        const created = reply.op === "multi" ? reply.results[1] : reply;
        if (created?.op !== "setData" && created?.op !== "create") {
          return [{ ...step, step: "inspect" }];
        }
        return this.registered(step, created.stat.czxid);
      }
      case "inspect":
        return this.inspect(step, answerOf(replies));
      case "deleteOwn":
        return [{ ...step, step: "create" }];
    }
  }

  /** What others are told of the broker; no two registrations are alike, unless at the same moment. */
  private describe(): string {
    const { host, config } = this.environment;
    return encodeBroker(host.name, PORT, host.wallMs(), textOf(config, "broker.rack"));
  }

  private creation(path: string, data: string): Operation {
    if (!this.learnsEpoch) return { op: "create", path, data, mode: "ephemeral" };
    return {
      op: "multi",
      ops: [
        { op: "create", path, data: "", mode: "ephemeral" },
        { op: "setData", path, data, version: 0 },
      ],
    };
  }

  private inspect(step: Attempt, reply: Reply): readonly ControllerStep[] {
    if (reply.op !== "getData") return [{ ...step, step: "create" }];
    const { ephemeralOwner, czxid } = reply.stat;
    // In 0.8 what is written decides; since KAFKA-1387, whose session wrote it.
    const isOwn =
      this.conflict === "waits"
        ? reply.data === step.data
        : ephemeralOwner === this.listener.sessionId;
    if (isOwn) return this.registered(step, czxid);
    if (this.conflict === "waits" && sameBroker(reply.data, step.data)) {
      this.listener.onRegistrationDelayed(step.thread);
      return [{ ...step, step: "create" }];
    }
    // ZooKeeper may forget to delete the znode of an expired session (ZOOKEEPER-1740, ZOOKEEPER-2985).
    if (this.conflict === "takesOver" && ephemeralOwner === this.registeredSession) {
      return [{ ...step, step: "deleteOwn" }];
    }
    if (this.registeredSession === 0) {
      const path = brokerIdPath(this.environment.brokerId);
      this.listener.onRegistrationFailed(`${path} exists and belongs to another session`);
    }
    return [];
  }

  private registered(step: Attempt, brokerEpoch: number): readonly ControllerStep[] {
    this.registeredSession = this.listener.sessionId;
    this.listener.onRegistered(brokerEpoch);
    return step.afterwards;
  }
}

function answerOf(replies: readonly Reply[]): Reply {
  return present(replies[0], "the request is answered");
}
