import type { JSX } from "preact";
import { useApp, useTexts } from "./app-context.ts";
import { Icon } from "./icons.tsx";

/** What went wrong in the run, in as few words as possible; each leads to the particulars. */
export function Verdicts(): JSX.Element | null {
  const { store, actions } = useApp();
  const { t, number } = useTexts();
  const run = store.run.value;
  const lost = run?.summary.lost.length ?? 0;
  const violations = run?.timeline.violations.length ?? 0;
  const unmet = run?.summary.expectations.filter(({ met }) => !met).length ?? 0;
  if (lost + violations + unmet === 0) return null;
  return (
    <div class="verdicts">
      {lost > 0 && (
        <button type="button" class="verdict lost" onClick={() => actions.showDetail("records")}>
          {t("lost.count", { count: number(lost) })}
        </button>
      )}
      {violations > 0 && (
        <button
          type="button"
          class="verdict bad"
          title={t("key.nextViolation")}
          onClick={() => {
            actions.showDetail("invariants");
            actions.navigation.stepViolation(1);
          }}
        >
          <Icon name="warning" /> {t("violations", { count: number(violations) })}
        </button>
      )}
      {unmet > 0 && (
        <button type="button" class="verdict unmet" onClick={() => actions.toggleDialog("run")}>
          {t("unmet.count", { count: number(unmet) })}
        </button>
      )}
    </div>
  );
}
