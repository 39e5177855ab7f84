import { ConsumerApplication } from "../../../../sim/kafka/client/application/consumer-application.ts";
import { OutsideSystem } from "../../../../sim/kafka/client/application/outside-system.ts";
import { KafkaConsumer } from "../../../../sim/kafka/client/consumer/kafka-consumer.ts";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import { DEFAULT_ERA } from "../../../../sim/kafka/era/eras.ts";
import {
  FETCH,
  type FetchPartition,
  type FetchPartitionResponse,
  type FetchRequest,
  LIST_OFFSETS,
  type ListOffsetsRequest,
  OFFSETS_FOR_LEADER_EPOCH,
  type OffsetsForLeaderEpochRequest,
} from "../../../../sim/kafka/messages.ts";
import { RecordBatch } from "../../../../sim/kafka/record/record-batch.ts";
import type { Host } from "../../../../sim/kernel/host.ts";
import type { Process } from "../../../../sim/kernel/process.ts";
import { type Reply, type SeenRequest, World } from "../support.ts";

/** A consumer with fake brokers that serve one log per partition and keep fetch sessions. */
export class ConsumerWorld extends World {
  readonly logs = new Map<number, RecordBatch[]>();
  logStartOffset = 0;
  sessions = true;
  /** Error of a partition, answered instead of data. */
  readonly errors = new Map<number, number>();
  private readonly wanted = new Map<number, Map<number, FetchPartition>>();

  /** @param program the process, where it is not an application that takes no time */
  constructor(
    config: ConfigValues,
    assignment: readonly string[],
    brokers = 1,
    program: ((host: Host, world: World) => Process) | null = null,
  ) {
    super(brokers, (host, world) => {
      if (program !== null) return program(host, world);
      const { names, addresses } = world;
      return new ConsumerApplication(host, names, {
        reads: { assign: assignment },
        sink: "client",
        settings: null,
        outside: new OutsideSystem(),
        failures: null,
        makeConsumer: (owner) =>
          new KafkaConsumer(host, names, addresses, config, DEFAULT_ERA, owner, null),
        makeProducer: () => {
          throw new Error("it sends nothing on");
        },
      });
    });
    this.script.topics = { orders: [{ leader: 1, epoch: 0 }] };
    this.script.answer = (request) => this.serve(request);
  }

  /** Boots the consumer. */
  start(): this {
    this.run(1);
    this.sim.boot(this.client);
    this.run(20);
    return this;
  }

  /** Appends one batch of records with these ids. */
  append(partition: number, epoch: number, ids: readonly number[]): void {
    const tp = this.tp("orders", partition);
    const log = this.logs.get(tp) ?? [];
    this.logs.set(tp, log);
    const records = ids.map((id) => {
      return { id, key: null, value: `r${id}`, timestampMs: 0, sizeBytes: 10 };
    });
    log.push(
      new RecordBatch({
        id: 0,
        baseOffset: this.end(tp),
        partitionLeaderEpoch: epoch,
        maxTimestampMs: 0,
        sizeBytes: 61 + 10 * ids.length,
        records,
      }),
    );
  }

  end(tp: number): number {
    return this.logs.get(tp)?.at(-1)?.nextOffset ?? this.logStartOffset;
  }

  /** Ids of the records that the application got, in order. */
  read(): unknown[] {
    return this.factsOf("record.read").map(({ record }) => record);
  }

  positions(): unknown[] {
    return this.factsOf("position").map(({ offset }) => offset);
  }

  fetches(): FetchRequest[] {
    return this.requestsOf(FETCH).map(({ body }) => body as FetchRequest);
  }

  serve(request: SeenRequest): Reply {
    switch (request.kind) {
      case LIST_OFFSETS:
        return this.listOffsets(request.body as ListOffsetsRequest);
      case OFFSETS_FOR_LEADER_EPOCH:
        return this.offsetsForLeaderEpoch(request.body as OffsetsForLeaderEpochRequest);
      default:
        return this.fetch(request.broker, request.body as FetchRequest);
    }
  }

  private listOffsets({ partitions }: ListOffsetsRequest): Reply {
    const answers = partitions.map(({ tp, timestamp }) => {
      const offset = timestamp === -2 ? this.logStartOffset : this.end(tp);
      return { tp, error: 0, offset, leaderEpoch: 0 };
    });
    return { body: { partitions: answers } };
  }

  /** The end of the largest epoch up to the one that is asked for. */
  private offsetsForLeaderEpoch({ partitions }: OffsetsForLeaderEpochRequest): Reply {
    const answers = partitions.map(({ tp, leaderEpoch }) => {
      const upTo = (this.logs.get(tp) ?? []).filter((b) => b.partitionLeaderEpoch <= leaderEpoch);
      const last = upTo.at(-1);
      if (last === undefined) return { tp, error: 0, leaderEpoch: -1, endOffset: -1 };
      return { tp, error: 0, leaderEpoch: last.partitionLeaderEpoch, endOffset: last.nextOffset };
    });
    return { body: { partitions: answers } };
  }

  private fetch(broker: number, request: FetchRequest): Reply {
    const known = request.sessionEpoch > 0 ? this.wanted.get(broker) : undefined;
    if (request.sessionEpoch > 0 && known === undefined)
      return { body: { error: 70, sessionId: 0, partitions: [] } };
    const wanted = known ?? new Map<number, FetchPartition>();
    for (const partition of request.partitions) wanted.set(partition.tp, partition);
    for (const tp of request.forgotten) wanted.delete(tp);
    const keeps = this.sessions && request.sessionEpoch >= 0;
    if (keeps) this.wanted.set(broker, wanted);
    const answers = [...wanted.values()].map((partition) => this.fetchPartition(partition));
    const news = answers.filter(({ error, batches }) => error !== 0 || batches.length > 0);
    const partitions = request.sessionEpoch > 0 ? news : answers;
    return { body: { error: 0, sessionId: keeps ? 7 : 0, partitions } };
  }

  forgetSessions(): void {
    this.wanted.clear();
  }

  private fetchPartition({ tp, fetchOffset }: FetchPartition): FetchPartitionResponse {
    const end = this.end(tp);
    const base = { tp, highWatermark: end, logStartOffset: this.logStartOffset };
    const none = { ...base, batches: [], divergingEpoch: null };
    const error = this.errors.get(tp);
    if (error !== undefined) return { ...none, error };
    if (fetchOffset < this.logStartOffset || fetchOffset > end) return { ...none, error: 1 };
    const batches = (this.logs.get(tp) ?? []).filter(({ nextOffset }) => nextOffset > fetchOffset);
    return { ...none, error: 0, batches };
  }
}
