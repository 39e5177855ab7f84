import { errorName } from "../../kafka/errors.ts";
import { PROCESSING_OUTCOMES } from "../../kafka/facts.ts";
import { LIFE_DOWN, LIFE_PAUSED } from "../../kernel/kernel-facts.ts";
import type { Step } from "../explain-loss.ts";
import { lastOf } from "../last-of.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import type { HistoryEntryOf } from "../model/history.ts";
import type { GroupFacts } from "./group-facts.ts";
import type { CommittedChange, GroupModel, GroupPartition, PositionJump } from "./group-model.ts";
import * as V from "./group-verdicts.ts";
import type { Processing } from "./processed-records.ts";

/** Why a record was processed once more, and how that is to be judged. */
export interface Explained {
  readonly verdict: V.GroupVerdict;
  readonly steps: readonly Step[];
}

/** What a repetition is explained from. */
export interface RepeatContext {
  readonly model: ClusterModel;
  readonly facts: GroupFacts;
  readonly group: GroupModel;
  readonly of: GroupPartition;
}

type Life = HistoryEntryOf<"life">;

/**
 * Tells why what was processed is processed again, from the same place of the log. The steps are those
 * after the first time, in no order.
 */
export function explainRepeat(
  context: RepeatContext,
  before: Processing,
  again: Processing,
): Explained {
  const start = startOf(context, again);
  const verdict = verdictOf(context, before, again, start);
  const between = stepsBetween(context, before, again, start);
  return { verdict, steps: [...between, processedStep(context, again)] };
}

/** An application was through with a record, or gave it up. */
export function processedStep({ model }: RepeatContext, processing: Processing): Step {
  const { event, timeUs, generation, outcome } = processing;
  const client = model.hostName(processing.client);
  const failed = outcome === PROCESSING_OUTCOMES.SKIPPED;
  const code = failed ? "why.failedOn" : "why.processedBy";
  return { event, told: { code, args: { client, generation, timeUs } } };
}

function verdictOf(
  { group, of }: RepeatContext,
  before: Processing,
  again: Processing,
  start: PositionJump | undefined,
): V.GroupVerdict {
  if (isLate(before, again, start)) return V.STALE_OWNER;
  if (start === undefined) return V.UNEXPLAINED;
  const lost = of.lostCommits.find(({ event }) => event > before.event && event <= again.event);
  if (lost !== undefined) return lost.verdict;
  const change = changeBetween(of, before, again);
  if (change !== undefined) return verdictOfChange(change);
  if (start.from < 0 && start.ignoredZooKeeper) return V.OFFSETS_IN_ZOOKEEPER;
  const wentBack = start.from >= 0 || start.committed > again.offset;
  if (wentBack) return V.SOUGHT;
  return group.isGroup ? V.AT_LEAST_ONCE : V.SOUGHT;
}

/** How it is to be judged that the committed offset was not what members had made of it. */
export function verdictOfChange({ cause, by, hadMembers }: CommittedChange): V.GroupVerdict {
  if (cause === "expired") return V.OFFSETS_EXPIRED;
  if (cause === "deleted" || (by === null && !hadMembers)) return V.OFFSETS_SET;
  return V.SOUGHT;
}

/** One of the two was at it although the group had gone on without him. */
function isLate(before: Processing, again: Processing, start: PositionJump | undefined): boolean {
  if (before.client === again.client) return false;
  if (again.generation >= 0 && again.generation < before.generation) return true;
  const isOlder = before.generation >= 0 && before.generation < again.generation;
  return isOlder && start !== undefined && before.event > start.event;
}

/** Where the second one began to read, so that the record came again. */
function startOf({ of }: RepeatContext, again: Processing): PositionJump | undefined {
  return lastOf(
    of.jumps,
    ({ consumer, to, event }) =>
      consumer.client === again.client && to <= again.offset && event <= again.event,
  );
}

/** What brought the committed offset back between the two. */
function changeBetween(
  of: GroupPartition,
  before: Processing,
  again: Processing,
): CommittedChange | undefined {
  return lastOf(
    of.changes,
    ({ event, to }) => event > before.event && event <= again.event && to <= again.offset,
  );
}

function stepsBetween(
  context: RepeatContext,
  before: Processing,
  again: Processing,
  start: PositionJump | undefined,
): Step[] {
  const { of, facts, model, group } = context;
  const steps: Step[] = [...fateSteps(context, before, again)];
  const refused = of.refused.find(
    ({ consumer, offset, event }) =>
      (consumer.client === before.client || consumer.client === again.client) &&
      offset > again.offset &&
      event >= Math.min(before.event, start?.event ?? before.event),
  );
  if (refused !== undefined) {
    const { event, timeUs, consumer, error } = refused;
    const args = { client: consumer.name, error: errorName(error), timeUs };
    steps.push({ event, told: { code: "why.commitRefused", args } });
  }
  const change = changeBetween(of, before, again);
  if (change !== undefined) steps.push(changeStep(group, of, change));
  const newer = Math.max(before.generation, again.generation);
  const note = facts.notes.find(
    (told) => told.type === "stable" && told.group === group && told.generation === newer,
  );
  if (note !== undefined && before.generation !== again.generation) {
    const args = { group: group.name, generation: newer, timeUs: note.timeUs };
    steps.push({ event: note.event, told: { code: "why.rebalanced", args } });
  }
  if (start !== undefined) {
    const { event, timeUs, to: offset, committed } = start;
    const args = { client: model.hostName(again.client), offset, committed, timeUs };
    steps.push({ event, told: { code: "why.startedFrom", args } });
  }
  return steps;
}

/** A coordinator's offset was set back, or taken away. */
export function changeStep(group: GroupModel, of: GroupPartition, change: CommittedChange): Step {
  const { event, timeUs, to: offset, cause } = change;
  const args = { group: group.name, partition: of.partition.name, timeUs };
  if (cause === "expired") return { event, told: { code: "why.offsetExpired", args } };
  if (cause === "deleted") return { event, told: { code: "why.offsetDeleted", args } };
  return { event, told: { code: "why.offsetSet", args: { ...args, offset } } };
}

/** What became of the two: who died, who stood still. */
function fateSteps({ model }: RepeatContext, before: Processing, again: Processing): Step[] {
  const steps: Step[] = [];
  const from = Math.min(before.event, again.event);
  const clients = before.client === again.client ? [before.client] : [before.client, again.client];
  for (const client of clients) {
    const down = lastLife(model, client, LIFE_DOWN, again.event);
    const name = model.hostName(client);
    if (down !== undefined && down.event >= from) {
      const { event, reason, timeUs } = down;
      const args = { client: name, reason, timeUs };
      steps.push({ event, told: { code: "why.clientDown", args } });
      continue;
    }
    const paused = lastLife(model, client, LIFE_PAUSED, again.event);
    if (paused === undefined) continue;
    const { event, timeUs } = paused;
    steps.push({ event, told: { code: "why.clientPaused", args: { client: name, timeUs } } });
  }
  return steps;
}

function lastLife(
  { history }: ClusterModel,
  host: number,
  life: number,
  until: number,
): Life | undefined {
  return lastOf(
    history,
    (entry): entry is Life =>
      entry.type === "life" && entry.host === host && entry.life === life && entry.event <= until,
  );
}
