import type { Operation, Reply } from "../../../../zookeeper/types.ts";
import { Errors } from "../../../errors.ts";
import { deleteTopicPath, topicPath } from "../../../zk/zk-data.ts";
import { type AdminError, ended, next, type Progress } from "../operations.ts";

/** Requests for deletion by znodes. */
export interface ZkDeleteTopicsTask {
  readonly kind: "deleteTopics";
  readonly topics: readonly string[];
  readonly step: "look" | "mark";
}

export function zkDeleteTopicsOperations({
  topics,
  step,
}: ZkDeleteTopicsTask): readonly Operation[] {
  return topics.map((topic) =>
    step === "look"
      ? { op: "exists", path: topicPath(topic), watch: false }
      : { op: "create", path: deleteTopicPath(topic), data: "", mode: "persistent" },
  );
}

/** A topic that is marked already needs nothing more. */
export function zkDeleteTopicsReplied(
  { kind, topics, step }: ZkDeleteTopicsTask,
  replies: readonly Reply[],
): Progress<ZkDeleteTopicsTask> {
  if (step === "mark") return ended();
  const existing = topics.filter((_, i) => {
    const reply = replies[i];
    return reply?.op === "exists" && reply.stat !== null;
  });
  const errors: readonly AdminError[] = topics
    .filter((topic) => !existing.includes(topic))
    .map(() => ({ error: Errors.UNKNOWN_TOPIC_OR_PARTITION, tp: -1 }));
  if (existing.length === 0) return ended(errors);
  return next<ZkDeleteTopicsTask>({ kind, topics: existing, step: "mark" }, { errors });
}
