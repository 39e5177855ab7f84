import type { ConfigValue } from "../../../kafka/config/config.ts";
import { SCOPES } from "../../../scenario/resolve.ts";
import { minimise } from "../minimise.ts";
import type { Pass } from "../pass.ts";
import { roundedNumbers } from "../rounding.ts";
import { type Setting, settingsIn, withSetting, withSettings } from "../settings-in.ts";
import { type ShrinkCase, withScenario } from "../shrink-case.ts";

/** Fewer settings that are not the defaults, and rounder ones. */
export const settingsPass: Pass = {
  name: "settings",
  *candidates(start) {
    const all = settingsIn(start.scenario).filter((setting) => mayGo(setting, start));
    const build = (kept: readonly Setting[]) =>
      withScenario(start, withSettings(start.scenario, all, kept));
    const kept = yield* minimise(all, build);
    let current = kept.length === all.length ? start : build(kept);
    for (const setting of kept) {
      for (const value of simplerValues(setting.value)) {
        const candidate = withScenario(current, withSetting(current.scenario, setting, value));
        if (yield candidate) {
          current = candidate;
          break;
        }
      }
    }
  },
};

/** What somebody asked for stays; what a topic says need not be said when the cluster says it too. */
function mayGo({ owner, name, value }: Setting, { scenario, fixed }: ShrinkCase): boolean {
  const isFixed = [name, ...SCOPES.map((scope) => `${scope}.${name}`)].some((asked) =>
    fixed.includes(asked),
  );
  const isSaid = owner.startsWith("topic ") && scenario.cluster.settings?.[name] === value;
  return !isFixed || isSaid;
}

function simplerValues(value: ConfigValue): readonly ConfigValue[] {
  return typeof value === "number" ? roundedNumbers(value) : [];
}
