/**
 * Matchers of vitest for runs: `import "highwater/vitest"` registers them, with English messages. They take
 * a `RunResult`, or a `Scenario` or a `RunInput`, which they run.
 * @module
 */

import { expect } from "vitest";
import type { MarkName } from "../../sim/explore/marks/marks.ts";
import { matchersIn } from "./matchers.ts";

export { MARKS, type MarkName } from "../../sim/explore/marks/marks.ts";
export type { Language } from "../../text/messages.ts";
export { matchersIn, type RunMatcher, type RunMatchers } from "./matchers.ts";
export type { Subject } from "./subject.ts";
export type { Verdict } from "./verdict.ts";

/** The matchers as they are registered; those of another language are `matchersIn("zh")`. */
export const matchers = matchersIn("en");

expect.extend({ ...matchers });

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: it must have the parameters of what it adds to.
  interface Matchers<T = any> {
    /** Every record that was acknowledged is in the final log. */
    toLoseNothing(): void;
    /** No record is in the final log more than once. */
    toHaveNoDuplicates(): void;
    /** No record is in the final log behind one that its producer sent later. */
    toKeepOrder(): void;
    /** Groups processed every record that they could read. */
    toProcessEverything(): void;
    /** No record had an effect outside more than once. */
    toProcessNothingTwice(): void;
    /** No invariant broke, and nothing became of a record, by a bug of the protocol or the simulator. */
    toKeepItsPromises(): void;
    /** The scenario's expectations are met, and no violation that it does not name is a bug. */
    toMeetItsExpectations(): void;
    /** It came to that point, which only some runs reach. */
    toReachMark(mark: MarkName): void;
    /** Another run of the same inputs has the same hash. */
    toReplay(): void;
  }
}
