import { cleanableRatio, filthiestOf } from "../../../sim/kafka/log/cleaner/log-to-clean.ts";
import { check, type Fields } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";
import { numberOr } from "./support/step-fields.ts";

/** How far a ratio may be rounded in a vector. */
const ROUNDED = 0.0005;
const DEFAULT_MIN_RATIO = 0.5;

/** `compactionSelect`: which logs are dirty enough to be compacted, and which of them is first. */
export function runCompactionSelect({ fields }: ClientVector): void {
  if (fields.has("cases")) for (const each of fields.objects("cases")) runCase(each);
  if (fields.has("logs")) runCase(fields);
}

/** One log and whether it is `selected`; or some `logs` and which of them is. */
function runCase(each: Fields): void {
  if (!each.has("logs")) {
    const candidate = candidateOf(each, DEFAULT_MIN_RATIO);
    if (each.has("ratio")) {
      const isClose = Math.abs(candidate.cleanableRatio - each.number("ratio")) < ROUNDED;
      if (!isClose) check("the ratio", each.number("ratio"), candidate.cleanableRatio);
    }
    check("selected", each.boolean("selected"), filthiestOf([candidate]) !== null);
    each.finish();
    return;
  }
  const minRatio = each.number("minDirtyRatio", DEFAULT_MIN_RATIO);
  const logs = each.objects("logs").map((log) => {
    const named = { ...candidateOf(log, minRatio), name: log.text("name") };
    log.finish();
    return named;
  });
  check("selected", each.textOrNull("selected"), filthiestOf(logs)?.name ?? null);
}

function candidateOf(log: Fields, minRatio: number) {
  const cleanBytes = log.number("cleanBytes", 0);
  const cleanableBytes = numberOr(log, 0, "cleanableBytes", "dirtyBytes");
  const overdue = ["needCompactionNow", "maxCompactionLagExceeded", "forced"];
  return {
    needCompactionNow: overdue.some((name) => log.boolean(name, false)),
    cleanableBytes,
    totalBytes: cleanBytes + cleanableBytes,
    cleanableRatio: cleanableRatio(cleanBytes, cleanableBytes),
    minCleanableDirtyRatio: numberOr(log, minRatio, "minDirtyRatio", "minCleanableDirtyRatio"),
  };
}
