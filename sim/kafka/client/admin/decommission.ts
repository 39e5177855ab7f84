import { type Micros, seconds } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { Errors } from "../../errors.ts";
import {
  type AlterPartitionReassignmentsResponse,
  LIST_PARTITION_REASSIGNMENTS,
  type ListPartitionReassignmentsRequest,
  type ListPartitionReassignmentsResponse,
  METADATA,
  type MetadataRequest,
  type MetadataResponse,
} from "../../messages.ts";
import { type PlacedPartition, planDecommission } from "./decommission-plan.ts";
import {
  type AdminOperationOf,
  type Call,
  ended,
  endedBy,
  next,
  type Progress,
  type RequestedReplicas,
  repeat,
} from "./operations.ts";
import { isNotController, partitionErrors, reassignPartitionsCall } from "./reassign-partitions.ts";

/** How often an operator looks whether a reassignment is done. */
export const VERIFY_INTERVAL_US: Micros = seconds(1);

/** The procedure for a broker that is to leave: see what it has, move that, look until it is done. */
export type DecommissionTask = AdminOperationOf<"decommission"> &
  (
    | { readonly step: "describe" }
    | { readonly step: "reassign"; readonly moves: readonly RequestedReplicas[] }
    | { readonly step: "verify"; readonly moves: readonly RequestedReplicas[] }
  );

export function decommissionCall(task: DecommissionTask, { topicPartitions }: KafkaNames): Call {
  switch (task.step) {
    case "describe": {
      const body: MetadataRequest = { topics: null };
      return { target: "controller", api: METADATA, body, entries: 0 };
    }
    case "reassign":
      return reassignPartitionsCall({ partitions: task.moves }, topicPartitions);
    case "verify": {
      const tps = task.moves.map(({ topic, partition }) => topicPartitions.id(topic, partition));
      const body: ListPartitionReassignmentsRequest = { partitions: tps };
      const api = LIST_PARTITION_REASSIGNMENTS;
      return { target: "controller", api, body, entries: tps.length };
    }
  }
}

export function decommissionAnswered(
  task: DecommissionTask,
  response: unknown,
  { topicPartitions }: KafkaNames,
): Progress<DecommissionTask> {
  const { kind, broker } = task;
  switch (task.step) {
    case "describe": {
      const { brokers, racks, topics } = response as MetadataResponse;
      const partitions = topics.flatMap((topic) =>
        topic.partitions.map(({ tp, replicas }): PlacedPartition => {
          return { topic: topic.topic, partition: topicPartitions.partition(tp), replicas };
        }),
      );
      const moves = planDecommission(
        partitions.sort(byName),
        brokers.map((id) => ({ id, rack: racks[id] ?? null })),
        broker,
      );
      if (moves === null) return endedBy(Errors.INVALID_REPLICATION_FACTOR);
      return moves.length === 0 ? ended() : next({ kind, broker, step: "reassign", moves });
    }
    case "reassign": {
      const errors = partitionErrors(response as AlterPartitionReassignmentsResponse);
      if (isNotController(errors)) return repeat(task, errors);
      if (errors.length > 0) return ended(errors);
      return next({ ...task, step: "verify" }, { afterUs: VERIFY_INTERVAL_US });
    }
    case "verify": {
      const { error, partitions } = response as ListPartitionReassignmentsResponse;
      const errors = partitionErrors({ error, partitions: [] });
      if (isNotController(errors)) return repeat(task, errors);
      if (errors.length > 0) return ended(errors);
      if (partitions.length > 0) return next(task, { afterUs: VERIFY_INTERVAL_US });
      return next({ kind, broker, step: "describe" }, { afterUs: VERIFY_INTERVAL_US });
    }
  }
}

/** By topic, then by number. */
export function byName(x: PlacedPartition, y: PlacedPartition): number {
  if (x.topic !== y.topic) return x.topic < y.topic ? -1 : 1;
  return x.partition - y.partition;
}
