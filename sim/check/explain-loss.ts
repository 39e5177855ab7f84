import { RECORD_STATUS } from "../kafka/facts.ts";
import { LIFE_DOWN } from "../kernel/kernel-facts.ts";
import { type Append, firstAppend, type RecordEntry } from "./accounts.ts";
import type { Classifier } from "./classify.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { HistoryEntryOf } from "./model/history.ts";
import type { PartitionModel } from "./model/partition-model.ts";
import { listText, type Told } from "./told.ts";

/** What led to a loss: events, oldest first, and the sentences that tell it. */
export interface LossExplanation {
  readonly causes: readonly number[];
  readonly why: readonly Told[];
}

interface Step {
  /** -1: no event of its own. */
  readonly event: number;
  readonly told: Told;
}

type Down = HistoryEntryOf<"life">;
type Truth = HistoryEntryOf<"truth">;

/** Tells how a record was lost: where it was, who had it, what took it. */
export function explainLoss(
  record: RecordEntry,
  model: ClusterModel,
  classifier: Classifier,
  acks: number,
): LossExplanation {
  const { partition, batch } = record;
  const append = batch === null ? undefined : firstAppend(batch);
  const steps =
    partition === null || append === undefined
      ? stepsUnwritten(record, model)
      : [
          ...stepsWritten(record, append, acks),
          ...stepsCopied(record, partition, append, classifier),
          ...stepsTaken(record, partition, append, model),
          ...stepsRemaining(record, partition, append),
        ];
  const causes = new Set(steps.map(({ event }) => event).filter((event) => event >= 0));
  return { causes: [...causes].sort((x, y) => x - y), why: steps.map(({ told }) => told) };
}

/** No leader ever appended it. */
function stepsUnwritten(record: RecordEntry, model: ClusterModel): Step[] {
  const attempts = record.batch?.attempts ?? [];
  const event = attempts[0] ?? -1;
  const steps: Step[] = [
    {
      event: record.sentEvent,
      told: { code: "why.handedOver", args: { timeUs: record.sentUs } },
    },
    { event, told: { code: "why.notAppended", args: { attempts: attempts.length } } },
  ];
  const since = event >= 0 ? event : record.sentEvent;
  const isDeath = (entry: Down): boolean =>
    entry.life === LIFE_DOWN && entry.event >= since && brokerOf(entry, model) >= 0;
  const death = model.history.find(
    (entry): entry is Down => entry.type === "life" && isDeath(entry),
  );
  return death === undefined ? steps : [...steps, downStep(death, model)];
}

function stepsWritten(record: RecordEntry, append: Append, acks: number): Step[] {
  const { broker, base, leaderEpoch, timeUs, event } = append;
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

/** Who had it. */
function stepsCopied(
  record: RecordEntry,
  partition: PartitionModel,
  append: Append,
  classifier: Classifier,
): Step[] {
  const steps: Step[] = [];
  const commit = classifier.commitOf(record.row, append.base + record.index);
  if (commit !== undefined) {
    const { leader, isrSize } = commit;
    steps.push({ event: -1, told: { code: "why.committed", args: { leader, isrSize } } });
  }
  const holders = holdersOf(record);
  const others = partition.replicas
    .map(({ broker }) => broker)
    .filter((broker) => broker !== append.broker)
    .sort((x, y) => x - y);
  const having = others.filter((broker) => holders.has(broker));
  const without = others.filter((broker) => !holders.has(broker));
  if (having.length > 0) {
    steps.push({ event: -1, told: { code: "why.fetched", args: { brokers: listText(having) } } });
  }
  if (without.length > 0) {
    const args = { brokers: listText(without) };
    steps.push({ event: -1, told: { code: "why.neverFetched", args } });
  }
  return steps;
}

/** The election that left it behind, the deaths before, and what dropped the copies. */
function stepsTaken(
  record: RecordEntry,
  partition: PartitionModel,
  append: Append,
  model: ClusterModel,
): Step[] {
  const offset = append.base + record.index;
  const holders = holdersOf(record);
  const elections = model.history.filter(
    (entry): entry is Truth =>
      entry.type === "truth" && entry.partition === partition && entry.event >= append.event,
  );
  const leftBehind = elections.find((entry) => leavesBehind(entry, offset, holders, model));
  const steps: Step[] = [];
  if (leftBehind !== undefined) {
    steps.push(...deathsOf(holders, append.event, leftBehind.event, model));
    steps.push({ event: leftBehind.event, told: electionTold(leftBehind, model) });
  }
  const dropped = new Set<number>();
  for (const entry of model.history) {
    if (entry.type !== "truncation" || entry.partition !== partition) continue;
    const { broker, event, from, to, timeUs, powerLost } = entry;
    const takes = event > append.event && to <= offset && offset < from && holders.has(broker);
    if (!takes || dropped.has(broker)) continue;
    dropped.add(broker);
    const code = powerLost ? "why.powerTook" : "why.truncated";
    steps.push({ event, told: { code, args: { broker, offset: to, timeUs } } });
    if (leftBehind === undefined && powerLost) {
      steps.push(...deathsOf(new Set([broker]), append.event, event, model));
    }
  }
  return steps.sort((x, y) => x.event - y.event);
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

/** Whether that change of the registry names a leader without the record. */
function leavesBehind(
  { partition, before, after }: Truth,
  offset: number,
  holders: ReadonlySet<number>,
  model: ClusterModel,
): boolean {
  if (after === null || after.leader < 0 || after.leader === before?.leader) return false;
  if (!holders.has(after.leader)) return true;
  const role = roleAfter(partition, after.leader, after.leaderEpoch, model);
  return role !== undefined && role.logEndOffset <= offset;
}

function electionTold({ partition, after, unclean, timeUs }: Truth, model: ClusterModel): Told {
  const leader = after?.leader ?? -1;
  const leaderEpoch = after?.leaderEpoch ?? -1;
  const role = roleAfter(partition, leader, leaderEpoch, model);
  const logEndOffset = role?.logEndOffset ?? partition.replica(leader).logEndOffset;
  const args = { broker: leader, leaderEpoch, logEndOffset, timeUs };
  return unclean ? { code: "why.electedUncleanly", args } : { code: "why.elected", args };
}

/** When a broker took up its role in that leader epoch. */
function roleAfter(
  partition: PartitionModel,
  broker: number,
  leaderEpoch: number,
  model: ClusterModel,
): HistoryEntryOf<"role"> | undefined {
  return model.history.find(
    (entry): entry is HistoryEntryOf<"role"> =>
      entry.type === "role" &&
      entry.partition === partition &&
      entry.broker === broker &&
      entry.leaderEpoch === leaderEpoch,
  );
}

/** Replicas that still have it, and will drop it. */
function stepsRemaining(record: RecordEntry, partition: PartitionModel, append: Append): Step[] {
  const { batch, index } = record;
  if (batch === null) return [];
  const brokers = partition.replicas
    .filter(({ log }) => log.holds(append.base + index, batch.id, index))
    .map(({ broker }) => broker);
  if (brokers.length === 0) return [];
  return [{ event: -1, told: { code: "why.remains", args: { brokers: listText(brokers) } } }];
}

function downStep(entry: Down, model: ClusterModel): Step {
  const { event, timeUs, reason } = entry;
  const broker = brokerOf(entry, model);
  return { event, told: { code: "why.down", args: { broker, reason, timeUs } } };
}

function brokerOf(entry: Down, model: ClusterModel): number {
  return model.hosts[entry.host]?.broker ?? -1;
}

/** Brokers to whose logs the record ever went. */
function holdersOf(record: RecordEntry): Set<number> {
  return new Set((record.batch?.appends ?? []).map(({ broker }) => broker));
}
