import type { JSX } from "preact";
import { useApp, useTexts } from "./app-context.ts";
import { STAGES } from "./store.ts";

/** Which picture stands above the logs: the cluster, or the groups of a run that has some. */
export function StageTabs(): JSX.Element {
  const { store, actions } = useApp();
  const { t } = useTexts();
  const shown = store.stage.value;
  return (
    <div class="tabs stage-tabs" role="tablist" aria-label={t("stages")}>
      {STAGES.map((name) => (
        <button
          key={name}
          id={`stage-${name}`}
          type="button"
          role="tab"
          aria-selected={name === shown}
          aria-controls="stage-panel"
          tabIndex={name === shown ? 0 : -1}
          onClick={() => actions.showStage(name)}
          onKeyDown={(event) => {
            const isArrow = event.key === "ArrowRight" || event.key === "ArrowLeft";
            if (!isArrow || event.shiftKey) return;
            event.preventDefault();
            event.stopPropagation();
            const other = STAGES.find((stage) => stage !== shown) ?? name;
            actions.showStage(other);
            document.getElementById(`stage-${other}`)?.focus();
          }}
        >
          {t(`stage.${name}`)}
        </button>
      ))}
    </div>
  );
}
