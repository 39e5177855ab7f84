import type { HuntReport } from "../../sim/explore/hunt/report.ts";
import {
  EXIT_INCONCLUSIVE,
  EXIT_INTERRUPTED,
  EXIT_NONDETERMINISM,
  EXIT_OK,
  EXIT_UNMET,
} from "../exit-status.ts";

/** What a search came to. A failure counts even when it was interrupted. */
export function statusOfHunt(report: HuntReport, isInterrupted: boolean): number {
  const { failures, inconclusive } = report;
  if (failures.some(({ invariant }) => invariant === "nondeterminism")) return EXIT_NONDETERMINISM;
  if (failures.length > 0) return EXIT_UNMET;
  if (isInterrupted) return EXIT_INTERRUPTED;
  return Object.keys(inconclusive).length > 0 ? EXIT_INCONCLUSIVE : EXIT_OK;
}
