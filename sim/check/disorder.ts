import type { Accounts, Append, RecordEntry } from "./accounts.ts";
import { stepsOfCopies, stepsOfOvertaker, type Written } from "./disorder-steps.ts";
import { explanationOf, type Step } from "./explain-loss.ts";
import type { FinalLog } from "./final-log.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { PartitionModel } from "./model/partition-model.ts";
import type { Between, OrderVerdict, OrderVerdicts, SentBatch } from "./order-verdicts.ts";
import { offsetsText } from "./ranges-text.ts";
import { outcomeOf, type RecordOutcome } from "./record-outcome.ts";

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
      if (offsets.length > 1) duplicated.push(duplicateOf(model, log.partition, entry, verdicts));
      const before = latest.get(record.client);
      if (before === undefined || wasSentBefore(before.record, record))
        latest.set(record.client, entry);
      else reordered.push(lateOf(model, log.partition, entry, before, verdicts));
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
    const own = writtenAt(partition, found);
    const earliest = writtenAt(first.partition, first.found);
    const args = {
      offset: found.offsets[0] as number,
      first: first.partition.name,
      firstOffset: first.found.offsets[0] as number,
    };
    const steps: Step[] = [
      ...stepsOfOvertaker(earliest),
      ...stepsOfCopies(model, own),
      { event: appendEvent(own), told: { code: "why.resent", args } },
    ];
    outcomes.push(outcomeIn(partition, found, RESENT, steps));
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
    for (const record of inBatchOrder(accounts.batch(log.batch(i)).records)) {
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

/** Of threads that wait in `send` at the same time the first to get through is the first to have sent. */
function wasSentBefore(one: RecordEntry, other: RecordEntry): boolean {
  if (one.id < other.id) return true;
  if (one.batch === null || other.batch === null) return false;
  return one.batch.id <= other.batch.id;
}

/** Threads of an application that wait in `send` get through in another order than they called it. */
function inBatchOrder(records: readonly RecordEntry[]): readonly RecordEntry[] {
  const isSorted = records.every((record, i) => (records[i - 1]?.index ?? -1) <= record.index);
  return isSorted ? records : [...records].sort((x, y) => x.index - y.index);
}

function duplicateOf(
  model: ClusterModel,
  partition: PartitionModel,
  found: Found,
  verdicts: OrderVerdicts,
): RecordOutcome {
  const { record, offsets } = found;
  const written = writtenAt(partition, found);
  const { copies } = written;
  const attempts = record.batch?.attempts.length ?? 0;
  const args = { offsets: offsetsText(offsets), attempts };
  const verdict = verdicts.duplicate(
    sentBatch(record),
    between(partition, copies[0], copies.at(-1)),
  );
  const steps: Step[] = [
    ...withFlaw(stepsOfCopies(model, written), verdict),
    { event: appendEvent(written), told: { code: "why.duplicated", args } },
  ];
  return outcomeIn(partition, found, verdict, steps);
}

function lateOf(
  model: ClusterModel,
  partition: PartitionModel,
  found: Found,
  overtaker: Found,
  verdicts: OrderVerdicts,
): RecordOutcome {
  const { record, offsets } = found;
  const written = writtenAt(partition, found);
  const other = writtenAt(partition, overtaker);
  const attempts = record.batch?.attempts.length ?? 0;
  const event = appendEvent(written);
  const verdict = verdicts.reordered(
    sentBatch(record),
    between(partition, other.copies[0], written.copies[0]),
  );
  const steps = withFlaw([...stepsOfCopies(model, written), ...stepsOfOvertaker(other)], verdict);
  if (attempts > 1) steps.push({ event, told: { code: "why.retryOvertaken", args: { attempts } } });
  const args = {
    offset: offsets[0] as number,
    overtakenBy: overtaker.record.value,
    overtakerOffset: overtaker.offsets[0] as number,
  };
  steps.push({ event, told: { code: "why.reordered", args } });
  return outcomeIn(partition, found, verdict, steps);
}

function between(
  partition: PartitionModel,
  first: Append | undefined,
  second: Append | undefined,
): Between {
  const us = (second?.timeUs ?? 0) - (first?.timeUs ?? 0);
  const events = { from: first?.event ?? -1, to: second?.event ?? -1 };
  return { partition, broker: second?.broker ?? -1, ...events, us };
}

/** The steps in order, with the flaw among them. */
function withFlaw(steps: readonly Step[], { flaw }: OrderVerdict): Step[] {
  const all = flaw === null ? [...steps] : [...steps, flaw];
  return all.sort((x, y) => x.event - y.event);
}

function sentBatch({ client, batch, status }: RecordEntry): SentBatch {
  return { client, attempts: batch?.attempts.length ?? 0, status };
}

/** A record with the appends by leaders that put it where it is. */
function writtenAt(partition: PartitionModel, { record, offsets }: Found): Written {
  const { batch, index } = record;
  const copies = (batch?.appends ?? []).filter(
    ({ byLeader, base }) => byLeader && offsets.includes(base + index),
  );
  return { record, partition, copies };
}

/** When the last copy of it was written. */
function appendEvent({ record, copies }: Written): number {
  return copies.at(-1)?.event ?? record.sentEvent;
}

function outcomeIn(
  partition: PartitionModel,
  { record, offsets }: Found,
  verdict: OrderVerdict,
  steps: readonly Step[],
): RecordOutcome {
  const outcome = outcomeOf(record, verdict, explanationOf(steps), offsets[0] as number);
  return { ...outcome, partition: partition.name };
}

/** An application's resend is a new record: no setting of a producer is against it. */
const RESENT: OrderVerdict = {
  class: "allowed by configuration",
  reason: { code: "class.resent", args: {} },
  fix: null,
  flaw: null,
};
