import type { Language } from "./messages.ts";
import { testingEn } from "./testing.en.ts";
import { testingZh } from "./testing.zh.ts";

/** What the matchers for tests say. */
export interface TestingText {
  /** What must not be, and is; each begins with what was expected of the run. */
  readonly failures: {
    readonly lost: (count: number) => string;
    readonly duplicated: (count: number) => string;
    readonly reordered: (count: number) => string;
    readonly neverProcessed: (count: number) => string;
    readonly processedTwice: (count: number) => string;
    readonly bugs: (count: number) => string;
    /** `violations` that are bugs and that no expectation names. */
    readonly unmet: (unmet: number, violations: number) => string;
    /** The hashes of two runs of the same inputs. */
    readonly differs: (one: string, other: string) => string;
    readonly unmarked: (mark: string) => string;
  };
  /** What should have been, after `not`, and is not. */
  readonly missed: {
    readonly lost: string;
    readonly duplicated: string;
    readonly reordered: string;
    readonly neverProcessed: string;
    readonly processedTwice: string;
    readonly bugs: string;
    readonly unmet: string;
    readonly differs: string;
    readonly unmarked: (mark: string) => string;
  };
  readonly inconclusive: string;
  /** `partition`, offset and value of a record: `r7, orders-0 at offset 7`. */
  readonly record: (value: string, partition: string, offset: number) => string;
  readonly more: (count: number) => string;
  /** Before the command that runs it again. */
  readonly again: string;
}

/** The words of a language. */
export function testingText(language: Language): TestingText {
  return language === "zh" ? testingZh : testingEn;
}
