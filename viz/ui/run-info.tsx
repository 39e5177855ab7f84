import type { JSX } from "preact";
import { useApp, useTexts } from "./app-context.ts";
import { EraChoices } from "./era-choices.tsx";
import { Icon } from "./icons.tsx";

/** What run this is, what was expected of it, and what may be done with it. */
export function RunInfo(): JSX.Element | null {
  const { store, actions } = useApp();
  const { t, pick, number } = useTexts();
  const run = store.run.value;
  if (run === null) return null;
  const { origin, summary } = run;
  const rows: [string, string][] = [
    [t("seed"), summary.seed],
    [t("era"), summary.era],
    ...summary.otherEras.map(({ host, era }): [string, string] => [t("era.of", { host }), era]),
    ...summary.changedSettings.map((change): [string, string] => [t("run.changed"), change]),
    [t("hash"), summary.hash],
    [t("engine"), summary.engine],
    [t("events"), number(summary.events)],
  ];
  return (
    <div class="run-info">
      {origin.kind === "scenario" && (
        <>
          <h3>{pick(origin.title)}</h3>
          <p>{pick(origin.explanation)}</p>
          <p>
            <strong>{t(origin.control ? "run.isControl" : "run.control")}</strong>{" "}
            {pick(origin.controlTitle)}
          </p>
          {summary.otherSide !== null && (
            <p>
              <a class="button" href={summary.otherSide}>
                {t(origin.control ? "run.openCase" : "run.openControl")}
              </a>
            </p>
          )}
        </>
      )}
      {summary.changedSettings.length > 0 && summary.expectations.some(({ met }) => !met) && (
        <p class="muted">{t("run.changedHint")}</p>
      )}
      {summary.expectations.length > 0 && (
        <ul class="expectations">
          {summary.expectations.map(({ text, met }) => (
            <li key={text.en} class={met ? "met" : "unmet"}>
              <Icon name={met ? "check" : "close"} />
              <span class="visually-hidden">{t(met ? "run.met" : "run.unmet")}</span>
              {pick(text)}
            </li>
          ))}
        </ul>
      )}
      <EraChoices />
      <dl class="facts">
        {rows.map(([name, value]) => (
          <div key={`${name} ${value}`}>
            <dt>{name}</dt>
            <dd class="mono">{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        <button type="button" class="button" onClick={() => void actions.saveTrace()}>
          <Icon name="download" /> {t("run.save")}
        </button>
      </p>
    </div>
  );
}
