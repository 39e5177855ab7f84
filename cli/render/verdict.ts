import type { RunResult } from "../../sim/index.ts";
import type { CliText } from "../../text/cli.ts";
import { EXIT_INCONCLUSIVE, EXIT_OK } from "../exit-status.ts";
import type { RunView } from "../view-of.ts";
import { judgedText } from "./outcomes.ts";
import { marked } from "./sections.ts";
import type { Style } from "./style.ts";

/** What came of a run, in one sentence. */
export function renderVerdict(view: RunView, text: CliText, style: Style): string[] {
  switch (view.result.status) {
    case EXIT_OK:
      return marked(style.good("✓"), style.bold(sentence(view, text)), style, 0);
    case EXIT_INCONCLUSIVE:
      return marked(style.warn("?"), style.bold(text.verdict.inconclusive), style, 0);
    default:
      return marked(style.bad("✗"), style.bold(sentence(view, text)), style, 0);
  }
}

function sentence({ json, result }: RunView, text: CliText): string {
  const { verdict } = text;
  const findings = findingsOf(result, text);
  if (result.status === EXIT_OK) {
    const isSilent = json.expectations.length === 0;
    return verdict.sentence(isSilent ? verdict.nothingExpected : verdict.asExpected, findings);
  }
  const unmet = json.expectations.filter((expectation) => !expectation.met).length;
  if (unmet > 0) return verdict.sentence(verdict.unmet(unmet, json.expectations.length), findings);
  const invariants = [...new Set(result.unexpected.map((violation) => violation.invariant))];
  return verdict.sentence(verdict.unexpected(invariants.join(", ")), findings);
}

function findingsOf({ report }: RunResult, text: CliText): readonly string[] {
  const { verdict } = text;
  const { lost, lostUnacknowledged, duplicated, reordered } = report.ledger;
  const { processedTwice, neverProcessed } = report.groups;
  const judged = [...new Set(lost.map((record) => judgedText(record, text)))];
  return [
    lost.length === 0 ? verdict.nothingLost : verdict.lost(lost.length, judged.join(", ")),
    ...(lostUnacknowledged.length > 0
      ? [verdict.lostUnacknowledged(lostUnacknowledged.length)]
      : []),
    ...(duplicated.length > 0 ? [verdict.duplicated(duplicated.length)] : []),
    ...(reordered.length > 0 ? [verdict.reordered(reordered.length)] : []),
    ...(processedTwice.length > 0 ? [verdict.processedTwice(processedTwice.length)] : []),
    ...(neverProcessed.length > 0 ? [verdict.neverProcessed(neverProcessed.length)] : []),
  ];
}
