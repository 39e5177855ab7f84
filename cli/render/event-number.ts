import { padStart } from "./width.ts";

/** How events are numbered beside what happened in them: `#512`, all of one width. */
export function numberedBy(events: readonly number[]): (event: number) => string {
  const width = Math.max(0, ...events.map((event) => `#${event}`.length));
  return (event) => padStart(`#${event}`, width);
}
