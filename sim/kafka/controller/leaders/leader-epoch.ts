import { present } from "../../../kernel/assert.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { controllerWrites, dataOf, type ZkRequest, zkRequest } from "../../zk/kafka-zk-client.ts";
import {
  decodeTopicPartitionState,
  encodeTopicPartitionState,
  type LeaderAndIsr,
} from "../../zk/zk-data.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext } from "../controller-context.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import { readPartitionState } from "../reassignment/reassignment-zookeeper.ts";
import type { RequestBatch } from "../request-batch.ts";
import { newLeaderAndIsr } from "./election-strategies.ts";
import { isConflict, ownWrite } from "./leader-and-isr-writes.ts";

/** Who is told of a new leader epoch, and what comes after. */
export interface LeaderEpochBump {
  readonly tp: number;
  readonly recipients: readonly number[];
  /** Those who begin with an empty log. */
  readonly newReplicas: readonly number[];
  readonly next: readonly ControllerStep[];
  /** What comes instead when the state znode is missing, or was written by a later controller. */
  readonly failed: readonly ControllerStep[];
}

export type LeaderEpochStep = { readonly machine: "leaderEpoch" } & (
  | { readonly step: "read"; readonly bump: LeaderEpochBump }
  | {
      /** Last: the write met another version, perhaps its own. */
      readonly step: "write" | "check";
      readonly bump: LeaderEpochBump;
      readonly raised: LeaderAndIsr;
    }
);

/** Raises the leader epoch and tells replicas of the assignment (`updateLeaderEpochAndSendRequest`). */
export function raiseLeaderEpoch(bump: LeaderEpochBump): LeaderEpochStep {
  return { machine: "leaderEpoch", step: "read", bump };
}

/**
 * Raises the leader epoch of a partition whose leader and ISR stay: brokers take a new assignment only
 * in a new epoch (`updateLeaderEpoch`).
 */
export class LeaderEpoch implements StepMachine<LeaderEpochStep> {
  private readonly environment: BrokerEnvironment;
  private readonly context: ControllerContext;
  private readonly requests: RequestBatch;

  constructor(environment: BrokerEnvironment, context: ControllerContext, requests: RequestBatch) {
    this.environment = environment;
    this.context = context;
    this.requests = requests;
  }

  ask(step: LeaderEpochStep): ZkRequest {
    const read = readPartitionState(this.environment, step.bump.tp);
    if (step.step !== "write") return zkRequest([read]);
    const { path } = read;
    const data = this.encode(step.raised);
    return controllerWrites(
      [{ op: "setData", path, data, version: step.raised.zkVersion }],
      this.context.epochZkVersion,
    );
  }

  proceed(step: LeaderEpochStep, replies: readonly Reply[]): readonly ControllerStep[] {
    const { bump } = step;
    const reply = present(replies[0], "the request is answered");
    switch (step.step) {
      case "read":
        return this.stateRead(bump, reply);
      case "write":
        return this.stateWritten(bump, step.raised, reply);
      case "check": {
        const version = ownWrite(reply, this.encode(step.raised));
        return version === null
          ? [raiseLeaderEpoch(bump)]
          : this.raised(bump, step.raised, version);
      }
    }
  }

  private stateRead(bump: LeaderEpochBump, reply: Reply): readonly ControllerStep[] {
    const found = dataOf(reply);
    if (found === null) return bump.failed;
    const current = decodeTopicPartitionState(found.data, found.version);
    // Written by a later controller: this one has been deposed and does not know yet.
    if (current.controllerEpoch > this.context.epoch) return bump.failed;
    const raised = newLeaderAndIsr(current, current.leader, current.isr);
    return [{ machine: "leaderEpoch", step: "write", bump, raised }];
  }

  private stateWritten(
    bump: LeaderEpochBump,
    raised: LeaderAndIsr,
    reply: Reply,
  ): readonly ControllerStep[] {
    if (reply.op === "setData") return this.raised(bump, raised, reply.stat.version);
    if (!isConflict(reply)) return bump.failed;
    return this.environment.switches.controllerLostWrite === "recognised"
      ? [{ machine: "leaderEpoch", step: "check", bump, raised }]
      : [raiseLeaderEpoch(bump)];
  }

  private raised(
    { tp, recipients, newReplicas, next }: LeaderEpochBump,
    state: LeaderAndIsr,
    zkVersion: number,
  ): readonly ControllerStep[] {
    const info = { ...state, zkVersion, controllerEpoch: this.context.epoch };
    if (this.environment.switches.reassignmentEpochCached) {
      this.context.putLeadershipInfo(tp, info);
    }
    this.requests.newBatch();
    this.requests.addLeaderAndIsr(
      recipients.filter((id) => !newReplicas.includes(id)),
      tp,
      info,
      false,
    );
    this.requests.addLeaderAndIsr(newReplicas, tp, info, true);
    this.requests.send();
    return next;
  }

  private encode(state: LeaderAndIsr): string {
    return encodeTopicPartitionState({ ...state, controllerEpoch: this.context.epoch });
  }
}
