import { Option } from "commander";
import { FINDS, type Find, type SeedRange } from "../../sim/explore/hunt/plan.ts";
import { STRATEGIES, type StrategyName } from "../../sim/explore/strategies/strategy.ts";
import { DEFAULT_FAULT_KINDS, FAULT_KINDS, type FaultKind } from "../../sim/faults/plan.ts";
import { durationMicros, nearestWord, parseSeed } from "../../sim/index.ts";
import { UsageError } from "../errors.ts";
import { printable, truncate } from "../render/width.ts";

const MOST_SEEDS = 1_000_000_000;
const MOST_WORKERS = 1024;
const SHOWN_CELLS = 40;
const US_PER_MS = 1000;

export const DEFAULT_SEEDS = 1000;
const DEFAULT_FIRST_SEED = "1";

/** The options that say what to search, as they were typed. */
export interface SearchOptionValues {
  readonly seeds?: string;
  readonly firstSeed: string;
  readonly budget?: string;
  readonly untilFailure?: true;
  readonly strategy: string;
  readonly faults: string;
  readonly find: string;
  readonly workers?: string;
  readonly shard?: string;
  readonly out?: string;
  readonly json?: true;
  readonly checkDeterminism?: true;
  readonly shrink: boolean;
}

export function searchOptions(): readonly Option[] {
  return [
    new Option(
      "--seeds <number>",
      `how many seeds to run (default: ${DEFAULT_SEEDS}, or the budget's)`,
    ),
    new Option("--first-seed <seed>", "a whole number below 2^64, or a git commit id").default(
      DEFAULT_FIRST_SEED,
    ),
    new Option("--budget <time>", "stop after this much time, such as 90s, 10m or 2h"),
    new Option("--until-failure", "stop at the first seed that fails"),
    new Option("--strategy <name>", `how to search: ${STRATEGIES.join(", ")}`).default("random"),
    new Option(
      "--faults <list>",
      `kinds of faults, separated by commas: ${FAULT_KINDS.join(", ")}; all; default: ` +
        DEFAULT_FAULT_KINDS.join(", "),
    ).default("default"),
    new Option(
      "--find <what>",
      "durability: bugs that endanger acknowledged records; bugs: every bug; all: what settings or " +
        "operators allow, too",
    ).default("durability"),
    new Option("--workers <number>", "how many threads run at the same time (default: all cores)"),
    new Option("--shard <i/n>", "search only the i-th of n parts; auto: as the array job says"),
    new Option("--out <folder>", "write the report and each failing scenario there"),
    new Option("--json", "print the report as one JSON object"),
    new Option("--check-determinism", "run each seed twice and compare"),
    new Option("--no-shrink", "leave what is found as it is"),
  ];
}

/** The seeds that were asked for; without a number of them, as many as time allows. */
export function seedsOf(options: SearchOptionValues): SeedRange {
  const first = parseSeed(options.firstSeed);
  if (first === null) {
    throw new UsageError(
      `--first-seed: ${shown(options.firstSeed)} is not a seed; give a whole number from 0 to ` +
        "18446744073709551615, or a commit id",
    );
  }
  if (options.seeds !== undefined) {
    return { first, count: wholeNumber("--seeds", options.seeds, 1, MOST_SEEDS) };
  }
  if (options.budget === undefined) return { first, count: DEFAULT_SEEDS };
  if (options.shard !== undefined) {
    throw new UsageError("--shard: a part of what? With --budget it needs --seeds too");
  }
  return { first, count: MOST_SEEDS };
}

/** Milliseconds; null when there is no limit. */
export function budgetMsOf({ budget }: SearchOptionValues): number | null {
  if (budget === undefined) return null;
  const micros = /[a-z]\s*$/.test(budget) ? durationMicros(budget) : null;
  if (micros !== null && micros > 0) return micros / US_PER_MS;
  throw new UsageError(`--budget: ${shown(budget)} is no time; give some such as 90s, 10m or 2h`);
}

export function strategyOf({ strategy }: SearchOptionValues): StrategyName {
  return oneOf("--strategy", strategy, STRATEGIES);
}

export function findOf({ find }: Pick<SearchOptionValues, "find">): Find {
  return oneOf("--find", find, FINDS);
}

/** Kinds of faults in the order of their list, each once. */
export function faultsOf({ faults }: SearchOptionValues): readonly FaultKind[] {
  const names = faults.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
  const kinds = new Set(
    names.flatMap((name): readonly FaultKind[] => {
      if (name === "all") return FAULT_KINDS;
      if (name === "default") return DEFAULT_FAULT_KINDS;
      return [oneOf("--faults", name, FAULT_KINDS, ["all", "default"])];
    }),
  );
  if (kinds.size === 0) {
    throw new UsageError(`--faults: no kind; give some of ${FAULT_KINDS.join(", ")}`);
  }
  return FAULT_KINDS.filter((kind) => kinds.has(kind));
}

export function workersOf({ workers }: SearchOptionValues, cores: number): number {
  return workers === undefined ? cores : wholeNumber("--workers", workers, 1, MOST_WORKERS);
}

/**
 * The number that an option gives.
 * @throws UsageError when it is no whole number, or not between the bounds
 */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const digits = text.trim().replaceAll(/[_,]/g, "");
  const value = /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${option}: ${shown(text)} is not a whole number from ${least} to ${most}`);
}

function oneOf<T extends string>(
  option: string,
  text: string,
  names: readonly T[],
  others: readonly string[] = [],
): T {
  const found = names.find((name) => name === text.trim());
  if (found !== undefined) return found;
  const near = nearestWord(text.trim(), names);
  const hint = near === null ? "" : `; did you mean ${near}?`;
  throw new UsageError(
    `${option}: there is no ${shown(text)}${hint} (there are: ${[...names, ...others].join(", ")})`,
  );
}

function shown(text: string): string {
  return truncate(printable(text), SHOWN_CELLS);
}
