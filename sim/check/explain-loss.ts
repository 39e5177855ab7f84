import { RECORD_STATUS } from "../kafka/facts.ts";
import { LIFE_DOWN } from "../kernel/kernel-facts.ts";
import { type Append, firstAppend, type RecordEntry } from "./accounts.ts";
import type { Classifier } from "./classify.ts";
import { powerFailureOf, roleAt, roleInEpoch } from "./copies.ts";
import type { Deletion } from "./deletions.ts";
import { type ElectionWithout, electionWithout } from "./elections.ts";
import type { Flaw } from "./flaws.ts";
import { holdersOf, stepsCopied, stepsNotCopied, stepsRemaining } from "./loss-copies.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { HistoryEntryOf } from "./model/history.ts";
import type { PartitionModel } from "./model/partition-model.ts";
import type { Told, ToldOf } from "./told.ts";

/** What led to a loss: events, oldest first, and the sentences that tell it. */
export interface LossExplanation {
  readonly causes: readonly number[];
  readonly why: readonly ToldOf[];
}

/** One thing that happened. */
export interface Step {
  readonly event: number;
  readonly told: Told;
}

type Down = HistoryEntryOf<"life">;

/**
 * Tells how a record was lost: where it was, who had it, what took it.
 * @param flaw of the protocol that took part; null for none
 */
export function explainLoss(
  record: RecordEntry,
  model: ClusterModel,
  classifier: Classifier,
  acks: number,
  flaw: Flaw | null,
): LossExplanation {
  return explanationOf(stepsOfLoss(record, { model, classifier, acks, flaw }));
}

/** What led to the loss of a record, whether it was ever written or not. */
export function stepsOfLoss(record: RecordEntry, known: Known): readonly Step[] {
  const { partition, batch } = record;
  const append = batch === null ? undefined : firstAppend(batch);
  return partition === null || append === undefined
    ? stepsUnwritten(record, known)
    : stepsOfWritten(record, partition, append, known);
}

/** Tells how a record was written, and then what took it. */
export function explainTaking(
  record: RecordEntry,
  model: ClusterModel,
  acks: number,
  taken: readonly Step[],
): LossExplanation {
  return explanationOf([...stepsOfAppend(record, model, acks), ...taken]);
}

/** By whom a record was appended first, and what its producer was told; nothing when nobody did. */
export function stepsOfAppend(
  record: RecordEntry,
  model: ClusterModel,
  acks: number,
): readonly Step[] {
  const append = record.batch === null ? undefined : firstAppend(record.batch);
  if (append === undefined || record.partition === null) return [];
  const role = roleAt(model, record.partition, append.broker, append.event);
  const leaderEpoch = append.leaderEpoch < 0 ? (role?.leaderEpoch ?? -1) : append.leaderEpoch;
  return stepsWritten(record, append, leaderEpoch, acks);
}

/** The causes of steps, in order, and what they tell. */
export function explanationOf(steps: readonly Step[]): LossExplanation {
  const causes = new Set(steps.map(({ event }) => event));
  return {
    causes: [...causes].sort((x, y) => x - y),
    why: steps.map(({ event, told }) => ({ event, ...told })),
  };
}

/** What an explanation is drawn from. */
export interface Known {
  readonly model: ClusterModel;
  readonly classifier: Classifier;
  readonly acks: number;
  readonly flaw: Flaw | null;
}

function stepsOfWritten(
  record: RecordEntry,
  partition: PartitionModel,
  append: Append,
  { model, classifier, acks, flaw }: Known,
): Step[] {
  const offset = append.base + record.index;
  const commit = classifier.commitOf(record.row, offset);
  const ledIn = roleAt(model, partition, append.broker, append.event)?.leaderEpoch ?? -1;
  // A batch carries no leader epoch before message format v2.
  const leaderEpoch = append.leaderEpoch < 0 ? ledIn : append.leaderEpoch;
  const { batch, base } = append;
  const written = stepsWritten(record, append, leaderEpoch, acks);
  const deletion = classifier.deletionOf(record.row, offset);
  if (deletion !== null) {
    return [
      ...inOrder([...written, ...stepsCopied(record, append, commit)]),
      ...stepsNotCopied(record, partition, append, deletion.event),
      ...stepsDeleted(partition, deletion),
    ];
  }
  const without = electionWithout(
    model,
    partition,
    { batch, base, offset },
    commit?.leaderEpoch ?? ledIn,
  );
  const election =
    without === undefined
      ? []
      : [{ event: without.election.event, told: electionTold(without, model) }];
  const isOlder = without !== undefined && without.election.event < append.event;
  const taking = inOrder([
    ...(isOlder ? [] : election),
    ...stepsTaken(record, partition, append, model, without, flaw),
  ]);
  const lostIn = taking[0]?.event ?? model.event;
  return [
    ...(isOlder ? election : []),
    ...inOrder([...written, ...stepsCopied(record, append, commit)]),
    ...stepsNotCopied(record, partition, append, lostIn),
    ...taking,
    ...stepsRemaining(record, partition, append),
  ];
}

/** Its topic was deleted. */
function stepsDeleted({ topic, name }: PartitionModel, deletion: Deletion): Step[] {
  const { event, timeUs, request } = deletion;
  const deleted: Step = { event, told: { code: "why.deleted", args: { partition: name, timeUs } } };
  if (request === undefined) return [deleted];
  const args = { topic, timeUs: request.timeUs };
  return [{ event: request.event, told: { code: "why.deletionRequested", args } }, deleted];
}

/** No leader ever appended it. */
function stepsUnwritten(record: RecordEntry, { model, acks, flaw }: Known): Step[] {
  const attempts = record.batch?.attempts ?? [];
  const event = attempts[0]?.event ?? record.sentEvent;
  const steps: Step[] = [
    {
      event: record.sentEvent,
      told: { code: "why.handedOver", args: { timeUs: record.sentUs } },
    },
    { event, told: { code: "why.notAppended", args: { attempts: attempts.length } } },
  ];
  if (flaw !== null) return [...steps, flaw];
  const isDeath = (entry: Down): boolean =>
    entry.life === LIFE_DOWN && entry.event >= event && brokerOf(entry, model) >= 0;
  const death = model.history.find(
    (entry): entry is Down => entry.type === "life" && isDeath(entry),
  );
  if (death !== undefined) return [...steps, downStep(death, model)];
  if (acks !== 0 || attempts.length === 0) return steps;
  const last = attempts.at(-1)?.event ?? event;
  return [...steps, { event: last, told: { code: "why.hiddenError", args: {} } }];
}

function stepsWritten(
  record: RecordEntry,
  append: Append,
  leaderEpoch: number,
  acks: number,
): Step[] {
  const { broker, base, timeUs, event } = append;
  const args = { broker, offset: base + record.index, leaderEpoch, timeUs };
  const steps: Step[] = [{ event, told: { code: "why.appended", args } }];
  if (record.status !== RECORD_STATUS.ACKED) return steps;
  steps.push({
    event: record.statusEvent,
    told: {
      code: "why.acked",
      args: { acks: acks < 0 ? "all" : `${acks}`, timeUs: record.statusUs },
    },
  });
  return steps;
}

/** The deaths before the election that left it behind, and what dropped the copies. */
function stepsTaken(
  record: RecordEntry,
  partition: PartitionModel,
  append: Append,
  model: ClusterModel,
  without: ElectionWithout | undefined,
  flaw: Flaw | null,
): Step[] {
  const offset = append.base + record.index;
  const holders = holdersOf(record);
  const steps: Step[] = [];
  if (flaw !== null) steps.push({ event: flaw.event, told: flaw.told });
  if (without !== undefined) {
    steps.push(...deathsOf(holders, append.event, without.election.event, model));
  }
  const dropped = new Set<number>();
  for (const entry of model.history) {
    if (entry.type !== "truncation" || entry.partition !== partition) continue;
    const { broker, event, from, to, timeUs, powerLost } = entry;
    const takes = event > append.event && to <= offset && offset < from && holders.has(broker);
    if (!takes || dropped.has(broker)) continue;
    dropped.add(broker);
    if (flaw?.event === event && flaw.told.args.broker === broker) continue;
    if (powerLost && rottedAt(model, partition, broker, to)) {
      const args = { broker, offset: to, timeUs };
      steps.push({ event, told: { code: "why.damageTook", args } });
    } else if (powerLost) {
      const args = { broker, offset: to, timeUs: powerFailureOf(model, entry).timeUs };
      steps.push({ event, told: { code: "why.powerTook", args } });
    } else
      steps.push({ event, told: { code: "why.truncated", args: { broker, offset: to, timeUs } } });
    if (without === undefined && powerLost) {
      steps.push(...deathsOf(new Set([broker]), append.event, event, model));
    }
  }
  return steps;
}

function rottedAt(
  { history }: ClusterModel,
  { name }: PartitionModel,
  broker: number,
  offset: number,
): boolean {
  return history.some(
    (entry) =>
      entry.type === "damage" &&
      entry.partition === name &&
      entry.broker === broker &&
      entry.base === offset,
  );
}

function inOrder(steps: readonly Step[]): Step[] {
  return [...steps].sort((x, y) => x.event - y.event);
}

/** The last death of each of these brokers in a stretch of events. */
function deathsOf(
  brokers: ReadonlySet<number>,
  from: number,
  to: number,
  model: ClusterModel,
): Step[] {
  const last = new Map<number, Down>();
  for (const entry of model.history) {
    if (entry.type !== "life" || entry.life !== LIFE_DOWN) continue;
    const broker = brokerOf(entry, model);
    if (entry.event > from && entry.event <= to && brokers.has(broker)) last.set(broker, entry);
  }
  return [...last.values()].map((entry) => downStep(entry, model));
}

function electionTold({ election, elected }: ElectionWithout, model: ClusterModel): Told {
  const { partition, after, unclean, timeUs } = election;
  const { broker } = elected;
  const leaderEpoch = after?.leaderEpoch ?? -1;
  const role = roleInEpoch(model, partition, broker, leaderEpoch);
  const logEndOffset = role?.logEndOffset ?? elected.logEndOffset;
  const args = { broker, leaderEpoch, logEndOffset, timeUs };
  return unclean ? { code: "why.electedUncleanly", args } : { code: "why.elected", args };
}

function downStep(entry: Down, model: ClusterModel): Step {
  const { event, timeUs, reason } = entry;
  const broker = brokerOf(entry, model);
  return { event, told: { code: "why.down", args: { broker, reason, timeUs } } };
}

function brokerOf(entry: Down, model: ClusterModel): number {
  return model.hosts[entry.host]?.broker ?? -1;
}
