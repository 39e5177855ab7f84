/** What the binary's exit status says. Kept stable between versions. */
export const EXIT_OK = 0;
/** An unmet expectation, or a violation that nobody expected. */
export const EXIT_UNMET = 1;
/** A limit was hit, or an awaited state never came. */
export const EXIT_INCONCLUSIVE = 2;
/** Two runs of the same inputs differ. */
export const EXIT_NONDETERMINISM = 3;
/** The command line or a file is wrong. */
export const EXIT_USAGE = 4;
/** The simulator is wrong. */
export const EXIT_INTERNAL = 5;
/** Ended by Ctrl-C while it was busy, as shells have it. */
export const EXIT_INTERRUPTED = 130;

/** The status of several runs: the gravest of theirs, where a clear "no" outweighs a "don't know". */
export function gravest(statuses: readonly number[]): number {
  for (const status of [EXIT_NONDETERMINISM, EXIT_UNMET, EXIT_INCONCLUSIVE]) {
    if (statuses.includes(status)) return status;
  }
  return EXIT_OK;
}
