import type { Message } from "../../../kernel/connection.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { Errors } from "../../errors.ts";
import {
  controllerWrites,
  NO_REQUEST,
  type ZkRequest,
  zkRequest,
} from "../../zk/kafka-zk-client.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import { raiseLeaderEpoch } from "../leaders/leader-epoch.ts";
import { electPartitions } from "../leaders/partition-state-machine.ts";
import { assigned } from "../replicas/replica-assignment.ts";
import { changeReplicas } from "../replicas/replica-state-machine.ts";
import { holdUpDeletion, resumeDeletionFor } from "../topics/topic-deletion.ts";
import type { ReassignmentParts } from "./partition-reassignment.ts";
import { failReassignmentRequest } from "./reassignment-requests.ts";
import { type ReassignmentTrigger, stopRemovedReplicas } from "./reassignment-steps.ts";
import {
  areReplicasInIsr,
  READ_REASSIGNMENTS,
  REASSIGNMENTS_EXIST,
  type RequestedReassignment,
  readPartitionState,
  reassignmentsIn,
  writeAssignment,
} from "./reassignment-zookeeper.ts";
import { withdrawReassignments, writeReassignmentsLeft } from "./reassignments-znode.ts";

export type ZkReassignmentStep =
  | ReassignmentTrigger
  | ({ readonly machine: "zkReassignment" } & (
      | { readonly step: "initiate"; readonly tp: number }
      | { readonly step: "resume"; readonly tp: number }
      /** Finds out whether the new replicas are in sync. */
      | { readonly step: "check"; readonly tp: number }
      | { readonly step: "maybeComplete"; readonly tp: number }
      | {
          readonly step: "expanded";
          readonly tp: number;
          readonly replicas: readonly number[];
          readonly added: readonly number[];
        }
      | { readonly step: "moveLeader"; readonly tp: number; readonly removed: readonly number[] }
      | { readonly step: "store"; readonly tp: number }
      | { readonly step: "withdraw"; readonly tp: number }
      | { readonly step: "forget"; readonly tp: number }
      | { readonly step: "tellAll"; readonly tp: number }
    ));

/**
 * Moves partitions as `/admin/reassign_partitions` asks (until KIP-455). The topic's znode holds old and
 * new replicas while that is under way, and only the other znode says which of them shall stay.
 *
 * Until the new replicas are in sync: the topic gets all of them, a new leader epoch tells the replicas
 * so, and those that are new start. Then the leader moves or gets a new epoch, the old replicas leave
 * the ISR and are deleted, the topic gets the new replicas alone, and the request is withdrawn
 * (`onPartitionReassignment`).
 */
export class ZkPartitionReassignment implements StepMachine<ZkReassignmentStep> {
  private readonly parts: ReassignmentParts;
  /** Where partitions shall be (`ReassignedPartitionsContext`). */
  private readonly newReplicas = new Map<number, readonly number[]>();

  constructor(parts: ReassignmentParts) {
    this.parts = parts;
  }

  /** This broker is not the controller any more. */
  reset(): void {
    this.newReplicas.clear();
  }

  ask(step: ZkReassignmentStep): ZkRequest {
    const { environment, context } = this.parts;
    switch (step.step) {
      case "load":
      case "znodeWritten":
        return zkRequest([REASSIGNMENTS_EXIST, READ_REASSIGNMENTS]);
      case "check":
      case "maybeComplete":
        return zkRequest([readPartitionState(environment, step.tp)]);
      case "expanded":
        return this.write(step.tp, step.replicas);
      case "store":
        return this.write(step.tp, context.replicaAssignment(step.tp));
      default:
        return NO_REQUEST;
    }
  }

  proceed(step: ZkReassignmentStep, replies: readonly Reply[]): readonly ControllerStep[] {
    const { environment } = this.parts;
    switch (step.step) {
      case "load":
        return this.load(reassignmentsIn(environment, replies[1]));
      case "failover":
        return [...this.newReplicas.keys()].map(initiate);
      case "znodeWritten":
        return this.znodeRead(reassignmentsIn(environment, replies[1]));
      case "brokersStarted":
        return [...this.newReplicas]
          .filter(([, replicas]) => replicas.some((id) => step.brokerIds.includes(id)))
          .map(([tp]) => ({ machine: "zkReassignment", step: "resume", tp }));
      case "isrChanged":
        return step.tps.map((tp) => ({ machine: "zkReassignment", step: "maybeComplete", tp }));
      case "alter":
      case "list":
        this.refuse(step.request);
        return [];
      case "initiate":
        return this.initiate(step.tp);
      case "resume":
        return this.newReplicas.has(step.tp) ? [check(step.tp)] : [];
      case "maybeComplete":
        return areReplicasInIsr(replies, this.target(step.tp)) ? [check(step.tp)] : [];
      case "check":
        return areReplicasInIsr(replies, this.target(step.tp))
          ? this.complete(step.tp)
          : this.expand(step.tp);
      case "expanded":
        return this.expanded(step.tp, step.replicas, step.added, replies);
      case "moveLeader":
        return this.moveLeader(step.tp, step.removed);
      case "store":
        return replies[0]?.op === "setData" ? this.stored(step.tp) : [withdraw(step.tp)];
      case "withdraw":
        return this.withdraw(step.tp);
      case "forget":
        this.forget(step.tp);
        return [];
      case "tellAll": {
        const { context, requests } = this.parts;
        requests.sendUpdateMetadata(context.liveOrShuttingDownBrokerIds, [step.tp]);
        return [resumeDeletionFor([this.topicOf(step.tp)])];
      }
    }
  }

  /** Until Kafka 1.1 what is done already, or cannot be done, is withdrawn at once. */
  private load(requested: readonly RequestedReassignment[]): readonly ControllerStep[] {
    const { context } = this.parts;
    const idle = requested.filter(({ tp, replicas }) => {
      const current = context.replicaAssignment(tp);
      return this.followsZnode && (current.length === 0 || isSame(current, replicas));
    });
    for (const each of requested) if (!idle.includes(each)) this.remember(each);
    return idle.map(({ tp }) => withdraw(tp));
  }

  private znodeRead(requested: readonly RequestedReassignment[]): readonly ControllerStep[] {
    const begun = requested.filter(({ tp }) => !this.followsZnode || !this.newReplicas.has(tp));
    for (const each of begun) this.remember(each);
    return begun.map(({ tp }) => initiate(tp));
  }

  private remember({ tp, replicas }: RequestedReassignment): void {
    this.newReplicas.set(tp, replicas);
    this.parts.context.partitionsBeingReassigned.add(tp);
  }

  private forget(tp: number): void {
    this.newReplicas.delete(tp);
    this.parts.context.partitionsBeingReassigned.delete(tp);
  }

  private initiate(tp: number): readonly ControllerStep[] {
    const { context } = this.parts;
    const current = context.replicaAssignment(tp);
    const isImpossible = current.length === 0 || context.isToBeDeleted(tp);
    if (isImpossible || isSame(current, this.target(tp))) return [withdraw(tp)];
    holdUpDeletion(context, [this.topicOf(tp)]);
    return [check(tp)];
  }

  private expand(tp: number): readonly ControllerStep[] {
    const current = this.parts.context.replicaAssignment(tp);
    const target = this.target(tp);
    const replicas = [...new Set([...target, ...current])];
    const added = target.filter((id) => !current.includes(id));
    return [{ machine: "zkReassignment", step: "expanded", tp, replicas, added }];
  }

  private expanded(
    tp: number,
    replicas: readonly number[],
    added: readonly number[],
    replies: readonly Reply[],
  ): readonly ControllerStep[] {
    if (replies[0]?.op !== "setData") return [withdraw(tp)];
    this.parts.context.putAssignment(tp, assigned(replicas));
    const next = added.map((replica) => changeReplicas([{ tp, replica }], "NewReplica"));
    return [
      raiseLeaderEpoch({ tp, recipients: replicas, newReplicas: [], next, failed: [withdraw(tp)] }),
    ];
  }

  private complete(tp: number): readonly ControllerStep[] {
    const target = this.target(tp);
    const current = this.parts.context.replicaAssignment(tp);
    const removed = current.filter((id) => !target.includes(id));
    return [
      ...target.map((replica) => changeReplicas([{ tp, replica }], "OnlineReplica")),
      { machine: "zkReassignment", step: "moveLeader", tp, removed },
    ];
  }

  /** The new assignment goes to memory first: the leader must not take a removed replica back. */
  private moveLeader(tp: number, removed: readonly number[]): readonly ControllerStep[] {
    const { context } = this.parts;
    const target = this.target(tp);
    const info = context.leadershipInfo(tp);
    if (info === undefined) return [withdraw(tp)];
    const { leader } = info;
    const recipients = context.replicaAssignment(tp);
    context.putAssignment(tp, assigned(target));
    const next: readonly ControllerStep[] = [
      ...stopRemovedReplicas(tp, removed),
      { machine: "zkReassignment", step: "store", tp },
    ];
    if (!target.includes(leader) || !context.isReplicaOnline(leader, tp)) {
      return [electPartitions([tp], "reassign"), ...next];
    }
    return [raiseLeaderEpoch({ tp, recipients, newReplicas: [], next, failed: [withdraw(tp)] })];
  }

  private stored(tp: number): readonly ControllerStep[] {
    return [withdraw(tp), { machine: "zkReassignment", step: "tellAll", tp }];
  }

  /** Later controllers write what they know to be left; earlier ones read the znode once more. */
  private withdraw(tp: number): readonly ControllerStep[] {
    const forget: ControllerStep = { machine: "zkReassignment", step: "forget", tp };
    if (this.followsZnode) return [withdrawReassignments({ tps: [tp], replicas: null }), forget];
    const left = [...this.newReplicas]
      .filter(([each]) => each !== tp)
      .map(([each, replicas]) => ({ tp: each, replicas }));
    return [writeReassignmentsLeft(left), forget];
  }

  /** These brokers do not know such requests. */
  private refuse(request: Message): void {
    failReassignmentRequest(this.parts.callbacks, request, Errors.UNSUPPORTED_VERSION);
  }

  private target(tp: number): readonly number[] {
    return this.newReplicas.get(tp) ?? [];
  }

  private get followsZnode(): boolean {
    return this.parts.environment.switches.reassignmentZnode === "followed";
  }

  private topicOf(tp: number): string {
    return this.parts.environment.names.topicPartitions.topic(tp);
  }

  private write(tp: number, replicas: readonly number[]): ZkRequest {
    const { context, environment } = this.parts;
    const operation = writeAssignment(context, environment, tp, assigned(replicas));
    return controllerWrites([operation], context.epochZkVersion);
  }
}

function initiate(tp: number): ZkReassignmentStep {
  return { machine: "zkReassignment", step: "initiate", tp };
}

function check(tp: number): ZkReassignmentStep {
  return { machine: "zkReassignment", step: "check", tp };
}

function withdraw(tp: number): ZkReassignmentStep {
  return { machine: "zkReassignment", step: "withdraw", tp };
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
