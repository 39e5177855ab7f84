import { RECORD_STATUS } from "../kafka/facts.ts";
import { present } from "../kernel/assert.ts";
import { Accounts, type RecordEntry } from "./accounts.ts";
import type { Classifier } from "./classify.ts";
import { disorder } from "./disorder.ts";
import { explainLoss, explainTaking } from "./explain-loss.ts";
import { FinalLog, offsetsIn } from "./final-log.ts";
import { isInternal } from "./internal-topics.ts";
import { takenByCompaction, takenFromStart } from "./log-life.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { PartitionModel } from "./model/partition-model.ts";
import type { OrderVerdicts } from "./order-verdicts.ts";
import { producerDoubts } from "./producer-doubts.ts";
import {
  outcomeOf,
  RECORD_STATUS_NAMES,
  type RecordOutcome,
  type RecordStatus,
  statusName,
} from "./record-outcome.ts";
import type { Promises } from "./settings.ts";

/** One record and where it is at the end. */
export interface LedgerEntry {
  readonly record: number;
  readonly client: string;
  readonly partition: string | null;
  readonly key: string | null;
  readonly value: string;
  readonly status: RecordStatus;
  readonly error: number;
  readonly offset: number;
  readonly batch: number;
  readonly attempts: number;
  readonly sentEvent: number;
  /** -1 while pending. */
  readonly statusEvent: number;
  /** Copies at the end: broker and offset. */
  readonly copies: readonly { readonly broker: number; readonly offset: number }[];
  /** Hosts that read it, in the order of their first reads. */
  readonly readBy: readonly string[];
}

/** The accounts of a run. */
export interface Ledger {
  readonly sent: number;
  readonly acked: number;
  readonly failed: number;
  /** May or may not be written; those of which nobody was told included. */
  readonly unknown: number;
  readonly unacknowledged: number;
  /** Acknowledged, and not in the log of the final leader (without a leader: on no replica). */
  readonly lost: readonly RecordOutcome[];
  /** The same of records that were sent with acks=0. */
  readonly lostUnacknowledged: readonly RecordOutcome[];
  /** Handed to a producer that died before it sent them; they count as unknown. */
  readonly unsent: readonly RecordOutcome[];
  /** Of which a producer was, or could be, told nothing certain; they count as unknown. */
  readonly ambiguous: readonly RecordOutcome[];
  /** More than once in the final log. */
  readonly duplicated: readonly RecordOutcome[];
  /** Behind a record in the final log that the same producer sent later. */
  readonly reordered: readonly RecordOutcome[];
}

/** Balances the accounts as they stand. */
export function balance(
  model: ClusterModel,
  accounts: Accounts,
  classifier: Classifier,
  promises: Promises,
  verdicts: OrderVerdicts,
): Ledger {
  const counts = new Array<number>(RECORD_STATUS_NAMES.length).fill(0);
  const lost: RecordOutcome[] = [];
  const lostUnacknowledged: RecordOutcome[] = [];
  const finalLogs = new Map<PartitionModel, FinalLog>();
  for (const partition of model.partitions) {
    if (!isInternal(partition.name)) finalLogs.set(partition, new FinalLog(model, partition));
  }
  for (const record of accounts.records) {
    counts[record.status] = (counts[record.status] ?? 0) + 1;
    const { ACKED, UNACKNOWLEDGED } = RECORD_STATUS;
    if (record.status !== ACKED && record.status !== UNACKNOWLEDGED) continue;
    const log = record.partition === null ? undefined : finalLogs.get(record.partition);
    if (log === undefined || log.keeps(record)) continue;
    const fate = log.fateOf(record);
    if (fate === "compacted") continue;
    const outcome =
      fate === "deleted"
        ? takenOutcome(record, model, promises)
        : lossOf(record, model, classifier, promises);
    if (record.status === ACKED) lost.push(outcome);
    else lostUnacknowledged.push(outcome);
  }
  const [pending = 0, acked = 0, failed = 0, unknown = 0, unacknowledged = 0] = counts;
  const { duplicated, reordered } = disorder(model, accounts, verdicts, [...finalLogs.values()]);
  return {
    sent: accounts.records.length,
    acked,
    failed,
    unknown: unknown + pending,
    unacknowledged,
    lost,
    lostUnacknowledged,
    ...producerDoubts(model, accounts, classifier, promises, finalLogs),
    duplicated,
    reordered,
  };
}

/** Every record, one by one, in the order of sending. */
export function* ledgerEntries(model: ClusterModel): Generator<LedgerEntry, void> {
  for (const record of new Accounts(model).records) yield entryOf(model, record);
}

function lossOf(
  record: RecordEntry,
  model: ClusterModel,
  classifier: Classifier,
  promises: Promises,
): RecordOutcome {
  const verdict = classifier.lostRecord(record.row, record.offset);
  const { acks } = promises.producer(model.hostName(record.client));
  const { partition } = record;
  const compacted =
    partition === null ? null : takenByCompaction(model, partition, record.row, record.offset);
  const explained =
    compacted === null
      ? explainLoss(record, model, classifier, acks, verdict.flaw)
      : explainTaking(record, model, acks, compacted.steps);
  return outcomeOf(record, verdict, explained);
}

/** It went with the beginning of its log. */
function takenOutcome(record: RecordEntry, model: ClusterModel, promises: Promises): RecordOutcome {
  const partition = present(record.partition, "what was in a log has a partition");
  const { acks } = promises.producer(model.hostName(record.client));
  const readers = readersOf(model, record.row);
  const { verdict, steps } = takenFromStart(model, partition, record.offset, readers, acks);
  return outcomeOf(record, verdict, explainTaking(record, model, acks, steps));
}

function entryOf(model: ClusterModel, record: RecordEntry): LedgerEntry {
  const { partition, batch } = record;
  const readers = readersOf(model, record.row);
  return {
    record: record.id,
    client: model.hostName(record.client),
    partition: partition?.name ?? null,
    key: record.key,
    value: record.value,
    status: statusName(record.status),
    error: record.error,
    offset: record.offset,
    batch: batch?.id ?? -1,
    attempts: batch?.attempts.length ?? 0,
    sentEvent: record.sentEvent,
    statusEvent: record.statusEvent,
    copies: (partition?.replicas ?? []).flatMap((replica) =>
      offsetsIn(replica, record).map((offset) => ({ broker: replica.broker, offset })),
    ),
    readBy: readers.map((host) => model.hostName(host)),
  };
}

/** Hosts that read a record, in the order of their first reads. */
function readersOf({ table }: ClusterModel, row: number): number[] {
  const first = table.readers.at(row);
  if (first < 0) return [];
  const more = (table.moreReads.get(row) ?? []).filter((_, i) => i % 2 === 0);
  return [...new Set([first, ...more])];
}
