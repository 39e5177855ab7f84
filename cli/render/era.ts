import {
  DEFAULT_ERA,
  type DefaultInEra,
  ERAS,
  type EraDescription,
  isBug,
  SWITCHES,
  type SwitchInEra,
  type SwitchState,
} from "../../sim/index.ts";
import type { CliText } from "../../text/cli.ts";
import { ERA_TEXTS } from "../../text/eras.ts";
import type { Language } from "../../text/messages.ts";
import { stateText, switchText } from "../../text/switches.ts";
import { paragraph, section } from "./sections.ts";
import type { Style } from "./style.ts";
import { table } from "./table.ts";
import { displayWidth, padEnd, wrap } from "./width.ts";

/** How to say things. */
interface Words {
  readonly language: Language;
  readonly text: CliText;
  readonly style: Style;
}

/** Something as it can be given to `--set`, what belongs to it, and what it means. */
interface Entry {
  readonly head: string;
  readonly tail: string;
  readonly lines: readonly string[];
}

const INDENT = 2;
const INNER_INDENT = 6;

/** All eras, oldest first: what each brought. */
export function renderEras(language: Language, text: CliText, style: Style): readonly string[] {
  const heads = table(
    [{}, {}],
    ERAS.map((era) => [style.accent(era), style.dim(ERA_TEXTS[era].released)]),
  );
  const column = Math.max(...heads.map(displayWidth)) + 2 * INDENT;
  const lines = ERAS.flatMap((era, i) => {
    const [first = "", ...rest] = wrap(ERA_TEXTS[era].brought[language], style.width - column);
    const head = padEnd(`  ${heads[i] ?? ""}`, column);
    return [head + first, ...rest.map((line) => " ".repeat(column) + line)];
  });
  return [...lines, "", `  ${style.dim(text.era.listHint(DEFAULT_ERA))}`];
}

/** What an era is made of. */
export function renderEra(
  description: EraDescription,
  language: Language,
  text: CliText,
  style: Style,
): readonly string[] {
  const { era, before, switches, defaults, unknown } = description;
  const words = { language, text, style };
  const added = switches.filter(({ was }) => was !== null);
  const kept = switches.filter(({ was }) => was === null);
  const told = (some: readonly SwitchInEra[]) =>
    entries(
      some.map((one) => switchEntry(one, before, words)),
      style,
    );
  return [
    style.bold(text.era.title(era, ERA_TEXTS[era].released)),
    ...paragraph(ERA_TEXTS[era].brought[language], 0, style),
    ...section(text.era.newSince(before ?? ""), told(added), style),
    ...section(
      before === null ? text.era.fromTheBeginning : text.era.asIn(before),
      told(kept),
      style,
    ),
    "",
    ...paragraph(text.era.legendWire, INDENT, style).map(style.dim),
    ...section(
      text.era.defaults(DEFAULT_ERA),
      entries(
        defaults.map((one) => defaultEntry(one, before, text)),
        style,
      ),
      style,
    ),
    ...section(
      text.era.unknown,
      entries(
        unknown.map(({ name, since }) => ({ head: name, tail: text.era.since(since), lines: [] })),
        style,
      ),
      style,
    ),
    ...section(text.era.bugs, entries(bugEntries(words), style), style),
    "",
    ...paragraph(text.era.hint(era), INDENT, style).map(style.dim),
  ];
}

function switchEntry({ of, state, was }: SwitchInEra, before: string | null, words: Words): Entry {
  const { language, text, style } = words;
  const { source, since } = state;
  const origin = [
    ...(source === null ? [] : [source]),
    ...(since === null || since === ERAS[0] ? [] : [text.era.since(since)]),
    ...(of.wire ? [text.era.wire] : []),
  ];
  const does = text.about(switchText(language, of), stateText(language, of, state));
  const lines = paragraph(does, INNER_INDENT, style);
  if (was !== null && before !== null) {
    const said = text.era.was(before, String(was.value), stateText(language, of, was));
    lines.push(...paragraph(said, INNER_INDENT, style).map(style.dim));
  }
  return { head: setting(of.name, state), tail: origin.join(" · "), lines };
}

/** The bugs of single releases. */
function bugEntries({ language, text, style }: Words): readonly Entry[] {
  return SWITCHES.filter(isBug).flatMap((of) =>
    of.states
      .filter(({ since }) => since === null)
      .map((state): Entry => {
        const does = text.about(switchText(language, of), stateText(language, of, state));
        const lines = paragraph(does, INNER_INDENT, style);
        return { head: setting(of.name, state), tail: "", lines };
      }),
  );
}

function setting(name: string, { value }: SwitchState): string {
  return `${name}=${value}`;
}

/** `producer, consumer · in 0.10.2: 50`. */
function defaultEntry(
  { name, scopes, value, before, usual }: DefaultInEra,
  eraBefore: string | null,
  { era }: CliText,
): Entry {
  const parts = [scopes.join(", ")];
  if (eraBefore !== null && before === null) parts.push(era.newSetting);
  if (eraBefore !== null && before !== null && before !== value) {
    parts.push(era.otherwise(eraBefore, String(before)));
  }
  if (usual !== value && eraBefore !== DEFAULT_ERA) {
    parts.push(era.otherwise(DEFAULT_ERA, String(usual)));
  }
  return { head: `${name}=${value}`, tail: parts.join(" · "), lines: [] };
}

/** Heads and tails side by side where there is room for all, or else one below the other. */
function entries(all: readonly Entry[], style: Style): readonly string[] {
  const column = Math.max(0, ...all.map(({ head }) => displayWidth(head))) + 2;
  const isNarrow = all.some(({ tail }) => INDENT + column + displayWidth(tail) > style.width);
  return all.flatMap(({ head, tail, lines }) => {
    const first = " ".repeat(INDENT) + style.accent(head);
    if (tail === "") return [first, ...lines];
    if (isNarrow) return [first, ...paragraph(tail, INNER_INDENT, style).map(style.dim), ...lines];
    return [padEnd(first, INDENT + column) + style.dim(tail), ...lines];
  });
}
