import { gzipSync, strToU8 } from "fflate";
import { SCENARIOS } from "../../scenarios/index.ts";
import { eraRanges, fixedFrom } from "../../sim/index.ts";
import { traceText } from "../../sim/trace/jsonl-writer.ts";
import { hashState } from "../../sim/trace/state-hash.ts";
import { OpenError } from "./failures.ts";
import { neighbourOf } from "./neighbours.ts";
import type { OpenRun } from "./open-run.ts";
import { openScenario } from "./open-scenario.ts";
import { openTrace } from "./open-trace.ts";
import type { Pace } from "./pace.ts";
import type { Args, GalleryEntry, OperationName, Result } from "./protocol.ts";
import { searchEvents } from "./search-events.ts";

type Handlers = {
  readonly [K in OperationName]: (
    args: Args<K>,
    pace: Pace,
  ) => Result<K> | null | Promise<Result<K> | null>;
};

/** What the worker holds between requests: at most one open run. */
export class Session {
  private run: OpenRun | null = null;

  private readonly handlers: Handlers = {
    gallery: () => SCENARIOS.map(galleryEntry),
    run: async ({ query }, pace) => {
      const opened = await openScenario(query, pace);
      return opened === null ? null : this.opened(opened);
    },
    open: async ({ name, bytes }, pace) => {
      const opened = await openTrace(name, bytes, pace);
      return opened === null ? null : this.opened(opened);
    },
    view: ({ index }) => this.openRun().view(this.inside(index)),
    step: ({ index }) => this.openRun().step(this.inside(index)),
    filter: ({ query }) => searchEvents(this.openRun(), query),
    rows: ({ events }) => this.openRun().rows(events),
    record: (args) => this.openRun().record(args),
    records: ({ index }) => this.openRun().recordRows(this.inside(index)),
    zookeeper: ({ index }) => this.openRun().zookeeper(this.inside(index)),
    groups: ({ index }) => this.openRun().groups(this.inside(index)),
    state: ({ index }) => JSON.stringify(this.openRun().state(index)),
    neighbour: ({ index, relation }) => neighbourOf(this.openRun(), index, relation),
    hashes: ({ index }) => ({
      prefix: this.openRun().trace.prefixHash(this.inside(index) + 1),
      state: hashState(this.openRun().state(index)),
    }),
    export: () => exportTrace(this.openRun()),
  };

  handle<K extends OperationName>(
    op: K,
    args: Args<K>,
    pace: Pace,
  ): Result<K> | null | Promise<Result<K> | null> {
    return this.handlers[op](args, pace);
  }

  /** Does a little of what will be useful later. @returns whether there is more */
  prepare(): boolean {
    return this.run?.prepare() ?? false;
  }

  private opened<T>({ run, view }: { readonly run: OpenRun; readonly view: T }): T {
    this.run = run;
    return view;
  }

  /** A request may have been meant for the run before this one. */
  private inside(index: number): number {
    return Math.min(index, this.openRun().trace.length - 1);
  }

  private openRun(): OpenRun {
    if (this.run === null) throw new OpenError("internal", "no run is open");
    return this.run;
  }
}

function galleryEntry(scenario: (typeof SCENARIOS)[number]): GalleryEntry {
  const { id, group, importance, title, explanation, control, eras } = scenario;
  return {
    id,
    group,
    importance,
    title,
    explanation,
    controlTitle: control.title,
    eras: eras === undefined ? "" : eraRanges(eras),
    fixedFrom: fixedFrom(scenario),
  };
}

function exportTrace(run: OpenRun): ArrayBuffer {
  const text = [...traceText(run.trace, run.meta)].join("");
  return gzipSync(strToU8(text)).buffer as ArrayBuffer;
}
