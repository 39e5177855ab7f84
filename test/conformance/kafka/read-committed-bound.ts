import type { Log } from "../../../sim/kafka/log/log.ts";
import {
  FETCH,
  type FetchRequest,
  type FetchResponse,
  PRODUCE,
  type ProduceRequest,
  type ProduceResponse,
  READ_COMMITTED,
  READ_UNCOMMITTED,
} from "../../../sim/kafka/messages.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { Brokers } from "./support/brokers.ts";
import { check } from "./support/fields.ts";
import { batchOf, markerBatch, markerType, values } from "./support/records.ts";
import { leadPartition } from "./support/roles.ts";
import type { KafkaVector } from "./support/vector.ts";

const LEADER = 0;
const CONSUMER = -1;
const MAX_BYTES = 1_000_000;
const PRODUCER = { id: 1, epoch: 0 };

/** `readCommittedBound`: what a reader of committed records gets of a transaction, step by step. */
export function runReadCommittedBound({ era, input, expected }: KafkaVector): void {
  const isr = input.numbers("isr");
  const brokers = new Brokers({ era, ids: isr });
  leadPartition(brokers, LEADER, { leaderEpoch: 0, replicas: isr });
  const partition = new ReadPartition(brokers);
  for (const step of input.list("steps")) partition.run(String(step));
  check("the last stable offset", expected.number("finalLSO"), partition.log.lastStableOffset);
  check("records", expected.number("finalRecordsIncludingMarker"), partition.read(0));
}

/** The leader's partition, and what clients and followers do with it. */
class ReadPartition {
  private readonly brokers: Brokers;
  private sequence = 0;

  constructor(brokers: Brokers) {
    this.brokers = brokers;
  }

  get log(): Log {
    return this.brokers.log(LEADER);
  }

  /** Does a step, which is a sentence. */
  run(step: string): void {
    const appended = /^append (\d+) transactional records/.exec(step);
    const ended = /^append (COMMIT|ABORT) marker/.exec(step);
    const fetched = /^follower (\d+) fetches at (\d+)$/.exec(step);
    const read = READ.exec(step);
    if (appended !== null) this.append(Number(appended[1]));
    else if (ended !== null) this.end(ended[1] ?? "");
    else if (fetched !== null) {
      this.fetch(Number(fetched[1]), Number(fetched[2]), READ_UNCOMMITTED);
    } else if (read !== null) {
      check(`records: ${step}`, Number(read[2]), this.read(Number(read[1])));
      if (read[3] !== undefined) check(`LSO: ${step}`, Number(read[3]), this.log.lastStableOffset);
    } else throw new Error(`nobody can do: ${step}`);
  }

  /** How many records a reader of committed ones gets. */
  read(offset: number): number {
    return this.fetch(CONSUMER, offset, READ_COMMITTED);
  }

  private append(count: number): void {
    const { sequence } = this;
    this.sequence += count;
    const batch = batchOf(values(count), {
      producer: { ...PRODUCER, sequence },
      isTransactional: true,
    });
    const partitions = [{ tp: this.brokers.tp, batch }];
    const request: ProduceRequest = { acks: 1, timeoutMs: 1000, partitions };
    const answer = this.brokers.ask<ProduceResponse>(LEADER, PRODUCE, request);
    check("the error of the append", 0, answer.partitions[0]?.error);
  }

  private end(type: string): void {
    const marker = markerBatch(markerType(type), PRODUCER);
    this.brokers.act(() => this.log.appendAsLeader(marker, 0, "coordinator"));
  }

  private fetch(replicaId: number, fetchOffset: number, isolationLevel: number): number {
    const { tp } = this.brokers;
    const request: FetchRequest = {
      replicaId,
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: MAX_BYTES,
      isolationLevel,
      sessionId: 0,
      sessionEpoch: -1,
      partitions: [
        {
          tp,
          fetchOffset,
          logStartOffset: 0,
          currentLeaderEpoch: -1,
          lastFetchedEpoch: -1,
          maxBytes: MAX_BYTES,
        },
      ],
      forgotten: [],
    };
    const { partitions } = this.brokers.ask<FetchResponse>(LEADER, FETCH, request);
    const { error, batches } = present(partitions[0], "a full fetch is answered");
    check("the error of the fetch", 0, error);
    return batches.reduce((sum, { records }) => sum + records.length, 0);
  }
}

const READ = /^read_committed fetch at (\d+) -> (\d+) records(?: \(.*\))?(?:, LSO (\d+))?$/;
