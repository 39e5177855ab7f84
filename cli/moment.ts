import { durationMicros } from "../sim/index.ts";
import type { EventColumns } from "../sim/trace/columns.ts";
import { UsageError } from "./errors.ts";
import { printable, truncate } from "./render/width.ts";

/** A moment of a run: after an event, or after everything up to a time. */
export type Moment = { readonly event: number } | { readonly us: number };

const SHOWN_CELLS = 40;

/**
 * Reads `#512` (an event) or `12.5s` (a time of the run).
 * @throws UsageError for anything else
 */
export function parseMoment(text: string): Moment {
  const event = /^#(\d{1,15})$/.exec(text.trim());
  if (event !== null) return { event: Number(event[1]) };
  const us = /^\d/.test(text.trim()) && /[a-z]$/.test(text.trim()) ? durationMicros(text) : null;
  if (us !== null) return { us };
  const shown = text.trim() === "" ? "nothing" : truncate(printable(text), SHOWN_CELLS);
  throw new UsageError(
    `--at: ${shown} is not a moment; give a time such as 12.5s or 300ms, or an event such as #512`,
  );
}

/**
 * The last event of a moment; -1 when nothing has happened yet.
 * @param endUs when the run ends, which may be later than its last event
 * @throws UsageError when the run does not last so long
 */
export function eventAt(moment: Moment | null, columns: EventColumns, endUs: number): number {
  const last = columns.length - 1;
  if (moment === null) return last;
  const end = `the run ends at ${(endUs / 1e6).toFixed(3)}s with event #${last}`;
  if ("event" in moment) {
    if (moment.event <= last) return moment.event;
    throw new UsageError(`--at: there is no event #${moment.event}; ${end}`);
  }
  // The end is told to the millisecond; what was told counts as within the run.
  if (moment.us > Math.ceil(endUs / 1000) * 1000) {
    throw new UsageError(`--at: ${moment.us / 1e6}s is beyond the end; ${end}`);
  }
  let low = 0;
  let high = columns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (columns.time(middle) <= moment.us) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
