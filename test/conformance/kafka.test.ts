import { describe, expect, test } from "vitest";
import { NOT_YET_MODELLED } from "./kafka/not-yet-modelled.ts";
import { RUNNERS } from "./kafka/runners.ts";
import { runVector } from "./kafka/support/vector.ts";
import { replicationVectors } from "./raw-vectors.ts";
import { Tally } from "./support.ts";

const VECTORS = replicationVectors();

function vectorsOf(wanted: string) {
  return VECTORS.filter(({ kind }) => kind === wanted);
}

describe("brokers do what Apache Kafka's own tests state", () => {
  test.each(Object.entries(RUNNERS))("%s", (kind, runner) => {
    const tally = new Tally(kind);
    let previous: unknown = null;
    for (const { id, value } of vectorsOf(kind)) {
      tally.run(id, () => runVector(runner, id, value, previous));
      previous = value;
    }
    tally.print();
    expect(tally.failures).toEqual([]);
  });

  test.each(Object.entries(NOT_YET_MODELLED))("%s is not yet modelled", (kind, feature) => {
    console.log(`${kind}: ${vectorsOf(kind).length} not yet modelled (${feature})`);
    expect(Object.hasOwn(RUNNERS, kind)).toBe(false);
  });

  test("every vector is of a kind that is known", () => {
    const unknown = VECTORS.filter(
      ({ kind }) => !Object.hasOwn(RUNNERS, kind) && !Object.hasOwn(NOT_YET_MODELLED, kind),
    );
    const complaints = unknown.map(({ id, kind }) => `${id}: no runner for the kind '${kind}'`);
    expect(complaints).toEqual([]);
  });
});
