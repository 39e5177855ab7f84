import type { ClusterModel } from "../model/cluster-model.ts";
import { type ReplicaModel, TOUCHED_REPEATED } from "../model/partition-model.ts";
import type { ReplicaLog } from "../model/replica-log.ts";
import type { Between, OrderVerdict, OrderVerdicts } from "../order-verdicts.ts";
import type { Told, ViolationCode } from "../told.ts";
import type { Violations } from "../violation.ts";

/**
 * What an idempotent producer sends again a leader writes once, and not behind what it sent later
 * (KIP-98). Only batches that were sent more than once are looked at.
 */
export class Idempotence {
  private readonly model: ClusterModel;
  private readonly violations: Violations;
  private readonly verdicts: OrderVerdicts;

  constructor(model: ClusterModel, violations: Violations, verdicts: OrderVerdicts) {
    this.model = model;
    this.violations = violations;
    this.verdicts = verdicts;
  }

  /** After a leader appended a batch that had been sent before. */
  check(leader: ReplicaModel): void {
    if ((leader.touched & TOUCHED_REPEATED) === 0) return;
    const { log } = leader;
    const last = log.length - 1;
    const row = this.firstRow(log, last);
    if (row < 0) return;
    const client = this.model.table.clients.at(row);
    if (!this.verdicts.isIdempotent(client)) return;
    const since = this.model.table.sentEvents.at(row);
    for (let i = last - 1; i >= log.first && log.eventOf(i) >= since; i--) {
      if (log.batch(i) === log.batch(last)) this.checkCopy(leader, i, row);
      else this.checkOrder(leader, i, row);
    }
  }

  private checkCopy(leader: ReplicaModel, earlier: number, row: number): void {
    const { log, partition } = leader;
    const last = log.length - 1;
    const from = log.fromOf(last) - log.base(last);
    const end = log.endOf(last) - log.base(last);
    // Of a set of messages that lies in pieces each piece is appended by itself.
    if (log.endOf(earlier) - log.base(earlier) <= from) return;
    if (log.fromOf(earlier) - log.base(earlier) >= end) return;
    const args = {
      partition: partition.name,
      broker: leader.broker,
      value: this.model.valueOf(row),
      first: log.fromOf(earlier),
      second: log.fromOf(last),
    };
    const verdict = this.verdicts.duplicate(this.sent(row), this.between(leader, earlier));
    this.report(partition.name, verdict, { code: "violation.written-twice", args });
  }

  private checkOrder(leader: ReplicaModel, earlier: number, row: number): void {
    const { log, partition } = leader;
    const { table } = this.model;
    const last = log.length - 1;
    const other = this.firstRow(log, earlier);
    if (other <= row || table.clients.at(other) !== table.clients.at(row)) return;
    // Of threads that wait in `send` at the same time the first to get through is the first to have sent.
    if (log.batch(earlier) < log.batch(last)) return;
    const args = {
      partition: partition.name,
      broker: leader.broker,
      value: this.model.valueOf(row),
      offset: log.fromOf(last),
      overtakenBy: this.model.valueOf(other),
    };
    const verdict = this.verdicts.reordered(this.sent(row), this.between(leader, earlier));
    this.report(partition.name, verdict, { code: "violation.overtaken", args });
  }

  private report(subject: string, verdict: OrderVerdict, told: Told<ViolationCode>): void {
    const { class: outcome, fix, flaw } = verdict;
    this.violations.report("idempotence", subject, outcome, told, 1, fix, flaw);
  }

  /** From an append to the one of this event. */
  private between({ partition, broker, log }: ReplicaModel, earlier: number): Between {
    const { event, timeUs } = this.model;
    const us = timeUs - log.timeOf(earlier);
    return { partition, broker, from: log.eventOf(earlier), to: event, us };
  }

  private sent(row: number): Parameters<OrderVerdicts["duplicate"]>[0] {
    const { clients, statuses } = this.model.table;
    return { client: clients.at(row), attempts: 2, status: statuses.at(row) };
  }

  private firstRow(log: ReplicaLog, at: number): number {
    return this.model.batchIndex.rowOf(log.batch(at), log.fromOf(at) - log.base(at));
  }
}
