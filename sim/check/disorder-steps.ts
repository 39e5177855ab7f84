import { errorName } from "../kafka/errors.ts";
import type { Append, Attempt, RecordEntry } from "./accounts.ts";
import type { Step } from "./explain-loss.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { PartitionModel } from "./model/partition-model.ts";

/** A record as it was sent, and the places where leaders wrote it. */
export interface Written {
  readonly record: RecordEntry;
  readonly partition: PartitionModel;
  /** In the order of events. */
  readonly copies: readonly Append[];
}

/**
 * How a record came to be where it is: the attempts that were written, why there was another after each, and
 * who wrote them.
 */
export function stepsOfCopies(model: ClusterModel, written: Written): Step[] {
  const { record, copies } = written;
  const attempts = record.batch?.attempts ?? [];
  const steps: Step[] = [];
  for (const number of attemptsThatCount(attempts, copies)) {
    const attempt = attempts[number - 1] as Attempt;
    const { event, broker, timeUs } = attempt;
    steps.push({ event, told: { code: "why.sent", args: { attempt: number, broker, timeUs } } });
    const next = attempts[number];
    if (next !== undefined) steps.push(...failureSteps(model, written, number, attempt, next));
  }
  for (const { broker, base, leaderEpoch, event, timeUs } of copies) {
    const args = { broker, offset: base + record.index, leaderEpoch, timeUs };
    steps.push({ event, told: { code: "why.appended", args } });
  }
  return steps.sort((x, y) => x.event - y.event);
}

/** Who wrote the record that came before it, though it was sent later. */
export function stepsOfOvertaker({ record, copies }: Written): Step[] {
  return copies.slice(0, 1).map(({ broker, base, event, timeUs }) => {
    const args = { value: record.value, broker, offset: base + record.index, timeUs };
    return { event, told: { code: "why.otherAppended", args } };
  });
}

/** Numbers of the first attempt and of those that were on their way when it was written. */
function attemptsThatCount(
  attempts: readonly Attempt[],
  copies: readonly Append[],
): readonly number[] {
  const numbers = new Set<number>(attempts.length > 0 ? [1] : []);
  for (const copy of copies) {
    const before = attempts.filter(
      ({ event, broker }) => event <= copy.event && broker === copy.broker,
    );
    const last = before.at(-1);
    if (last !== undefined) numbers.add(attempts.indexOf(last) + 1);
  }
  return [...numbers].sort((x, y) => x - y);
}

/** What its producer heard of an attempt before it made the next. */
function failureSteps(
  model: ClusterModel,
  { record, partition }: Written,
  number: number,
  attempt: Attempt,
  next: Attempt,
): Step[] {
  const met = model.clients.errorBetween(record.client, partition, attempt.event, next.event);
  if (met === undefined) return [];
  const { event, timeUs } = met;
  const args = { attempt: number, error: errorName(met.error), timeUs };
  return [{ event, told: { code: "why.attemptFailed", args } }];
}
