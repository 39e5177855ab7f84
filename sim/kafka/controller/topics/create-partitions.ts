import { present } from "../../../kernel/assert.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import type { TopicPartitions } from "../../context.ts";
import { Errors } from "../../errors.ts";
import type { NewPartitions } from "../../messages.ts";
import { dataOf } from "../../zk/kafka-zk-client.ts";
import {
  BROKER_IDS_PATH,
  decodeTopic,
  encodeTopic,
  REASSIGN_PARTITIONS_PATH,
  topicPath,
} from "../../zk/zk-data.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext } from "../controller-context.ts";
import { assigned, isBeingReassigned } from "../replicas/replica-assignment.ts";
import { hasIncompleteRacks } from "../replicas/replica-placement.ts";
import { brokerIdsIn } from "../zk-reads.ts";
import { addedPartitions } from "./added-partitions.ts";
import { failed, type TopicAnswer, type TopicRequestKind } from "./topic-request.ts";
import { INCOMPLETE_RACKS, type TopicError } from "./topic-validation.ts";

/** A topic that a CreatePartitions request names. */
export interface CreatePartitionsWork {
  readonly api: "createPartitions";
  readonly name: string;
  readonly topic: NewPartitions;
  /** The request names it more than once. */
  readonly isDuplicate: boolean;
  /** `begin`, then what was asked. */
  readonly step: "begin" | "read" | "write";
}

/** Adds partitions to topics by writing their znodes (`ZkAdminManager.createPartitions`). */
export class CreatePartitions implements TopicRequestKind<CreatePartitionsWork> {
  private readonly context: ControllerContext;
  private readonly topicPartitions: TopicPartitions;
  /** What is under way then shows only in `/admin/reassign_partitions`, and holds up all topics. */
  private readonly reassignsThroughZnode: boolean;

  constructor(environment: BrokerEnvironment, context: ControllerContext) {
    this.context = context;
    this.topicPartitions = environment.names.topicPartitions;
    this.reassignsThroughZnode = environment.switches.reassignment === "zookeeper";
  }

  proceed(
    work: CreatePartitionsWork,
    replies: readonly Reply[],
  ): TopicAnswer<CreatePartitionsWork> {
    switch (work.step) {
      case "begin":
        return this.begin(work);
      case "read":
        return this.extend(work, replies);
      case "write": {
        if (replies[0]?.op === "error") return failed(unexpected(replies[0].error));
        const { name, topic } = work;
        const all = Array.from({ length: topic.count }, (_, p) => p);
        const tps = all.map((partition) => this.topicPartitions.id(name, partition));
        return { outcome: "written", awaited: { what: "leaders", tps } };
      }
    }
  }

  private begin(work: CreatePartitionsWork): TopicAnswer<CreatePartitionsWork> {
    const { name } = work;
    if (work.isDuplicate) return failed(DUPLICATE);
    if (this.context.topicsToBeDeleted.has(name)) return failed(QUEUED_FOR_DELETION);
    return {
      outcome: "ask",
      operations: [
        { op: "getData", path: topicPath(name), watch: false },
        { op: "exists", path: REASSIGN_PARTITIONS_PATH, watch: false },
        { op: "getChildren", path: BROKER_IDS_PATH, watch: false },
      ],
      next: { ...work, step: "read" },
    };
  }

  private extend(
    work: CreatePartitionsWork,
    [topicReply, reassignments, ...brokersReply]: readonly Reply[],
  ): TopicAnswer<CreatePartitionsWork> {
    const { name, topic } = work;
    const isReassigning = reassignments?.op === "exists" && reassignments.stat !== null;
    if (this.reassignsThroughZnode && isReassigning) return failed(UNDER_REASSIGNMENT);
    const found = dataOf(present(topicReply, "every read is answered"));
    if (found === null) return failed(unknownTopic(name));
    const existing = decodeTopic(found.data);
    if (existing.some(isBeingReassigned)) return failed(reassigned(name));
    const ids = brokerIdsIn(brokersReply);
    const brokers = ids.map((id) => ({ id, rack: this.context.rack(id) }));
    if (hasIncompleteRacks(brokers)) return failed(INCOMPLETE_RACKS);
    const replicas = new Map(existing.map((assignment, p) => [p, assignment.replicas]));
    const added = addedPartitions(name, replicas, brokers, topic.count, topic.assignment);
    if ("error" in added) return failed(added);
    const data = encodeTopic([...existing, ...added.map(assigned)]);
    return {
      outcome: "ask",
      operations: [{ op: "setData", path: topicPath(name), data, version: -1 }],
      next: { ...work, step: "write" },
    };
  }
}

const DUPLICATE: TopicError = {
  error: Errors.INVALID_REQUEST,
  message: "the request names the topic more than once",
};

const QUEUED_FOR_DELETION: TopicError = {
  error: Errors.INVALID_TOPIC_EXCEPTION,
  message: "the topic is queued for deletion",
};

const UNDER_REASSIGNMENT: TopicError = {
  error: Errors.REASSIGNMENT_IN_PROGRESS,
  message: "partitions are being reassigned",
};

function unknownTopic(topic: string): TopicError {
  const message = `the topic '${topic}' does not exist`;
  return { error: Errors.UNKNOWN_TOPIC_OR_PARTITION, message };
}

function reassigned(topic: string): TopicError {
  const message = `a partition of the topic '${topic}' is being reassigned`;
  return { error: Errors.REASSIGNMENT_IN_PROGRESS, message };
}

function unexpected(error: string): TopicError {
  return { error: Errors.UNKNOWN_SERVER_ERROR, message: `ZooKeeper answered ${error}` };
}
