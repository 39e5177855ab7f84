import { assert, present } from "../../../kernel/assert.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import {
  childrenOf,
  controllerWrites,
  NO_REQUEST,
  type ZkRequest,
  type ZkWrite,
  zkRequest,
} from "../../zk/kafka-zk-client.ts";
import { deleteTopicPath, topicConfigPath, topicPath } from "../../zk/zk-data.ts";
import type { ControllerContext } from "../controller-context.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import { changeReplicas } from "../replicas/replica-state-machine.ts";

/** A znode that is to be deleted. */
interface DoomedZnode {
  readonly path: string;
  /** Whether its children are gone. */
  readonly isEmpty: boolean;
}

export type TopicRemovalStep = { readonly machine: "topicRemoval"; readonly topic: string } & (
  | { readonly step: "begin" }
  /** The last of them is next: its children if it may have any, then itself. */
  | { readonly step: "deleteZnodes"; readonly znodes: readonly DoomedZnode[] }
  | { readonly step: "deleteConfig" }
  | { readonly step: "deleteRequest" }
  | { readonly step: "forget" }
);

/** Every replica of the topic was deleted: takes it out of the registry and of the controller. */
export function removeTopic(topic: string): TopicRemovalStep {
  return { machine: "topicRemoval", step: "begin", topic };
}

/**
 * The end of a topic (`completeDeleteTopic`). Its znodes go one after another, children first; then its
 * overrides; last the request to delete it, so that a controller that takes over in between begins
 * again.
 */
export class TopicRemoval implements StepMachine<TopicRemovalStep> {
  private readonly context: ControllerContext;

  constructor(context: ControllerContext) {
    this.context = context;
  }

  ask(step: TopicRemovalStep): ZkRequest {
    switch (step.step) {
      case "deleteZnodes": {
        const { path, isEmpty } = nextOf(step.znodes);
        if (isEmpty) return this.deletion(path);
        return zkRequest([{ op: "getChildren", path, watch: false }]);
      }
      case "deleteConfig":
        return this.deletion(topicConfigPath(step.topic));
      case "deleteRequest":
        return this.deletion(deleteTopicPath(step.topic));
      case "begin":
      case "forget":
        return NO_REQUEST;
    }
  }

  proceed(step: TopicRemovalStep, replies: readonly Reply[]): readonly ControllerStep[] {
    const { topic } = step;
    switch (step.step) {
      case "begin":
        return this.begin(topic);
      case "deleteZnodes": {
        const reply = present(replies[0], "the request is answered");
        const rest = remaining(step.znodes, reply);
        if (rest === null) return [];
        if (rest.length > 0) return [deleteZnodes(topic, rest)];
        return [
          { machine: "topicRemoval", step: "deleteConfig", topic },
          { machine: "topicRemoval", step: "deleteRequest", topic },
          { machine: "topicRemoval", step: "forget", topic },
        ];
      }
      case "deleteConfig":
      case "deleteRequest":
        return [];
      case "forget":
        this.context.removeTopic(topic);
        return [];
    }
  }

  /** A topic of the same name that is created soon must not be taken for this one with more partitions. */
  private begin(topic: string): readonly ControllerStep[] {
    const { context } = this;
    context.watchedTopics.delete(topic);
    const deleted = context.replicasInState(topic, "ReplicaDeletionSuccessful");
    return [
      changeReplicas(deleted, "NonExistentReplica"),
      deleteZnodes(topic, [{ path: topicPath(topic), isEmpty: false }]),
    ];
  }

  private deletion(path: string): ZkRequest {
    const write: ZkWrite = { op: "delete", path, version: -1 };
    return controllerWrites([write], this.context.epochZkVersion);
  }
}

function deleteZnodes(topic: string, znodes: readonly DoomedZnode[]): TopicRemovalStep {
  return { machine: "topicRemoval", step: "deleteZnodes", topic, znodes };
}

function nextOf(znodes: readonly DoomedZnode[]): DoomedZnode {
  return present(znodes[znodes.length - 1], "a znode is to be deleted");
}

/**
 * What is left to delete after the next of them was asked about or deleted; null when it could not be
 * deleted, which ends the attempt.
 */
function remaining(znodes: readonly DoomedZnode[], reply: Reply): readonly DoomedZnode[] | null {
  const { path, isEmpty } = nextOf(znodes);
  const others = znodes.slice(0, -1);
  const isGone = reply.op === "error" && reply.error === "NO_NODE";
  if (isGone) return others;
  if (isEmpty) {
    assert(reply.op === "delete" || reply.op === "error", "a deletion was asked for");
    return reply.op === "delete" ? others : null;
  }
  const children = childrenOf(reply).map((name) => ({ path: `${path}/${name}`, isEmpty: false }));
  return [...others, { path, isEmpty: true }, ...children.reverse()];
}
