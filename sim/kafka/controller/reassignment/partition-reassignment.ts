import type { Message } from "../../../kernel/connection.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import type { AlterPartitionReassignmentsRequest } from "../../messages.ts";
import {
  controllerWrites,
  NO_REQUEST,
  type ZkRequest,
  zkRequest,
} from "../../zk/kafka-zk-client.ts";
import type { ActiveController } from "../active-controller.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext } from "../controller-context.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import { raiseLeaderEpoch } from "../leaders/leader-epoch.ts";
import { electPartitions } from "../leaders/partition-state-machine.ts";
import {
  assigned,
  isBeingReassigned,
  originReplicas,
  type ReplicaAssignment,
  reassignTo,
  sameAssignment,
  targetReplicas,
} from "../replicas/replica-assignment.ts";
import { changeReplicas } from "../replicas/replica-state-machine.ts";
import type { RequestBatch } from "../request-batch.ts";
import { holdUpDeletion, resumeDeletionFor } from "../topics/topic-deletion.ts";
import {
  answerAlterReassignments,
  listReassignments,
  validateReplicas,
} from "./reassignment-requests.ts";
import {
  READ_ZK_REASSIGNMENTS,
  type ReassignmentTrigger,
  stopRemovedReplicas,
} from "./reassignment-steps.ts";
import {
  areReplicasInIsr,
  READ_REASSIGNMENTS,
  REASSIGNMENTS_EXIST,
  type RequestedReassignment,
  readPartitionState,
  reassignmentsIn,
  writeAssignment,
} from "./reassignment-zookeeper.ts";
import { isReassignmentsZnodeThere, withdrawReassignments } from "./reassignments-znode.ts";

/** A partition, and the assignment by which it is to be moved. */
interface Moving {
  readonly tp: number;
  readonly assignment: ReplicaAssignment;
}

export type ReassignmentStep =
  | ReassignmentTrigger
  | ({ readonly machine: "reassignment" } & (
      | { readonly step: "resumeOthers" }
      /** Begins what was asked for, unless its topic is gone or is to go. */
      | { readonly step: "begin"; readonly moving: Moving }
      /** Goes on; `brokerIds`: only if it leads to one of these brokers. */
      | {
          readonly step: "resume";
          readonly tp: number;
          readonly brokerIds: readonly number[] | null;
        }
      /** Phase U: the assignment, in ZooKeeper and then in memory. */
      | { readonly step: "update"; readonly moving: Moving }
      /** Finds out whether the replicas that shall be have caught up: phase A or phase B. */
      | { readonly step: "check"; readonly moving: Moving }
      | { readonly step: "maybeComplete"; readonly moving: Moving }
      /** Phase B, once the new replicas are online. */
      | { readonly step: "complete"; readonly moving: Moving }
      | { readonly step: "store"; readonly moving: Moving }
      | { readonly step: "finished"; readonly tp: number }
      | { readonly step: "failed"; readonly tp: number }
      | { readonly step: "readZnode" }
      | { readonly step: "withdrawFailed"; readonly tps: readonly number[] }
      | { readonly step: "answer"; readonly request: Message; readonly tps: readonly number[] }
    ));

/** What reassignments need of the controller. */
export interface ReassignmentParts {
  readonly environment: BrokerEnvironment;
  readonly callbacks: BrokerCallbacks;
  readonly context: ControllerContext;
  readonly activeController: ActiveController;
  readonly requests: RequestBatch;
}

/**
 * Moves partitions to other replicas (KIP-455). The topic's znode holds what is added and removed as
 * long as that is under way, so that any later controller can go on.
 *
 * Phase U, always: the assignment is written and remembered; replicas that the one before was adding
 * and this one does not want are stopped. Phase A, while the ISR lacks a replica that shall be: a new
 * leader epoch tells all replicas of the assignment, and the new ones start. Phase B, when the ISR has
 * them all: the leader moves or gets a new epoch, the old replicas leave the ISR and are deleted, and
 * only then the final assignment is written (`onPartitionReassignment`).
 */
export class PartitionReassignment implements StepMachine<ReassignmentStep> {
  private readonly parts: ReassignmentParts;
  private readonly environment: BrokerEnvironment;
  private readonly context: ControllerContext;
  /** What became of those that the current event asks for. */
  private readonly results = new Map<number, ErrorCode>();

  constructor(parts: ReassignmentParts) {
    this.parts = parts;
    this.environment = parts.environment;
    this.context = parts.context;
  }

  ask(step: ReassignmentStep): ZkRequest {
    const { environment, context } = this;
    switch (step.step) {
      case "load":
      case "znodeWritten":
        return zkRequest([REASSIGNMENTS_EXIST]);
      case "readZnode":
        return zkRequest([READ_REASSIGNMENTS]);
      case "update":
      case "store": {
        const { tp, assignment } = step.moving;
        return this.write(writeAssignment(context, environment, tp, assignment));
      }
      case "check":
      case "maybeComplete": {
        const { tp, assignment } = step.moving;
        return isBeingReassigned(assignment)
          ? zkRequest([readPartitionState(environment, tp)])
          : NO_REQUEST;
      }
      default:
        return NO_REQUEST;
    }
  }

  proceed(step: ReassignmentStep, replies: readonly Reply[]): readonly ControllerStep[] {
    const { context } = this;
    switch (step.step) {
      case "load":
        return [];
      case "failover":
        this.results.clear();
        return [READ_ZK_REASSIGNMENTS, { machine: "reassignment", step: "resumeOthers" }];
      case "resumeOthers":
        return [...context.partitionsBeingReassigned]
          .filter((tp) => this.results.get(tp) !== Errors.NONE)
          .map((tp) => ({ machine: "reassignment", step: "resume", tp, brokerIds: null }));
      case "brokersStarted": {
        const { brokerIds } = step;
        return [...context.partitionsBeingReassigned].map((tp) => {
          return { machine: "reassignment", step: "resume", tp, brokerIds };
        });
      }
      case "resume":
        return this.resume(step.tp, step.brokerIds);
      case "isrChanged":
        return step.tps.map((tp) => {
          const moving = { tp, assignment: context.fullReplicaAssignment(tp) };
          return { machine: "reassignment", step: "maybeComplete", moving };
        });
      case "maybeComplete":
        if (!context.partitionsBeingReassigned.has(step.moving.tp)) return [];
        return this.isComplete(step.moving, replies) ? this.start(step.moving) : [];
      case "alter":
        return this.alter(step.request, step.body);
      case "answer":
        answerAlterReassignments(this.parts.callbacks, step.request, step.tps, this.results);
        return [];
      case "list":
        listReassignments(this.parts, step.request, step.body);
        return [];
      case "begin":
        return this.begin(step.moving);
      case "update":
        return this.updated(step.moving, replies);
      case "check":
        return this.isComplete(step.moving, replies)
          ? this.phaseB(step.moving)
          : this.phaseA(step.moving);
      case "complete":
        return this.complete(step.moving);
      case "store":
        return this.stored(step.moving, replies);
      case "finished":
        return this.finished(step.tp);
      case "failed":
        this.results.set(step.tp, Errors.UNKNOWN_SERVER_ERROR);
        return [];
      case "znodeWritten":
        this.results.clear();
        return isReassignmentsZnodeThere(replies)
          ? [{ machine: "reassignment", step: "readZnode" }]
          : [];
      case "readZnode":
        return this.znodeRead(reassignmentsIn(this.environment, replies[0]));
      case "withdrawFailed": {
        const tps = step.tps.filter((tp) => this.results.get(tp) !== Errors.NONE);
        return tps.length === 0 ? [] : [withdrawReassignments({ tps, replicas: null })];
      }
    }
  }

  /** Validates what an operator asks for, and begins what is valid (`processApiPartitionReassignment`). */
  private alter(
    request: Message,
    { partitions }: AlterPartitionReassignmentsRequest,
  ): readonly ControllerStep[] {
    const { context, results } = this;
    const tps = partitions.map(({ tp }) => tp);
    results.clear();
    const begun: Moving[] = [];
    for (const { tp, replicas } of partitions) {
      const current = context.fullReplicaAssignment(tp);
      const error = replicas === null ? Errors.NONE : validateReplicas(context, tp, replicas);
      if (error !== Errors.NONE) results.set(tp, error);
      else if (replicas !== null) begun.push({ tp, assignment: reassignTo(current, replicas) });
      else if (!isBeingReassigned(current)) results.set(tp, Errors.NO_REASSIGNMENT_IN_PROGRESS);
      else begun.push({ tp, assignment: reassignTo(current, originReplicas(current)) });
    }
    return [
      // The latest one always wins.
      withdrawReassignments({ tps: begun.map(({ tp }) => tp), replicas: null }),
      ...begun.map(begin),
      { machine: "reassignment", step: "answer", request, tps },
    ];
  }

  /** What the older tool asks for is not validated (`processZkPartitionReassignment`). */
  private znodeRead(requested: readonly RequestedReassignment[]): readonly ControllerStep[] {
    const tps = requested.map(({ tp }) => tp);
    const moving = requested.map(({ tp, replicas }) => {
      return { tp, assignment: reassignTo(this.context.fullReplicaAssignment(tp), replicas) };
    });
    return [...moving.map(begin), { machine: "reassignment", step: "withdrawFailed", tps }];
  }

  private begin(moving: Moving): readonly ControllerStep[] {
    const { tp } = moving;
    const known = this.context.replicaAssignment(tp).length > 0;
    if (!known || this.context.isToBeDeleted(tp)) {
      this.results.set(tp, Errors.UNKNOWN_TOPIC_OR_PARTITION);
      return [];
    }
    this.results.set(tp, Errors.NONE);
    return this.start(moving);
  }

  private resume(tp: number, brokerIds: readonly number[] | null): readonly ControllerStep[] {
    if (!this.context.partitionsBeingReassigned.has(tp)) return [];
    const assignment = this.context.fullReplicaAssignment(tp);
    const target = targetReplicas(assignment);
    if (brokerIds !== null && !target.some((id) => brokerIds.includes(id))) return [];
    return this.start({ tp, assignment });
  }

  private start(moving: Moving): readonly ControllerStep[] {
    const { tp, assignment } = moving;
    // Its topic was deleted in the meantime.
    if (this.context.replicaAssignment(tp).length === 0) return [failed(tp)];
    holdUpDeletion(this.context, [this.topicOf(tp)]);
    if (!sameAssignment(this.context.fullReplicaAssignment(tp), assignment)) {
      return [{ machine: "reassignment", step: "update", moving }];
    }
    this.context.partitionsBeingReassigned.add(tp);
    return [check(moving)];
  }

  private updated(moving: Moving, replies: readonly Reply[]): readonly ControllerStep[] {
    const { tp, assignment } = moving;
    if (replies[0]?.op !== "setData") return [failed(tp)];
    const unneeded = this.context
      .replicaAssignment(tp)
      .filter((id) => !assignment.replicas.includes(id));
    this.context.putAssignment(tp, assignment);
    this.context.partitionsBeingReassigned.add(tp);
    // Be it the leader, and the only one in sync: then nobody leads any more (KAFKA-14808).
    return [...stopRemovedReplicas(tp, unneeded), check(moving)];
  }

  private isComplete({ assignment }: Moving, replies: readonly Reply[]): boolean {
    if (!isBeingReassigned(assignment)) return true;
    return areReplicasInIsr(replies, targetReplicas(assignment));
  }

  private phaseA({ tp, assignment }: Moving): readonly ControllerStep[] {
    const { replicas, adding } = assignment;
    const { addedReplicaIsNew } = this.environment.switches;
    return [
      raiseLeaderEpoch({
        tp,
        recipients: replicas,
        newReplicas: addedReplicaIsNew ? adding : [],
        next: adding.map((replica) => changeReplicas([{ tp, replica }], "NewReplica")),
        failed: [failed(tp)],
      }),
    ];
  }

  private phaseB(moving: Moving): readonly ControllerStep[] {
    const { tp, assignment } = moving;
    const added = assignment.adding.map((replica) => ({ tp, replica }));
    return [
      changeReplicas(added, "OnlineReplica"),
      { machine: "reassignment", step: "complete", moving },
    ];
  }

  /** The final assignment goes to memory first: the leader must not take a removed replica back. */
  private complete({ tp, assignment }: Moving): readonly ControllerStep[] {
    const { context } = this;
    const completed = assigned(targetReplicas(assignment));
    const recipients = completed.replicas;
    context.putAssignment(tp, completed);
    const info = context.leadershipInfo(tp);
    if (info === undefined) return [failed(tp)];
    const { leader } = info;
    const next: readonly ControllerStep[] = [
      ...stopRemovedReplicas(tp, assignment.removing),
      { machine: "reassignment", step: "store", moving: { tp, assignment: completed } },
    ];
    if (!recipients.includes(leader) || !context.isReplicaOnline(leader, tp)) {
      return [electPartitions([tp], "reassign"), ...next];
    }
    return [raiseLeaderEpoch({ tp, recipients, newReplicas: [], next, failed: [failed(tp)] })];
  }

  private stored({ tp, assignment }: Moving, replies: readonly Reply[]): readonly ControllerStep[] {
    if (replies[0]?.op !== "setData") return [failed(tp)];
    return [
      withdrawReassignments({ tps: [tp], replicas: assignment.replicas }),
      { machine: "reassignment", step: "finished", tp },
    ];
  }

  private finished(tp: number): readonly ControllerStep[] {
    const { context, parts } = this;
    context.partitionsBeingReassigned.delete(tp);
    parts.requests.sendUpdateMetadata(context.liveOrShuttingDownBrokerIds, [tp]);
    return [resumeDeletionFor([this.topicOf(tp)])];
  }

  private topicOf(tp: number): string {
    return this.environment.names.topicPartitions.topic(tp);
  }

  private write(operation: ReturnType<typeof writeAssignment>): ZkRequest {
    return controllerWrites([operation], this.context.epochZkVersion);
  }
}

function begin(moving: Moving): ReassignmentStep {
  return { machine: "reassignment", step: "begin", moving };
}

function check(moving: Moving): ReassignmentStep {
  return { machine: "reassignment", step: "check", moving };
}

function failed(tp: number): ReassignmentStep {
  return { machine: "reassignment", step: "failed", tp };
}
