import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import { PRODUCE } from "../../../../sim/kafka/messages.ts";
import type { Reply, SeenRequest } from "../support.ts";
import { ACKED, FAILED, ProducerWorld } from "./support.ts";

/** What happens to one produce request; `lost` and `cut` differ in whether it was executed. */
const fate = fc.constantFrom<Fate>("served", "served", "refused", "moved", "lost", "cut", "stuck");
type Fate = "served" | "refused" | "moved" | "lost" | "cut" | "stuck";

interface Plan {
  readonly fates: readonly Fate[];
  readonly gapsMs: readonly number[];
  readonly config: ConfigValues;
}

const plan = (config: fc.Arbitrary<ConfigValues>): fc.Arbitrary<Plan> =>
  fc.record({
    fates: fc.array(fate, { maxLength: 30 }),
    gapsMs: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 25 }),
    config,
  });

function run({ fates, gapsMs, config }: Plan): ProducerWorld {
  const world = new ProducerWorld({ "request.timeout.ms": 500, ...config });
  const serve = (request: SeenRequest): Reply =>
    config["enable.idempotence"] === true ? world.serveSequences(request) : world.serve(request);
  let requests = 0;
  world.script.answer = (request) => {
    if (request.kind !== PRODUCE) return serve(request);
    switch (fates[requests++]) {
      case "refused":
        return world.refuse(request, 19);
      case "moved":
        return world.refuse(request, 6);
      case "lost":
        return "close";
      case "cut":
        serve(request);
        return "close";
      case "stuck":
        serve(request);
        return "silence";
      default:
        return serve(request);
    }
  };
  world.start();
  gapsMs.forEach((gapMs, i) => {
    world.send(`r${i}`);
    world.run(gapMs);
  });
  world.run(130_000);
  return world;
}

const inFlight = fc.integer({ min: 1, max: 5 });
const linger = fc.constantFrom(0, 5, 300);

describe("whatever happens to its requests", () => {
  const any = fc.record({
    acks: fc.constantFrom("1", "all"),
    retries: fc.constantFrom(0, 1, 2_147_483_647),
    "delivery.timeout.ms": fc.constantFrom(800, 3000, 120_000),
    "linger.ms": linger,
    "max.in.flight.requests.per.connection": inFlight,
  });

  test.prop([plan(any)])("a producer tells the truth about every record, once", (input) => {
    const world = run(input);
    const statuses = Object.entries(world.statuses());
    expect(statuses).toHaveLength(input.gapsMs.length);
    const log = world.log();
    for (const [value, status] of statuses) {
      if (status === ACKED) expect(log).toContain(value);
      if (status === FAILED) expect(log).not.toContain(value);
    }
  });

  const one = fc.record({ "linger.ms": linger });
  test.prop([plan(one)])("max.in.flight=1 keeps the order of first copies", (input) => {
    const config = { ...input.config, "max.in.flight.requests.per.connection": 1 };
    const log = [...new Set(run({ ...input, config }).log())];
    expect(log).toEqual(input.gapsMs.map((_, i) => `r${i}`));
  });

  const idempotent = fc.record({
    "linger.ms": linger,
    "max.in.flight.requests.per.connection": inFlight,
  });
  test.prop([plan(idempotent)])("an idempotent one writes each record once, in order", (input) => {
    const config = { ...input.config, "enable.idempotence": true };
    expect(run({ ...input, config }).log()).toEqual(input.gapsMs.map((_, i) => `r${i}`));
  });
});
