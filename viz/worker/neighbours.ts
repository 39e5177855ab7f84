import type { OpenRun } from "./open-run.ts";
import type { Relation } from "./protocol.ts";

/** The event that stands in a relation to another one; -1 when there is none. */
export function neighbourOf(run: OpenRun, event: number, relation: Relation): number {
  const columns = run.trace.events();
  const end = columns.length;
  if (event < 0) return relation === "nextInProcess" && end > 0 ? 0 : -1;
  switch (relation) {
    case "cause":
      return columns.cause(event);
    case "effect":
      for (let at = event + 1; at < end; at++) if (columns.cause(at) === event) return at;
      return -1;
    case "previousInProcess":
      for (let at = event - 1; at >= 0; at--) {
        if (columns.host(at) === columns.host(event)) return at;
      }
      return -1;
    case "nextInProcess":
      for (let at = event + 1; at < end; at++) {
        if (columns.host(at) === columns.host(event)) return at;
      }
      return -1;
  }
}
