import { type Append, everAppended, type RecordEntry } from "./accounts.ts";
import type { Step } from "./explain-loss.ts";
import { lastOf } from "./last-of.ts";
import { type Commit, commitEvent, type PartitionModel } from "./model/partition-model.ts";
import type { LoggedBatch } from "./model/replica-log.ts";
import { listText } from "./told.ts";

/** Who had it. */
export function stepsCopied(
  record: RecordEntry,
  append: Append,
  commit: Commit | undefined,
): Step[] {
  const steps: Step[] = [];
  if (commit !== undefined) {
    const { leader, isrSize } = commit;
    const event = commitEvent(commit, append.base + record.index);
    steps.push({ event, told: { code: "why.committed", args: { leader, isrSize } } });
  }
  const having = [...holdersOf(record)]
    .filter((broker) => broker !== append.broker)
    .sort((x, y) => x - y);
  if (having.length > 0) {
    const event = Math.max(...having.map((broker) => firstCopyOn(record, broker)));
    steps.push({ event, told: { code: "why.fetched", args: { brokers: listText(having) } } });
  }
  return steps;
}

/**
 * Who never had it.
 * @param until the event that began to take it away
 */
export function stepsNotCopied(
  record: RecordEntry,
  partition: PartitionModel,
  append: Append,
  until: number,
): Step[] {
  const holders = holdersOf(record);
  const without = partition.replicas
    .map(({ broker }) => broker)
    .filter((broker) => broker !== append.broker && !holders.has(broker))
    .sort((x, y) => x - y);
  if (without.length === 0) return [];
  const last = lastFetchBy(partition, without, until);
  const args = { brokers: listText(without), lastUs: last?.timeUs ?? -1 };
  return [{ event: last?.event ?? append.event, told: { code: "why.neverFetched", args } }];
}

/** When a record came to a broker that did not have it. */
function firstCopyOn({ batch }: RecordEntry, broker: number): number {
  return batch?.appends.find((append) => append.broker === broker)?.event ?? -1;
}

/** The last time before an event that one of these brokers fetched anything; undefined when none did. */
function lastFetchBy(
  { replicas }: PartitionModel,
  brokers: readonly number[],
  until: number,
): LoggedBatch | undefined {
  const fetched = replicas
    .filter(({ broker }) => brokers.includes(broker))
    .flatMap(({ log }) => everAppended(log))
    .filter(({ byLeader, event }) => !byLeader && event < until);
  return fetched.sort((x, y) => x.event - y.event).at(-1);
}

/** Replicas that still have it, and will drop it. */
export function stepsRemaining(
  record: RecordEntry,
  partition: PartitionModel,
  append: Append,
): Step[] {
  const { batch, index } = record;
  if (batch === null) return [];
  const brokers = partition.replicas
    .filter(({ log }) => log.holds(append.base + index, batch.id, index))
    .map(({ broker }) => broker);
  if (brokers.length === 0) return [];
  const event = Math.max(...brokers.map((broker) => lastCopyOn(batch.appends, broker)));
  return [{ event, told: { code: "why.remains", args: { brokers: listText(brokers) } } }];
}

/** When a record that a broker has came to it. */
function lastCopyOn(appends: readonly Append[], broker: number): number {
  return lastOf(appends, (append) => append.broker === broker)?.event ?? -1;
}

/** Brokers to whose logs the record ever went. */
export function holdersOf(record: RecordEntry): Set<number> {
  return new Set((record.batch?.appends ?? []).map(({ broker }) => broker));
}
