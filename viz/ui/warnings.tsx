import type { JSX } from "preact";
import type { RunWarning } from "../model/run-view.ts";
import { useApp, useTexts } from "./app-context.ts";
import type { Texts } from "./text.ts";

/** What should be known before trusting the picture. */
export function Warnings(): JSX.Element | null {
  const { store } = useApp();
  const texts = useTexts();
  const run = store.run.value;
  const ofTrace = run?.origin.kind === "trace";
  const warnings = (run?.summary.warnings ?? []).map((w) => warningText(w, ofTrace, texts));
  if (store.hashDiffers.value) warnings.push(texts.t("warning.hash"));
  warnings.push(...(run?.summary.notices ?? []).map(texts.pick));
  if (warnings.length === 0) return null;
  return (
    <div class="warnings" role="alert">
      {warnings.map((text) => (
        <p key={text} class="notice">
          {text}
        </p>
      ))}
    </div>
  );
}

function warningText(warning: RunWarning, ofTrace: boolean, { t }: Texts): string {
  switch (warning.code) {
    case "engine":
      return t(ofTrace ? "warning.traceEngine" : "warning.engine", {
        made: warning.made,
        here: warning.here,
      });
    case "fold":
      return t("warning.fold", { events: warning.events });
    case "inconclusive":
      return t(`inconclusive.${warning.reason}`, { step: warning.step });
  }
}
