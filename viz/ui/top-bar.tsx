import type { JSX } from "preact";
import { useApp, useTexts } from "./app-context.ts";
import { Icon } from "./icons.tsx";
import { OpenTrace } from "./open-trace.tsx";
import { PageControls } from "./page-controls.tsx";
import { Verdicts } from "./verdicts.tsx";

export function TopBar(): JSX.Element {
  const { store, actions } = useApp();
  const { t, pick } = useTexts();
  const run = store.run.value;
  const narrow = store.narrow.value;
  const title =
    run === null ? "" : run.origin.kind === "trace" ? run.origin.name : pick(run.origin.title);
  const control = run?.origin.kind === "scenario" && run.origin.control;
  return (
    <header class="top-bar">
      <button
        type="button"
        class="icon-button"
        aria-label={t("toGallery")}
        title={t("toGallery")}
        onClick={() => actions.goHome()}
      >
        <Icon name="back" />
      </button>
      <h1 class="run-title">
        <button
          type="button"
          title={t("run.title")}
          aria-haspopup="dialog"
          onClick={() => actions.toggleDialog("run")}
        >
          {control && <span class="tag">{t("home.control")}</span>}
          <span class="run-title-text">{title}</span>
          {!narrow && <Icon name="info" />}
        </button>
      </h1>
      {!narrow && run !== null && (
        <p class="run-facts muted">
          <span>
            {t("seed")} <b class="mono">{run.summary.seed}</b>
          </span>
          <span class="run-era">
            {t("era")} <b class="mono">{run.summary.era}</b>
          </span>
          {run.summary.changedSettings.length > 0 && (
            <span class="run-changes" title={t("run.changed")}>
              <b class="mono">{run.summary.changedSettings.join(" · ")}</b>
            </span>
          )}
          <span class="run-hash" title={t("hash")}>
            # <b class="mono">{run.summary.hash}</b>
          </span>
        </p>
      )}
      {!narrow && <Verdicts />}
      <span class="spacer" />
      {!narrow && (
        <>
          <OpenTrace />
          <button
            type="button"
            class="button"
            title={t("key.palette")}
            onClick={() => actions.toggleDialog("palette")}
          >
            <Icon name="command" /> <kbd>Ctrl K</kbd>
          </button>
        </>
      )}
      <button
        type="button"
        class={narrow ? "icon-button" : "button"}
        aria-label={t("copyLink")}
        title={t("copyLink")}
        onClick={() => void actions.copyAddress()}
      >
        <Icon name="share" /> {!narrow && t("share")}
      </button>
      {narrow ? (
        <button
          type="button"
          class="icon-button"
          aria-label={t("more.title")}
          aria-haspopup="dialog"
          onClick={() => actions.toggleDialog("more")}
        >
          <Icon name="more" />
        </button>
      ) : (
        <PageControls />
      )}
    </header>
  );
}
