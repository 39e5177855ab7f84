import type { JSX } from "preact";
import { groupOutcomes, type OutcomeGroup } from "../model/outcome-groups.ts";
import type { RecordRow } from "../model/record-index.ts";
import type { RecordOutcomeView } from "../model/run-view.ts";
import { useApp, useTexts } from "./app-context.ts";

/** Rows shown at most; the rest is counted. */
const MOST_ROWS = 300;

const FATES = [
  "lost",
  "unsent",
  "ambiguous",
  "duplicated",
  "reordered",
  "processedTwice",
  "neverProcessed",
  "overwritten",
] as const;

/** Every record, one by one: its fate, where its copies are, and what was lost and why. */
export function RecordsPanel(): JSX.Element {
  const { store } = useApp();
  const { t, number } = useTexts();
  const summary = store.run.value?.summary;
  const records = store.records.value ?? [];
  const lost = summary?.lost ?? [];
  const rows = records.slice(-MOST_ROWS);
  return (
    <div class="records">
      {summary !== undefined && (
        <dl class="counts-row">
          {(["sent", "acked", "failed", "unknown", "unacknowledged"] as const).map((name) => (
            <div key={name}>
              <dt>{t(`count.${name}`)}</dt>
              <dd class="mono">{number(summary.records[name])}</dd>
            </div>
          ))}
          <div class={lost.length > 0 ? "bad" : ""}>
            <dt>{t("count.lost")}</dt>
            <dd class="mono">{number(lost.length)}</dd>
          </div>
        </dl>
      )}
      {FATES.map((what) => {
        const outcomes = summary?.[what] ?? [];
        if (outcomes.length === 0) return null;
        return (
          <section key={what}>
            <h3>{t(`records.${what}`, { count: number(outcomes.length) })}</h3>
            <ul class="lost-list">
              {groupOutcomes(outcomes)
                .slice(0, MOST_ROWS)
                .map((group) => (
                  <Outcome key={`${group.first.group} ${group.first.record}`} group={group} />
                ))}
            </ul>
          </section>
        );
      })}
      <section>
        <h3>{t("records.now", { count: number(records.length) })}</h3>
        {records.length === 0 && <p class="muted">{t("records.none")}</p>}
        {rows.length > 0 && <RecordTable rows={rows} lost={lost} />}
        {records.length > rows.length && (
          <p class="muted">
            {t("search.count", { shown: number(rows.length), total: number(records.length) })}
          </p>
        )}
      </section>
    </div>
  );
}

function Outcome({ group }: { readonly group: OutcomeGroup }): JSX.Element {
  const record = group.first;
  const { actions } = useApp();
  const { t, pick, find } = useTexts();
  return (
    <li>
      <p>
        <strong class="mono">{group.values}</strong> · {record.partition} @{" "}
        <span class="mono">{group.offsets}</span> ·{" "}
        {record.group !== null && <span class="tag">{record.group}</span>}{" "}
        <span class="tag">{find(`judged.${record.class}`) ?? record.class}</span>
        {record.fix !== null && <span class="tag">{record.fix}</span>}
      </p>
      {group.count > 1 && <p class="why-of">{t("records.whyOf", { value: record.value })}</p>}
      <ul class="why-list">
        {record.why.map((why) => (
          <li key={why.en}>{pick(why)}</li>
        ))}
      </ul>
      <p class="cause-links">
        {t("records.causes")}{" "}
        {record.causes.map((event) => (
          <button
            key={event}
            type="button"
            class="link mono"
            onClick={() => actions.navigation.seek(event)}
          >
            #{event}
          </button>
        ))}
      </p>
    </li>
  );
}

interface RecordTableProps {
  readonly rows: readonly RecordRow[];
  readonly lost: readonly RecordOutcomeView[];
}

function RecordTable({ rows, lost }: RecordTableProps): JSX.Element {
  const { actions } = useApp();
  const { t } = useTexts();
  const lostRecords = new Set(lost.map(({ record }) => record));
  return (
    <table class="data">
      <thead>
        <tr>
          <th scope="col">{t("records.value")}</th>
          <th scope="col">{t("records.partition")}</th>
          <th scope="col" class="numeric">
            {t("records.offset")}
          </th>
          <th scope="col">{t("records.status")}</th>
          <th scope="col">{t("records.copies")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const gone =
            lostRecords.has(row.id) && row.copies.length === 0 && row.status !== "pending";
          return (
            <tr key={row.id} class={gone ? "gone" : ""}>
              <th scope="row" class="mono">
                <button
                  type="button"
                  class="link"
                  title={t("records.goToSend")}
                  onClick={() => actions.navigation.seek(row.sentEvent)}
                >
                  {row.value ?? t("records.tombstone", { key: row.key ?? "–" })}
                </button>
              </th>
              <td>{row.tp}</td>
              <td class="numeric mono">{row.offset < 0 ? "–" : row.offset}</td>
              <td>
                <span class={`status ${row.status}`}>{t(`status.${row.status}`)}</span>
              </td>
              <td class="mono">
                {row.copies.length === 0 ? (gone ? "✕" : "–") : row.copies.join(" ")}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
