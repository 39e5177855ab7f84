import type { JSX } from "preact";
import type { InvariantView, ViolationMark } from "../model/run-view.ts";
import { useApp, useTexts } from "./app-context.ts";

/** What must always hold, and where it did not. */
export function InvariantsPanel(): JSX.Element {
  const { store } = useApp();
  const { t } = useTexts();
  const run = store.run.value;
  if (run === null) return <p />;
  const { invariants, timeline } = run;
  return (
    <div class="invariants">
      {timeline.violations.length === 0 && <p class="notice good">{t("invariants.allHold")}</p>}
      {timeline.violations.length > 0 && (
        <section>
          <h3>{t("violations", { count: timeline.violations.length })}</h3>
          <ul class="violation-list">
            {timeline.violations.map((violation) => (
              <Violation
                key={`${violation.index} ${violation.invariant} ${violation.detail.en}`}
                violation={violation}
              />
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>{t("invariants.title")}</h3>
        <ul class="invariant-list">
          {invariants.map((invariant) => (
            <Invariant key={invariant.name} invariant={invariant} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function Violation({ violation }: { readonly violation: ViolationMark }): JSX.Element {
  const { store, actions } = useApp();
  const { t, pick, find } = useTexts();
  const ahead = violation.index > store.cursor.value;
  return (
    <li>
      <button type="button" onClick={() => actions.navigation.seek(violation.index - 1)}>
        <span class="violation-name">
          <span class="violation-mark" aria-hidden="true">
            !
          </span>
          {find(`invariant.${violation.invariant}`) ?? violation.invariant}
        </span>
        <span>{pick(violation.detail)}</span>
        <span class="muted">
          <span class="mono">#{violation.index}</span> ·{" "}
          {t(ahead ? "invariants.ahead" : "invariants.behind")} ·{" "}
          {find(`judged.${violation.class}`) ?? violation.class}
          {violation.fix !== null && ` · ${violation.fix}`}
        </span>
      </button>
    </li>
  );
}

function Invariant({ invariant }: { readonly invariant: InvariantView }): JSX.Element {
  const { store } = useApp();
  const { t, find } = useTexts();
  const first = invariant.violations[0];
  const broken = first !== undefined && first <= store.cursor.value;
  return (
    <li class={broken ? "broken" : "holds"}>
      <p>
        <span class="mono">{invariant.name}</span>
        <span class={broken ? "tag bad" : "tag"}>
          {broken ? t("invariants.broken", { event: first }) : t("invariants.holds")}
        </span>
      </p>
      <p class="muted">{find(`invariant.${invariant.name}.meaning`)}</p>
    </li>
  );
}
