import { assert } from "../../../kernel/assert.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { booleanOf } from "../../config/config.ts";
import { Errors } from "../../errors.ts";
import { deleteTopicPath, topicPath } from "../../zk/zk-data.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "../controller-api.ts";
import { failed, type TopicAnswer, type TopicRequestKind } from "./topic-request.ts";
import type { TopicError } from "./topic-validation.ts";

/** A topic that a DeleteTopics request names. */
export interface DeleteTopicsWork {
  readonly api: "deleteTopics";
  readonly name: string;
  /** `begin`, then what was asked. */
  readonly step: "begin" | "checkExistence" | "mark";
}

/**
 * Marks topics for deletion with a child of `/admin/delete_topics` (`AdminZkClient.deleteTopic`); one
 * that is marked already is only waited for.
 */
export class DeleteTopics implements TopicRequestKind<DeleteTopicsWork> {
  private readonly callbacks: BrokerCallbacks;
  /** Deletion is off, and requests are told so. */
  private readonly refuses: boolean;

  constructor({ config, switches }: BrokerEnvironment, callbacks: BrokerCallbacks) {
    this.callbacks = callbacks;
    this.refuses =
      !booleanOf(config, "delete.topic.enable") && switches.disabledDeletion === "refused";
  }

  proceed(work: DeleteTopicsWork, [reply]: readonly Reply[]): TopicAnswer<DeleteTopicsWork> {
    const { name } = work;
    switch (work.step) {
      case "begin": {
        if (this.refuses) return failed(DISABLED);
        if (!this.callbacks.metadataCache.hasTopic(name)) return failed(UNKNOWN);
        const exists = { op: "exists", path: topicPath(name), watch: false } as const;
        return { outcome: "ask", operations: [exists], next: { ...work, step: "checkExistence" } };
      }
      case "checkExistence": {
        assert(reply?.op === "exists", "the existence was asked for");
        if (reply.stat === null) return failed(UNKNOWN);
        const path = deleteTopicPath(name);
        const mark = { op: "create", path, data: "", mode: "persistent" } as const;
        return { outcome: "ask", operations: [mark], next: { ...work, step: "mark" } };
      }
      case "mark":
        return { outcome: "written", awaited: { what: "gone", topic: name } };
    }
  }
}

const DISABLED: TopicError = { error: Errors.TOPIC_DELETION_DISABLED, message: null };
const UNKNOWN: TopicError = { error: Errors.UNKNOWN_TOPIC_OR_PARTITION, message: null };
