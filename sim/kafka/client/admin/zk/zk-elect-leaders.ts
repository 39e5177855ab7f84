import { assert } from "../../../../kernel/assert.ts";
import type { Operation, Reply } from "../../../../zookeeper/types.ts";
import type { TopicPartitions } from "../../../context.ts";
import { Errors } from "../../../errors.ts";
import {
  encodePreferredReplicaElection,
  PREFERRED_REPLICA_ELECTION_PATH,
  type ZkPartition,
} from "../../../zk/zk-data.ts";
import {
  type AdminError,
  type AdminOperation,
  ended,
  endedBy,
  next,
  type Progress,
} from "../operations.ts";
import { describeTopics, LIST_TOPICS, partitionsIn, topicsIn } from "./zk-topics.ts";

/** A request to the controller by a znode; null asks for all partitions. */
export type ZkElectLeadersTask = {
  readonly kind: "electLeaders";
  readonly partitions: readonly ZkPartition[] | null;
} & (
  | { readonly step: "list" }
  | { readonly step: "look"; readonly topics: readonly string[] }
  | { readonly step: "write"; readonly known: readonly ZkPartition[] }
);

export function firstZkElectLeadersTask({
  electionType,
  partitions,
}: Extract<AdminOperation, { readonly kind: "electLeaders" }>): ZkElectLeadersTask {
  assert(electionType === "preferred", "no znode asks for an unclean election");
  const kind = "electLeaders";
  if (partitions === null) return { kind, partitions, step: "list" };
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  return { kind, partitions, step: "look", topics };
}

export function zkElectLeadersOperations(task: ZkElectLeadersTask): readonly Operation[] {
  switch (task.step) {
    case "list":
      return [LIST_TOPICS];
    case "look":
      return describeTopics(task.topics);
    case "write": {
      const data = encodePreferredReplicaElection(task.known);
      const path = PREFERRED_REPLICA_ELECTION_PATH;
      return [{ op: "create", path, data, mode: "persistent" }];
    }
  }
}

/** `PreferredReplicaLeaderElectionCommand`: partitions that do not exist are left out. */
export function zkElectLeadersReplied(
  task: ZkElectLeadersTask,
  replies: readonly Reply[],
  topicPartitions: TopicPartitions,
): Progress<ZkElectLeadersTask> {
  const { kind, partitions } = task;
  switch (task.step) {
    case "list": {
      const topics = topicsIn(replies[0]);
      return topics.length === 0 ? ended() : next({ kind, partitions, step: "look", topics });
    }
    case "look": {
      const existing = partitionsIn(task.topics, replies);
      const wanted = partitions ?? existing;
      const isKnown = (each: ZkPartition) =>
        existing.some(
          ({ topic, partition }) => topic === each.topic && partition === each.partition,
        );
      const known = wanted.filter(isKnown).map(({ topic, partition }) => ({ topic, partition }));
      const errors = wanted
        .filter((each) => !isKnown(each))
        .map(({ topic, partition }): AdminError => {
          const tp = topicPartitions.id(topic, partition);
          return { error: Errors.UNKNOWN_TOPIC_OR_PARTITION, tp };
        });
      if (known.length === 0) return ended(errors);
      return next<ZkElectLeadersTask>({ kind, partitions, step: "write", known }, { errors });
    }
    case "write":
      // Another election is under way; the tool has no code for it.
      return replies[0]?.op === "error" ? endedBy(Errors.UNKNOWN_SERVER_ERROR) : ended();
  }
}
