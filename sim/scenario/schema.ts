import * as z from "zod";
import { applicationChange, client } from "./schema-clients.ts";
import { cluster, topic } from "./schema-cluster.ts";
import { expectation } from "./schema-expectations.ts";
import { clusterHardware } from "./schema-hardware.ts";
import { count, duration, id, localized, settings } from "./schema-parts.ts";
import { step } from "./schema-steps.ts";
import type { Scenario } from "./types.ts";

const steps = z.array(step).max(10_000);
const override = z.tuple([
  z.string(),
  count(0, Number.MAX_SAFE_INTEGER),
  count(0, Number.MAX_SAFE_INTEGER),
]);
const expectations = z.array(expectation).max(1000);

/** The definition from which both validation and the published JSON Schema come. */
export const scenarioSchema = z.strictObject({
  id,
  group: id,
  importance: z.literal([1, 2, 3]),
  title: localized,
  explanation: localized,
  eras: z.array(z.string()).min(1).exactOptional(),
  cluster,
  topics: z.array(topic).max(1000),
  clients: z.array(client).max(1000),
  steps,
  expect: expectations,
  control: z.strictObject({
    title: localized,
    change: z.strictObject({
      era: z.string().exactOptional(),
      cluster: z
        .strictObject({
          settings: settings.exactOptional(),
          hardware: clusterHardware.exactOptional(),
        })
        .exactOptional(),
      topics: z.record(z.string(), settings).exactOptional(),
      clients: z.record(z.string(), settings).exactOptional(),
      applications: z.record(z.string(), applicationChange).exactOptional(),
      steps: steps.exactOptional(),
    }),
    expect: expectations,
  }),
  limits: z
    .strictObject({
      events: count(1, 1_000_000_000).exactOptional(),
      virtualTime: duration.exactOptional(),
    })
    .exactOptional(),
  whenImpossible: z.literal("skip").exactOptional(),
  run: z
    .strictObject({
      seed: z
        .string()
        .regex(/^(?:0|[1-9]\d{0,19})$/)
        .exactOptional(),
      overrides: z.array(override).max(100_000).exactOptional(),
    })
    .exactOptional(),
});

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
type Same<X, Y> = [X] extends [Y] ? ([Y] extends [X] ? true : false) : false;

/** Fails to compile when the definition above and the type of a scenario part ways. */
export const scenarioSchemaFitsType: Same<
  Mutable<z.infer<typeof scenarioSchema>>,
  Mutable<Scenario>
> = true;

/** A JSON value, as far as it matters here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema (draft 2020-12) of a scenario. */
export function scenarioJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(scenarioSchema);
  return {
    $schema,
    title: "A scenario of Highwater",
    description: "A cluster, what happens to it, what must come of it, and a control.",
    ...schema,
  };
}
