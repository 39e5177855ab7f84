import type { Accounts, Append, RecordEntry } from "./accounts.ts";
import type { FinalLog } from "./final-log.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { PartitionModel } from "./model/partition-model.ts";
import type { OrderVerdict, OrderVerdicts, SentBatch } from "./order-verdicts.ts";
import { offsetsText } from "./ranges-text.ts";
import { type RecordOutcome, statusName } from "./record-outcome.ts";
import type { Told } from "./told.ts";

/** Records that are more than once, or not in the order of their sending, in the final logs. */
export interface Disorder {
  readonly duplicated: readonly RecordOutcome[];
  readonly reordered: readonly RecordOutcome[];
}

interface Found {
  readonly record: RecordEntry;
  readonly offsets: number[];
}

/** Where a record is at the end. */
interface Place {
  readonly partition: PartitionModel;
  readonly found: Found;
}

/** Reads the final logs from end to end. */
export function disorder(
  model: ClusterModel,
  accounts: Accounts,
  verdicts: OrderVerdicts,
  logs: readonly FinalLog[],
): Disorder {
  const duplicated: RecordOutcome[] = [];
  const reordered: RecordOutcome[] = [];
  const places = new Map<number, Place>();
  for (const log of logs) {
    const found = readLog(accounts, log);
    const resent = model.table.resends.size > 0;
    for (const entry of resent ? found.values() : [])
      places.set(entry.record.id, { partition: log.partition, found: entry });
    const latest = new Map<number, Found>();
    for (const entry of found.values()) {
      const { record, offsets } = entry;
      if (offsets.length > 1) duplicated.push(duplicateOf(log.partition, entry, verdicts));
      const before = latest.get(record.client);
      if (before === undefined || before.record.id < record.id) latest.set(record.client, entry);
      else reordered.push(lateOf(log.partition, entry, before, verdicts));
    }
  }
  duplicated.push(...resentTwice(model, places));
  return { duplicated, reordered };
}

/** Records that are there although the failed record of which they are copies is there as well. */
function resentTwice(model: ClusterModel, places: ReadonlyMap<number, Place>): RecordOutcome[] {
  const { resends } = model.table;
  const outcomes: RecordOutcome[] = [];
  for (const [copy, failed] of resends) {
    const place = places.get(copy);
    let earlier: number | undefined = failed;
    while (earlier !== undefined && !places.has(earlier)) earlier = resends.get(earlier);
    const first = earlier === undefined ? undefined : places.get(earlier);
    if (place === undefined || first === undefined) continue;
    const { partition, found } = place;
    const told: Told = {
      code: "why.resent",
      args: {
        offset: found.offsets[0] as number,
        first: first.partition.name,
        firstOffset: first.found.offsets[0] as number,
      },
    };
    outcomes.push(outcomeIn(partition, found.record, found.offsets, RESENT, [told]));
  }
  return outcomes;
}

/** The records in a log, in the order of their first offsets. */
function readLog(accounts: Accounts, finalLog: FinalLog): Map<RecordEntry, Found> {
  const found = new Map<RecordEntry, Found>();
  const log = finalLog.replica?.log;
  if (log === undefined) return found;
  for (let i = log.first; i < log.length; i++) {
    const base = log.base(i);
    for (const record of accounts.batch(log.batch(i)).records) {
      const offset = base + record.index;
      if (record.index < 0 || offset < log.fromOf(i) || offset >= log.endOf(i)) continue;
      if (log.isGap(offset)) continue;
      const known = found.get(record);
      if (known === undefined) found.set(record, { record, offsets: [offset] });
      else known.offsets.push(offset);
    }
  }
  return found;
}

function duplicateOf(
  partition: PartitionModel,
  { record, offsets }: Found,
  verdicts: OrderVerdicts,
): RecordOutcome {
  const attempts = record.batch?.attempts.length ?? 0;
  const copies = copiesOf(record, offsets);
  const appended = copies.map(({ broker, base, leaderEpoch, timeUs }): Told => {
    const args = { broker, offset: base + record.index, leaderEpoch, timeUs };
    return { code: "why.appended", args };
  });
  const told: Told = {
    code: "why.duplicated",
    args: { offsets: offsetsText(offsets), attempts },
  };
  const betweenUs = (copies.at(-1)?.timeUs ?? 0) - (copies[0]?.timeUs ?? 0);
  const verdict = verdicts.duplicate(sentBatch(record), betweenUs);
  return outcomeIn(partition, record, offsets, verdict, [...appended, told]);
}

function lateOf(
  partition: PartitionModel,
  { record, offsets }: Found,
  overtaker: Found,
  verdicts: OrderVerdicts,
): RecordOutcome {
  const attempts = record.batch?.attempts.length ?? 0;
  const overtaken: readonly Told[] =
    attempts > 1 ? [{ code: "why.retryOvertaken", args: { attempts } }] : [];
  const told: Told = {
    code: "why.reordered",
    args: {
      offset: offsets[0] as number,
      overtakenBy: overtaker.record.value,
      overtakerOffset: overtaker.offsets[0] as number,
    },
  };
  const copies = copiesOf(record, offsets);
  const others = copiesOf(overtaker.record, overtaker.offsets);
  const betweenUs = (copies[0]?.timeUs ?? 0) - (others[0]?.timeUs ?? 0);
  const verdict = verdicts.reordered(sentBatch(record), betweenUs);
  const events = others.slice(0, 1).map(({ event }) => event);
  return outcomeIn(partition, record, offsets, verdict, [...overtaken, told], events);
}

function sentBatch({ client, batch, status }: RecordEntry): SentBatch {
  return { client, attempts: batch?.attempts.length ?? 0, status };
}

/** The appends by leaders of a record at these offsets. */
function copiesOf({ batch, index }: RecordEntry, offsets: readonly number[]): readonly Append[] {
  return (batch?.appends ?? []).filter(
    ({ byLeader, base }) => byLeader && offsets.includes(base + index),
  );
}

function outcomeIn(
  partition: PartitionModel,
  record: RecordEntry,
  offsets: readonly number[],
  verdict: OrderVerdict,
  why: readonly Told[],
  events: readonly number[] = [],
): RecordOutcome {
  const appends = copiesOf(record, offsets).map(({ event }) => event);
  const causes = new Set([...(record.batch?.attempts ?? []), ...appends, ...events]);
  return {
    record: record.id,
    partition: partition.name,
    offset: offsets[0] as number,
    value: record.value,
    status: statusName(record.status),
    class: verdict.class,
    fix: verdict.fix,
    causes: [...causes].sort((x, y) => x - y),
    why: [...why, verdict.reason],
  };
}

/** An application's resend is a new record: no setting of a producer is against it. */
const RESENT: OrderVerdict = {
  class: "allowed by configuration",
  reason: { code: "class.resent", args: {} },
  fix: null,
};
