import { PROCESSING_OUTCOMES } from "../../kafka/facts.ts";
import type { Micros } from "../../kernel/time.ts";
import type { Accounts, RecordEntry } from "../accounts.ts";
import type { Classifier } from "../classify.ts";
import { explanationOf, type Step } from "../explain-loss.ts";
import { FinalLog, offsetsIn } from "../final-log.ts";
import { lastOf } from "../last-of.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import type { PartitionModel } from "../model/partition-model.ts";
import { offsetsText } from "../ranges-text.ts";
import { outcomeOf, type RecordOutcome } from "../record-outcome.ts";
import type { Promises } from "../settings.ts";
import type { OutcomeClass } from "../told.ts";
import type { Consumption, Unconsumed } from "./consumption.ts";
import type { GroupFacts } from "./group-facts.ts";
import type { GroupModel, GroupPartition } from "./group-model.ts";
import * as V from "./group-verdicts.ts";
import { explainNever, frontierOf } from "./never-processed.ts";
import { hasEffect, type Processing } from "./processed-records.ts";
import { explainRepeat, processedStep, type RepeatContext, verdictOfChange } from "./repeats.ts";

/** More repetitions of one record are not explained one by one. */
const MOST_REPEATS = 3;

/** What became of a record in a group. */
export interface GroupOutcome extends RecordOutcome {
  /** Its name; that of a consumer without a group. */
  readonly group: string;
}

/** A key whose last effect on the outside system is that of an older record. */
export interface OverwrittenKey extends GroupOutcome {
  readonly key: string;
}

/** A consumer that took itself for the owner in a generation that was over. */
export interface StaleOwnership {
  readonly client: string;
  readonly partition: string;
  readonly generation: number;
  readonly owner: string;
  readonly ownerGeneration: number;
  readonly event: number;
  readonly fromUs: Micros;
  /** Null: to the end. */
  readonly toUs: Micros | null;
}

/** A committed offset went back, or away. */
export interface OffsetChange {
  readonly partition: string;
  readonly from: number;
  /** -1: none any more. */
  readonly to: number;
  /** `committed` by `client` or, when that is null, from outside the group; `expired`; `deleted`; `lost`. */
  readonly cause: string;
  readonly client: string | null;
  readonly event: number;
  readonly timeUs: Micros;
  readonly class: OutcomeClass;
}

/** The accounts of one group. */
export interface GroupAccount {
  readonly group: string;
  /** The newest generation; 0: there was none. */
  readonly generation: number;
  /** Records with at least one effect. */
  readonly processed: number;
  readonly staleOwners: readonly StaleOwnership[];
  readonly offsetChanges: readonly OffsetChange[];
}

/** What is accounted for of consumers. */
export interface GroupAccounts {
  /** Groups only, in the order in which they were first heard of. */
  readonly groups: readonly GroupAccount[];
  /** With more than one effect on the outside system. */
  readonly processedTwice: readonly GroupOutcome[];
  /** Passed by their group, and processed by none of its members. */
  readonly neverProcessed: readonly GroupOutcome[];
  readonly overwritten: readonly OverwrittenKey[];
  readonly unconsumed: readonly Unconsumed[];
}

/** Draws up the accounts of consumers as they stand. */
export class GroupBook {
  private readonly model: ClusterModel;
  private readonly facts: GroupFacts;
  private readonly consumption: Consumption;
  private readonly classifier: Classifier;
  private readonly promises: Promises;

  constructor(
    model: ClusterModel,
    consumption: Consumption,
    classifier: Classifier,
    promises: Promises,
  ) {
    this.model = model;
    this.facts = model.groups;
    this.consumption = consumption;
    this.classifier = classifier;
    this.promises = promises;
  }

  /** @param accounts the records of the run */
  balance(accounts: Accounts): GroupAccounts {
    const { facts } = this;
    if (facts.groups.size === 0) return NO_GROUPS;
    const groups = [...facts.groups.values()];
    const byPartition = recordsByPartition(accounts);
    return {
      groups: groups.filter(({ isGroup }) => isGroup).map((group) => this.account(group, accounts)),
      processedTwice: groups.flatMap((group) => this.processedTwice(group, accounts)),
      neverProcessed: groups.flatMap((group) =>
        group.isGroup ? this.neverProcessed(group, byPartition) : [],
      ),
      overwritten: groups.flatMap((group) => this.overwritten(group, accounts)),
      unconsumed: this.consumption.gaps(),
    };
  }

  private account(group: GroupModel, { records }: Accounts): GroupAccount {
    const processed = records.filter(({ row }) =>
      group.processed.of(row).some(({ outcome }) => hasEffect(outcome)),
    );
    const partitions = [...group.partitions.values()];
    return {
      group: group.name,
      generation: group.coordinator?.generation ?? group.settledGeneration,
      processed: processed.length,
      staleOwners: inOrder(partitions.flatMap(staleOwnerships)),
      offsetChanges: inOrder(partitions.flatMap(offsetChanges)),
    };
  }

  private processedTwice(group: GroupModel, { records }: Accounts): GroupOutcome[] {
    const outcomes: GroupOutcome[] = [];
    for (const row of [...group.processed.repeated].sort((x, y) => x - y)) {
      const effects = group.processed.of(row).filter(isApplied);
      const record = records[row];
      if (effects.length < 2 || record?.partition == null) continue;
      const of = group.of(record.partition);
      outcomes.push(this.outcomeOfRepeats(group, of, record, effects));
    }
    return outcomes;
  }

  private outcomeOfRepeats(
    group: GroupModel,
    of: GroupPartition,
    record: RecordEntry,
    effects: readonly Processing[],
  ): GroupOutcome {
    const context = this.context(group, of);
    const steps: Step[] = effects.slice(0, 1).map((first) => processedStep(context, first));
    let verdict: V.GroupVerdict = V.AT_LEAST_ONCE;
    for (let i = 1; i < effects.length && i <= MOST_REPEATS; i++) {
      const before = effects[i - 1] as Processing;
      const again = effects[i] as Processing;
      if (before.offset !== again.offset) {
        const offsets = offsetsText([before.offset, again.offset].sort((x, y) => x - y));
        steps.push({ event: again.event, told: { code: "why.twiceInLog", args: { offsets } } });
        verdict = V.TWICE_IN_LOG;
        continue;
      }
      const explained = explainRepeat(context, before, again);
      steps.push(...explained.steps);
      if (i === 1 || explained.verdict.class === "protocol bug") verdict = explained.verdict;
    }
    const offset = effects[0]?.offset ?? record.offset;
    const explanation = explanationOf(withoutEqual(steps));
    return { ...outcomeOf(record, verdict, explanation, offset), group: group.name };
  }

  private neverProcessed(
    group: GroupModel,
    byPartition: ReadonlyMap<PartitionModel, readonly RecordEntry[]>,
  ): GroupOutcome[] {
    const outcomes: GroupOutcome[] = [];
    if (!group.consumers.some(({ name }) => this.processes(group, name))) return outcomes;
    for (const of of group.partitions.values()) {
      const log = new FinalLog(this.model, of.partition);
      const { classifier, promises } = this;
      const context = { ...this.context(group, of), classifier, promises, log };
      const frontier = frontierOf(context);
      for (const record of byPartition.get(of.partition) ?? []) {
        const kept = log.leader === null ? [] : offsetsIn(log.leader, record);
        const offset = kept[0] ?? record.offset;
        if (offset < 0 || offset >= frontier) continue;
        const explained = explainNever(context, record, offset);
        if (explained === null) continue;
        const explanation = explanationOf(explained.steps);
        const outcome = outcomeOf(record, explained.verdict, explanation, offset);
        outcomes.push({ ...outcome, group: group.name });
      }
    }
    return outcomes.sort((x, y) => x.record - y.record);
  }

  private overwritten(group: GroupModel, { records }: Accounts): OverwrittenKey[] {
    const outcomes: OverwrittenKey[] = [];
    for (const { row, newestRow, offset, newest } of group.processed.effects.values()) {
      const record = records[row];
      if (newest <= offset || record?.partition == null || record.key === null) continue;
      const context = this.context(group, group.of(record.partition));
      const late = lastOf(group.processed.of(row), isApplied);
      const first = group.processed.of(newestRow).find(isApplied);
      const newer = records[newestRow];
      if (late === undefined || first === undefined || newer === undefined) continue;
      const args = { key: record.key, value: record.value, newer: newer.value, offset: newest };
      const steps: Step[] = [
        processedStep(context, first),
        { event: first.event, told: { code: "why.newerEffect", args } },
        processedStep(context, late),
      ];
      const again = group.processed.of(row).filter(isApplied);
      const before = again.at(-2);
      const verdict =
        late.generation >= 0 && late.generation < first.generation
          ? V.STALE_OWNER
          : before === undefined
            ? V.AT_LEAST_ONCE
            : explainRepeat(context, before, late).verdict;
      const outcome = outcomeOf(record, verdict, explanationOf(steps), offset);
      outcomes.push({ ...outcome, group: group.name, key: record.key });
    }
    return outcomes.sort((x, y) => x.record - y.record);
  }

  private context(group: GroupModel, of: GroupPartition): RepeatContext {
    const { model, facts } = this;
    return { model, facts, group, of };
  }

  /** Whether a consumer has an application that does anything. */
  private processes(group: GroupModel, name: string): boolean {
    return this.promises.consumer(name)?.processes ?? !group.processed.isEmpty;
  }
}

const NO_GROUPS: GroupAccounts = {
  groups: [],
  processedTwice: [],
  neverProcessed: [],
  overwritten: [],
  unconsumed: [],
};

function isApplied({ outcome }: Processing): boolean {
  return outcome === PROCESSING_OUTCOMES.APPLIED;
}

/** In order; what two repetitions have in common is told once. */
function withoutEqual(steps: Step[]): Step[] {
  const told = new Set<string>();
  return inOrder(steps).filter(({ event, told: { code, args } }) => {
    const key = `${event} ${code} ${JSON.stringify(args)}`;
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
}

function recordsByPartition({ records }: Accounts): Map<PartitionModel, RecordEntry[]> {
  const byPartition = new Map<PartitionModel, RecordEntry[]>();
  for (const record of records) {
    if (record.partition === null) continue;
    const known = byPartition.get(record.partition);
    if (known === undefined) byPartition.set(record.partition, [record]);
    else known.push(record);
  }
  return byPartition;
}

function staleOwnerships({ partition, staleOwners }: GroupPartition): StaleOwnership[] {
  return staleOwners.map(
    ({ consumer, generation, owner, ownerGeneration, event, timeUs, untilUs }) => ({
      client: consumer.name,
      partition: partition.name,
      generation,
      owner: owner.name,
      ownerGeneration,
      event,
      fromUs: timeUs,
      toUs: untilUs,
    }),
  );
}

function offsetChanges({ partition, changes, lostCommits }: GroupPartition): OffsetChange[] {
  const changed = changes.map((change) => {
    const { from, to, cause, by, event, timeUs } = change;
    const judged = verdictOfChange(change).class;
    return { from, to, cause, client: by?.name ?? null, event, timeUs, class: judged };
  });
  const lost = lostCommits.map(({ done, found, event, timeUs, verdict }) => ({
    from: done.offset,
    to: found,
    cause: "lost",
    client: null,
    event,
    timeUs,
    class: verdict.class,
  }));
  return [...changed, ...lost].map((change) => ({ partition: partition.name, ...change }));
}

function inOrder<T extends { readonly event: number }>(all: T[]): T[] {
  return all.sort((x, y) => x.event - y.event);
}
