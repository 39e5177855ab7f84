import { type ReportJson, reportJson, type Sayer } from "../check/report.ts";
import type { Settings } from "../scenario/resolve.ts";
import type { Localized } from "../scenario/types.ts";
import { ENGINE, VERSION } from "./engine.ts";
import { encodeLink, linkOf } from "./link.ts";
import type { RunResult } from "./run-result.ts";

/** What `run --json` prints. */
export interface RunJson extends ReportJson {
  readonly highwater: string;
  readonly engine: string;
  readonly scenario: string;
  readonly control: boolean;
  readonly seed: string;
  readonly era: string;
  readonly settings: Settings;
  readonly hash: string;
  readonly events: number;
  readonly virtualMs: number;
  /** `found` says what was measured, where something was. */
  readonly expectations: readonly {
    readonly text: string;
    readonly met: boolean;
    readonly found?: string;
  }[];
  readonly ok: boolean;
  readonly link: string;
}

/**
 * A result for machines.
 * @param language of the expectations' texts
 * @param say makes the sentences of `why`, `detail` and `found`
 */
export function toJson(result: RunResult, language: keyof Localized, say: Sayer): RunJson {
  const { input, hash, events, virtualMs, report, expectations, status } = result;
  const { scenario, control, seed, era, settings } = input;
  const { records, unavailable, unconsumed, groups, errors, violations } = reportJson(
    report,
    say,
    language === "zh" ? "" : " ",
  );
  return {
    highwater: VERSION,
    engine: ENGINE,
    scenario: scenario.id,
    control,
    seed,
    era,
    settings,
    hash: hash ?? "",
    events,
    virtualMs,
    records,
    unavailable,
    unconsumed,
    groups,
    errors,
    violations,
    expectations: expectations.map(({ text, met, found }) => ({
      text: text[language],
      met,
      ...(found === null ? {} : { found: say(found) }),
    })),
    ok: status === 0,
    link: encodeLink(linkOf(input)),
  };
}
