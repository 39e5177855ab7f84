import type { Accounts, RecordEntry } from "./accounts.ts";
import type { FinalLog } from "./final-log.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { PartitionModel } from "./model/partition-model.ts";
import { offsetsText } from "./ranges-text.ts";
import { type RecordOutcome, statusName } from "./record-outcome.ts";
import type { ProducerPromise, Promises } from "./settings.ts";
import type { OutcomeClass, Told } from "./told.ts";

/** Records that are more than once, or not in the order of their sending, in the final logs. */
export interface Disorder {
  readonly duplicated: readonly RecordOutcome[];
  readonly reordered: readonly RecordOutcome[];
}

interface Found {
  readonly record: RecordEntry;
  readonly offsets: number[];
}

/** Reads the final logs from end to end. */
export function disorder(
  model: ClusterModel,
  accounts: Accounts,
  promises: Promises,
  logs: readonly FinalLog[],
): Disorder {
  const duplicated: RecordOutcome[] = [];
  const reordered: RecordOutcome[] = [];
  for (const log of logs) {
    const found = readLog(accounts, log);
    const latest = new Map<number, Found>();
    for (const entry of found.values()) {
      const { record, offsets } = entry;
      const promise = promises.producer(model.hostName(record.client));
      if (offsets.length > 1) duplicated.push(duplicateOf(log.partition, entry, promise));
      const before = latest.get(record.client);
      if (before === undefined || before.record.id < record.id) latest.set(record.client, entry);
      else reordered.push(lateOf(log.partition, entry, before, promise));
    }
  }
  return { duplicated, reordered };
}

/** The records in a log, in the order of their first offsets. */
function readLog(accounts: Accounts, finalLog: FinalLog): Map<RecordEntry, Found> {
  const found = new Map<RecordEntry, Found>();
  const log = finalLog.replica?.log;
  if (log === undefined) return found;
  for (let i = 0; i < log.length; i++) {
    const base = log.base(i);
    const count = log.endOf(i) - base;
    for (const record of accounts.batch(log.batch(i)).records) {
      if (record.index < 0 || record.index >= count) continue;
      const known = found.get(record);
      if (known === undefined) found.set(record, { record, offsets: [base + record.index] });
      else known.offsets.push(base + record.index);
    }
  }
  return found;
}

function duplicateOf(
  partition: PartitionModel,
  { record, offsets }: Found,
  promise: ProducerPromise,
): RecordOutcome {
  const attempts = record.batch?.attempts.length ?? 0;
  const told: Told = {
    code: "why.duplicated",
    args: { offsets: offsetsText(offsets), attempts },
  };
  const reason: Told = promise.idempotence
    ? { code: "class.idempotent", args: {} }
    : { code: "class.notIdempotent", args: {} };
  return outcomeOf(partition, record, offsets, promise.idempotence, [told, reason]);
}

function lateOf(
  partition: PartitionModel,
  { record, offsets }: Found,
  overtaker: Found,
  promise: ProducerPromise,
): RecordOutcome {
  const told: Told = {
    code: "why.reordered",
    args: {
      offset: offsets[0] as number,
      overtakenBy: overtaker.record.value,
      overtakerOffset: overtaker.offsets[0] as number,
    },
  };
  const { idempotence, maxInFlight } = promise;
  const reason: Told = idempotence
    ? { code: "class.idempotent", args: {} }
    : { code: "class.inFlight", args: { maxInFlight } };
  return outcomeOf(partition, record, offsets, idempotence, [told, reason]);
}

function outcomeOf(
  partition: PartitionModel,
  record: RecordEntry,
  offsets: readonly number[],
  isBug: boolean,
  why: readonly Told[],
): RecordOutcome {
  const events = new Set(record.batch?.attempts ?? []);
  for (const { byLeader, base, event } of record.batch?.appends ?? []) {
    if (byLeader && offsets.includes(base + record.index)) events.add(event);
  }
  const outcome: OutcomeClass = isBug ? "protocol bug" : "allowed by configuration";
  return {
    record: record.id,
    partition: partition.name,
    offset: offsets[0] as number,
    value: record.value,
    status: statusName(record.status),
    class: outcome,
    fix: null,
    causes: [...events].sort((x, y) => x - y),
    why,
  };
}
