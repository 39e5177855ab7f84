import type { JSX } from "preact";
import { formatClock } from "../model/format.ts";
import { TIME_SCALES } from "../model/time-scale.ts";
import { useApp, useTexts } from "./app-context.ts";
import { Icon, type IconName } from "./icons.tsx";
import { placesPerSecond } from "./player.ts";
import { FASTEST, SLOWEST } from "./store.ts";
import type { Texts } from "./text.ts";

export function Transport(): JSX.Element {
  const { store, actions } = useApp();
  const { t } = useTexts();
  const { navigation, player } = actions;
  const playing = store.playing.value;
  const narrow = store.narrow.value;
  return (
    <div class="transport" role="toolbar" aria-label={t("transport")}>
      <div class="transport-buttons">
        {!narrow && <Button icon="first" label={t("key.first")} onClick={navigation.first} />}
        <Button
          icon="stepBackMilestone"
          label={t("key.previousMilestone")}
          onClick={() => navigation.stepMilestone(-1)}
        />
        <Button icon="stepBack" label={t("key.previous")} onClick={() => navigation.step(-1)} />
        <button
          type="button"
          class="play-button"
          aria-label={t(playing ? "pause" : "play")}
          title={`${t(playing ? "pause" : "play")} (Space)`}
          onClick={player.toggle}
        >
          <Icon name={playing ? "pause" : "play"} />
        </button>
        <Button icon="stepForward" label={t("key.next")} onClick={() => navigation.step(1)} />
        <Button
          icon="stepForwardMilestone"
          label={t("key.nextMilestone")}
          onClick={() => navigation.stepMilestone(1)}
        />
        {!narrow && <Button icon="last" label={t("key.last")} onClick={navigation.last} />}
      </div>
      {!narrow && <Speed />}
      {!narrow && <ScaleChoice />}
      <span class="spacer" />
      <Moment />
    </div>
  );
}

interface ButtonProps {
  readonly icon: IconName;
  readonly label: string;
  onClick(): void;
}

function Button({ icon, label, onClick }: ButtonProps): JSX.Element {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

export function Speed(): JSX.Element {
  const { store } = useApp();
  const texts = useTexts();
  const words = speedText(store.scaleKind.value, store.speed.value, texts);
  return (
    <label class="speed">
      <span class="muted">{texts.t("speed")}</span>
      <input
        type="range"
        min={SLOWEST}
        max={FASTEST}
        step={0.1}
        list="decades"
        value={store.speed.value}
        aria-valuetext={words}
        onInput={(event) => {
          store.speed.value = Number(event.currentTarget.value);
        }}
      />
      <datalist id="decades">
        {DECADES.map((decade) => (
          <option key={decade} value={decade} />
        ))}
      </datalist>
      <span class="speed-words mono">{words}</span>
    </label>
  );
}

const DECADES = [2, 3, 4, 5, 6, 7];

/** The speed in words: `2 ms/s`, `30 events/s`. */
export function speedText(kind: "true" | "rank" | "gap", speed: number, texts: Texts): string {
  const rate = placesPerSecond(kind, speed);
  const short = (value: number) => texts.number(Number(value.toPrecision(2)));
  if (kind === "rank") return texts.t("speed.events", { count: short(rate) });
  return rate < 1_000_000
    ? texts.t("speed.ms", { count: short(rate / 1000) })
    : texts.t("speed.s", { count: short(rate / 1_000_000) });
}

export function ScaleChoice(): JSX.Element {
  const { store } = useApp();
  const { t } = useTexts();
  return (
    <div class="scale-choice">
      <span class="muted" id="scale-label">
        {t("scale")}
      </span>
      <div class="segmented" role="radiogroup" aria-labelledby="scale-label">
        {TIME_SCALES.map((kind) => (
          // biome-ignore lint/a11y/useSemanticElements: looks and works as one control
          <button
            key={kind}
            type="button"
            role="radio"
            aria-checked={store.scaleKind.value === kind}
            title={t(`scale.${kind}.hint`)}
            onClick={() => {
              store.scaleKind.value = kind;
            }}
          >
            {t(`scale.${kind}`)}
          </button>
        ))}
      </div>
    </div>
  );
}

function Moment(): JSX.Element {
  const { store } = useApp();
  const { t, number } = useTexts();
  const count = store.run.value?.times.length ?? 0;
  const at = store.cursor.value;
  return (
    <p class="moment mono">
      <span class="moment-time">{formatClock(store.timeUs.value)}</span>
      <span class="muted">
        {at < 0
          ? t("eventNone", { count: number(count) })
          : t(store.narrow.value ? "eventOf.brief" : "eventOf", {
              index: at,
              count: number(count),
            })}
      </span>
    </p>
  );
}
