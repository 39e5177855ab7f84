import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useApp, useTexts } from "./app-context.ts";

/** Parts that are open at first; the rest opens when asked. */
const OPEN_DEPTH = 1;

/** The whole state as a tree. */
export function StatePanel(): JSX.Element {
  const { store } = useApp();
  const { t } = useTexts();
  const json = store.state.value;
  const value = useMemo(() => (json === null ? null : (JSON.parse(json) as unknown)), [json]);
  if (value === null) return <p class="muted empty">{t("loading")}</p>;
  return (
    <div class="state-tree mono">
      <Branch value={value} depth={0} />
    </div>
  );
}

function Branch({
  value,
  depth,
}: {
  readonly value: unknown;
  readonly depth: number;
}): JSX.Element {
  const entries = Object.entries(value as Record<string, unknown>);
  return (
    <ul>
      {entries.map(([key, inner]) => (
        <li key={key}>
          {isBranch(inner) ? (
            <details open={depth < OPEN_DEPTH}>
              <summary>
                {key} <span class="muted">{Object.keys(inner).length}</span>
              </summary>
              <Branch value={inner} depth={depth + 1} />
            </details>
          ) : (
            <p>
              <span class="muted">{key}</span> {JSON.stringify(inner)}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Lists of numbers and short lists are leaves, as people read them. */
function isBranch(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return !Array.isArray(value) && Object.keys(value).length > 0;
}
