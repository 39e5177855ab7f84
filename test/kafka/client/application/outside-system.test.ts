import { describe, expect, test } from "vitest";
import type { Effect } from "../../../../sim/kafka/client/application/application-settings.ts";
import { OutsideSystem } from "../../../../sim/kafka/client/application/outside-system.ts";
import { PROCESSING_OUTCOMES } from "../../../../sim/kafka/facts.ts";
import { ApplicationWorld } from "./support.ts";

const { APPLIED, DUPLICATE, FENCED } = PROCESSING_OUTCOMES;

function effect(kind: Effect, generation = 1, value = "v", tp = 0) {
  return { kind, tp, generation, value };
}

describe("the outside system", () => {
  test.each(["append", "put"] as const)(
    "takes every effect of kind %s, whatever came before",
    (kind) => {
      const outside = new OutsideSystem();
      expect(outside.apply("g", effect(kind, 2))).toBe(APPLIED);
      expect(outside.apply("g", effect(kind, 1))).toBe(APPLIED);
    },
  );

  test("takes one effect per value where values are unique", () => {
    const outside = new OutsideSystem();
    expect(outside.apply("g", effect("unique"))).toBe(APPLIED);
    expect(outside.apply("g", effect("unique"))).toBe(DUPLICATE);
    expect(outside.apply("g", effect("unique", 1, "w"))).toBe(APPLIED);
  });

  test("refuses effects of a generation older than it has seen for the partition", () => {
    const outside = new OutsideSystem();
    expect(outside.apply("g", effect("fenced", 2))).toBe(APPLIED);
    expect(outside.apply("g", effect("fenced", 1))).toBe(FENCED);
    expect(outside.apply("g", effect("fenced", 2))).toBe(APPLIED);
    expect(outside.apply("g", effect("fenced", 1, "v", 1))).toBe(APPLIED);
  });

  test("has tables of their own for every group", () => {
    const outside = new OutsideSystem();
    outside.apply("g", effect("unique"));
    expect(outside.apply("h", effect("unique"))).toBe(APPLIED);
  });

  test("outlives the application, which learns from it what it did in an earlier life", () => {
    const world = new ApplicationWorld({ effect: "unique" });
    world.poll(0, "a", "b");
    world.act(() => world.sim.kill(world.client));
    world.sim.boot(world.client);
    world.run(1);
    world.poll(0, "a", "b");
    world.poll(2, "c");
    expect(world.processed).toEqual(["a", "b", "a duplicate", "b duplicate", "c"]);
  });

  test("tells a zombie that its generation is over", () => {
    const outside = new OutsideSystem();
    const zombie = new ApplicationWorld({ effect: "fenced" }, outside);
    const heir = new ApplicationWorld({ effect: "fenced" }, outside);
    heir.consumer.generation = { generationId: 2, memberId: "n" };
    heir.poll(0, "a");
    zombie.poll(0, "a");
    expect(heir.processed).toEqual(["a"]);
    expect(zombie.processed).toEqual(["a fenced"]);
  });
});
