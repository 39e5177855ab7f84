import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import { GROUP_METADATA_TOPIC_NAME } from "../../../../sim/kafka/coordinator/group/group-log.ts";
import { DEFAULT_ERA, type Era } from "../../../../sim/kafka/era/eras.ts";
import type { ErrorCode } from "../../../../sim/kafka/errors.ts";
import { FACT_GROUP_OFFSET } from "../../../../sim/kafka/facts.ts";
import type {
  OffsetCommitRequest,
  OffsetCommitResponse,
  OffsetFetchRequest,
  OffsetFetchResponse,
} from "../../../../sim/kafka/group-messages.ts";
import { OFFSET_COMMIT, OFFSET_FETCH } from "../../../../sim/kafka/messages.ts";
import { present } from "../../../../sim/kernel/assert.ts";
import { TestCluster } from "../../broker/test-cluster.ts";

export const GROUP = "readers";
export const BROKERS: readonly number[] = [1, 2, 3];

/** A commit of the partition `orders-0` by nobody in particular. */
export interface TestCommit {
  readonly offset: number;
  readonly metadata?: string;
  readonly partition?: number;
  readonly request?: Partial<OffsetCommitRequest>;
}

/**
 * Three brokers with the topic `orders` and `__consumer_offsets`, of one partition, which broker 1 leads;
 * and a client that sends what a test wants.
 */
export class GroupsCluster extends TestCluster {
  readonly orders: number;
  readonly offsets: number;

  constructor(config: ConfigValues = {}, era: Era = DEFAULT_ERA) {
    super(BROKERS.length, { "offsets.topic.num.partitions": 1, ...config }, "1", era);
    this.orders = this.tp(0, "orders");
    this.offsets = this.tp(0, GROUP_METADATA_TOPIC_NAME);
    const compacted = { "cleanup.policy": "compact" };
    this.registry.topicConfigs.set(GROUP_METADATA_TOPIC_NAME, compacted);
    this.elect(1, BROKERS, { tp: this.orders });
    this.electCoordinator(1, BROKERS);
    this.run(1000);
  }

  electCoordinator(leader: number, isr: readonly number[]): void {
    this.elect(leader, isr, { tp: this.offsets });
  }

  /** Ends what `cut` began. */
  restore(from: number, to: number): void {
    this.sim.network.release(this.host(from).index, this.host(to).index);
    this.run(1000);
  }

  commitRequest({ offset, metadata = "", partition = 0, request = {} }: TestCommit) {
    const tp = this.tp(partition, "orders");
    const body: OffsetCommitRequest = {
      version: 8,
      groupId: GROUP,
      generationId: -1,
      memberId: "",
      instanceId: null,
      retentionTimeMs: -1,
      partitions: [{ tp, offset, leaderEpoch: -1, metadata }],
      ...request,
    };
    return body;
  }

  /** The error of the answer to a commit of one partition. */
  commit(broker: number, commit: TestCommit): ErrorCode {
    const request = this.commitRequest(commit);
    const { partitions } = this.ask<OffsetCommitResponse>(broker, OFFSET_COMMIT, request);
    return present(partitions[0], "one partition is committed").error;
  }

  fetchOffsets(broker: number, request: Partial<OffsetFetchRequest> = {}): OffsetFetchResponse {
    const body = { version: 7, groupId: GROUP, partitions: [this.orders], requireStable: false };
    return this.ask<OffsetFetchResponse>(broker, OFFSET_FETCH, { ...body, ...request });
  }

  /** The committed offset of `orders-0`. */
  committed(broker: number): number {
    return present(this.fetchOffsets(broker).partitions[0], "one partition is asked for").offset;
  }

  /** Key and value of each record of `__consumer_offsets` on a broker. */
  records(broker: number): [key: string | null, value: string | null][] {
    return this.log(broker, this.offsets).segments.all.flatMap(({ batches }) =>
      batches.flatMap(({ records }) =>
        records.map(({ key, value }): [string | null, string | null] => [key, value]),
      ),
    );
  }

  /** Offset and cause of every fact about an offset of `orders-0` that a broker told. */
  offsetFacts(broker: number): [offset: number, cause: string][] {
    const { texts } = this.sim.facts;
    return this.factsOf(FACT_GROUP_OFFSET)
      .filter(([, id, text]) => id === broker && texts.text(text ?? -1) === "orders-0")
      .map(([, , , offset, cause]) => [offset ?? -2, String(texts.text(cause ?? -1))]);
  }
}
