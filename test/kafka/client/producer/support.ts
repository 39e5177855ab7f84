import { Producer } from "../../../../sim/kafka/client/producer/producer.ts";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import { DEFAULT_ERA, type Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import {
  INIT_PRODUCER_ID,
  PRODUCE,
  type ProducePartition,
  type ProduceRequest,
  type ProduceResponse,
} from "../../../../sim/kafka/messages.ts";
import type { RecordBatch } from "../../../../sim/kafka/record/record-batch.ts";
import { type Reply, type SeenRequest, World } from "../support.ts";

/** A producer with fake brokers whose logs are lists of batches. */
export class ProducerWorld extends World {
  /** Appended batches by topic-partition id; a test's answers may append. */
  readonly logs = new Map<number, RecordBatch[]>();
  producerIds = 0;

  constructor(config: ConfigValues, brokers = 1, seed = "1", era: Era = DEFAULT_ERA) {
    super(
      brokers,
      (host, world) => new Producer(host, world.names, world.addresses, config, era),
      seed,
    );
    this.script.topics = { orders: [{ leader: 1, epoch: 0 }] };
    this.script.answer = (request) => this.serve(request);
  }

  get producer(): Producer {
    return this.client.running() as Producer;
  }

  /** Boots the producer and lets it learn the cluster. */
  start(): this {
    this.run(1);
    this.sim.boot(this.client);
    this.run(10);
    return this;
  }

  send(value: string, partition: number | null = 0, key: string | null = null): void {
    this.act(() => this.producer.send("orders", partition, key, value));
  }

  /** What a healthy broker does. */
  serve(request: SeenRequest): Reply {
    if (request.kind === INIT_PRODUCER_ID)
      return { body: { error: 0, producerId: ++this.producerIds, producerEpoch: 0 } };
    const { acks, partitions } = request.body as ProduceRequest;
    const answers = partitions.map(({ tp, batch }) => this.append(tp, batch));
    return acks === 0 ? "done" : { body: { partitions: answers } };
  }

  /** What a healthy broker does for an idempotent producer: knows duplicates, refuses gaps. */
  serveSequences(request: SeenRequest): Reply {
    if (request.kind === INIT_PRODUCER_ID) return this.serve(request);
    const { tp, batch } = partitionOf(request);
    const log = this.logs.get(tp) ?? [];
    const same = log.filter(
      ({ producerId, producerEpoch }) =>
        producerId === batch.producerId && producerEpoch === batch.producerEpoch,
    );
    const duplicate = same.find((other) => other.baseSequence === batch.baseSequence);
    if (duplicate !== undefined)
      return { body: { partitions: [{ tp, error: 0, baseOffset: 0, logStartOffset: 0 }] } };
    const expected = (same.at(-1)?.lastSequence ?? -1) + 1;
    if (batch.baseSequence !== expected)
      return this.refuse(request, Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    return this.serve(request);
  }

  append(tp: number, batch: RecordBatch): ProduceResponse["partitions"][number] {
    const log = this.logs.get(tp) ?? [];
    this.logs.set(tp, log);
    const baseOffset = log.reduce((sum, { records }) => sum + records.length, 0);
    log.push(batch);
    return { tp, error: 0, baseOffset, logStartOffset: 0 };
  }

  /** Answers every partition of a produce request with an error. */
  refuse(request: SeenRequest, error: number, logStartOffset = 0): Reply {
    const { partitions } = request.body as ProduceRequest;
    const answers = partitions.map(({ tp }) => ({ tp, error, baseOffset: -1, logStartOffset }));
    return { body: { partitions: answers } };
  }

  /** Values of the records of a partition's log, in order. */
  log(partition = 0): (string | null)[] {
    const batches = this.logs.get(this.tp("orders", partition)) ?? [];
    return batches.flatMap(({ records }) => records.map(({ value }) => value));
  }

  /** Values per batch in produce requests so far. */
  produced(): (string | null)[][] {
    return this.requestsOf(PRODUCE).flatMap(({ body }) =>
      (body as ProduceRequest).partitions.map(({ batch }) =>
        batch.records.map(({ value }) => value),
      ),
    );
  }

  /** Status code by value, of the records whose fate was told. */
  statuses(): Record<string, number> {
    const statuses: Record<string, number> = {};
    const values = new Map(this.factsOf("record.sent").map((f) => [f.record, String(f.value)]));
    for (const fact of this.factsOf("record.status")) {
      const value = values.get(fact.record) ?? "?";
      if (value in statuses) throw new Error(`${value} was told twice`);
      statuses[value] = Number(fact.status);
    }
    return statuses;
  }
}

export const ACKED = 1;
export const FAILED = 2;
export const UNKNOWN = 3;
export const UNACKNOWLEDGED = 4;

/** The only partition of a produce request. */
export function partitionOf(request: SeenRequest): ProducePartition {
  const [partition] = (request.body as ProduceRequest).partitions;
  if (partition === undefined) throw new Error("an empty produce request");
  return partition;
}
