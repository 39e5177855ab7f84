import { present } from "../../kernel/assert.ts";
import type { CreateOperation, Operation, Reply } from "../../zookeeper/types.ts";
import type { TopicPartitions } from "../context.ts";
import {
  childrenOf,
  controllerWrites,
  dataOf,
  type ZkRequest,
  zkRequest,
} from "../zk/kafka-zk-client.ts";
import {
  decodeIsrChange,
  decodeTopicPartitionState,
  encodeIsrChange,
  ISR_CHANGE_NOTIFICATION_PATH,
  topicPartitionStatePath,
} from "../zk/zk-data.ts";
import type { BrokerEnvironment } from "./controller-api.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { ControllerStep, StepMachine } from "./controller-step.ts";
import { maybeCompleteReassignments } from "./reassignment/reassignment-steps.ts";
import type { RequestBatch } from "./request-batch.ts";

/** How a leader tells the controller that it wrote the ISRs of these partitions. */
export function isrChangeNotification(
  tps: readonly number[],
  topicPartitions: TopicPartitions,
): CreateOperation {
  const partitions = tps.map((tp) => ({
    topic: topicPartitions.topic(tp),
    partition: topicPartitions.partition(tp),
  }));
  return {
    op: "create",
    path: `${ISR_CHANGE_NOTIFICATION_PATH}/isr_change_`,
    data: encodeIsrChange(partitions),
    mode: "persistentSequential",
  };
}

/** Reads which notifications there are, and watches for more. */
export function readIsrChanges(): Operation {
  return { op: "getChildren", path: ISR_CHANGE_NOTIFICATION_PATH, watch: true };
}

export type IsrChangeStep = { readonly machine: "isrChange" } & (
  | { readonly step: "readNotifications" }
  | { readonly step: "readPartitions"; readonly paths: readonly string[] }
  | {
      readonly step: "readStates";
      readonly tps: readonly number[];
      readonly paths: readonly string[];
    }
  | { readonly step: "delete"; readonly paths: readonly string[] }
);

export const READ_ISR_CHANGES: IsrChangeStep = { machine: "isrChange", step: "readNotifications" };

/**
 * Leaders wrote new ISRs to ZooKeeper (`processIsrChangeNotification`): reads them into the cache, and
 * tells all brokers. Nobody's role changes, so no LeaderAndIsr is sent.
 */
export class IsrChange implements StepMachine<IsrChangeStep> {
  private readonly topicPartitions: TopicPartitions;
  /** Where it does not watch the states of partitions that are being reassigned, this is how it learns. */
  private readonly completesReassignments: boolean;
  private readonly context: ControllerContext;
  private readonly requests: RequestBatch;

  constructor(environment: BrokerEnvironment, context: ControllerContext, requests: RequestBatch) {
    this.topicPartitions = environment.names.topicPartitions;
    this.completesReassignments = environment.switches.isrUpdate === "alterIsr";
    this.context = context;
    this.requests = requests;
  }

  ask(step: IsrChangeStep): ZkRequest {
    switch (step.step) {
      case "readNotifications":
        return zkRequest([readIsrChanges()]);
      case "readPartitions":
        return zkRequest(step.paths.map((path) => ({ op: "getData", path, watch: false })));
      case "readStates":
        return zkRequest(
          step.tps.map((tp) => ({ op: "getData", path: this.statePath(tp), watch: false })),
        );
      case "delete":
        return controllerWrites(
          step.paths.map((path) => ({ op: "delete", path, version: -1 })),
          this.context.epochZkVersion,
        );
    }
  }

  proceed(step: IsrChangeStep, replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "readNotifications": {
        const names = childrenOf(present(replies[0], "the read is answered"));
        const paths = names.map((name) => `${ISR_CHANGE_NOTIFICATION_PATH}/${name}`);
        return [{ machine: "isrChange", step: "readPartitions", paths }];
      }
      case "readPartitions": {
        const { paths } = step;
        const tps = this.partitionsIn(replies);
        return [
          { machine: "isrChange", step: "readStates", tps, paths },
          { machine: "isrChange", step: "delete", paths },
        ];
      }
      case "readStates":
        this.updateCache(step.tps, replies);
        return this.completesReassignments
          ? maybeCompleteReassignments(this.context, step.tps)
          : [];
      case "delete":
        return [];
    }
  }

  private partitionsIn(replies: readonly Reply[]): readonly number[] {
    const tps = replies.flatMap((reply) => {
      const found = dataOf(reply);
      if (found === null) return [];
      return decodeIsrChange(found.data).map(({ topic, partition }) =>
        this.topicPartitions.id(topic, partition),
      );
    });
    return [...new Set(tps)];
  }

  private updateCache(tps: readonly number[], replies: readonly Reply[]): void {
    if (tps.length === 0) return;
    tps.forEach((tp, i) => {
      const found = dataOf(present(replies[i], "every read is answered"));
      if (found === null) return;
      this.context.putLeadershipInfo(tp, decodeTopicPartitionState(found.data, found.version));
    });
    this.requests.sendUpdateMetadata(this.context.liveOrShuttingDownBrokerIds, tps);
  }

  private statePath(tp: number): string {
    return topicPartitionStatePath(
      this.topicPartitions.topic(tp),
      this.topicPartitions.partition(tp),
    );
  }
}
