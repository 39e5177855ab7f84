import * as fc from "fast-check";
import type { ConfigValue, ConfigValues } from "../../../sim/index.ts";
import { type Choice, drawn } from "./choice.ts";

/** Settings by Kafka's names: a value that holds in every case, or what draws one. */
export type SettingChoices = Readonly<Record<string, Choice<ConfigValue>>>;

/** What draws a setting; null: it is left out, and Kafka's default of the era holds. */
type Usual = Readonly<Record<string, fc.Arbitrary<ConfigValue | null>>>;

/** Settings as they are usually drawn, with those that were given in their places or added. */
export function drawnSettings(usual: Usual, given: SettingChoices): fc.Arbitrary<ConfigValues> {
  const model: Record<string, fc.Arbitrary<ConfigValue | null>> = { ...usual };
  for (const [name, choice] of Object.entries(given)) {
    model[name] = drawn<ConfigValue | null>(choice, fc.constant(null));
  }
  return fc.record(model).map((values) => {
    const set = Object.entries(values).filter(
      (entry): entry is [string, ConfigValue] => entry[1] !== null,
    );
    return Object.fromEntries(set);
  });
}

/** One of several values; it shrinks to Kafka's default. */
export function defaultOr(...values: readonly ConfigValue[]): fc.Arbitrary<ConfigValue | null> {
  return fc.constantFrom<ConfigValue | null>(null, ...values);
}
