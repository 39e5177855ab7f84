import type { JSX } from "preact";
import { useApp, useTexts } from "./app-context.ts";
import { InvariantsPanel } from "./invariants-panel.tsx";
import { RecordsPanel } from "./records-panel.tsx";
import { StatePanel } from "./state-panel.tsx";
import { StepPanel } from "./step-panel.tsx";
import { DETAILS, type Detail } from "./store.ts";
import { StoryPanel } from "./story-panel.tsx";
import { ZooKeeperPanel } from "./zookeeper-panel.tsx";

/** What is known beside the picture, in tabs. */
export function Details(): JSX.Element {
  const { store, actions } = useApp();
  const { t } = useTexts();
  const shown = store.detail.value;
  const move = (by: number) => {
    const next = DETAILS[(DETAILS.indexOf(shown) + by + DETAILS.length) % DETAILS.length] as Detail;
    actions.showDetail(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={t("panel.details")}>
        {DETAILS.map((name) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={name === shown}
            aria-controls="detail-panel"
            tabIndex={name === shown ? 0 : -1}
            onClick={() => actions.showDetail(name)}
            onKeyDown={(event) => {
              const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
              if (by === 0) return;
              event.preventDefault();
              event.stopPropagation();
              move(by);
            }}
          >
            {t(`tab.${name}`)}
          </button>
        ))}
      </div>
      <div
        id="detail-panel"
        class="tab-panel"
        role="tabpanel"
        aria-labelledby={`tab-${shown}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
      >
        {shown === "step" && <StepPanel />}
        {shown === "story" && <StoryPanel />}
        {shown === "records" && <RecordsPanel />}
        {shown === "invariants" && <InvariantsPanel />}
        {shown === "state" && <StatePanel />}
        {shown === "zookeeper" && <ZooKeeperPanel />}
      </div>
    </>
  );
}
