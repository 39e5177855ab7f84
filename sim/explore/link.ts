import type { ChoiceOverride } from "../kernel/choices.ts";
import { checkScenario } from "../scenario/parse.ts";
import { InputError, shortened } from "../scenario/problems.ts";
import type { Settings } from "../scenario/resolve.ts";
import type { Localized, Scenario } from "../scenario/types.ts";
import { ENGINE } from "./engine.ts";
import { compactScenario, completeScenario, type LinkContext } from "./link-scenario.ts";
import { packJson, unpackJson } from "./pack.ts";
import type { RunInput } from "./run-input.ts";
import { parseSeed } from "./seed.ts";

/** A run as a link names it, and the moment to look at. */
export interface RunLink {
  /** Id of a scenario. */
  readonly scenarioId: string;
  /** The scenario itself when it is not a published one. */
  readonly scenario: Scenario | null;
  readonly control: boolean;
  readonly seed: string;
  readonly era: string;
  readonly settings: Settings;
  readonly overrides: readonly ChoiceOverride[];
  /** Hash of the engine that made the link; null when it does not say. */
  readonly engine: string | null;
  /** Event to look at. */
  readonly event: number | null;
  /** First 8 hex digits of the run's hash at that event. */
  readonly prefixHash: string | null;
  /** Parameters that mean nothing here: what a page shows. */
  readonly view: Readonly<Record<string, string>>;
}

export const RUN_PREFIX = "#/v1/run?";
const LONGEST_LINK = 400_000;
const MOST_PARAMETERS = 500;
const MOST_OVERRIDES = 100_000;
const NO_TEXT: Localized = { en: "", zh: "" };
const OWN = ["sc", "seed", "era", "control", "set", "cfg", "sim", "ev", "ph"];

/** The link of a run as it would be run here and now. */
export function linkOf(input: RunInput): RunLink {
  const { scenario, published, control, seed, era, settings, overrides } = input;
  return {
    scenarioId: scenario.id,
    scenario: published ? null : scenario,
    control,
    seed,
    era,
    settings,
    overrides,
    engine: ENGINE,
    event: null,
    prefixHash: null,
    view: {},
  };
}

/**
 * The link of the same run without the texts, the expectations and the control of its scenario, which
 * decide nothing: much shorter when the scenario is not a published one.
 */
export function bareLinkOf(input: RunInput): RunLink {
  const { scenario, published, control } = input;
  if (published || control) return linkOf(input);
  const bare: Scenario = {
    ...scenario,
    group: "found",
    importance: 1,
    title: { en: scenario.id, zh: scenario.id },
    explanation: NO_TEXT,
    steps: scenario.steps.map(({ note: _, ...step }) => step),
    expect: [],
    control: { title: NO_TEXT, change: {}, expect: [] },
  };
  return linkOf({ ...input, scenario: bare });
}

/** The link of a run: short for a published scenario, whole for any other. */
export function encodeLink(link: RunLink): string {
  const parameters: [string, string][] = [
    ["sc", link.scenarioId],
    ["seed", link.seed],
    ["era", link.era],
  ];
  if (link.control) parameters.push(["control", "1"]);
  for (const [name, value] of Object.entries(link.settings)) {
    parameters.push(["set", `${name}=${value}`]);
  }
  if (link.scenario !== null || link.overrides.length > 0) {
    parameters.push(["cfg", packJson(configOf(link))]);
  }
  if (link.engine !== null) parameters.push(["sim", link.engine]);
  if (link.event !== null) parameters.push(["ev", String(link.event)]);
  if (link.prefixHash !== null) parameters.push(["ph", link.prefixHash]);
  parameters.push(...Object.entries(link.view));
  return (
    RUN_PREFIX +
    parameters.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join("&")
  );
}

/**
 * Reads a link, or a whole address that ends in one.
 * @throws InputError for what is not a link, or says something impossible
 */
export function decodeLink(text: string): RunLink {
  const at = text.indexOf(RUN_PREFIX);
  if (at < 0) throw badLink(`it has no ${RUN_PREFIX}`);
  if (text.length > LONGEST_LINK) throw badLink("it is too long");
  const parameters = parametersOf(text.slice(at + RUN_PREFIX.length));
  const first = (name: string) => parameters.find(([key]) => key === name)?.[1];
  const seed = parseSeed(first("seed") ?? "1");
  if (seed === null) throw badLink(`seed=${shortened(first("seed"))}`);
  const era = first("era") ?? "";
  const config = readConfig(first("cfg"));
  const overrides = config.overrides === undefined ? [] : overridesOf(config.overrides);
  const context = { scenarioId: first("sc") ?? "", era, seed, overrides };
  const scenario = scenarioOf(config, context);
  const scenarioId = first("sc") ?? scenario?.id;
  if (scenarioId === undefined) throw badLink("it names no scenario (sc)");
  const engine = first("sim") ?? null;
  if (engine !== null && !/^[0-9a-f]{8}$/.test(engine)) throw badLink(`sim=${shortened(engine)}`);
  const prefixHash = first("ph") ?? null;
  if (prefixHash !== null && !/^[0-9a-f]{8}$/.test(prefixHash)) {
    throw badLink(`ph=${shortened(prefixHash)}`);
  }
  return {
    scenarioId,
    scenario,
    control: first("control") === "1",
    seed,
    era,
    settings: settingsOf(parameters),
    overrides,
    engine,
    event: eventOf(first("ev")),
    prefixHash,
    view: Object.fromEntries(parameters.filter(([key]) => !OWN.includes(key))),
  };
}

function parametersOf(query: string): readonly [string, string][] {
  const parts = query.split("&").filter((part) => part !== "");
  if (parts.length > MOST_PARAMETERS) throw badLink("it has too many parameters");
  return parts.map((part): [string, string] => {
    const equals = part.indexOf("=");
    const key = equals < 0 ? part : part.slice(0, equals);
    return [decode(key), equals < 0 ? "" : decode(part.slice(equals + 1))];
  });
}

function settingsOf(parameters: readonly [string, string][]): Settings {
  const settings: Record<string, string> = {};
  for (const [key, value] of parameters) {
    if (key !== "set") continue;
    const equals = value.indexOf("=");
    if (equals <= 0) throw badLink(`set=${shortened(value)}`);
    Object.defineProperty(settings, value.slice(0, equals), {
      value: value.slice(equals + 1),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return settings;
}

/** What is packed: `s` is a scenario in few words, `scenario` (in older links) the whole of one. */
interface LinkConfig {
  readonly s?: unknown;
  readonly scenario?: unknown;
  readonly overrides?: unknown;
}

function configOf(link: RunLink): LinkConfig {
  const { scenario, overrides } = link;
  return {
    ...(scenario === null ? {} : { s: compactScenario(scenario, link) }),
    ...(overrides.length === 0
      ? {}
      : { overrides: overrides.map(({ stream, index, value }) => [stream, index, value]) }),
  };
}

function readConfig(packed: string | undefined): LinkConfig {
  if (packed === undefined) return {};
  const config = unpackJson(packed);
  if (typeof config !== "object" || config === null) throw badLink("its cfg cannot be read");
  return config;
}

function scenarioOf({ s, scenario }: LinkConfig, context: LinkContext): Scenario | null {
  if (s !== undefined) return checkScenario(completeScenario(s, context));
  return scenario === undefined ? null : checkScenario(scenario);
}

function overridesOf(value: unknown): readonly ChoiceOverride[] {
  if (!Array.isArray(value) || value.length > MOST_OVERRIDES) throw badLink("its overrides");
  return value.map((item: unknown): ChoiceOverride => {
    const [stream, index, chosen] = Array.isArray(item) ? (item as unknown[]) : [];
    if (typeof stream !== "string" || !isNatural(index) || !isNatural(chosen)) {
      throw badLink(`override ${shortened(item)}`);
    }
    return { stream, index, value: chosen };
  });
}

function isNatural(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function eventOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,15}$/.test(text)) throw badLink(`ev=${shortened(text)}`);
  return Number(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw badLink(`${shortened(text)} is not percent-encoded`);
  }
}

function badLink(reason: string): InputError {
  return new InputError([{ path: "", code: "problem.badLink", args: { reason } }]);
}
