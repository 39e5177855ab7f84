import { describe, expect, test } from "vitest";
import { NOT_YET_MODELLED } from "./clients/not-yet-modelled.ts";
import { CLIENT_RUNNERS } from "./clients/runners.ts";
import { runClientVector } from "./clients/support/client-vector.ts";
import { clientVectors } from "./raw-vectors.ts";
import { Tally } from "./support.ts";

const VECTORS = clientVectors();

function vectorsOf(wanted: string) {
  return VECTORS.filter(({ kind }) => kind === wanted);
}

describe("clients, coordinators and logs do what Apache Kafka's classes did", () => {
  test.each(Object.entries(CLIENT_RUNNERS))("%s", (kind, runner) => {
    const tally = new Tally(kind);
    for (const vector of vectorsOf(kind)) {
      tally.run(vector.id, () => runClientVector(runner, vector));
    }
    tally.print();
    expect(tally.failures).toEqual([]);
  });

  test.each(Object.entries(NOT_YET_MODELLED))("%s is not yet modelled", (kind, feature) => {
    console.log(`${kind}: ${vectorsOf(kind).length} not yet modelled (${feature})`);
    expect(Object.hasOwn(CLIENT_RUNNERS, kind)).toBe(false);
  });

  test("every vector is of a kind that is known", () => {
    const unknown = VECTORS.filter(
      ({ kind }) => !Object.hasOwn(CLIENT_RUNNERS, kind) && !Object.hasOwn(NOT_YET_MODELLED, kind),
    );
    const complaints = unknown.map(({ id, kind }) => `${id}: no runner for the kind '${kind}'`);
    expect(complaints).toEqual([]);
  });
});
