import type { JSX } from "preact";
import { ERA_TEXTS, type EraText } from "../../text/eras.ts";
import { useApp, useTexts } from "./app-context.ts";

/** The same run in every version of Kafka, as links. */
export function EraChoices(): JSX.Element | null {
  const { store } = useApp();
  const { t, pick } = useTexts();
  const summary = store.run.value?.summary;
  if (summary === undefined || summary.eras.length === 0) return null;
  const told = eraText(summary.era);
  const isSilentSomewhere = summary.eras.some(({ isSpoken }) => !isSpoken);
  return (
    <nav class="era-choices" aria-label={t("era.choose")}>
      <h3>{t("era.choose")}</h3>
      <ul>
        {summary.eras.map(({ era, link, isSpoken }) => (
          <li key={era}>
            <a
              class={isSpoken ? "button mono" : "button mono silent"}
              href={link}
              aria-current={era === summary.era ? "true" : undefined}
              title={pick(eraText(era)?.brought ?? { en: "", zh: "" })}
            >
              {era}
            </a>
          </li>
        ))}
      </ul>
      {told !== undefined && (
        <p class="muted">
          {t("era.brought", {
            era: summary.era,
            released: told.released,
            brought: pick(told.brought),
          })}
        </p>
      )}
      {isSilentSomewhere && <p class="muted">{t("era.silent")}</p>}
    </nav>
  );
}

function eraText(era: string): EraText | undefined {
  const texts: Readonly<Record<string, EraText>> = ERA_TEXTS;
  return texts[era];
}
