import type { Micros } from "../../kernel/time.ts";
import { durationMicros } from "../../scenario/duration.ts";
import type { Scenario } from "../../scenario/types.ts";
import { timeText } from "./rounding.ts";

type Path = readonly (string | number)[];

/** Keys whose values are lengths of time, or times of the run, wherever in a scenario they are. */
const TIMES: readonly string[] = [
  "at",
  "sleep",
  "every",
  "takes",
  "timeout",
  "processing",
  "fsync",
  "seek",
  "latency",
  "jitter",
  "within",
];

/** Every time that a scenario names, and where. */
export function timesIn(
  scenario: Scenario,
): readonly { readonly path: Path; readonly us: Micros }[] {
  const found: { readonly path: Path; readonly us: Micros }[] = [];
  const visit = (value: unknown, path: Path) => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, field] of Object.entries(value) as [string, unknown][]) {
      const at = [...path, Array.isArray(value) ? Number(key) : key];
      const isTime = typeof field === "string" || typeof field === "number";
      const us = TIMES.includes(key) && isTime ? durationMicros(field) : null;
      if (us !== null) found.push({ path: at, us });
      else visit(field, at);
    }
  };
  const { cluster, clients, steps } = scenario;
  visit({ cluster, clients, steps }, []);
  return found;
}

/** The scenario with another time in that place. */
export function withTime(scenario: Scenario, path: Path, us: Micros): Scenario {
  return replaced(scenario, path, timeText(us)) as Scenario;
}

function replaced(value: unknown, path: Path, next: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  if (Array.isArray(value)) {
    return value.map((item: unknown, i) => (i === key ? replaced(item, rest, next) : item));
  }
  const fields = value as Readonly<Record<string, unknown>>;
  return { ...fields, [key]: replaced(fields[key], rest, next) };
}
