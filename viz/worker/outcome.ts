import { Checker } from "../../sim/check/checker.ts";
import type { GroupOutcome } from "../../sim/check/groups/group-accounts.ts";
import type { RecordOutcome } from "../../sim/check/record-outcome.ts";
import type { CheckReport } from "../../sim/check/report.ts";
import { type CheckSettings, checkSettings } from "../../sim/check/settings.ts";
import { INVARIANTS, type Told } from "../../sim/check/told.ts";
import type { RunResult } from "../../sim/explore/run-result.ts";
import {
  checkScenario,
  DEFAULT_ERA,
  eraNamed,
  type Localized,
  resolveScenario,
} from "../../sim/index.ts";
import { resolveConfig } from "../../sim/kafka/config/config.ts";
import { checkSettingsOf } from "../../sim/scenario/check-settings.ts";
import { replay } from "../../sim/trace/executed-event.ts";
import type { TraceMeta } from "../../sim/trace/jsonl-format.ts";
import type { Trace } from "../../sim/trace/trace.ts";
import { renderExpectation, renderTold } from "../../text/render.ts";
import type { Outcome, RecordOutcomeView, StoryItemView } from "../model/run-view.ts";

/** What came of a run that was simulated here. */
export function outcomeOfRun(result: RunResult): Outcome {
  const story = result.story.map((item): StoryItemView => {
    const text = "note" in item ? item.note : said(item);
    return { event: item.event, timeUs: item.timeUs, text };
  });
  const ok = result.status === 2 ? null : result.status === 0;
  const expectations = result.expectations.map((expectation) => ({
    text: {
      en: renderExpectation("en", expectation),
      zh: renderExpectation("zh", expectation),
    },
    met: expectation.met,
  }));
  return { ...outcomeOfReport(result.report, story), ok, expectations };
}

/** What the checks say of a trace. Its expectations need the run itself. */
export function outcomeOfTrace(trace: Trace, meta: TraceMeta): Outcome {
  const first = {
    hosts: trace.hosts,
    facts: { data: new Float64Array(0), length: 0, texts: trace.texts },
  };
  const checker = new Checker(first, settingsOf(meta));
  replay(trace, checker);
  const report = checker.report();
  const story = report.story.map((line): StoryItemView => {
    return { event: line.event, timeUs: line.timeUs, text: said(line) };
  });
  return { ...outcomeOfReport(report, story), ok: null, expectations: [] };
}

/** What the trace's settings promise; Kafka's defaults where its scenario cannot be read. */
function settingsOf({ scenario, control, settings, era }: TraceMeta): CheckSettings {
  try {
    const changes = Object.entries(settings).map(([name, value]) => [name, String(value)]);
    const resolved = resolveScenario(
      checkScenario(scenario),
      control,
      Object.fromEntries(changes),
      eraNamed(era),
    );
    return checkSettingsOf(resolved, eraNamed(era));
  } catch {
    return checkSettings(resolveConfig("broker", {}, DEFAULT_ERA), {});
  }
}

function outcomeOfReport(
  report: CheckReport,
  story: readonly StoryItemView[],
): Omit<Outcome, "ok" | "expectations"> {
  const { ledger, groups, violations } = report;
  const { sent, acked, failed, unknown, unacknowledged } = ledger;
  return {
    records: { sent, acked, failed, unknown, unacknowledged },
    lost: [...ledger.lost, ...ledger.lostUnacknowledged].map(outcomeView),
    unsent: ledger.unsent.map(outcomeView),
    ambiguous: ledger.ambiguous.map(outcomeView),
    duplicated: ledger.duplicated.map(outcomeView),
    reordered: ledger.reordered.map(outcomeView),
    processedTwice: groups.processedTwice.map(groupOutcomeView),
    neverProcessed: groups.neverProcessed.map(groupOutcomeView),
    overwritten: groups.overwritten.map(groupOutcomeView),
    story,
    violations: violations.map(({ invariant, event, class: judged, fix, told }) => {
      return { index: event, invariant, class: judged, fix, detail: said(told) };
    }),
    invariants: INVARIANTS.map((name) => ({
      name,
      violations: violations.filter((v) => v.invariant === name).map(({ event }) => event),
    })),
  };
}

function outcomeView(outcome: RecordOutcome): RecordOutcomeView {
  const { partition, offset, value, status, class: judged, fix, causes, why } = outcome;
  return {
    record: outcome.record,
    group: null,
    partition,
    offset,
    value,
    status,
    class: judged,
    fix,
    causes,
    why: why.map(said),
    chain: why.map(({ code }) => code).join(" "),
  };
}

function groupOutcomeView(outcome: GroupOutcome): RecordOutcomeView {
  return { ...outcomeView(outcome), group: outcome.group };
}

function said(told: Told): Localized {
  return { en: renderTold("en", told), zh: renderTold("zh", told) };
}
