import type { FaultKind } from "../../faults/plan.ts";
import { CONFIGS } from "../../kafka/config/config.ts";
import { type Era, isFrom } from "../../kafka/era/eras.ts";
import type { Settings } from "../../scenario/resolve.ts";
import { ADMIN_MARKS } from "./admin-marks.ts";
import { CONTROLLER_MARKS } from "./controller-marks.ts";
import { GROUP_MARKS } from "./group-marks.ts";
import { HIGH_WATERMARK_MARKS } from "./high-watermark-marks.ts";
import { ISR_MARKS } from "./isr-marks.ts";
import { LOG_MARKS } from "./log-marks.ts";
import type { Mark, MarkNeeds } from "./mark.ts";
import { NETWORK_MARKS } from "./network-marks.ts";
import { PRODUCER_MARKS } from "./producer-marks.ts";
import { REPLICATION_MARKS } from "./replication-marks.ts";
import { ZOOKEEPER_MARKS } from "./zookeeper-marks.ts";

const THEMES = {
  controller: CONTROLLER_MARKS,
  replication: REPLICATION_MARKS,
  highWatermark: HIGH_WATERMARK_MARKS,
  isr: ISR_MARKS,
  log: LOG_MARKS,
  zookeeper: ZOOKEEPER_MARKS,
  producer: PRODUCER_MARKS,
  groups: GROUP_MARKS,
  network: NETWORK_MARKS,
  admin: ADMIN_MARKS,
} as const;

export type MarkTheme = keyof typeof THEMES;
type Themes = typeof THEMES;
/** Name of a coverage mark. */
export type MarkName = { [Theme in MarkTheme]: keyof Themes[Theme] }[MarkTheme] & string;

/** Names of the themes of marks, in the order in which they are shown. */
export const MARK_THEMES = Object.keys(THEMES) as readonly MarkTheme[];

const BY_NAME: Readonly<Record<MarkName, Mark>> = Object.assign({}, ...Object.values(THEMES));

/** Names of all coverage marks, theme by theme. They are stable: reports of hunts have them. */
export const MARKS = Object.keys(BY_NAME) as readonly MarkName[];

/** Names of the marks of a theme. */
export function marksOfTheme(theme: MarkTheme): readonly MarkName[] {
  return Object.keys(THEMES[theme]) as unknown as readonly MarkName[];
}

export function markNamed(name: MarkName): Mark {
  return BY_NAME[name];
}

/** Whether a name is that of a mark. */
export function isMark(name: string): name is MarkName {
  return Object.hasOwn(BY_NAME, name);
}

/**
 * Whether a drawn run may reach a mark in a version, with these kinds of faults and with what is fixed of
 * the settings. What it may reach and never does is worth telling.
 */
export function mayBeReached(
  name: MarkName,
  era: Era,
  faults: readonly FaultKind[],
  settings: Settings = {},
): boolean {
  const { since, until, drawn, ...needs }: MarkNeeds = markNamed(name).needs;
  if (drawn === false || (since !== undefined && !isFrom(era, since))) return false;
  if (until !== undefined && !isFrom(until, era)) return false;
  if (needs.faults !== undefined && !needs.faults.some((kind) => faults.includes(kind)))
    return false;
  const free = Object.entries(needs.settings ?? {});
  const fixed = Object.entries(needs.fixed ?? {});
  return (
    free.every(([setting, values]) => values.includes(fixedTo(setting, settings) ?? values[0])) &&
    fixed.every(([setting, value]) => fixedTo(setting, settings) === value)
  );
}

/** What a setting is fixed to, for whatever it is a setting of; undefined when it is not. */
function fixedTo(setting: string, settings: Settings): string | undefined {
  const scoped = Object.keys(CONFIGS).map((scope) => settings[`${scope}.${setting}`]);
  return settings[setting] ?? scoped.find((value) => value !== undefined);
}
