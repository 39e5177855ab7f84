import { type Era, isEra } from "../../../../sim/kafka/era/eras.ts";
import { Fields } from "../../kafka/support/fields.ts";
import { eraOf } from "../../kafka/support/vector.ts";
import type { RawVector } from "../../raw-vectors.ts";

/** What Kafka's clients, coordinators or logs do in one case. */
export interface ClientVector {
  readonly id: string;
  readonly kind: string;
  /** 3.9 unless the vector names another. */
  readonly era: Era;
  /** What ran, or what was read, in words. */
  readonly source: string;
  /** Everything else that the vector says; a runner reads all of it. */
  readonly fields: Fields;
}

/** Fails when the simulator does something else than the vector says. */
export type ClientVectorRunner = (vector: ClientVector) => void;

const USUAL_ERA: Era = "3.9";

/** Runs a vector to its end: also everything that it says must have been looked at. */
export function runClientVector(runner: ClientVectorRunner, raw: RawVector): null {
  const { id, kind, value } = raw;
  const fields = new Fields(value, id);
  fields.skip("id", "kind", "verified");
  const source = fields.text("source", "");
  const named = fields.textOrNull("branch") ?? fields.textOrNull("era");
  const era = named === null ? eraOfSource(source) : eraOf(named);
  runner({ id, kind, era, source, fields });
  fields.finish();
  return null;
}

/** A source may end with a version in parentheses, such as `… (2.8)`. */
function eraOfSource(source: string): Era {
  const version = /\((\d+\.\d+)\)$/.exec(source)?.[1];
  return version !== undefined && isEra(version) ? version : USUAL_ERA;
}
