import { present } from "../../../kernel/assert.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { controllerWrites, type ZkRequest, zkRequest } from "../../zk/kafka-zk-client.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext } from "../controller-context.ts";
import type { ControllerEvent } from "../controller-event.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import {
  createReassignments,
  READ_REASSIGNMENTS,
  REASSIGNMENTS_EXIST,
  type RequestedReassignment,
  reassignmentsIn,
  writeReassignments,
} from "./reassignment-zookeeper.ts";

/** Which reassignments are to go from `/admin/reassign_partitions`. */
export interface Withdrawal {
  readonly tps: readonly number[];
  /** Only if it asks for these replicas; null for whatever it asks. */
  readonly replicas: readonly number[] | null;
}

export type ReassignmentsZnodeStep = { readonly machine: "reassignmentsZnode" } & (
  | { readonly step: "withdraw"; readonly withdrawal: Withdrawal }
  | { readonly step: "withdrawFrom"; readonly withdrawal: Withdrawal }
  | { readonly step: "write"; readonly left: readonly RequestedReassignment[] }
  | { readonly step: "create"; readonly left: readonly RequestedReassignment[] }
);

/** Takes what is done, overtaken or impossible out of the znode, if there is one. */
export function withdrawReassignments(withdrawal: Withdrawal): ReassignmentsZnodeStep {
  return { machine: "reassignmentsZnode", step: "withdraw", withdrawal };
}

/** Writes what is left to do, as the controller knows it. */
export function writeReassignmentsLeft(
  left: readonly RequestedReassignment[],
): ReassignmentsZnodeStep {
  return { machine: "reassignmentsZnode", step: "write", left };
}

/** Whether a read of the znode's existence found it. */
export function isReassignmentsZnodeThere(replies: readonly Reply[]): boolean {
  const reply = present(replies[0], "the read is answered");
  return reply.op === "exists" && reply.stat !== null;
}

/** Keeps `/admin/reassign_partitions`: what is left of it, and nothing when all is done. */
export class ReassignmentsZnode implements StepMachine<ReassignmentsZnodeStep> {
  private readonly environment: BrokerEnvironment;
  private readonly context: ControllerContext;
  private readonly put: (event: ControllerEvent) => void;

  /** @param put queues an event of the controller */
  constructor(
    environment: BrokerEnvironment,
    context: ControllerContext,
    put: (event: ControllerEvent) => void,
  ) {
    this.environment = environment;
    this.context = context;
    this.put = put;
  }

  ask(step: ReassignmentsZnodeStep): ZkRequest {
    const { environment } = this;
    switch (step.step) {
      case "withdraw":
        return zkRequest([REASSIGNMENTS_EXIST]);
      case "withdrawFrom":
        return zkRequest([READ_REASSIGNMENTS]);
      case "write":
        return this.controllerWrite(writeReassignments(environment, step.left));
      case "create":
        return this.controllerWrite(createReassignments(environment, step.left));
    }
  }

  proceed(step: ReassignmentsZnodeStep, replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "withdraw": {
        const { withdrawal } = step;
        if (!isReassignmentsZnodeThere(replies)) return [];
        return [{ machine: "reassignmentsZnode", step: "withdrawFrom", withdrawal }];
      }
      case "withdrawFrom": {
        const all = reassignmentsIn(this.environment, replies[0]);
        return [writeReassignmentsLeft(all.filter((each) => !isIn(each, step.withdrawal)))];
      }
      case "write":
        return this.written(step.left, replies);
      case "create":
        return [];
    }
  }

  private written(
    left: readonly RequestedReassignment[],
    replies: readonly Reply[],
  ): readonly ControllerStep[] {
    if (left.length === 0) {
      // The watch may be gone since some change of the znode: this sets it again.
      this.put({ kind: "ZkPartitionReassignment" });
      return [];
    }
    const reply = present(replies[0], "the write is answered");
    const isGone = reply.op === "error" && reply.error === "NO_NODE";
    return isGone ? [{ machine: "reassignmentsZnode", step: "create", left }] : [];
  }

  private controllerWrite(operation: ReturnType<typeof writeReassignments>): ZkRequest {
    return controllerWrites([operation], this.context.epochZkVersion);
  }
}

function isIn({ tp, replicas }: RequestedReassignment, withdrawal: Withdrawal): boolean {
  if (!withdrawal.tps.includes(tp)) return false;
  const { replicas: wanted } = withdrawal;
  return (
    wanted === null ||
    (wanted.length === replicas.length && wanted.every((id, i) => id === replicas[i]))
  );
}
