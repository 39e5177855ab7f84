import type { Run } from "../run.ts";
import { MARKS, type MarkName, markNamed } from "./marks.ts";
import { Seen } from "./seen.ts";

/** The marks that a run reached, in the order of `MARKS`. The run is over, and was asked for them. */
export function marksOf(run: Run): readonly MarkName[] {
  const seen = new Seen(run);
  return MARKS.filter((name) => markNamed(name).reached(seen));
}
