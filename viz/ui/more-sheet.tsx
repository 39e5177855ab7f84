import type { JSX } from "preact";
import { useTexts } from "./app-context.ts";
import { OpenTrace } from "./open-trace.tsx";
import { PageControls } from "./page-controls.tsx";
import { RunInfo } from "./run-info.tsx";
import { ScaleChoice, Speed } from "./transport.tsx";

/** What has no room on a narrow page. */
export function MoreSheet(): JSX.Element {
  const { t } = useTexts();
  return (
    <div class="more-sheet">
      <div class="more-row">
        <PageControls />
        <OpenTrace />
      </div>
      <Speed />
      <ScaleChoice />
      <section aria-label={t("run.title")}>
        <RunInfo />
      </section>
    </div>
  );
}
