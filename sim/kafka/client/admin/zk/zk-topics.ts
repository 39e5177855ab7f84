import { present } from "../../../../kernel/assert.ts";
import type { Operation, Reply } from "../../../../zookeeper/types.ts";
import { childrenOf, dataOf } from "../../../zk/kafka-zk-client.ts";
import { decodeTopic, TOPICS_PATH, topicPath } from "../../../zk/zk-data.ts";
import type { PlacedPartition } from "../decommission-plan.ts";

/** Reads the names of all topics. */
export const LIST_TOPICS: Operation = { op: "getChildren", path: TOPICS_PATH, watch: false };

/** The names that {@link LIST_TOPICS} found, in their order. */
export function topicsIn(reply: Reply | undefined): readonly string[] {
  return [...childrenOf(present(reply, "the read is answered"))].sort();
}

/** Reads where the partitions of topics are. */
export function describeTopics(topics: readonly string[]): readonly Operation[] {
  return topics.map((topic) => ({ op: "getData", path: topicPath(topic), watch: false }));
}

/** What {@link describeTopics} found; topics that are gone are left out. */
export function partitionsIn(
  topics: readonly string[],
  replies: readonly Reply[],
): readonly PlacedPartition[] {
  return topics.flatMap((topic, i) => {
    const found = dataOf(present(replies[i], "the read is answered"));
    if (found === null) return [];
    return decodeTopic(found.data).map(({ replicas }, partition) => {
      return { topic, partition, replicas };
    });
  });
}
