import { present } from "../../../../kernel/assert.ts";
import type { Operation, Reply } from "../../../../zookeeper/types.ts";
import { brokerIdsIn } from "../../../controller/zk-reads.ts";
import { Errors } from "../../../errors.ts";
import { type PartitionReassignment, REASSIGN_PARTITIONS_PATH } from "../../../zk/zk-data.ts";
import { VERIFY_INTERVAL_US } from "../decommission.ts";
import { planDecommission } from "../decommission-plan.ts";
import { ended, endedBy, next, type Progress } from "../operations.ts";
import { brokersIn, describeBrokers, LIST_BROKERS } from "./zk-brokers.ts";
import { createReassignment } from "./zk-reassign-partitions.ts";
import { describeTopics, LIST_TOPICS, partitionsIn, topicsIn } from "./zk-topics.ts";

/** The procedure for a broker that is to leave, by znodes. */
export type ZkDecommissionTask = {
  readonly kind: "decommission";
  readonly broker: number;
} & (
  | { readonly step: "list" }
  | {
      readonly step: "describe";
      readonly brokers: readonly number[];
      readonly topics: readonly string[];
    }
  | { readonly step: "reassign"; readonly moves: readonly PartitionReassignment[] }
  | { readonly step: "verify" }
);

export function zkDecommissionOperations(task: ZkDecommissionTask): readonly Operation[] {
  switch (task.step) {
    case "list":
      return [LIST_BROKERS, LIST_TOPICS];
    case "describe":
      return [...describeBrokers(task.brokers), ...describeTopics(task.topics)];
    case "reassign":
      return [createReassignment(task.moves)];
    case "verify":
      return [{ op: "exists", path: REASSIGN_PARTITIONS_PATH, watch: false }];
  }
}

export function zkDecommissionReplied(
  task: ZkDecommissionTask,
  replies: readonly Reply[],
): Progress<ZkDecommissionTask> {
  const { kind, broker } = task;
  const [reply] = replies;
  switch (task.step) {
    case "list": {
      const topics = topicsIn(replies[1]);
      const brokers = brokerIdsIn(replies);
      return topics.length === 0
        ? ended()
        : next({ kind, broker, step: "describe", brokers, topics });
    }
    case "describe": {
      const count = task.brokers.length;
      const brokers = brokersIn(task.brokers, replies.slice(0, count));
      const partitions = partitionsIn(task.topics, replies.slice(count));
      const moves = planDecommission(partitions, brokers, broker);
      if (moves === null) return endedBy(Errors.INVALID_REPLICATION_FACTOR);
      if (moves.length === 0) return ended();
      const wanted = moves.map(({ topic, partition, replicas }) => {
        return { topic, partition, replicas: present(replicas, "a move has replicas") };
      });
      return next({ kind, broker, step: "reassign", moves: wanted });
    }
    case "reassign":
      // What is under way already has to end first: the tool can begin nothing beside it.
      if (reply?.op === "error") return next(task, { afterUs: VERIFY_INTERVAL_US });
      return next({ kind, broker, step: "verify" }, { afterUs: VERIFY_INTERVAL_US });
    case "verify": {
      const isUnderWay = reply?.op === "exists" && reply.stat !== null;
      if (isUnderWay) return next(task, { afterUs: VERIFY_INTERVAL_US });
      return next({ kind, broker, step: "list" });
    }
  }
}
