import { present } from "../../kernel/assert.ts";
import type { Operation, Reply } from "../../zookeeper/types.ts";
import { childrenOf } from "../zk/kafka-zk-client.ts";
import {
  BROKER_IDS_PATH,
  brokerIdPath,
  decodeBrokerRack,
  TOPICS_PATH,
  topicPath,
} from "../zk/zk-data.ts";

/** A registered broker; the epoch is its znode's czxid (KIP-380). */
export interface BrokerAndEpoch {
  readonly id: number;
  readonly epoch: number;
  /** Null: none. */
  readonly rack: string | null;
}

/** Reads who is registered, and watches for changes. */
export function readBrokerIds(): Operation {
  return { op: "getChildren", path: BROKER_IDS_PATH, watch: true };
}

/** The ids that {@link readBrokerIds} found, ascending. */
export function brokerIdsIn(replies: readonly Reply[]): readonly number[] {
  return childrenOf(present(replies[0], "the read is answered"))
    .map(Number)
    .sort((a, b) => a - b);
}

export function readBrokers(ids: readonly number[]): readonly Operation[] {
  return ids.map((id) => ({ op: "getData", path: brokerIdPath(id), watch: false }));
}

/** What {@link readBrokers} found; who left in the meantime is left out. */
export function brokerEpochsIn(
  ids: readonly number[],
  replies: readonly Reply[],
): readonly BrokerAndEpoch[] {
  return ids.flatMap((id, i) => {
    const reply = replies[i];
    if (reply?.op !== "getData") return [];
    return [{ id, epoch: reply.stat.czxid, rack: decodeBrokerRack(reply.data) }];
  });
}

/** Reads the names of all topics, and watches for changes. */
export function readTopics(): Operation {
  return { op: "getChildren", path: TOPICS_PATH, watch: true };
}

/** Reads the assignment of a topic, and watches for more partitions. */
export function readTopic(topic: string): Operation {
  return { op: "getData", path: topicPath(topic), watch: true };
}
