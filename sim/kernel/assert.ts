/** Thrown when the simulator finds itself in a state that its own rules exclude. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** Checks a precondition, in every build. `why` says what must hold. */
export function assert(condition: boolean, why: string): asserts condition {
  if (!condition) throw new AssertionError(why);
}

/** Returns `value` when it is there; otherwise fails with `why`. */
export function present<T>(value: T | null | undefined, why: string): T {
  if (value === null || value === undefined) throw new AssertionError(why);
  return value;
}
