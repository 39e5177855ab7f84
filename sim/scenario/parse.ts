import { parseDocument } from "yaml";
import { explain } from "./explain.ts";
import { InputError, type Problem } from "./problems.ts";
import { applyControl, contradictions } from "./resolve.ts";
import { defaultEraOf } from "./scenario-era.ts";
import { scenarioJsonSchema, scenarioSchema } from "./schema.ts";
import type { Scenario } from "./types.ts";
import { validateScenario } from "./validate.ts";

/** Larger inputs are refused before they are read. */
export const LONGEST_INPUT = 1_000_000;
export const DEEPEST_INPUT = 64;
/** Parts of one input, after its aliases are expanded. */
const MOST_PARTS = 500_000;
const MOST_ALIASES = 100;

/**
 * Reads a scenario from the text of a YAML or JSON file.
 * @throws InputError naming every place that is wrong, what was expected and the nearest right word
 */
export function parseScenario(text: string): Scenario {
  return checkScenario(parseData(text));
}

/**
 * Checks a value that should be a scenario, names and references included.
 * @throws InputError
 */
export function checkScenario(value: unknown): Scenario {
  checkSize(value);
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) {
    const explained = explain(scenarioJsonSchema(), value);
    throw new InputError(explained.length > 0 ? explained : parsed.error.issues.map(rawProblem));
  }
  const wrong = validateScenario(parsed.data);
  const problems = wrong.length > 0 ? wrong : contradictionsOf(parsed.data);
  if (problems.length > 0) throw new InputError(problems);
  return parsed.data;
}

/**
 * Reads YAML or JSON text as plain data.
 * @throws InputError
 */
export function parseData(text: string): unknown {
  if (text.length > LONGEST_INPUT) throw tooLarge(`${LONGEST_INPUT / 1_000_000} MB`);
  if (bracketDepth(text) > DEEPEST_INPUT) throw tooDeep();
  try {
    return readData(text);
  } catch (thrown) {
    if (thrown instanceof ReferenceError) throw tooLarge(`${MOST_ALIASES} aliases`);
    if (thrown instanceof RangeError) throw tooDeep();
    throw thrown;
  }
}

function readData(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true, merge: false });
  const error = document.errors[0];
  if (error !== undefined) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    const reason = (error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
    throw new InputError([
      { path: "", code: "problem.syntax", args: { reason, line, column: col } },
    ]);
  }
  const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
  checkSize(value);
  return value;
}

/** Refuses what is too deep or too large to walk through. */
function checkSize(value: unknown): void {
  let left = MOST_PARTS;
  const pending: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (--left < 0) throw tooLarge(`${MOST_PARTS} parts`);
    if (typeof next.value !== "object" || next.value === null) continue;
    if (next.depth >= DEEPEST_INPUT) throw tooDeep();
    for (const inner of Object.values(next.value)) {
      pending.push({ value: inner, depth: next.depth + 1 });
    }
  }
}

/** How deep brackets nest, at most: those in quoted text count too, which only errs on the safe side. */
export function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "[" || c === "{") deepest = Math.max(deepest, ++depth);
    else if (c === "]" || c === "}") depth = Math.max(0, depth - 1);
  }
  return deepest;
}

/** Settings that exclude each other in the case; or in its control, where that has others. */
function contradictionsOf(scenario: Scenario): readonly Problem[] {
  const era = defaultEraOf(scenario);
  const own = contradictions(scenario.clients, era);
  return own.length > 0 ? own : contradictions(applyControl(scenario).clients, era);
}

function tooLarge(limit: string): InputError {
  return new InputError([{ path: "", code: "problem.tooLarge", args: { limit } }]);
}

function tooDeep(): InputError {
  return new InputError([{ path: "", code: "problem.tooDeep", args: { limit: DEEPEST_INPUT } }]);
}

function rawProblem(issue: { path: PropertyKey[]; message: string }): Problem {
  return {
    path: issue.path.map(String).join("."),
    code: "problem.invalid",
    args: { reason: issue.message },
  };
}
