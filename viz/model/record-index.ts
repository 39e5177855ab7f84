import * as K from "../../sim/kafka/facts.ts";
import { FACT_STRIDE } from "../../sim/kernel/facts.ts";
import type { EventColumns } from "../../sim/trace/columns.ts";
import { partIn } from "../../sim/trace/fold-logs.ts";
import { FactBuffer } from "../../sim/trace/pack.ts";
import type { PartitionState, ReplicaState, State } from "../../sim/trace/state.ts";
import { hostName } from "./event-facts.ts";
import type { KeyMark } from "./view.ts";

export type RecordStatus = "pending" | "acked" | "failed" | "unknown" | "unacknowledged";
const STATUSES: readonly RecordStatus[] = [
  "pending",
  "acked",
  "failed",
  "unknown",
  "unacknowledged",
];

/** A record and what became of it up to a moment. */
export interface RecordRow {
  readonly id: number;
  readonly client: string;
  readonly tp: string;
  readonly key: string | null;
  /** Null: a tombstone. */
  readonly value: string | null;
  readonly sentEvent: number;
  readonly status: RecordStatus;
  /** Where its producer was told it is; -1 unknown. */
  readonly offset: number;
  /** Event of the status; -1 while pending. */
  readonly statusEvent: number;
  /** Brokers whose log holds it. */
  readonly copies: readonly number[];
  readonly readBy: readonly string[];
}

interface RecordHistory {
  readonly client: string;
  readonly tp: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly sentEvent: number;
  batch: number;
  indexInBatch: number;
  readonly statuses: { readonly event: number; readonly status: number; readonly offset: number }[];
  readonly reads: { readonly event: number; readonly client: string }[];
}

/** Records of one batch at consecutive offsets. */
interface Append {
  readonly event: number;
  readonly from: number;
  /** Exclusive. */
  readonly end: number;
  /** The offset that the batch's first record has, or would have. */
  readonly base: number;
  readonly batch: number;
}

/** Keys given for a log at most: more than a screen shows. */
const MOST_KEYS = 300;

/** Which records there are, and which append put which of them where. Made once per trace. */
export class RecordIndex {
  private readonly records = new Map<number, RecordHistory>();
  private readonly batches = new Map<number, number[]>();
  /** Partitions in which records have keys. */
  private readonly keyed = new Set<string>();
  /** By `topic-partition/broker`, in order. */
  private readonly appends = new Map<string, Append[]>();

  constructor(columns: EventColumns) {
    const buffer = new FactBuffer();
    for (let event = 0; event < columns.length; event++) {
      columns.facts(event, buffer);
      for (let at = 0; at < buffer.length; at += FACT_STRIDE) {
        this.add(columns, event, buffer.data, at);
      }
    }
  }

  get hasKeys(): boolean {
    return this.keyed.size > 0;
  }

  /** How many records were handed to producers by an event. */
  count(event: number): number {
    let count = 0;
    for (const record of this.records.values()) if (record.sentEvent <= event) count++;
    return count;
  }

  /** Records sent by an event, oldest first, at most `limit` of the latest. */
  rows(state: State, event: number, limit: number): RecordRow[] {
    const ids = [...this.records]
      .filter(([, { sentEvent }]) => sentEvent <= event)
      .map(([id]) => id);
    return ids.slice(-limit).map((id) => this.row(id, state, event));
  }

  /** The record that a broker's log holds at an offset after an event, or null. */
  recordAt(tp: string, broker: number, offset: number, event: number): number | null {
    const appends = this.appends.get(`${tp}/${broker}`) ?? [];
    for (let i = appends.length - 1; i >= 0; i--) {
      const append = appends[i] as Append;
      if (append.event > event || offset < append.from || offset >= append.end) continue;
      return this.batches.get(append.batch)?.[offset - append.base] ?? null;
    }
    return null;
  }

  /** The keys of the last records in a replica's log after an event. */
  keys(tp: string, broker: number, replica: ReplicaState, event: number): KeyMark[] {
    if (!this.keyed.has(tp)) return [];
    const appends = this.appends.get(`${tp}/${broker}`) ?? [];
    const marks: KeyMark[] = [];
    let below = replica.logEndOffset;
    for (let i = appends.length - 1; i >= 0 && marks.length < MOST_KEYS; i--) {
      const { event: at, from, end, base, batch } = appends[i] as Append;
      if (at > event || from >= below) continue;
      const ids = this.batches.get(batch) ?? [];
      for (let offset = Math.min(end, below) - 1; offset >= from; offset--) {
        const record = this.records.get(ids[offset - base] ?? -1);
        if (record === undefined || record.key === null || !isInLog(replica, offset)) continue;
        marks.push({ offset, key: record.key, tombstone: record.value === null });
      }
      below = from;
    }
    return marks.reverse();
  }

  row(id: number, state: State, event: number): RecordRow {
    const record = this.records.get(id);
    if (record === undefined) throw new Error(`there is no record ${id}`);
    const { client, tp, key, value, sentEvent } = record;
    const told = record.statuses.filter((status) => status.event <= event).at(-1);
    const readers = record.reads.filter((read) => read.event <= event).map((read) => read.client);
    return {
      id,
      client,
      tp,
      key,
      value,
      sentEvent,
      status: STATUSES[told?.status ?? 0] ?? "pending",
      offset: told?.offset ?? -1,
      statusEvent: told?.event ?? -1,
      copies: this.copies(id, record, state.partitions[tp], event),
      readBy: [...new Set(readers)],
    };
  }

  private copies(
    id: number,
    record: RecordHistory,
    partition: PartitionState | undefined,
    event: number,
  ): number[] {
    const holders: number[] = [];
    for (const [broker, replica] of Object.entries(partition?.replicas ?? {})) {
      const appends = this.appends.get(`${record.tp}/${broker}`) ?? [];
      const held = appends.some((append) => {
        if (append.event > event || append.batch !== record.batch) return false;
        const offset = append.base + record.indexInBatch;
        return (
          isInLog(replica, offset) && this.recordAt(record.tp, Number(broker), offset, event) === id
        );
      });
      if (held) holders.push(Number(broker));
    }
    return holders;
  }

  private add(columns: EventColumns, event: number, data: Float64Array, at: number): void {
    const { texts } = columns;
    const [a, b, c, d, e, f] = data.subarray(at + 1, at + 7) as unknown as number[];
    switch (data[at]) {
      case K.FACT_RECORD_SENT:
        if (d !== -1) this.keyed.add(texts.text(c as number) ?? "");
        this.records.set(b as number, {
          client: hostName(columns, a as number),
          tp: texts.text(c as number) ?? "",
          key: texts.text(d as number),
          value: texts.text(e as number),
          sentEvent: event,
          batch: -1,
          indexInBatch: 0,
          statuses: [],
          reads: [],
        });
        break;
      case K.FACT_RECORD_BATCHED:
        this.batched(a as number, b as number, c as number);
        break;
      case K.FACT_RECORD_STATUS:
        this.records
          .get(a as number)
          ?.statuses.push({ event, status: c as number, offset: d as number });
        break;
      case K.FACT_RECORD_READ:
        this.records
          .get(d as number)
          ?.reads.push({ event, client: hostName(columns, a as number) });
        break;
      case K.FACT_LOG_APPEND: {
        const key = `${texts.text(a as number)}/${b}`;
        const from = c as number;
        const end = from + (d as number);
        this.appended(key, { event, from, end, base: from, batch: f as number });
        break;
      }
      case K.FACT_LOG_APPEND_PART: {
        const key = `${texts.text(a as number)}/${b}`;
        const { batch, runs } = partIn(JSON.parse(texts.text(f as number) ?? "null"));
        for (const { offset, index, count } of runs) {
          const base = offset - index;
          this.appended(key, { event, from: offset, end: offset + count, base, batch });
        }
        break;
      }
    }
  }

  private appended(key: string, append: Append): void {
    const list = this.appends.get(key);
    if (list === undefined) this.appends.set(key, [append]);
    else list.push(append);
  }

  private batched(id: number, batch: number, index: number): void {
    const record = this.records.get(id);
    if (record === undefined) return;
    record.batch = batch;
    record.indexInBatch = index;
    const members = this.batches.get(batch) ?? [];
    members[index] = id;
    this.batches.set(batch, members);
  }
}

/** Whether a log has a record at an offset. */
function isInLog({ epochRuns, gaps }: ReplicaState, offset: number): boolean {
  const isIn = epochRuns.some(({ base, end }) => offset >= base && offset < end);
  return isIn && !gaps.some(([from, end]) => offset >= from && offset < end);
}
