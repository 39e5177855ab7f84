import { assert, present } from "../../../kernel/assert.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { NO_LEADER } from "../../messages.ts";
import {
  controllerWrites,
  dataOf,
  NO_REQUEST,
  type ZkRequest,
  zkRequest,
} from "../../zk/kafka-zk-client.ts";
import {
  decodeTopicPartitionState,
  encodeTopicPartitionState,
  type LeaderAndIsr,
  topicPartitionStatePath,
} from "../../zk/zk-data.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext, PartitionAndReplica } from "../controller-context.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import { newLeaderAndIsr } from "../leaders/election-strategies.ts";
import { batchesOf, isConflict, ownWrite } from "../leaders/leader-and-isr-writes.ts";
import { type RequestBatch, SEND_REQUESTS } from "../request-batch.ts";
import { removeReplica } from "./replica-assignment.ts";
import { isValidReplicaStateTransition, type ReplicaState } from "./replica-state.ts";

/** A partition's state without a replica. */
interface Removal {
  readonly tp: number;
  readonly adjusted: LeaderAndIsr;
}

export type ReplicaStep = { readonly machine: "replicas" } & (
  | {
      readonly step: "change";
      readonly replicas: readonly PartitionAndReplica[];
      readonly target: ReplicaState;
    }
  /** Takes the replicas of one broker offline. */
  | { readonly step: "offline"; readonly replica: number; readonly tps: readonly number[] }
  | { readonly step: "readStates"; readonly replica: number; readonly tps: readonly number[] }
  | {
      /** Last: writes that met another version, perhaps their own. */
      readonly step: "writeStates" | "checkStates";
      readonly replica: number;
      readonly removals: readonly Removal[];
    }
);

export function changeReplicas(
  replicas: readonly PartitionAndReplica[],
  target: ReplicaState,
): ReplicaStep {
  return { machine: "replicas", step: "change", replicas, target };
}

/** Starts and stops replicas, and takes them out of ISRs (`ReplicaStateMachine`). */
export class ReplicaStateMachine implements StepMachine<ReplicaStep> {
  private readonly environment: BrokerEnvironment;
  private readonly context: ControllerContext;
  private readonly requests: RequestBatch;

  constructor(environment: BrokerEnvironment, context: ControllerContext, requests: RequestBatch) {
    this.environment = environment;
    this.context = context;
    this.requests = requests;
  }

  /** Finds the states of all replicas from what was read of ZooKeeper, and confirms them. */
  startup(): readonly ControllerStep[] {
    const replicas = this.context.replicasOfPartitions(this.context.allPartitions);
    const isOnline = ({ tp, replica }: PartitionAndReplica) =>
      this.context.isReplicaOnline(replica, tp);
    for (const replica of replicas) {
      const state = isOnline(replica) ? "OnlineReplica" : "ReplicaDeletionIneligible";
      this.context.putReplicaState(replica, state);
    }
    const online = changeReplicas(replicas.filter(isOnline), "OnlineReplica");
    if (this.environment.switches.deadReplicasAtFailover === "stayInIsr") return [online];
    const dead = replicas.filter((replica) => !isOnline(replica));
    return [online, changeReplicas(dead, "OfflineReplica")];
  }

  ask(step: ReplicaStep): ZkRequest {
    switch (step.step) {
      case "change":
      case "offline":
        return NO_REQUEST;
      case "readStates":
        return zkRequest(
          step.tps.map((tp) => ({ op: "getData", path: this.statePath(tp), watch: false })),
        );
      case "checkStates":
        return zkRequest(
          step.removals.map(({ tp }) => ({
            op: "getData",
            path: this.statePath(tp),
            watch: false,
          })),
        );
      case "writeStates":
        return controllerWrites(
          step.removals.map(({ tp, adjusted }) => ({
            op: "setData",
            path: this.statePath(tp),
            data: this.encode(adjusted),
            version: adjusted.zkVersion,
          })),
          this.context.epochZkVersion,
        );
    }
  }

  proceed(step: ReplicaStep, replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "change":
        return this.change(step.replicas, step.target);
      case "offline":
        return this.takeOffline(step.replica, step.tps);
      case "readStates":
        return this.statesRead(step.replica, step.tps, replies);
      case "writeStates":
        return this.statesWritten(step.replica, step.removals, replies);
      case "checkStates":
        return this.statesChecked(step.replica, step.removals, replies);
    }
  }

  private change(
    replicas: readonly PartitionAndReplica[],
    target: ReplicaState,
  ): readonly ControllerStep[] {
    if (replicas.length === 0) return [];
    this.requests.newBatch();
    const valid = replicas.filter((replica) =>
      isValidReplicaStateTransition(this.context.replicaState(replica), target),
    );
    if (target === "OfflineReplica") return [...offlineSteps(valid), SEND_REQUESTS];
    for (const replica of valid) this.move(replica, target);
    return [SEND_REQUESTS];
  }

  private move(replica: PartitionAndReplica, target: ReplicaState): void {
    switch (target) {
      case "NewReplica":
        this.startNew(replica);
        return;
      case "OnlineReplica":
        this.bringOnline(replica);
        return;
      case "ReplicaDeletionStarted":
        this.requests.addStopReplica(replica.replica, replica.tp, true);
        break;
      case "NonExistentReplica": {
        const assignment = this.context.fullReplicaAssignment(replica.tp);
        this.context.putAssignment(replica.tp, removeReplica(assignment, replica.replica));
        break;
      }
    }
    this.context.putReplicaState(replica, target);
  }

  private startNew(replica: PartitionAndReplica): void {
    const info = this.context.leadershipInfo(replica.tp);
    if (info !== undefined) {
      if (info.leader === replica.replica) return;
      this.requests.addLeaderAndIsr([replica.replica], replica.tp, info, true);
    }
    this.context.putReplicaState(replica, "NewReplica");
  }

  private bringOnline(replica: PartitionAndReplica): void {
    const info = this.context.leadershipInfo(replica.tp);
    if (this.context.replicaState(replica) === "NewReplica") {
      const assignment = this.context.fullReplicaAssignment(replica.tp);
      if (!assignment.replicas.includes(replica.replica)) {
        const replicas = [...assignment.replicas, replica.replica];
        this.context.putAssignment(replica.tp, { ...assignment, replicas });
      }
    } else if (info !== undefined) {
      this.requests.addLeaderAndIsr([replica.replica], replica.tp, info, false);
    }
    this.context.putReplicaState(replica, "OnlineReplica");
  }

  private takeOffline(replica: number, tps: readonly number[]): readonly ControllerStep[] {
    for (const tp of tps) this.requests.addStopReplica(replica, tp, false);
    const withLeader = tps.filter((tp) => this.context.leadershipInfo(tp) !== undefined);
    for (const tp of tps) {
      if (withLeader.includes(tp)) continue;
      this.requests.addUpdateMetadata(this.context.liveOrShuttingDownBrokerIds, [tp]);
      this.context.putReplicaState({ tp, replica }, "OfflineReplica");
    }
    if (withLeader.length === 0) return [];
    return batchesOf(this.environment.switches, withLeader).map((batch) => {
      return { machine: "replicas", step: "readStates", replica, tps: batch };
    });
  }

  private statesRead(
    replica: number,
    tps: readonly number[],
    replies: readonly Reply[],
  ): readonly ControllerStep[] {
    const removals: Removal[] = [];
    tps.forEach((tp, i) => {
      const found = dataOf(present(replies[i], "every read is answered"));
      if (found === null) return;
      const current = decodeTopicPartitionState(found.data, found.version);
      // Written by a later controller: this one has been deposed and does not know yet.
      if (current.controllerEpoch > this.context.epoch) return;
      if (current.isr.includes(replica)) {
        removals.push({ tp, adjusted: withoutReplica(current, replica) });
      } else this.removed(replica, tp, current);
    });
    if (removals.length === 0) return [];
    return [{ machine: "replicas", step: "writeStates", replica, removals }];
  }

  private statesWritten(
    replica: number,
    removals: readonly Removal[],
    replies: readonly Reply[],
  ): readonly ControllerStep[] {
    const refused: Removal[] = [];
    removals.forEach((removal, i) => {
      const reply = present(replies[i], "every write is answered");
      if (reply.op === "setData") {
        const { tp, adjusted } = removal;
        this.removed(replica, tp, { ...adjusted, zkVersion: reply.stat.version });
      } else if (isConflict(reply)) refused.push(removal);
    });
    if (refused.length === 0) return [];
    return this.environment.switches.controllerLostWrite === "recognised"
      ? [{ machine: "replicas", step: "checkStates", replica, removals: refused }]
      : [removeAgain(replica, refused)];
  }

  private statesChecked(
    replica: number,
    removals: readonly Removal[],
    replies: readonly Reply[],
  ): readonly ControllerStep[] {
    const overtaken = removals.filter(({ tp, adjusted }, i) => {
      const reply = present(replies[i], "every read is answered");
      const zkVersion = ownWrite(reply, this.encode(adjusted));
      if (zkVersion !== null) this.removed(replica, tp, { ...adjusted, zkVersion });
      return zkVersion === null;
    });
    return overtaken.length === 0 ? [] : [removeAgain(replica, overtaken)];
  }

  private removed(replica: number, tp: number, state: LeaderAndIsr): void {
    const info = { ...state, controllerEpoch: this.context.epoch };
    this.context.putLeadershipInfo(tp, info);
    if (!this.context.isToBeDeleted(tp)) {
      const others = this.context.replicaAssignment(tp).filter((id) => id !== replica);
      this.requests.addLeaderAndIsr(others, tp, info, false);
    }
    this.context.putReplicaState({ tp, replica }, "OfflineReplica");
  }

  private encode(state: LeaderAndIsr): string {
    return encodeTopicPartitionState({ ...state, controllerEpoch: this.context.epoch });
  }

  private statePath(tp: number): string {
    const { topicPartitions } = this.environment.names;
    return topicPartitionStatePath(topicPartitions.topic(tp), topicPartitions.partition(tp));
  }
}

/** What met another version is read again, and the replica taken out anew. */
function removeAgain(replica: number, removals: readonly Removal[]): ReplicaStep {
  const tps = removals.map(({ tp }) => tp);
  return { machine: "replicas", step: "readStates", replica, tps };
}

/** The last member of an ISR stays in it, without leading: only it can be elected cleanly later. */
export function withoutReplica(current: LeaderAndIsr, replica: number): LeaderAndIsr {
  assert(current.isr.includes(replica), "only a member can leave the ISR");
  const leader = current.leader === replica ? NO_LEADER : current.leader;
  const isr = current.isr.length === 1 ? current.isr : current.isr.filter((id) => id !== replica);
  return newLeaderAndIsr(current, leader, isr);
}

/** One step per broker, ascending. */
function offlineSteps(replicas: readonly PartitionAndReplica[]): readonly ReplicaStep[] {
  const brokers = [...new Set(replicas.map(({ replica }) => replica))].sort((a, b) => a - b);
  return brokers.map((broker) => ({
    machine: "replicas",
    step: "offline",
    replica: broker,
    tps: replicas.filter(({ replica }) => replica === broker).map(({ tp }) => tp),
  }));
}
