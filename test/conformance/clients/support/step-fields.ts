import { type ErrorCode, Errors } from "../../../../sim/kafka/errors.ts";
import { check, type Fields } from "../../kafka/support/fields.ts";
import { errorCode } from "../../kafka/support/vector.ts";

/** The first of these fields that is there. */
export function oneOf(step: Fields, ...names: readonly string[]): string {
  const found = names.find((name) => step.has(name));
  if (found === undefined) throw new Error(`one of ${names.join(", ")} is missing`);
  return found;
}

/** A number under one of these names. */
export function numberOf(step: Fields, ...names: readonly string[]): number {
  return step.number(oneOf(step, ...names));
}

/** A number under one of these names, or what stands for it. */
export function numberOr(step: Fields, absent: number, ...names: readonly string[]): number {
  const found = names.find((name) => step.has(name));
  return found === undefined ? absent : step.number(found);
}

/** An offset, or -1 for none: absent or null. */
export function offsetOrNone(step: Fields, ...names: readonly string[]): number {
  return step.numberOrNull(oneOf(step, ...names)) ?? -1;
}

/** The error that a step expects: `ok`, a code or an exception. */
export function expectedError(step: Fields): ErrorCode {
  const name = step.textOrNull("expect") ?? step.textOrNull("expectError") ?? "ok";
  return /^(ok|none)$/i.test(name) ? Errors.NONE : errorCode(name);
}

/** Checks those of these values that the step says something of; null and -1 both are none. */
export function checkStated(step: Fields, found: Readonly<Record<string, number | null>>): void {
  for (const [name, value] of Object.entries(found)) {
    if (!step.has(name)) continue;
    check(name, step.numberOrNull(name) ?? -1, value ?? -1);
  }
}
