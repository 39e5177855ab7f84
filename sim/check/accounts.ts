import type { Micros } from "../kernel/time.ts";
import { isInternal } from "./internal-topics.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { PartitionModel } from "./model/partition-model.ts";
import type { LoggedBatch, ReplicaLog } from "./model/replica-log.ts";

/** A batch went into a replica's log. */
export interface Append extends LoggedBatch {
  readonly broker: number;
}

/** A batch was sent. */
export interface Attempt {
  readonly event: number;
  readonly timeUs: Micros;
  /** The broker it went to. */
  readonly broker: number;
}

/** A batch as its producer made it, and where it went. */
export interface BatchEntry {
  readonly id: number;
  readonly records: RecordEntry[];
  /** In the order of events. */
  readonly attempts: Attempt[];
  /** In the order of events. */
  readonly appends: Append[];
}

/** One record and all that is known of it. */
export interface RecordEntry {
  readonly row: number;
  readonly id: number;
  /** Index of the producer's host. */
  readonly client: number;
  readonly partition: PartitionModel | null;
  readonly key: string | null;
  readonly value: string;
  readonly batch: BatchEntry | null;
  /** Position in its batch. */
  readonly index: number;
  readonly status: number;
  /** Where it is: as its producer was told, or else as its first leader put it; -1 unknown. */
  readonly offset: number;
  readonly error: number;
  readonly sentEvent: number;
  readonly sentUs: number;
  readonly statusEvent: number;
  readonly statusUs: number;
}

/** The records of a run with their batches, put together from the columns when a run is accounted for. */
export class Accounts {
  readonly records: RecordEntry[] = [];
  private readonly batches = new Map<number, BatchEntry>();

  constructor(model: ClusterModel) {
    this.collectAppends(model);
    const { table } = model;
    for (let i = 0; i < table.attemptBatches.length; i++) {
      this.batch(table.attemptBatches.at(i)).attempts.push({
        event: table.attemptEvents.at(i),
        timeUs: table.attemptTimes.at(i),
        broker: table.attemptBrokers.at(i),
      });
    }
    for (let row = 0; row < table.length; row++) {
      const batchId = table.batches.at(row);
      const batch = batchId < 0 ? null : this.batch(batchId);
      const index = table.positions.at(row);
      const told = table.offsets.at(row);
      const base = batch === null ? undefined : firstAppend(batch)?.base;
      const key = table.keys.at(row);
      const record: RecordEntry = {
        row,
        id: table.ids.at(row),
        client: table.clients.at(row),
        partition: model.partitions[table.partitions.at(row)] ?? null,
        key: key < 0 ? null : model.meanings.text(key),
        value: model.valueOf(row),
        batch,
        index,
        status: table.statuses.at(row),
        offset: told >= 0 || base === undefined ? told : base + index,
        error: table.errors.at(row),
        sentEvent: table.sentEvents.at(row),
        sentUs: table.sentTimes.at(row),
        statusEvent: table.statusEvents.at(row),
        statusUs: table.statusTimes.at(row),
      };
      this.records.push(record);
      batch?.records.push(record);
    }
  }

  /** The batch of that number; made when there is none. */
  batch(id: number): BatchEntry {
    let batch = this.batches.get(id);
    if (batch === undefined) {
      batch = { id, records: [], attempts: [], appends: [] };
      this.batches.set(id, batch);
    }
    return batch;
  }

  private collectAppends(model: ClusterModel): void {
    for (const { name, replicas } of model.partitions) {
      if (isInternal(name)) continue;
      for (const { broker, log } of replicas) {
        for (const logged of everAppended(log)) {
          this.batch(logged.batch).appends.push({ ...logged, broker });
        }
      }
    }
    for (const { appends } of this.batches.values()) appends.sort((x, y) => x.event - y.event);
  }
}

/** The first append by a leader, or undefined. */
export function firstAppend(batch: BatchEntry): Append | undefined {
  return batch.appends.find(({ byLeader }) => byLeader);
}

/** Every batch that a log has, or had before it was cut off. */
export function everAppended(log: ReplicaLog): LoggedBatch[] {
  const all = [...log.dropped];
  for (let i = 0; i < log.length; i++) {
    const logged = log.logged(i);
    // A batch of which a part was cut off is among what was dropped, whole.
    const whole = log.dropped.some(
      ({ event, from }) => event === logged.event && from === logged.from,
    );
    if (!whole) all.push(logged);
  }
  return all;
}
