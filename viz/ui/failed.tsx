import type { JSX } from "preact";
import { useApp, useTexts } from "./app-context.ts";
import { Icon } from "./icons.tsx";

/** Something could not be opened: what, why, and the way back. */
export function Failed(): JSX.Element | null {
  const { store, actions } = useApp();
  const { t, pick } = useTexts();
  const screen = store.screen.value;
  if (screen.kind !== "failed") return null;
  const { code, detail } = screen.failure;
  return (
    <main class="message-screen">
      <div class="message-card" role="alert">
        <h1>
          <Icon name="warning" /> {t(`failure.${code}`)}
        </h1>
        {detail.en !== "" && <pre class="failure-detail">{pick(detail)}</pre>}
        <p class="muted">{t(`failure.${code}.hint`)}</p>
        <p>
          <button type="button" class="button primary" onClick={() => actions.goHome()}>
            {t("toGallery")}
          </button>
        </p>
      </div>
    </main>
  );
}
