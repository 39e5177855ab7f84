import { present } from "../../../kernel/assert.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { childrenOf, dataOf, type ZkRequest, zkRequest } from "../../zk/kafka-zk-client.ts";
import { decodeTopic } from "../../zk/zk-data.ts";
import type { ControllerContext } from "../controller-context.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import { readTopic, readTopics } from "../zk-reads.ts";
import { newPartitions } from "./new-partitions.ts";

export type TopicChangeStep = { readonly machine: "topicChange" } & (
  | { readonly step: "readTopics" }
  | {
      readonly step: "readAssignments";
      readonly topics: readonly string[];
      readonly gone: readonly string[];
    }
);

export const READ_TOPICS: TopicChangeStep = { machine: "topicChange", step: "readTopics" };

/**
 * The set of topics changed (`processTopicChange`): partitions of new ones are brought online, and those
 * that are gone are forgotten.
 */
export class TopicChange implements StepMachine<TopicChangeStep> {
  private readonly context: ControllerContext;

  constructor(context: ControllerContext) {
    this.context = context;
  }

  ask(step: TopicChangeStep): ZkRequest {
    return zkRequest(step.step === "readTopics" ? [readTopics()] : step.topics.map(readTopic));
  }

  proceed(step: TopicChangeStep, replies: readonly Reply[]): readonly ControllerStep[] {
    if (step.step === "readTopics") {
      const all = childrenOf(present(replies[0], "the read is answered"));
      const topics = all.filter((topic) => !this.context.hasTopic(topic));
      for (const topic of topics) this.context.watchedTopics.add(topic);
      const gone = this.context.allTopics.filter((topic) => !all.includes(topic));
      return [{ machine: "topicChange", step: "readAssignments", topics, gone }];
    }
    for (const topic of step.gone) this.context.removeTopic(topic);
    const tps = step.topics.flatMap((topic, i) => {
      const found = dataOf(present(replies[i], "every read is answered"));
      return found === null ? [] : this.context.addTopic(topic, decodeTopic(found.data));
    });
    return newPartitions(this.context, tps);
  }
}
