import type { ClusterModel } from "./model/cluster-model.ts";
import type { HistoryEntryOf } from "./model/history.ts";
import type { PartitionModel, ReplicaModel } from "./model/partition-model.ts";
import type { LoggedBatch } from "./model/replica-log.ts";

/** A record by what it is: a batch at a place, and an offset in it. */
export interface CopyOf {
  readonly batch: number;
  /** Offset of the first record of the batch. */
  readonly base: number;
  readonly offset: number;
}

type Truncation = HistoryEntryOf<"truncation">;
type Role = HistoryEntryOf<"role">;

/** What a replica's log had at an offset at the end of an event; undefined when it had nothing there. */
export function batchAt(
  model: ClusterModel,
  replica: ReplicaModel,
  offset: number,
  event: number,
): LoggedBatch | undefined {
  let latest: LoggedBatch | undefined;
  for (const logged of everLogged(replica, offset)) {
    const covers = logged.from <= offset && offset < logged.end && logged.event <= event;
    if (covers && logged.event >= (latest?.event ?? -1)) latest = logged;
  }
  if (latest === undefined) return undefined;
  return dropAfter(model, replica, offset, latest.event, event) === undefined ? latest : undefined;
}

/**
 * Whether a replica had that record at the end of an event. What retention or compaction took from it
 * counts as held: it was not lost.
 */
export function heldAt(
  model: ClusterModel,
  replica: ReplicaModel,
  { batch, base, offset }: CopyOf,
  event: number,
): boolean {
  const logged = batchAt(model, replica, offset, event);
  return logged !== undefined && logged.batch === batch && logged.base === base;
}

/** The truncation that took a record from a replica for the last time; undefined when none did. */
export function lastDropOf(
  model: ClusterModel,
  replica: ReplicaModel,
  { batch, base, offset }: CopyOf,
  until: number,
): Truncation | undefined {
  let appended = -1;
  for (const logged of everLogged(replica, offset)) {
    const same = logged.batch === batch && logged.base === base && logged.event <= until;
    if (same) appended = Math.max(appended, logged.event);
  }
  return appended < 0 ? undefined : dropAfter(model, replica, offset, appended, until);
}

/** The role that a broker had of a partition at the end of an event; undefined before it had any. */
export function roleAt(
  model: ClusterModel,
  partition: PartitionModel,
  broker: number,
  event: number,
): Role | undefined {
  return lastRole(model, partition, broker, (entry) => entry.event <= event);
}

/** The role that it had before it took up that one. */
export function roleBefore(model: ClusterModel, role: Role): Role | undefined {
  return lastRole(model, role.partition, role.broker, (entry) => entry.event < role.event);
}

/** When a broker took up its role in a leader epoch. */
export function roleInEpoch(
  model: ClusterModel,
  partition: PartitionModel,
  broker: number,
  leaderEpoch: number,
): Role | undefined {
  return model.history.find(
    (entry): entry is Role =>
      entry.type === "role" &&
      entry.partition === partition &&
      entry.broker === broker &&
      entry.leaderEpoch === leaderEpoch,
  );
}

/** The ISR in the registry at the end of an event. */
export function isrAt(
  { history }: ClusterModel,
  partition: PartitionModel,
  event: number,
): readonly number[] {
  for (let i = history.length - 1; i >= 0; i--) {
    const entry = history[i];
    if (entry?.type !== "truth" || entry.partition !== partition || entry.event > event) continue;
    return entry.after?.isr ?? [];
  }
  return [];
}

/** When the power failed that took the end of a log: the truncation only finds out. */
export function powerFailureOf(
  { history, hosts }: ClusterModel,
  truncation: Truncation,
): { readonly event: number; readonly timeUs: number } {
  let failure: { readonly event: number; readonly timeUs: number } = truncation;
  for (const entry of history) {
    if (entry.event > truncation.event) break;
    if (entry.type !== "life" || entry.reason !== "lost power") continue;
    if (hosts[entry.host]?.broker === truncation.broker) failure = entry;
  }
  return failure;
}

function lastRole(
  { history }: ClusterModel,
  partition: PartitionModel,
  broker: number,
  isMeant: (entry: Role) => boolean,
): Role | undefined {
  for (let i = history.length - 1; i >= 0; i--) {
    const entry = history[i];
    if (entry?.type !== "role" || entry.partition !== partition || entry.broker !== broker)
      continue;
    if (isMeant(entry)) return entry;
  }
  return undefined;
}

/** The first truncation at or below an offset after one event and up to another. */
function dropAfter(
  { history }: ClusterModel,
  { partition, broker }: ReplicaModel,
  offset: number,
  after: number,
  until: number,
): Truncation | undefined {
  return history.find(
    (entry): entry is Truncation =>
      entry.type === "truncation" &&
      entry.partition === partition &&
      entry.broker === broker &&
      entry.to <= offset &&
      entry.event > after &&
      entry.event <= until,
  );
}

/** Everything a log ever had at an offset. */
function* everLogged({ log }: ReplicaModel, offset: number): Generator<LoggedBatch, void> {
  yield* log.dropped;
  const there = log.indexEver(offset);
  if (there >= 0) yield log.logged(there);
}
