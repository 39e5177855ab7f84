import type { Scenario, Step } from "../../scenario/types.ts";

/** Keys whose values are offsets, wherever in steps they are. */
const OFFSETS: readonly string[] = [
  "logEndOffset",
  "highWatermark",
  "logStartOffset",
  "offset",
  "before",
];

/** The same steps about logs that have so many records fewer. */
export function withOffsetsLower(scenario: Scenario, by: number): Scenario {
  return { ...scenario, steps: lower(scenario.steps, by, false) as readonly Step[] };
}

/** Whether any step speaks of offsets. */
export function hasOffsets({ steps }: Scenario): boolean {
  return JSON.stringify(lower(steps, 1, false)) !== JSON.stringify(steps);
}

function lower(value: unknown, by: number, isOffset: boolean): unknown {
  if (typeof value === "number") return isOffset && value > 0 ? Math.max(0, value - by) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => lower(item, by, isOffset));
  const entries = Object.entries(value).map(([key, field]: [string, unknown]) => {
    return [key, lower(field, by, isOffset || OFFSETS.includes(key))] as const;
  });
  return Object.fromEntries(entries);
}
