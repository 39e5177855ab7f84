import { InvalidArgumentError, Option } from "commander";
import type { RunChanges } from "./input.ts";

/** The options of every command that runs something. */
export interface RunOptionValues {
  readonly seed?: string;
  readonly era?: string;
  readonly set: Readonly<Record<string, string>>;
  readonly control?: true;
  readonly lang?: string;
}

/** What the options change about a run. */
export function changesOf(options: RunOptionValues): RunChanges {
  return {
    seed: options.seed,
    era: options.era,
    settings: options.set,
    control: options.control === true,
  };
}

export function runOptions(): readonly Option[] {
  return [
    new Option("--seed <seed>", "a whole number below 2^64, or a git commit id"),
    new Option("--era <version>", "behave as this Kafka version does"),
    new Option("--set <name=value>", "change a setting, by Kafka's name; may be repeated")
      .argParser(addSetting)
      .default({}, "none"),
    new Option("--control", "run the scenario's control: the same with one thing changed"),
    languageOption(),
  ];
}

export function languageOption(): Option {
  return new Option("--lang <language>", "en or zh; by default that of the locale");
}

function addSetting(
  text: string,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const equals = text.indexOf("=");
  if (equals <= 0) throw new InvalidArgumentError("It must be name=value, such as acks=all.");
  // A null prototype, so that no name means anything special.
  return Object.assign(Object.create(null), before, {
    [text.slice(0, equals).trim()]: text.slice(equals + 1).trim(),
  });
}
