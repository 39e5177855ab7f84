import {
  checkSettingsOf,
  eraNamed,
  otherErasOf,
  type RunJson,
  type RunResult,
} from "../../sim/index.ts";
import type { CliText } from "../../text/cli.ts";
import type { Language } from "../../text/messages.ts";
import { EXIT_OK } from "../exit-status.ts";
import type { RunView } from "../view-of.ts";
import { renderGroups } from "./groups.ts";
import { renderInconclusive } from "./inconclusive.ts";
import { grouped, secondsText } from "./numbers.ts";
import { classText } from "./outcomes.ts";
import { renderRecords } from "./records.ts";
import { marked, paragraph, section } from "./sections.ts";
import { renderStory } from "./story.ts";
import type { Style } from "./style.ts";
import { table } from "./table.ts";
import { renderVerdict } from "./verdict.ts";
import { printable, wrap } from "./width.ts";

const MOST_ROWS = 12;

/** A run, from its title to the command that opens it in a browser. */
export function renderRun(
  view: RunView,
  language: Language,
  text: CliText,
  style: Style,
): readonly string[] {
  const { headings } = text;
  const { json } = view;
  return [
    ...renderTitle(view, language, text, style),
    ...section(headings.story, renderStory(view.story, style), style),
    ...section(headings.records, renderRecords(view, text, style), style),
    ...section(headings.groups, renderGroups(view, text, style), style),
    ...section(headings.unavailable, renderUnavailable(json, text, style), style),
    ...section(headings.errors, renderErrors(json, style), style),
    ...section(headings.violations, renderViolations(json, text, style), style),
    ...section(headings.expectations, renderExpectations(view, style), style),
    "",
    ...renderVerdict(view, text, style),
    ...renderProblem(view, text, style),
    ...renderChangedSettings(view, text, style),
    "",
    ...renderIdentity(json, text, style),
  ];
}

function renderTitle(
  { result, notices }: RunView,
  language: Language,
  text: CliText,
  style: Style,
): readonly string[] {
  const { scenario, input } = result;
  const title = wrap(printable(scenario.title[language]), style.width);
  const change = text.controlOf(printable(scenario.control.title[language]));
  const setting = [identityOf(result, text), clusterOf(result, text)];
  return [
    ...title.map(style.bold),
    ...(input.control ? wrap(change, style.width).map(style.accent) : []),
    ...setting.flatMap((line) => wrap(printable(line), style.width)).map(style.dim),
    ...notices.flatMap((notice) => marked(style.warn("!"), printable(notice), style, 0)),
  ];
}

/** What ran: `acks1-leader-kill-unreplicated · Kafka 2.8 · seed 1`. */
function identityOf({ input }: RunResult, { setting }: CliText): string {
  const { scenario, era, seed, settings, overrides } = input;
  return [
    scenario.id,
    setting.era(era),
    setting.seed(seed),
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    ...(overrides.length > 0 ? [setting.overrides(overrides.length)] : []),
  ].join(" · ");
}

/** On what: `3 brokers · broker-3: Kafka 2.6 · orders: 1 partition × 3 replicas · acks=1`. */
function clusterOf({ input, scenario }: RunResult, { setting }: CliText): string {
  const { brokers } = scenario.cluster;
  const era = eraNamed(input.era);
  const promises = Object.values(checkSettingsOf(scenario, era).producers);
  const acks = promises.map((promise) => `acks=${promise.acks < 0 ? "all" : promise.acks}`);
  return [
    setting.brokers(typeof brokers === "number" ? brokers : brokers.length),
    ...otherErasOf(scenario, era).map((other) => setting.otherEra(other.host, other.era)),
    ...scenario.topics.map((topic) => {
      const replicas = topic.assignment?.[0]?.length ?? topic.replicationFactor ?? 1;
      return setting.topic(topic.name, topic.assignment?.length ?? topic.partitions ?? 1, replicas);
    }),
    ...new Set(acks),
  ].join(" · ");
}

function renderUnavailable(json: RunJson, text: CliText, style: Style): readonly string[] {
  if (json.unavailable.length === 0) return [];
  const { columns } = text;
  const lines = table(
    [
      { header: style.dim(columns.partition) },
      { header: style.dim(columns.from), align: "right" },
      { header: style.dim(columns.to), align: "right" },
      { header: style.dim(columns.duration), align: "right" },
    ],
    longest(json.unavailable).map(({ partition, fromMs, toMs }) => [
      printable(partition),
      secondsText(fromMs),
      secondsText(toMs),
      secondsText(toMs - fromMs),
    ]),
  );
  return [...lines.map((line) => `  ${line}`), ...moreThan(json.unavailable, text, style)];
}

/** As many as are shown, in their order; those left out are shorter. */
function longest(windows: RunJson["unavailable"]): RunJson["unavailable"] {
  const lengthOf = ({ fromMs, toMs }: RunJson["unavailable"][number]) => toMs - fromMs;
  const chosen = new Set(
    [...windows].sort((x, y) => lengthOf(y) - lengthOf(x)).slice(0, MOST_ROWS),
  );
  return windows.filter((window) => chosen.has(window));
}

function renderErrors(json: RunJson, style: Style): readonly string[] {
  const errors = Object.entries(json.errors).map(([name, count]) => `${name} × ${grouped(count)}`);
  return errors.length === 0 ? [] : paragraph(printable(errors.join(", ")), 2, style);
}

function renderViolations(json: RunJson, text: CliText, style: Style): readonly string[] {
  const lines = json.violations.slice(0, MOST_ROWS).flatMap((violation) => {
    const { invariant, event, virtualMs, detail } = violation;
    const when = style.dim(`#${event} · ${secondsText(virtualMs)}`);
    const head = `  ${style.bold(invariant)}  ${when}  ${classText(violation, text, style)}`;
    return [head, ...paragraph(printable(detail), 4, style)];
  });
  return [...lines, ...moreThan(json.violations, text, style)];
}

function renderExpectations(view: RunView, style: Style): readonly string[] {
  return view.expectations.flatMap(({ text, met }) =>
    marked(met ? style.good("✓") : style.bad("✗"), printable(text), style),
  );
}

function renderProblem(view: RunView, text: CliText, style: Style): readonly string[] {
  const { inconclusive, scenario } = view.result;
  if (inconclusive === null) return [];
  return renderInconclusive(inconclusive, scenario.steps.length, text, style);
}

function renderChangedSettings({ result }: RunView, text: CliText, style: Style): string[] {
  const changed = Object.keys(result.input.settings).length > 0;
  if (!changed || result.status === EXIT_OK) return [];
  return paragraph(text.verdict.changedSettings, 2, style);
}

function renderIdentity(json: RunJson, text: CliText, style: Style): readonly string[] {
  const parts = [
    `${text.hash} ${json.hash}`,
    text.events(grouped(json.events)),
    text.virtualTime(secondsText(json.virtualMs)),
    `${text.engine} ${json.engine}`,
  ];
  return [style.dim(parts.join(" · ")), style.dim(text.openIt), `highwater serve '${json.link}'`];
}

function moreThan(all: readonly unknown[], text: CliText, style: Style): readonly string[] {
  const hidden = all.length - MOST_ROWS;
  return hidden > 0 ? [`  ${style.dim(text.more(hidden))}`] : [];
}
