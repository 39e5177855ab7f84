import { fc, test } from "@fast-check/vitest";
import { describe, expect, test as plain } from "vitest";
import { formatRoute, parseRoute, type ViewParameters } from "../../viz/model/permalink.ts";
import { TIME_SCALES } from "../../viz/model/time-scale.ts";

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const text = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
const index = fc.integer({ min: 0, max: 1_000_000 });

const view: fc.Arbitrary<ViewParameters> = fc.record({
  ev: orNull(fc.integer({ min: -1, max: 1_000_000 })),
  ph: orNull(fc.stringMatching(/^[0-9a-f]{8}$/)),
  ts: orNull(fc.constantFrom(...TIME_SCALES)),
  p: orNull(text),
  st: orNull(text),
  tp: orNull(text),
  f: orNull(text),
  sel: orNull(text),
  z: orNull(fc.tuple(index, index)),
});

describe("the address of a moment", () => {
  test.prop([view])("survives the way through a link", (view) => {
    const address = formatRoute("#/v1/run?sc=a-case&seed=7&set=a%3Db", view);
    expect(parseRoute(address)).toEqual({
      kind: "run",
      source: "sc=a-case&seed=7&set=a%3Db",
      view,
    });
  });

  plain("keeps parameters that it does not know", () => {
    const route = parseRoute("#/v1/run?sc=x&future=1&ev=5");
    expect(route).toMatchObject({ source: "sc=x&future=1", view: { ev: 5 } });
  });

  plain.each(["", "#", "#/"])("%j is the gallery", (hash) => {
    expect(parseRoute(hash)).toEqual({ kind: "home" });
  });

  plain("anything else is said to be unknown", () => {
    expect(parseRoute("#/v9/run?sc=x").kind).toBe("unknown");
  });

  plain("ignores values that cannot be", () => {
    const route = parseRoute("#/v1/run?sc=x&ev=much&ph=xyz&ts=slow&z=1..2");
    expect(route).toMatchObject({ view: { ev: null, ph: null, ts: null, z: null } });
  });
});
