import { type Era, isEra } from "../../../../sim/kafka/era/eras.ts";
import { type ErrorCode, Errors } from "../../../../sim/kafka/errors.ts";
import { jsonDocuments } from "../../support.ts";
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

/** A vector as it stands in a file. */
export interface RawVector {
  readonly id: string;
  readonly kind: string;
  readonly value: unknown;
}

/** The vectors of all files; what cannot be read has no kind. */
export function rawVectors(): readonly RawVector[] {
  return jsonDocuments().flatMap(({ where, value }): RawVector[] => {
    const vectors = Array.isArray(value) ? value : (value as { vectors?: unknown } | null)?.vectors;
    if (!Array.isArray(vectors)) return [{ id: where, kind: "", value }];
    return vectors.map((vector: unknown, i) => ({
      id: textIn(vector, "id") || `${where}[${i}]`,
      kind: textIn(vector, "kind"),
      value: vector,
    }));
  });
}

/** Whether a vector is of Kafka's brokers; those of its clients name no branch. */
export function isReplicationVector({ value }: RawVector): boolean {
  const source = (value as { source?: unknown } | null)?.source;
  return typeof source !== "string";
}

function textIn(value: unknown, field: string): string {
  const text = (value as Readonly<Record<string, unknown>> | null)?.[field];
  return typeof text === "string" ? text : "";
}

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

function eraOf(branch: string): Era {
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
