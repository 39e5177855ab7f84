import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { formatDelta, formatTime } from "../model/format.ts";
import { sentenceOf, shortSentence } from "../model/sentence.ts";
import type { StateChange } from "../model/state-diff.ts";
import type { CauseView, StepView } from "../model/step-view.ts";
import { useApp, useTexts } from "./app-context.ts";
import { ClassMark } from "./event-line.tsx";
import { Icon } from "./icons.tsx";

interface StepPanelProps {
  readonly brief?: boolean;
}

/** The event at the cursor: what happened, what it changed, and why. */
export function StepPanel({ brief = false }: StepPanelProps): JSX.Element {
  const { store } = useApp();
  const texts = useTexts();
  const step = store.step.value;
  if (step === null) return <p class="muted empty">{texts.t("step.none")}</p>;
  const sentence = sentenceOf(step, texts.find);
  return (
    <div class="step">
      <p class="step-head muted">
        <span class="mono">#{step.index}</span>
        <span class="mono">{formatTime(step.timeUs)}</span>
        <span class="tag mono step-kind">
          <ClassMark told={step} />
          {step.kind}
        </span>
      </p>
      <p class="step-headline">{sentence.headline}</p>
      {sentence.phrases.length > 0 && (
        <ul class="step-phrases">
          {sentence.phrases.slice(0, brief ? 4 : 8).map((phrase) => (
            <li key={phrase}>{phrase}</li>
          ))}
          {!brief && sentence.phrases.length > 8 && (
            <li class="muted">{texts.t("more", { count: sentence.phrases.length - 8 })}</li>
          )}
        </ul>
      )}
      {!brief && <Changes step={step} />}
      {!brief && <Why step={step} />}
      {!brief && <Raw step={step} />}
    </div>
  );
}

function Changes({ step }: { readonly step: StepView }): JSX.Element {
  const { t } = useTexts();
  const { changes, changeCount } = step;
  return (
    <section>
      <h3>{t("step.changes")}</h3>
      {changes.length === 0 && <p class="muted">{t("step.noChanges")}</p>}
      {changes.length > 0 && (
        <ul class="diff mono">
          {changes.map((change) => (
            <Change key={change.path.join("/")} change={change} />
          ))}
        </ul>
      )}
      {changeCount > changes.length && (
        <p class="muted">{t("more", { count: changeCount - changes.length })}</p>
      )}
    </section>
  );
}

const SIGNS: Readonly<Record<StateChange["sign"], "added" | "removed" | "changed">> = {
  "+": "added",
  "-": "removed",
  "~": "changed",
};

function Change({ change }: { readonly change: StateChange }): JSX.Element {
  const { t } = useTexts();
  const { sign, path, before, after } = change;
  const name = SIGNS[sign];
  return (
    <li class={`change ${name}`}>
      <span class="sign" role="img" aria-label={t(`diff.${name}`)}>
        {sign === "-" ? "−" : sign}
      </span>
      <span class="change-path">{path.join(" › ")}</span>
      <span class="change-values">
        {before !== null && <del>{before}</del>}
        {before !== null && after !== null && <Icon name="arrow" />}
        {after !== null && <ins>{after}</ins>}
      </span>
    </li>
  );
}

const CAUSES_AT_FIRST = 6;

function Why({ step }: { readonly step: StepView }): JSX.Element {
  const { t } = useTexts();
  const expanded = useSignal(false);
  const all = step.causes;
  const causes = expanded.value ? all : all.slice(0, CAUSES_AT_FIRST);
  return (
    <section>
      <h3>{t("step.why")}</h3>
      {all.length === 0 && <p class="muted">{t("step.noCause")}</p>}
      <ol class="causes">
        {causes.map((cause) => (
          <Cause key={cause.index} cause={cause} step={step} />
        ))}
      </ol>
      {all.length > causes.length && (
        <button
          type="button"
          class="button"
          onClick={() => {
            expanded.value = true;
          }}
        >
          {t("step.allCauses", { count: all.length })}
        </button>
      )}
    </section>
  );
}

interface CauseProps {
  readonly cause: CauseView;
  readonly step: StepView;
}

function Cause({ cause, step }: CauseProps): JSX.Element {
  const { actions } = useApp();
  const texts = useTexts();
  return (
    <li>
      <button type="button" onClick={() => actions.navigation.seek(cause.index)}>
        <span class="cause-time mono muted" title={formatTime(cause.timeUs)}>
          {formatDelta(cause.timeUs - step.timeUs)}
        </span>
        <ClassMark told={cause} />
        <span>
          {shortSentence(cause, texts.find)}{" "}
          <span class="muted">
            · {texts.t(`relation.${cause.relation}`)} · #{cause.index}
          </span>
        </span>
      </button>
    </li>
  );
}

function Raw({ step }: { readonly step: StepView }): JSX.Element {
  const { actions } = useApp();
  const { t } = useTexts();
  return (
    <section>
      <details>
        <summary>{t("step.raw")}</summary>
        <pre class="raw mono">{pretty(step.json)}</pre>
      </details>
      <p class="step-actions">
        <button type="button" class="button" onClick={() => void actions.copyAddress()}>
          <Icon name="share" /> {t("copyLink")}
        </button>
        <button type="button" class="button" onClick={() => void actions.copy(step.json)}>
          <Icon name="copy" /> {t("step.copyJson")}
        </button>
      </p>
    </section>
  );
}

function pretty(json: string): string {
  const { s, ...rest } = JSON.parse(json) as { s?: unknown[] } & Record<string, unknown>;
  const head = JSON.stringify(rest);
  if (s === undefined) return head;
  const facts = s.map((fact) => `    ${JSON.stringify(fact)}`).join(",\n");
  return `${head.slice(0, -1)},\n  "s":[\n${facts}\n  ]}`;
}
