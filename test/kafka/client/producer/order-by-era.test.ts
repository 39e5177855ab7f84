import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { PRODUCE } from "../../../../sim/kafka/messages.ts";
import type { Reply, SeenRequest } from "../support.ts";
import { ProducerWorld } from "./support.ts";

/** What happens to one produce request; `lost` and `cut` differ in whether it was executed. */
const FATES = ["served", "served", "refused", "moved", "lost", "cut", "stuck", "late"] as const;
type Fate = (typeof FATES)[number];

interface Plan {
  readonly fates: readonly Fate[];
  readonly gapsMs: readonly number[];
  readonly inFlight: number;
  readonly lingerMs: number;
}

/** @param fates those that the property allows */
const plan = (fates: readonly Fate[]): fc.Arbitrary<Plan> =>
  fc.record({
    fates: fc.array(fc.constantFrom(...fates), { maxLength: 30 }),
    gapsMs: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 25 }),
    inFlight: fc.integer({ min: 1, max: 5 }),
    lingerMs: fc.constantFrom(0, 5, 300),
  });

/** Two brokers with one log between them lead by turns: `moved` sends the client to the other. */
function run({ fates, gapsMs, lingerMs }: Plan, era: Era, config: ConfigValues): ProducerWorld {
  const idempotent = config["enable.idempotence"] === true;
  const settings = { "linger.ms": lingerMs, "metadata.max.age.ms": 1000, ...config };
  const world = new ProducerWorld(settings, 2, "1", era);
  const serve = (request: SeenRequest): Reply =>
    idempotent ? world.serveSequences(request) : world.serve(request);
  let requests = 0;
  let epoch = 0;
  world.script.answer = (request) => {
    if (request.kind !== PRODUCE) return serve(request);
    const leader = 1 + (epoch % 2);
    if (request.broker !== leader) return world.refuse(request, Errors.NOT_LEADER_OR_FOLLOWER);
    switch (fates[requests++]) {
      case "refused":
        return world.refuse(request, Errors.NOT_ENOUGH_REPLICAS);
      case "moved":
        epoch++;
        world.script.topics = { orders: [{ leader: 1 + (epoch % 2), epoch }] };
        return world.refuse(request, Errors.NOT_LEADER_OR_FOLLOWER);
      case "lost":
        return "close";
      case "cut":
        serve(request);
        return "close";
      case "stuck":
        serve(request);
        return "silence";
      case "late":
        serve(request);
        return world.refuse(request, Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
      default:
        return serve(request);
    }
  };
  world.start();
  gapsMs.forEach((gapMs, i) => {
    world.send(`r${i}`);
    world.run(gapMs);
  });
  world.run(300_000);
  return world;
}

const IN_FLIGHT = "max.in.flight.requests.per.connection";
const PATIENT: ConfigValues = { "request.timeout.ms": 20_000 };

/** In the order in which the application was told. */
function told(world: ProducerWorld): string[] {
  return Object.keys(world.statuses());
}

function sent({ gapsMs }: Plan): string[] {
  return gapsMs.map((_, i) => `r${i}`);
}

describe("an idempotent producer, while nothing expires", () => {
  // Before delivery.timeout.ms what waits behind a stuck request expires, and the promise with it.
  const noneStuck = FATES.filter((fate) => fate !== "stuck");
  const early = fc.constantFrom<Era>("0.11", "1.1", "2.0");
  const late = fc.constantFrom<Era>("2.1", "2.4", "2.6", "2.8", "3.9");

  test.prop([early, plan(noneStuck)])(
    "0.11 to 2.0: writes each record once, in order, and tells of each once",
    (era, input) => expectOnceInOrder(era, input),
  );

  test.prop([late, plan(FATES)])(
    "2.1 to 3.9: writes each record once, in order, and tells of each once",
    (era, input) => expectOnceInOrder(era, input),
  );

  function expectOnceInOrder(era: Era, input: Plan): void {
    const inFlight = era === "0.11" ? {} : { [IN_FLIGHT]: input.inFlight };
    const config = { ...PATIENT, ...inFlight, "enable.idempotence": true };
    const patient = { ...config, "delivery.timeout.ms": 2_000_000 };
    const world = run(input, era, patient);
    expect(world.log()).toEqual(sent(input));
    // Not always in order: a batch that was written and lost its answer hears of it after the next one.
    expect(told(world).sort()).toEqual(sent(input).sort());
  }
});

describe("a producer with one request in flight", () => {
  const eras = fc.constantFrom<Era>("0.10.2", "0.11", "1.1", "2.1", "2.8", "3.9");
  const impatient = fc.record({
    retries: fc.constantFrom(0, 1, 1000),
    "request.timeout.ms": fc.constantFrom(500, 20_000),
  });

  test.prop([eras, plan(FATES), impatient])(
    "tells of every record once, in order, whatever becomes of it",
    (era, input, config) => {
      const one = { [IN_FLIGHT]: 1, "enable.idempotence": false, acks: "1" };
      const world = run(input, era, { ...config, ...one });
      expect(told(world)).toEqual(sent(input));
    },
  );
});
