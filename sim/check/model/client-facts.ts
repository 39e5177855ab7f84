import { Errors } from "../../kafka/errors.ts";
import * as K from "../../kafka/facts.ts";
import type { Micros } from "../../kernel/time.ts";
import { OFFSETS_TOPIC } from "../internal-topics.ts";
import { lastOf } from "../last-of.ts";
import type { ClusterModel } from "./cluster-model.ts";
import {
  type PartitionModel,
  TOUCHED_ACKED,
  TOUCHED_FAILED,
  TOUCHED_READ,
} from "./partition-model.ts";

/** Retries of one command of the operator meet an error more often than this. */
const RETRIES_US: Micros = 1_000_000;

/** A client met an error that it had not met before; the operator, that another command met. */
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
  /** The first time that each client met each error, of those that are not part of any run. */
  readonly firstErrors: FirstError[] = [];
  /** Errors about partitions, by client and name. */
  private readonly errorsOf = new Map<string, FirstError[]>();
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
        if (row >= 0) table.place(row, b, c);
        break;
      }
      case K.FACT_RECORD_STATUS:
        this.recordStatus(table.row(a), b, c, d, data[at + 5] as number);
        break;
      case K.FACT_RECORD_READ:
        this.recordRead(table.row(d), a, b, c);
        break;
      case K.FACT_POSITION: {
        const partition = this.model.partition(b);
        this.model.groups.position(a, partition, c, partition.positions.get(a));
        partition.positions.set(a, c);
        break;
      }
      case K.FACT_CLIENT_LEADER:
        this.model.groups.clientLeader(a, b);
        break;
      case K.FACT_CLIENT_ERROR:
        this.clientError(a, b);
        if (c >= 0) this.refused(a, b, this.model.meanings.text(c));
        break;
      case K.FACT_PRODUCE_ATTEMPT:
        table.attemptBatches.push(c);
        table.attemptEvents.push(event);
        table.attemptTimes.push(timeUs);
        table.attemptBrokers.push(data[at + 5] as number);
        if (d > 1) table.repeated.add(c);
        break;
    }
  }

  /** The last error that a client met about a partition in a stretch of events; undefined for none. */
  errorBetween(
    client: number,
    { name }: PartitionModel,
    from: number,
    to: number,
  ): FirstError | undefined {
    const met = this.errorsOf.get(`${client} ${name}`) ?? [];
    return lastOf(met, ({ event }) => event >= from && event <= to);
  }

  /** Whether a client met that error about a partition in a stretch of events. */
  metBetween(
    client: number,
    { name }: PartitionModel,
    error: number,
    from: number,
    to: number,
  ): boolean {
    const met = this.errorsOf.get(`${client} ${name}`) ?? [];
    return met.some((one) => one.error === error && one.event >= from && one.event <= to);
  }

  private refused(client: number, error: number, partition: string): void {
    const key = `${client} ${partition}`;
    const { event, timeUs } = this.model;
    const met = this.errorsOf.get(key);
    const told = { client, error, event, timeUs };
    if (met === undefined) this.errorsOf.set(key, [told]);
    else if (met.at(-1)?.event !== event) met.push(told);
  }

  private clientError(client: number, error: number): void {
    const count = this.errors.get(error) ?? 0;
    this.errors.set(error, count + 1);
    if (this.isOrdinary(error)) return;
    const { firstErrors } = this;
    const { event, timeUs } = this.model;
    const last = lastOf(firstErrors, (one) => one.client === client && one.error === error);
    if (last !== undefined) {
      const isOperator = this.model.hosts[client]?.kind === "admin";
      if (!isOperator || timeUs - last.timeUs < RETRIES_US) return;
    }
    firstErrors.push({ client, error, event, timeUs });
  }

  /** Met by every member: while the topic of offsets is created, and when its group rebalances. */
  private isOrdinary(error: number): boolean {
    if (error === Errors.REBALANCE_IN_PROGRESS) return true;
    if (error !== Errors.COORDINATOR_NOT_AVAILABLE) return false;
    return !this.model.partitions.some(({ topic }) => topic === OFFSETS_TOPIC);
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
    model.groups.recordRead(client, partition, offset);
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
