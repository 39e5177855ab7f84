import type { ClusterModel } from "../../check/model/cluster-model.ts";
import type { HistoryEntry, HistoryEntryOf } from "../../check/model/history.ts";
import type { PartitionModel } from "../../check/model/partition-model.ts";
import { present } from "../../kernel/assert.ts";
import { LIFE_DOWN } from "../../kernel/kernel-facts.ts";
import type { PartitionTruth } from "../../trace/registry.ts";
import type { Run } from "../run.ts";
import type { RunNotes } from "./run-notes.ts";

type Lives = HistoryEntryOf<"life">;
type Truth = HistoryEntryOf<"truth">;

/** The registry's truth of a partition that stays is another. */
export interface TruthChange extends Pick<Truth, "partition" | "joined" | "event"> {
  readonly before: PartitionTruth;
  readonly after: PartitionTruth;
}

/** A run that is over, as marks look at it: its model, its history by type, and what was noted. */
export class Seen {
  readonly run: Run;
  readonly model: ClusterModel;
  readonly notes: RunNotes;
  readonly changes: readonly TruthChange[];
  private readonly byType = new Map<HistoryEntry["type"], HistoryEntry[]>();
  private readonly lives = new Map<number, Lives[]>();

  constructor(run: Run) {
    this.run = run;
    this.model = run.checker.model;
    this.notes = present(run.notes, "the run was asked for its marks");
    for (const entry of this.model.history) {
      const known = this.byType.get(entry.type);
      if (known === undefined) this.byType.set(entry.type, [entry]);
      else known.push(entry);
    }
    this.changes = this.of("truth").flatMap(({ partition, before, after, joined, event }) => {
      return before === null || after === null ? [] : [{ partition, before, after, joined, event }];
    });
    for (const life of this.of("life")) {
      const known = this.lives.get(life.host);
      if (known === undefined) this.lives.set(life.host, [life]);
      else known.push(life);
    }
  }

  /** The entries of a type, in the order of events. */
  of<T extends HistoryEntry["type"]>(type: T): readonly HistoryEntryOf<T>[] {
    return (this.byType.get(type) ?? []) as unknown as readonly HistoryEntryOf<T>[];
  }

  /** LIFE_UP, LIFE_DOWN or LIFE_PAUSED of a host at the end of an event. */
  lifeAt(host: number, event: number): number {
    let life = LIFE_DOWN;
    for (const entry of this.lives.get(host) ?? []) {
      if (entry.event > event) break;
      life = entry.life;
    }
    return life;
  }

  /** Up to where records of a partition were committed before an event, at least. */
  committedBefore({ commits }: PartitionModel, event: number): number {
    let end = 0;
    for (const commit of commits) {
      if (commit.event >= event) continue;
      end = Math.max(end, commit.lastEvent < event ? commit.to : commit.from + 1);
    }
    return end;
  }

  /** Index of the host of a broker; -1 when there is none. */
  hostOf(broker: number): number {
    return this.model.hostOfBroker(broker)?.index ?? -1;
  }

  /** Whether a client met that error. */
  clientMet(error: number): boolean {
    return this.model.clients.errors.has(error);
  }
}
