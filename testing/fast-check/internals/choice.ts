import * as fc from "fast-check";

/** What an option takes: a value, which then holds in every case, or what draws one. */
export type Choice<T> = T | fc.Arbitrary<T>;

/** What draws the value of an option: the one that was given, or else the usual. */
export function drawn<T>(choice: Choice<T> | undefined, usual: fc.Arbitrary<T>): fc.Arbitrary<T> {
  if (choice === undefined) return usual;
  return isArbitrary(choice) ? choice : fc.constant(choice);
}

/** Packages may be installed twice: what tells an arbitrary is what it can do. */
function isArbitrary<T>(choice: Choice<T>): choice is fc.Arbitrary<T> {
  return (
    typeof choice === "object" && choice !== null && "generate" in choice && "shrink" in choice
  );
}
