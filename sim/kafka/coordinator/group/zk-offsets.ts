import type { TopicPartitions } from "../../context.ts";
import type { OffsetCommitPartition } from "../../group-messages.ts";
import type { ConsumerOffsetsWork } from "../../zk/consumer-offsets.ts";

/** Who reads and writes znodes of groups; the outcome comes with the token of the work. */
export interface ZkOffsetsSession {
  requestConsumerOffsets(work: ConsumerOffsetsWork): void;
}

/** Offsets that groups keep in ZooKeeper, at `/consumers/GROUP/offsets/TOPIC/PARTITION`. */
export class ZkOffsets {
  private readonly topicPartitions: TopicPartitions;
  private readonly session: ZkOffsetsSession;

  constructor(topicPartitions: TopicPartitions, session: ZkOffsetsSession) {
    this.topicPartitions = topicPartitions;
    this.session = session;
  }

  write(group: string, partitions: readonly OffsetCommitPartition[], token: number): void {
    const offsets = partitions.map(({ tp, offset }) => this.znodeOf(tp, offset));
    this.session.requestConsumerOffsets({ token, api: "write", group, offsets });
  }

  read(group: string, tps: readonly number[], token: number): void {
    const offsets = tps.map((tp) => this.znodeOf(tp, 0));
    this.session.requestConsumerOffsets({ token, api: "read", group, offsets });
  }

  private znodeOf(tp: number, offset: number) {
    const { topicPartitions } = this;
    const topic = topicPartitions.topic(tp);
    return { topic, partition: topicPartitions.partition(tp), offset };
  }
}
