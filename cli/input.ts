import { existsSync, statSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { SCENARIOS, scenarioById } from "../scenarios/index.ts";
import {
  checkScenario,
  controlEraOf,
  decodeLink,
  eraNamed,
  InputError,
  nearestWord,
  parseScenario,
  parseSeed,
  type RunInput,
  type RunLink,
  resolveScenario,
  runOf,
} from "../sim/index.ts";
import type { Language } from "../text/messages.ts";
import { renderProblem } from "../text/render.ts";
import { UsageError } from "./errors.ts";
import { readSmallFile } from "./read-file.ts";
import { printable, truncate } from "./render/width.ts";
import { readTraceMeta } from "./trace-input.ts";

/** What options of the command line change about a run. */
export interface RunChanges {
  readonly seed?: string | undefined;
  readonly era?: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly control: boolean;
}

/** What a person asked to run. */
export interface RunRequest {
  readonly input: RunInput;
  /** Hash of the engine that made the link or the trace; null when nothing says. */
  readonly engine: string | null;
  /** Path, when the run comes from a trace file. */
  readonly traceFile: string | null;
  /** Where to look, when the run comes from a link. */
  readonly view: LinkView | null;
}

/** The part of a link that says where to look. */
export type LinkView = Pick<RunLink, "event" | "prefixHash" | "view">;

type Form = "id" | "scenario" | "trace" | "link" | "folder" | "other";

const MOST_SCENARIO_BYTES = 4_000_000;
const MOST_SUGGESTIONS = 3;
const MOST_PROBLEMS = 5;
const SHOWN_CELLS = 80;

/** What a RUN argument is, by its look. */
export function formOf(run: string): Form {
  if (/^https?:\/\//.test(run) || run.includes("#/")) return "link";
  if (/\.jsonl(\.gz)?$/i.test(run)) return "trace";
  if (/\.(yaml|yml|json)$/i.test(run)) return "scenario";
  if (existsSync(run)) return statSync(run).isDirectory() ? "folder" : "other";
  return /[/\\]/.test(run) ? "other" : "id";
}

/**
 * Reads what RUN names and makes the changes of the options.
 * @throws UsageError when something of it is wrong
 */
export async function readRun(
  run: string,
  changes: RunChanges,
  language: Language,
): Promise<RunRequest> {
  const named = await readNamed(run, language);
  explained(shortened(run), language, () => checkRunnable(named.input));
  if (changes.control && Object.keys(named.input.scenario.control.change).length === 0) {
    throw new UsageError(`--control: ${shortened(run)} has none; a link may leave it out`);
  }
  return explained("", language, () => {
    const input = changed(named.input, changes);
    checkRunnable(input);
    return { ...named, input };
  });
}

/** Fails when the era or a setting does not exist. */
function checkRunnable({ era, scenario, control, settings }: RunInput): void {
  resolveScenario(scenario, control, settings, eraNamed(era));
}

function readNamed(run: string, language: Language): Promise<RunRequest> | RunRequest {
  const shown = shortened(run);
  switch (formOf(run)) {
    case "id":
      return { input: scenarioNamed(run), engine: null, traceFile: null, view: null };
    case "link":
      return explained(shown, language, () => readLink(run));
    case "scenario":
      return readScenarioFile(run, language);
    case "trace":
      return readTraceFile(run, language);
    case "folder":
      throw new UsageError(`${shown}: this is a folder, not a scenario or a trace`);
    case "other":
      throw new UsageError(
        `${shown}: not a scenario's id, and no file whose name ends in .yaml, .yml or .json ` +
          "(a scenario), .jsonl or .jsonl.gz (a trace)",
      );
  }
}

/** The plain run of a published scenario. */
export function scenarioNamed(id: string): RunInput {
  const scenario = scenarioById(id);
  if (scenario !== undefined) return runOf(scenario);
  const near = similarIds(id);
  const hint =
    near.length > 0 ? `did you mean ${near.join(" or ")}?` : "highwater list shows them all";
  throw new UsageError(`there is no scenario ${shortened(id)}; ${hint}`);
}

/** Ids that contain what was typed, or else the one that is nearest to it. */
function similarIds(typed: string): readonly string[] {
  const ids = SCENARIOS.map((scenario) => scenario.id);
  const containing = typed.length < 3 ? [] : ids.filter((id) => id.includes(typed.toLowerCase()));
  if (containing.length > 0) return containing.slice(0, MOST_SUGGESTIONS);
  const nearest = nearestWord(typed, ids);
  return nearest === null ? [] : [nearest];
}

function readLink(text: string): RunRequest {
  const link = decodeLink(text);
  const { control, seed, settings, overrides, engine, scenario } = link;
  const named =
    scenario === null ? scenarioNamed(link.scenarioId) : { ...runOf(scenario), published: false };
  const era = link.era === "" ? eraOf(named, control) : link.era;
  const input = { ...named, control, seed, era, settings, overrides };
  const { event, prefixHash, view } = link;
  return { input, engine, traceFile: null, view: { event, prefixHash, view } };
}

async function readScenarioFile(path: string, language: Language): Promise<RunRequest> {
  const text = await readSmallFile(path, MOST_SCENARIO_BYTES);
  return explained(path, language, () => {
    const input: RunInput = { ...runOf(parseScenario(text)), published: false };
    return { input, engine: null, traceFile: null, view: null };
  });
}

async function readTraceFile(path: string, language: Language): Promise<RunRequest> {
  const meta = await readTraceMeta(path);
  return explained(path, language, () => {
    const { control, seed, era, overrides, engine } = meta;
    const scenario = checkScenario(meta.scenario);
    const settings = Object.fromEntries(
      Object.entries(meta.settings).map(([name, value]) => [name, String(value)]),
    );
    const published = isDeepStrictEqual(scenario, scenarioById(scenario.id));
    const input = { scenario, published, control, seed, era, settings, overrides };
    return { input: { ...input, seed: seedOf(seed) }, engine, traceFile: path, view: null };
  });
}

function changed(input: RunInput, changes: RunChanges): RunInput {
  return {
    ...input,
    control: input.control || changes.control,
    seed: changes.seed === undefined ? input.seed : seedOf(changes.seed),
    era: changes.era ?? eraOf(input, changes.control),
    settings: { ...input.settings, ...changes.settings },
  };
}

/** A control may have an era of its own. */
function eraOf({ scenario, control, era }: RunInput, becomesControl: boolean): string {
  return becomesControl && !control ? controlEraOf(scenario, eraNamed(era)) : era;
}

function seedOf(text: string): string {
  const seed = parseSeed(text);
  if (seed !== null) return seed;
  const args = { found: shortened(text) };
  throw new InputError([{ path: "", code: "problem.badSeed", args }]);
}

/** Turns problems of the input that `work` finds into words that begin with the place. */
export function explained<T>(place: string, language: Language, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const lines = error.problems.slice(0, MOST_PROBLEMS).map((problem) => {
      const sentence = printable(renderProblem(language, problem));
      return place === "" ? sentence : `${place}: ${sentence}`;
    });
    const more = error.problems.length - lines.length;
    if (more > 0) lines.push(`and ${more} more`);
    throw new UsageError(lines.join("\n"));
  }
}

/** What a person typed, fit to be shown in a message. */
function shortened(text: string): string {
  return truncate(printable(text), SHOWN_CELLS);
}
