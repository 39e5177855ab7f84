import type { JSX } from "preact";
import { formatClock } from "../model/format.ts";
import { useApp, useTexts } from "./app-context.ts";

/** A run is on its way: how far the simulator is. */
export function Opening(): JSX.Element {
  const { store, actions } = useApp();
  const { t, number } = useTexts();
  const progress = store.progress.value;
  return (
    <main class="message-screen">
      <div class="message-card" aria-busy="true">
        <h1>{t("opening.title")}</h1>
        <div class="progress" aria-hidden="true" />
        <p class="muted">
          {progress === null
            ? t("opening.waiting")
            : t("opening.progress", {
                events: number(progress.events),
                time: formatClock(progress.virtualUs),
              })}
        </p>
        <p>
          <button type="button" class="button" onClick={() => actions.goHome()}>
            {t("cancel")}
          </button>
        </p>
      </div>
    </main>
  );
}
