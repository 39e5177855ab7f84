import { assert, present } from "../../../kernel/assert.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import {
  childrenOf,
  controllerWrites,
  dataOf,
  type ZkRequest,
  zkRequest,
} from "../../zk/kafka-zk-client.ts";
import { decodeTopic, encodeTopic, topicPartitionsPath, topicPath } from "../../zk/zk-data.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext } from "../controller-context.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import type { ReplicaAssignment } from "../replicas/replica-assignment.ts";
import { readTopic } from "../zk-reads.ts";
import { newPartitions } from "./new-partitions.ts";

export type PartitionModificationsStep = {
  readonly machine: "partitionModifications";
  readonly topic: string;
} & (
  | { readonly step: "readTopic" }
  /** Reads which partitions had been made before somebody asked for more. */
  | { readonly step: "readPartitions" }
  | { readonly step: "restore"; readonly assignments: readonly ReplicaAssignment[] }
);

/** A topic's znode was written: perhaps it has more partitions now. */
export function readModifications(topic: string): PartitionModificationsStep {
  return { machine: "partitionModifications", step: "readTopic", topic };
}

/**
 * A topic's znode was written (`processPartitionModifications`). Partitions that were not known are
 * brought online; those that are gone from it, or have other replicas there, are left as they are. A
 * topic that is to be deleted gets no more partitions: its old assignment is written back, so that the
 * next controller sees none of them either.
 */
export class PartitionModifications implements StepMachine<PartitionModificationsStep> {
  private readonly context: ControllerContext;
  private readonly topicPartitions: BrokerEnvironment["names"]["topicPartitions"];
  private readonly undoes: boolean;

  constructor(environment: BrokerEnvironment, context: ControllerContext) {
    this.context = context;
    this.topicPartitions = environment.names.topicPartitions;
    this.undoes = environment.switches.expansionDuringDeletion === "undone";
  }

  ask(step: PartitionModificationsStep): ZkRequest {
    const { topic } = step;
    switch (step.step) {
      case "readTopic":
        return zkRequest([readTopic(topic)]);
      case "readPartitions":
        return zkRequest([{ op: "getChildren", path: topicPartitionsPath(topic), watch: false }]);
      case "restore": {
        const data = encodeTopic(step.assignments);
        return controllerWrites(
          [{ op: "setData", path: topicPath(topic), data, version: -1 }],
          this.context.epochZkVersion,
        );
      }
    }
  }

  proceed(step: PartitionModificationsStep, replies: readonly Reply[]): readonly ControllerStep[] {
    const { topic } = step;
    const reply = present(replies[0], "the request is answered");
    switch (step.step) {
      case "readTopic":
        return this.modified(topic, dataOf(reply)?.data);
      case "readPartitions": {
        const count = childrenOf(reply).length;
        const existing = Array.from({ length: count }, (_, p) => this.topicPartitions.id(topic, p));
        const assignments = existing.map((tp) => this.context.fullReplicaAssignment(tp));
        return [{ machine: "partitionModifications", step: "restore", topic, assignments }];
      }
      case "restore":
        assert(reply.op === "setData" || reply.op === "error", "a write was asked for");
        return [];
    }
  }

  private modified(topic: string, data: string | undefined): readonly ControllerStep[] {
    if (data === undefined) return [];
    const { context } = this;
    const added = decodeTopic(data)
      .map((assignment, p) => ({ tp: this.topicPartitions.id(topic, p), assignment }))
      .filter(({ tp }) => context.replicaAssignment(tp).length === 0);
    if (added.length === 0) return [];
    if (context.topicsToBeDeleted.has(topic)) {
      if (!this.undoes) return [];
      return [{ machine: "partitionModifications", step: "readPartitions", topic }];
    }
    for (const { tp, assignment } of added) context.putAssignment(tp, assignment);
    return newPartitions(
      context,
      added.map(({ tp }) => tp),
    );
  }
}
