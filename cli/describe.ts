import {
  type Era,
  eraNamed,
  type RunInput,
  resolveScenario,
  type Scenario,
  type State,
} from "../sim/index.ts";
import { present } from "../sim/kernel/assert.ts";
import type { EventColumns } from "../sim/trace/columns.ts";
import { Snapshots } from "../sim/trace/fold.ts";
import { execute } from "./execute.ts";
import type { RunRequest } from "./input.ts";
import type { Io } from "./io.ts";
import { eventAt, type Moment } from "./moment.ts";
import { readTrace } from "./trace-input.ts";

/** A run at one moment. */
export interface DescribedMoment {
  readonly input: RunInput;
  /** The scenario as it ran: with the control's change and this run's settings. */
  readonly scenario: Scenario;
  readonly era: Era;
  /** The last event; -1 is before the first. */
  readonly event: number;
  /** Virtual time of that event. */
  readonly us: number;
  readonly state: State;
}

/**
 * The state of a run at a moment; at its end when there is none. A trace file is read as it is; if
 * `isChanged`, or without one, the run is executed.
 * @throws UsageError when the run does not last so long
 */
export async function describedMoment(
  { input, traceFile, view }: RunRequest,
  moment: Moment | null,
  isChanged: boolean,
  io: Io,
): Promise<DescribedMoment> {
  const era = eraNamed(input.era);
  const scenario = resolveScenario(input.scenario, input.control, input.settings, era);
  const linked = view?.event === undefined || view.event === null ? null : { event: view.event };
  const { columns, endUs } =
    traceFile === null || isChanged ? executed(input, io) : await recorded(traceFile);
  const event = eventAt(moment ?? linked, columns, endUs);
  const us = event === -1 ? 0 : columns.time(event);
  return { input, scenario, era, event, us, state: new Snapshots(columns).at(event) };
}

interface Events {
  readonly columns: EventColumns;
  readonly endUs: number;
}

function executed(input: RunInput, io: Io): Events {
  const run = execute(input, "full", io, input.scenario.id);
  const { trace } = present(run.recorder, "a run whose events are kept was recorded");
  return { columns: trace.events(), endUs: run.sim.now };
}

async function recorded(path: string): Promise<Events> {
  const columns = (await readTrace(path)).trace.events();
  return { columns, endUs: columns.length === 0 ? 0 : columns.time(columns.length - 1) };
}
