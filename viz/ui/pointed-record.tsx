import type { JSX } from "preact";
import { useApp, useTexts } from "./app-context.ts";

/** The record in the cell that is pointed at, in the head of the panel. */
export function PointedRecord(): JSX.Element | null {
  const { store } = useApp();
  const { t } = useTexts();
  const record = store.pointed.value;
  if (record === null) return null;
  const key = record.key === null ? "" : `${record.key} = `;
  return (
    <p class="pointed" aria-live="polite">
      <strong class="mono">{`${key}${record.value ?? "∅"}`}</strong>{" "}
      <span class={`status ${record.status}`}>{t(`status.${record.status}`)}</span>{" "}
      <span class="muted">
        {t("pointed", { client: record.client, copies: record.copies.join(", ") || "–" })}
      </span>
    </p>
  );
}
