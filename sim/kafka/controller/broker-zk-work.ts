import { present } from "../../kernel/assert.ts";
import type { Reply } from "../../zookeeper/types.ts";
import {
  type ConsumerOffsetsStep,
  type ConsumerOffsetsWork,
  consumerOffsetsFailed,
  consumerOffsetsNext,
  consumerOffsetsRequest,
  consumerOffsetsStep,
} from "../zk/consumer-offsets.ts";
import type { ZkRequest } from "../zk/kafka-zk-client.ts";
import {
  type LeaderAndIsrUpdateStep,
  leaderAndIsrUpdate,
  leaderAndIsrUpdateNext,
  leaderAndIsrUpdateRequest,
  NOT_WRITTEN,
} from "../zk/leader-and-isr-update.ts";
import {
  type ProducerIdBlockStep,
  producerIdBlockNext,
  producerIdBlockRequest,
  READ_PRODUCER_ID_BLOCK,
} from "../zk/producer-id-block.ts";
import {
  type LeaderIsrAndControllerEpoch,
  type ProducerIdBlock,
  topicPartitionStatePath,
} from "../zk/zk-data.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "./controller-api.ts";

/** Work that takes several steps. */
export type BrokerZkStep = LeaderAndIsrUpdateStep | ProducerIdBlockStep | ConsumerOffsetsStep;

/**
 * What a broker does in ZooKeeper that has nothing to do with the controller: as a leader it writes its
 * ISR, it allocates producer ids, and it keeps offsets of groups.
 */
export class BrokerZkWork {
  private readonly environment: BrokerEnvironment;
  private readonly callbacks: BrokerCallbacks;
  private readonly send: (request: ZkRequest, step: BrokerZkStep) => void;
  /** Blocks of producer ids still to be allocated, one after another. */
  private producerIdBlocksWanted = 0;

  constructor(
    environment: BrokerEnvironment,
    callbacks: BrokerCallbacks,
    send: (request: ZkRequest, step: BrokerZkStep) => void,
  ) {
    this.environment = environment;
    this.callbacks = callbacks;
    this.send = send;
  }

  requestProducerIdBlock(): void {
    this.producerIdBlocksWanted++;
    if (this.producerIdBlocksWanted === 1) this.allocateProducerIds(READ_PRODUCER_ID_BLOCK);
  }

  updateLeaderAndIsr(tp: number, state: LeaderIsrAndControllerEpoch): void {
    const { topicPartitions } = this.environment.names;
    const path = topicPartitionStatePath(topicPartitions.topic(tp), topicPartitions.partition(tp));
    const step = leaderAndIsrUpdate(tp, path, state);
    this.send(leaderAndIsrUpdateRequest(step), step);
  }

  requestConsumerOffsets(work: ConsumerOffsetsWork): void {
    const step = consumerOffsetsStep(work);
    this.send(consumerOffsetsRequest(step), step);
  }

  replied(step: BrokerZkStep, replies: readonly Reply[]): void {
    const reply = present(replies[0], "every step has one request");
    switch (step.task) {
      case "leaderAndIsrUpdate": {
        const next = leaderAndIsrUpdateNext(step, reply);
        if (typeof next === "number") this.callbacks.onLeaderAndIsrUpdated(step.tp, next);
        else this.send(leaderAndIsrUpdateRequest(next), next);
        return;
      }
      case "consumerOffsets": {
        const next = consumerOffsetsNext(step, reply);
        if ("task" in next) this.send(consumerOffsetsRequest(next), next);
        else this.callbacks.onConsumerOffsets(step.work, next);
        return;
      }
      case "producerIdBlock": {
        const next = producerIdBlockNext(step, reply, this.environment.brokerId);
        if ("task" in next) this.allocateProducerIds(next);
        else this.producerIdsAllocated(next);
      }
    }
  }

  /** The session expired before the step was answered. */
  sessionExpired(step: BrokerZkStep): void {
    if (step.task === "producerIdBlock") this.allocateProducerIds(step);
    else if (step.task === "leaderAndIsrUpdate") {
      this.callbacks.onLeaderAndIsrUpdated(step.tp, NOT_WRITTEN);
    } else this.callbacks.onConsumerOffsets(step.work, consumerOffsetsFailed(step));
  }

  private allocateProducerIds(step: ProducerIdBlockStep): void {
    this.send(producerIdBlockRequest(step), step);
  }

  private producerIdsAllocated({ blockStart, blockEnd }: ProducerIdBlock): void {
    this.producerIdBlocksWanted--;
    if (this.producerIdBlocksWanted > 0) this.allocateProducerIds(READ_PRODUCER_ID_BLOCK);
    this.callbacks.onProducerIdBlock(blockStart, blockEnd);
  }
}
