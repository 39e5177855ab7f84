import { PROCESSING_OUTCOMES } from "../../kafka/facts.ts";
import { LIFE_DOWN } from "../../kernel/kernel-facts.ts";
import { firstAppend, type RecordEntry } from "../accounts.ts";
import type { Classifier } from "../classify.ts";
import type { Step } from "../explain-loss.ts";
import type { FinalLog } from "../final-log.ts";
import { lastOf } from "../last-of.ts";
import { takenFromStart } from "../log-life.ts";
import type { HistoryEntryOf } from "../model/history.ts";
import type { Promises } from "../settings.ts";
import type { CommittedChange, ConsumerModel, PositionJump } from "./group-model.ts";
import * as V from "./group-verdicts.ts";
import { hasEffect, type Processing } from "./processed-records.ts";
import { changeStep, type Explained, processedStep, type RepeatContext } from "./repeats.ts";

/** What a record that nobody processed is explained from. */
export interface NeverContext extends RepeatContext {
  readonly classifier: Classifier;
  readonly promises: Promises;
  readonly log: FinalLog;
}

/** A member of the group polled the record. */
interface Read {
  readonly consumer: ConsumerModel;
  readonly event: number;
}

/**
 * Tells why a group has passed a record that none of its members processed. Null when it did not: the
 * record is gone for reasons of its own, was written before the group began, or is in work.
 * @param offset where it is, or was
 */
export function explainNever(
  context: NeverContext,
  record: RecordEntry,
  offset: number,
): Explained | null {
  const done = context.group.processed.of(record.row);
  if (done.some(({ outcome }) => hasEffect(outcome))) return null;
  const reads = readsOf(context, record);
  const last = done.at(-1);
  if (last !== undefined) return explainUnsuccessful(context, reads, last);
  if (isBeforeGroup(context, record, offset, reads) || isInWork(context, reads)) return null;
  const isDeleted = offset < (context.log.replica?.logStartOffset ?? 0);
  const isKept = !isDeleted && context.log.keeps(record);
  if (!isKept && !isDeleted && context.log.fateOf(record) !== "deleted") return null;
  return explainCommitted(context, offset, reads) ?? explainJump(context, record, offset, isKept);
}

/** How far a group has come in a partition: what it committed, and where its running members are. */
export function frontierOf({ group, of }: RepeatContext): number {
  let frontier = group.committed(of.partition);
  for (const consumer of group.consumers) {
    if (consumer.life === LIFE_DOWN || !of.positioned.has(consumer)) continue;
    frontier = Math.max(frontier, of.partition.positions.get(consumer.client) ?? -1);
  }
  return frontier;
}

/** Processing failed, or the outside system refused it. */
function explainUnsuccessful(
  context: NeverContext,
  reads: readonly Read[],
  last: Processing,
): Explained {
  const isRefused = last.outcome === PROCESSING_OUTCOMES.FENCED;
  return {
    verdict: isRefused ? V.EFFECT_REFUSED : V.PROCESSING_FAILED,
    steps: [...reads.slice(-1).map(polledStep), processedStep(context, last)],
  };
}

/** The group need not look at what was there before it began, and where it did not begin. */
function isBeforeGroup(
  { group, of }: NeverContext,
  record: RecordEntry,
  offset: number,
  reads: readonly Read[],
): boolean {
  const first = of.jumps[0];
  if (reads.length > 0 || first === undefined || offset >= first.to) return false;
  return appendEvent(record) < group.sinceEvent;
}

/** Whoever polled it last still runs and owns the partition: he may come to it. */
function isInWork({ of }: NeverContext, reads: readonly Read[]): boolean {
  const last = reads.at(-1);
  if (last === undefined) return false;
  const { consumer, event } = last;
  const isOwner = of.owners.includes(consumer) || of.positioned.has(consumer);
  return consumer.life !== LIFE_DOWN && consumer.startedEvent <= event && isOwner;
}

/** It was polled, and committed before it was processed. */
function explainCommitted(
  { of, model, promises }: NeverContext,
  offset: number,
  reads: readonly Read[],
): Explained | null {
  const read = reads.at(-1);
  if (read === undefined) return null;
  const commit = of.done.find((done) => done.offset > offset && done.event >= read.event);
  if (commit === undefined) return null;
  const { event, timeUs, consumer } = commit;
  const args = { client: consumer.name, offset: commit.offset, timeUs };
  const steps: Step[] = [polledStep(read), { event, told: { code: "why.committedPast", args } }];
  const down = model.history.find(
    (entry): entry is HistoryEntryOf<"life"> =>
      entry.type === "life" &&
      entry.host === read.consumer.client &&
      entry.life === LIFE_DOWN &&
      entry.event > read.event,
  );
  if (down !== undefined) {
    const told = { client: read.consumer.name, reason: down.reason, timeUs: down.timeUs };
    steps.push({ event: down.event, told: { code: "why.clientDown", args: told } });
  }
  const promise = promises.consumer(read.consumer.name);
  const byWorker = promise?.hasWorker === true && promise.autoCommit;
  return {
    verdict: byWorker ? V.AUTO_COMMIT_OF_WORKER : V.COMMITTED_BEFORE,
    steps: steps.sort((x, y) => x.event - y.event),
  };
}

/** Nobody polled it: a position jumped over it, or the log changed below one. */
function explainJump(
  context: NeverContext,
  record: RecordEntry,
  offset: number,
  isKept: boolean,
): Explained {
  const { of } = context;
  const appended = appendEvent(record);
  const jump = of.jumps.find(
    ({ from, to, event }) => from <= offset && offset < to && event >= appended,
  );
  if (jump === undefined) return explainTruncation(context, offset);
  const { consumer, from, to, event, timeUs } = jump;
  const args = { client: consumer.name, from, to, timeUs };
  const skipped: Step = { event, told: { code: "why.skippedOver", args } };
  if (!isKept) {
    const { model, promises } = context;
    const { acks } = promises.producer(model.hostName(record.client));
    const taken = takenFromStart(model, of.partition, offset, [], acks);
    return { verdict: taken.verdict, steps: [...taken.steps, skipped] };
  }
  const change = changeBefore(context, jump);
  if (change !== undefined) {
    const isSet = change.cause === "committed" && change.by === null;
    return {
      verdict: change.cause === "expired" ? V.OFFSETS_EXPIRED : isSet ? V.OFFSETS_SET : V.SOUGHT,
      steps: [changeStep(context.group, of, change), skipped],
    };
  }
  return { verdict: verdictOfJump(context, jump), steps: [skipped] };
}

function verdictOfJump({ of, promises }: NeverContext, jump: PositionJump): V.GroupVerdict {
  const { from, to, committed, ignoredZooKeeper, consumer, event } = jump;
  const lost = lastOf(of.lostCommits, (one) => one.event <= event);
  if (lost !== undefined) return lost.verdict;
  if (from < 0 && ignoredZooKeeper) return V.OFFSETS_IN_ZOOKEEPER;
  if (from < 0 && committed === to) return V.COMMITTED_BEFORE;
  const resets = promises.consumer(consumer.name)?.reset ?? "latest";
  return committed < 0 && resets === "latest" ? V.RESET_TO_LATEST : V.SOUGHT;
}

/** Why a consumer found another offset than the group had made, or none. */
function changeBefore({ of }: NeverContext, jump: PositionJump): CommittedChange | undefined {
  const isMeant = ({ event, to, cause, by, hadMembers }: CommittedChange) => {
    if (event > jump.event || jump.from >= 0) return false;
    if (to < 0) return jump.committed < 0;
    return to === jump.to && cause === "committed" && by === null && !hadMembers;
  };
  return lastOf(of.changes, isMeant);
}

/** The log was cut below a consumer's position, and went on there (KIP-320). */
function explainTruncation(context: NeverContext, offset: number): Explained {
  const { model, of, classifier } = context;
  const { partition } = of;
  const cut = lastOf(
    model.history,
    (entry): entry is HistoryEntryOf<"truncation"> =>
      entry.type === "truncation" && entry.partition === partition && entry.to <= offset,
  );
  if (cut === undefined) return { verdict: V.UNEXPLAINED, steps: [] };
  const { broker, to, event, timeUs } = cut;
  const args = { partition: partition.name, broker, offset: to, timeUs };
  return {
    verdict: classifier.truncated(partition),
    steps: [{ event, told: { code: "why.cutBelowReader", args } }],
  };
}

function polledStep({ consumer: { name: client }, event }: Read): Step {
  return { event, told: { code: "why.polled", args: { client } } };
}

/** When members of the group polled it. */
function readsOf({ model, facts, group }: NeverContext, { row }: RecordEntry): readonly Read[] {
  const { readers, readEvents, moreReads } = model.table;
  const first = readers.at(row);
  if (first < 0) return [];
  const all = [first, readEvents.at(row), ...(moreReads.get(row) ?? [])];
  const reads: Read[] = [];
  for (let i = 0; i < all.length; i += 2) {
    const consumer = facts.consumers[all[i] as number];
    if (consumer?.group === group) reads.push({ consumer, event: all[i + 1] as number });
  }
  return reads;
}

function appendEvent({ batch, sentEvent }: RecordEntry): number {
  return (batch === null ? undefined : firstAppend(batch)?.event) ?? sentEvent;
}
