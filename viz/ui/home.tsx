import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { ERAS } from "../../sim/kafka/era/eras.ts";
import type { GalleryEntry } from "../worker/protocol.ts";
import { useApp, useTexts } from "./app-context.ts";
import { Icon } from "./icons.tsx";
import { OpenTrace } from "./open-trace.tsx";
import { PageControls } from "./page-controls.tsx";

/** The gallery of cases, and the way to open a trace. */
export function Home(): JSX.Element {
  const { store } = useApp();
  const { t, pick, number } = useTexts();
  const search = useSignal("");
  const seed = useSignal("1");
  const era = useSignal("");
  const entries = store.gallery.value;
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = (entries ?? []).filter((entry) => {
    const text = `${entry.id} ${entry.group} ${entry.eras} ${pick(entry.title)} ${pick(entry.explanation)}`;
    return words.every((word) => text.toLowerCase().includes(word));
  });
  const groups = [...new Set(shown.map(({ group }) => group))];
  return (
    <div class="home">
      <header class="home-bar">
        <span class="brand">Highwater</span>
        <PageControls />
      </header>
      <main class="home-main">
        <section class="hero">
          <h1>{t("home.title")}</h1>
          <p>{t("home.lead")}</p>
          <div class="home-tools">
            <label class="search-field">
              <Icon name="search" />
              <input
                class="field"
                type="search"
                value={search.value}
                placeholder={t("home.search")}
                aria-label={t("home.search")}
                onInput={(event) => {
                  search.value = event.currentTarget.value;
                }}
              />
            </label>
            <label class="seed-field">
              {t("seed")}
              <input
                class="field mono"
                inputMode="numeric"
                value={seed.value}
                onInput={(event) => {
                  seed.value = event.currentTarget.value.trim();
                }}
              />
            </label>
            <label class="era-field">
              {t("era")}
              <select
                class="field"
                value={era.value}
                onChange={(event) => {
                  era.value = event.currentTarget.value;
                }}
              >
                <option value="">{t("home.ownEra")}</option>
                {ERAS.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
            <OpenTrace />
          </div>
        </section>
        {entries === null && <p class="muted">{t("home.loading")}</p>}
        {entries !== null && shown.length === 0 && (
          <p class="muted">{t("home.none", { search: search.value })}</p>
        )}
        {groups.map((group) => (
          <section key={group} aria-label={groupName(group)}>
            <h2>
              {groupName(group)}{" "}
              <span class="muted">
                {number(shown.filter((entry) => entry.group === group).length)}
              </span>
            </h2>
            <ul class="cards">
              {shown
                .filter((entry) => entry.group === group)
                .map((entry) => (
                  <Card key={entry.id} entry={entry} seed={seed.value} era={era.value} />
                ))}
            </ul>
          </section>
        ))}
      </main>
    </div>
  );

  function groupName(group: string): string {
    return store.texts.value.find(`group.${group}`) ?? group;
  }
}

interface CardProps {
  readonly entry: GalleryEntry;
  readonly seed: string;
  /** Empty: that of the case. */
  readonly era: string;
}

function Card({ entry, seed, era }: CardProps): JSX.Element {
  const { t, pick } = useTexts();
  const { fixedFrom } = entry;
  const eras = entry.eras === "" ? t("home.allEras") : t("home.eras", { eras: entry.eras });
  const address = (control: boolean) => {
    // A control that is nothing but a later version has that version.
    const isFree = era !== "" && !(control && fixedFrom !== null);
    return [
      `#/v1/run?sc=${encodeURIComponent(entry.id)}`,
      `seed=${encodeURIComponent(seed || "1")}`,
      ...(isFree ? [`era=${encodeURIComponent(era)}`] : []),
      ...(control ? ["control=1"] : []),
    ].join("&");
  };
  return (
    <li class="card">
      <h3>
        <a href={address(false)}>{pick(entry.title)}</a>
      </h3>
      <p class="card-id mono muted">
        {entry.id}
        <span class="card-eras">
          {eras}
          {fixedFrom !== null && ` · ${t("home.fixed", { era: fixedFrom })}`}
        </span>
        {entry.importance === 3 && <span class="tag">{t("home.essential")}</span>}
      </p>
      <p class="card-text">{pick(entry.explanation)}</p>
      <p class="card-actions">
        <a class="button primary" href={address(false)}>
          <Icon name="play" /> {t("home.run")}
        </a>
        <a class="button control-link" href={address(true)} title={pick(entry.controlTitle)}>
          <span class="control-word">{t("home.control")}</span> {pick(entry.controlTitle)}
        </a>
      </p>
    </li>
  );
}
