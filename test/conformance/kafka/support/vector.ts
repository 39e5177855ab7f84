import { type Era, isEra } from "../../../../sim/kafka/era/eras.ts";
import { type ErrorCode, Errors } from "../../../../sim/kafka/errors.ts";
import { Fields } from "./fields.ts";

/** An outcome that a test of Apache Kafka states. */
export interface KafkaVector {
  readonly id: string;
  readonly kind: string;
  /** Of the branch that it is from. */
  readonly era: Era;
  readonly input: Fields;
  /** The vector before it of its kind, which a "same" or an "as above" means; null for the first. */
  readonly previous: unknown;
  /** What is expected; empty where the steps of the input say it. */
  readonly expected: Fields;
}

/** Fails when the simulator does something else than the vector says. */
export type VectorRunner = (vector: KafkaVector) => void;

/** Reads a vector. Fails when its era is not known. */
export function readVector(id: string, value: unknown, previous: unknown): KafkaVector {
  const fields = new Fields(value, id);
  fields.skip("id", "semantics", "verified");
  const source = fields.object("source");
  source.skip("file", "test");
  const input = fields.object("input");
  const expected = fields.has("expected") ? fields.object("expected") : new Fields({}, id);
  const kind = fields.text("kind");
  const era = eraOf(source.text("branch"));
  source.finish();
  fields.finish();
  return { id, kind, era, input, previous, expected };
}

/** Runs a vector to its end: also everything that it says must have been looked at. */
export function runVector(
  runner: VectorRunner,
  id: string,
  value: unknown,
  previous: unknown,
): null {
  const vector = readVector(id, value, previous);
  runner(vector);
  vector.input.finish();
  vector.expected.finish();
  return null;
}

/** The era of a branch of Apache Kafka. */
export function eraOf(branch: string): Era {
  const shorter = branch.replace(/\.0$/, "");
  if (isEra(branch)) return branch;
  if (isEra(shorter)) return shorter;
  throw new Error(`no era is of branch ${branch}`);
}

/** The code of an error by its name, or by the name of its exception. */
export function errorCode(name: string): ErrorCode {
  const codes: Readonly<Record<string, ErrorCode>> = Errors;
  const ofException = name
    .replace(/Exception$/, "")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toUpperCase();
  const code =
    codes[name] ??
    codes[ofException] ??
    codes[`${ofException}_NUMBER`] ??
    codes[`${ofException}_EXCEPTION`];
  if (code === undefined) throw new Error(`no error is called ${name}`);
  return code;
}
