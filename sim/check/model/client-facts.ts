import * as K from "../../kafka/facts.ts";
import type { ClusterModel } from "./cluster-model.ts";
import {
  type PartitionModel,
  TOUCHED_ACKED,
  TOUCHED_FAILED,
  TOUCHED_READ,
} from "./partition-model.ts";

/** A client met an error that it had not met before. */
export interface FirstError {
  /** Index of its host. */
  readonly client: number;
  readonly error: number;
  readonly event: number;
  readonly timeUs: number;
}

/** What facts tell of records and of the errors that clients meet. */
export class ClientFacts {
  /** How often clients met an error, by its code. */
  readonly errors = new Map<number, number>();
  /** The first time that each client met each error. */
  readonly firstErrors: FirstError[] = [];
  private readonly model: ClusterModel;

  constructor(model: ClusterModel) {
    this.model = model;
  }

  /** Takes in the fact at `at`. */
  apply(code: number, data: Float64Array, at: number): void {
    const { table, event, timeUs } = this.model;
    const a = data[at + 1] as number;
    const b = data[at + 2] as number;
    const c = data[at + 3] as number;
    const d = data[at + 4] as number;
    switch (code) {
      case K.FACT_RECORD_SENT: {
        const partition = c < 0 ? -1 : this.model.partition(c).id;
        table.add(b, a, partition, d, data[at + 5] as number, event, timeUs);
        const resendOf = data[at + 6] as number;
        if (resendOf > 0) table.resends.set(b, resendOf);
        break;
      }
      case K.FACT_RECORD_BATCHED: {
        const row = table.row(a);
        if (row < 0) break;
        table.batches.set(row, b);
        table.positions.set(row, c);
        break;
      }
      case K.FACT_RECORD_STATUS:
        this.recordStatus(table.row(a), b, c, d, data[at + 5] as number);
        break;
      case K.FACT_RECORD_READ:
        this.recordRead(table.row(d), a, b, c);
        break;
      case K.FACT_POSITION:
        this.model.partition(b).positions.set(a, c);
        break;
      case K.FACT_CLIENT_ERROR:
        this.clientError(a, b);
        break;
      case K.FACT_PRODUCE_ATTEMPT:
        table.attemptBatches.push(c);
        table.attemptEvents.push(event);
        if (d > 1) table.repeated.add(c);
        break;
    }
  }

  private clientError(client: number, error: number): void {
    const count = this.errors.get(error) ?? 0;
    this.errors.set(error, count + 1);
    const { firstErrors } = this;
    const isKnown = (first: FirstError) => first.client === client && first.error === error;
    if (count > 0 && firstErrors.some(isKnown)) return;
    const { event, timeUs } = this.model;
    firstErrors.push({ client, error, event, timeUs });
  }

  private recordStatus(
    row: number,
    tp: number,
    status: number,
    offset: number,
    error: number,
  ): void {
    if (row < 0) return;
    const { model } = this;
    const { table } = model;
    table.statuses.set(row, status);
    table.offsets.set(row, offset);
    table.errors.set(row, error);
    table.statusEvents.set(row, model.event);
    table.statusTimes.set(row, model.timeUs);
    if (tp < 0) return;
    const partition = this.partitionOf(row, tp);
    table.partitions.set(row, partition.id);
    if (status === K.RECORD_STATUS.FAILED) {
      partition.newlyFailed.push(row);
      model.touchPartition(partition, TOUCHED_FAILED);
    }
    if (status !== K.RECORD_STATUS.ACKED) return;
    partition.newlyAcked.push(row);
    model.touchPartition(partition, TOUCHED_ACKED);
  }

  private recordRead(row: number, client: number, tp: number, offset: number): void {
    if (row < 0) return;
    const { model } = this;
    const partition = this.partitionOf(row, tp);
    model.table.addRead(row, client, model.event);
    partition.newlyRead.push(row);
    partition.newlyReadOffsets.push(offset);
    model.touchPartition(partition, TOUCHED_READ);
  }

  /** The partition that a client means: one that was deleted, if the record is of its time. */
  private partitionOf(row: number, tp: number): PartitionModel {
    const partition = this.model.partition(tp);
    if (partition.previous === null) return partition;
    return partition.whereWritten(this.model.table.batches.at(row));
  }
}
