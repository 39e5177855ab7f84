import type { Verdict } from "./classify.ts";
import type { Step } from "./explain-loss.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { HistoryEntryOf } from "./model/history.ts";
import type { PartitionModel } from "./model/partition-model.ts";
import type { ReplicaLog } from "./model/replica-log.ts";
import type { Told } from "./told.ts";

type LogStart = HistoryEntryOf<"logStart">;
type Compaction = HistoryEntryOf<"compaction">;

/** What took a record from its log, and how that is to be judged. */
export interface TakenFromLog {
  readonly verdict: Verdict;
  readonly steps: readonly Step[];
}

/**
 * Who deleted the beginning of a log with that offset in it: a leader, if one did.
 *
 * @param readers indexes of the hosts that read the record, be it later: what a leader has sent arrives
 * @param acks what its producer asked for
 */
export function takenFromStart(
  model: ClusterModel,
  partition: PartitionModel,
  offset: number,
  readers: readonly number[],
  acks: number,
): TakenFromLog {
  const moves = model.history.filter(
    (entry): entry is LogStart =>
      entry.type === "logStart" &&
      entry.partition === partition &&
      entry.from <= offset &&
      offset < entry.to,
  );
  const move = moves.find(({ byLeader }) => byLeader) ?? moves[0];
  if (move === undefined) return { verdict: RETENTION, steps: [] };
  const steps: Step[] = [{ event: move.event, told: moveTold(move) }];
  if (acks < 0 && move.retention !== null && offset >= move.highWatermark) {
    // Whatever it was told afterwards, it had no copy but the one that was deleted.
    const { broker, highWatermark } = move;
    const told: Told = { code: "why.notCommittedThen", args: { broker, highWatermark } };
    return {
      verdict: DELETED_ABOVE_HIGH_WATERMARK,
      steps: [...steps, { event: move.event, told }],
    };
  }
  const behind = move.behind.filter(
    ({ client, position }) => position <= offset && !readers.includes(client),
  );
  const outran = behind.map(({ client, position }): Step => {
    const args = { client: model.hostName(client), position };
    return { event: move.event, told: { code: "why.outran", args } };
  });
  const verdict = move.asked ? DELETED : behind.length > 0 ? OUTRAN : RETENTION;
  return { verdict, steps: [...steps, ...outran] };
}

function moveTold({ broker, to: below, timeUs, asked, retention }: LogStart): Told {
  if (asked) return { code: "why.recordsDeleted", args: { broker, below, timeUs } };
  if (retention === null) return { code: "why.logStartMoved", args: { broker, below, timeUs } };
  const { setting, amount, limit } = retention;
  if (setting === "retention.ms") {
    const args = { broker, below, ageMs: amount, limitMs: limit, timeUs };
    return { code: "why.retentionByTime", args };
  }
  const args = { broker, below, sizeBytes: amount, limitBytes: limit, timeUs };
  return { code: "why.retentionBySize", args };
}

/** A record that compaction took from a leader: how, and how that is to be judged. */
export function takenByCompaction(
  model: ClusterModel,
  partition: PartitionModel,
  row: number,
  offset: number,
): TakenFromLog | null {
  const leader = partition.currentLeader();
  const { table } = model;
  if (leader === null || !leader.log.isGap(offset)) return null;
  if (!leader.log.held(offset, table.batches.at(row), table.positions.at(row))) return null;
  const compactions = model.history.filter(
    (entry): entry is Compaction =>
      entry.type === "compaction" &&
      entry.partition === partition &&
      entry.offsets.some(([from, end]) => from <= offset && offset < end),
  );
  const steps = compactions.map(({ event, broker, timeUs }): Step => {
    return { event, told: { code: "why.compactedAway", args: { broker, timeUs } } };
  });
  const compacted = compactions.find(({ broker }) => broker === leader.broker)?.event ?? -1;
  const later = laterThatWasCut(model, leader.log, row, offset, compacted);
  if (later < 0) return { verdict: COMPACTED_WRONGLY, steps };
  const told: Told = { code: "why.laterWasCut", args: { broker: leader.broker, offset: later } };
  const cut = cutEvent(model, partition, leader.broker, later, compacted);
  return { verdict: COMPACTED_ABOVE_HIGH_WATERMARK, steps: [...steps, { event: cut, told }] };
}

/** When a broker cut off an offset after an event; that event, if it never did. */
function cutEvent(
  { history }: ClusterModel,
  partition: PartitionModel,
  broker: number,
  offset: number,
  after: number,
): number {
  const cut = history.find(
    (entry) =>
      entry.type === "truncation" &&
      entry.partition === partition &&
      entry.broker === broker &&
      entry.event > after &&
      entry.to <= offset &&
      offset < entry.from,
  );
  return cut?.event ?? after;
}

/** Where a later record of the key was when compaction came, that was cut off since; -1: there was none. */
function laterThatWasCut(
  { batchIndex, table }: ClusterModel,
  { dropped }: ReplicaLog,
  row: number,
  offset: number,
  compacted: number,
): number {
  const key = table.keys.at(row);
  for (const { batch, base, from, end, event } of dropped) {
    if (event > compacted || end <= offset) continue;
    const rows = batchIndex.rowsOf(batch);
    for (let at = Math.max(from, offset + 1); at < end; at++) {
      const other = rows[at - base];
      if (other !== undefined && table.keys.at(other) === key) return at;
    }
  }
  return -1;
}

const NO_FLAW = { fix: null, flaw: null };

const RETENTION: Verdict = {
  class: "allowed by configuration",
  reason: { code: "class.retention", args: {} },
  ...NO_FLAW,
};
const OUTRAN: Verdict = {
  class: "allowed by configuration",
  reason: { code: "class.retentionOutran", args: {} },
  ...NO_FLAW,
};
const DELETED: Verdict = {
  class: "operator choice",
  reason: { code: "class.recordsDeleted", args: {} },
  ...NO_FLAW,
};
const DELETED_ABOVE_HIGH_WATERMARK: Verdict = {
  class: "protocol bug",
  reason: { code: "class.repaired", args: { fix: "KAFKA-5634" } },
  fix: "KAFKA-5634",
  flaw: null,
};
const COMPACTED_WRONGLY: Verdict = {
  class: "simulator bug",
  reason: { code: "class.compactedWrongly", args: {} },
  ...NO_FLAW,
};
const COMPACTED_ABOVE_HIGH_WATERMARK: Verdict = {
  class: "protocol bug",
  reason: { code: "class.repaired", args: { fix: "KAFKA-13194" } },
  fix: "KAFKA-13194",
  flaw: null,
};
