import * as z from "zod";
import { conditionSchema } from "./schema-condition.ts";
import { clusterHardware } from "./schema-hardware.ts";
import {
  count,
  duration,
  hosts,
  id,
  localized,
  producedValues,
  replicas,
  settings,
  values,
} from "./schema-parts.ts";
import type { Scenario } from "./types.ts";

const link = z.strictObject({ from: hosts, to: hosts, oneWay: z.boolean().exactOptional() });
const message = z.strictObject({ from: hosts, to: hosts, message: z.string() });
const logDir = z.strictObject({ broker: count(0, 1_000_000), dir: z.string() });

const corrupt = z.strictObject({
  broker: count(0, 1_000_000),
  partition: z.string(),
  offset: count(0, Number.MAX_SAFE_INTEGER),
});

const topic = z.strictObject({
  name: z.string().regex(/^[a-zA-Z0-9._-]{1,249}$/),
  partitions: count(1, 10_000).exactOptional(),
  replicationFactor: count(1, 1000).exactOptional(),
  assignment: z.array(replicas).min(1).exactOptional(),
  configs: settings.exactOptional(),
});

const produce = z.strictObject({
  client: id,
  topic: z.string(),
  partition: count(0, 9999).exactOptional(),
  values: producedValues,
  key: z.string().exactOptional(),
  keys: values.exactOptional(),
  every: duration.exactOptional(),
  onError: z.literal("resend").exactOptional(),
});

const deleteRecords = z.strictObject({
  partition: z.string(),
  before: count(-1, Number.MAX_SAFE_INTEGER),
});

const addPartitions = z.strictObject({
  topic: z.string(),
  count: count(1, 10_000),
  assignment: z.array(replicas).min(1).exactOptional(),
});

const changes = {
  set: settings.exactOptional(),
  remove: z.array(z.string()).exactOptional(),
};

const alterConfig = z.union([
  z.strictObject({ topic: z.string(), ...changes }),
  z.strictObject({ broker: z.union([count(0, 1_000_000), z.literal("all")]), ...changes }),
]);

const electLeaders = z.strictObject({
  type: z.enum(["preferred", "unclean"]),
  partitions: z.array(z.string()).min(1).exactOptional(),
});

const when = { at: duration.exactOptional(), note: localized.exactOptional() };

const step = z
  .union([
    z.strictObject({ wait: conditionSchema, within: duration.exactOptional(), ...when }),
    z.strictObject({ sleep: duration, ...when }),
    z.strictObject({ produce, ...when }),
    z.strictObject({ flush: id, ...when }),
    z.strictObject({ close: z.strictObject({ client: id, timeout: duration }), ...when }),
    z.strictObject({ kill: hosts, ...when }),
    z.strictObject({
      powerLoss: hosts,
      lose: z.enum(["choice", "all", "none", "disk"]).exactOptional(),
      ...when,
    }),
    z.strictObject({
      restart: hosts,
      era: z.string().exactOptional(),
      settings: settings.exactOptional(),
      ...when,
    }),
    z.strictObject({ shutdown: hosts, ...when }),
    z.strictObject({ pause: hosts, clocks: z.enum(["run", "stop"]).exactOptional(), ...when }),
    z.strictObject({ resume: hosts, ...when }),
    z.strictObject({ cut: link, ...when }),
    z.strictObject({ heal: z.union([link, z.literal("all")]), ...when }),
    z.strictObject({ hold: message, ...when }),
    z.strictObject({ release: message, ...when }),
    z.strictObject({ reset: link, ...when }),
    z.strictObject({ expireSession: z.union([count(0, 1_000_000), z.string()]), ...when }),
    z.strictObject({
      jumpClock: z.strictObject({
        host: z.union([count(0, 1_000_000), z.string()]),
        by: z.union([z.string(), z.number()]),
      }),
      ...when,
    }),
    z.strictObject({ failLogDir: logDir, ...when }),
    z.strictObject({ repairLogDir: logDir, ...when }),
    z.strictObject({ corrupt, ...when }),
    z.strictObject({
      slow: z.union([
        z.strictObject({ host: hosts, fsync: duration }),
        z.strictObject({ host: hosts, disk: z.union([count(1, 1_000_000), z.literal("stalled")]) }),
      ]),
      ...when,
    }),
    z.strictObject({ createTopic: topic, ...when }),
    z.strictObject({ deleteTopic: z.union([z.string(), z.array(z.string()).min(1)]), ...when }),
    z.strictObject({ deleteRecords, ...when }),
    z.strictObject({ addPartitions, ...when }),
    z.strictObject({ alterConfig, ...when }),
    z.strictObject({ reassign: z.record(z.string(), z.union([replicas, z.null()])), ...when }),
    z.strictObject({ electLeaders, ...when }),
    z.strictObject({ deleteZnode: z.string(), ...when }),
    z.strictObject({
      decommission: count(0, 1_000_000),
      within: duration.exactOptional(),
      ...when,
    }),
  ])
  .meta({ id: "Step", title: "step" });

const status = z.enum(["pending", "acked", "failed", "unknown", "unacknowledged"]);
const text = { text: localized };

const expectation = z
  .union([
    z.strictObject({ lost: values, ...text }),
    z.strictObject({ lostUnacknowledged: values, ...text }),
    z.strictObject({ duplicated: values, ...text }),
    z.strictObject({ reordered: values, ...text }),
    z.strictObject({ status, records: values, ...text }),
    z.strictObject({ eventually: conditionSchema, ...text }),
    z.strictObject({ always: conditionSchema, after: conditionSchema.exactOptional(), ...text }),
    z.strictObject({ finally: conditionSchema, ...text }),
    z.strictObject({ order: z.array(conditionSchema).min(1), ...text }),
    z.strictObject({
      unavailable: z.string(),
      atLeast: duration.exactOptional(),
      atMost: duration.exactOptional(),
      ...text,
    }),
    z.strictObject({
      elapsed: z.strictObject({ from: conditionSchema, to: conditionSchema }),
      atLeast: duration.exactOptional(),
      atMost: duration.exactOptional(),
      ...text,
    }),
    z.strictObject({
      latency: z.strictObject({ records: values, percentile: count(1, 100) }),
      atLeast: duration.exactOptional(),
      atMost: duration.exactOptional(),
      ...text,
    }),
    z.strictObject({
      messages: z.strictObject({
        message: z.string(),
        from: hosts.exactOptional(),
        to: hosts.exactOptional(),
        after: conditionSchema.exactOptional(),
      }),
      atLeast: z.int().min(0).exactOptional(),
      atMost: z.int().min(0).exactOptional(),
      ...text,
    }),
    z.strictObject({ violations: z.array(z.string()), ...text }),
  ])
  .meta({ id: "Expectation", title: "expectation" });

const steps = z.array(step).max(10_000);
const expectations = z.array(expectation).max(1000);

const cluster = z.strictObject({
  brokers: z.union([count(1, 1000), replicas]),
  controller: count(0, 1_000_000).exactOptional(),
  settings: settings.exactOptional(),
  brokerSettings: z.record(z.string(), settings).exactOptional(),
  brokerEras: z.record(z.string(), z.string()).exactOptional(),
  zookeeper: settings.exactOptional(),
  admin: settings.exactOptional(),
  zookeeperServers: count(1, 7).exactOptional(),
  network: z
    .strictObject({
      latency: duration.exactOptional(),
      jitter: duration.exactOptional(),
      megabitsPerSecond: count(1, 1_000_000).exactOptional(),
      links: z
        .array(
          z.strictObject({
            between: z.tuple([
              z.union([count(0, 1_000_000), z.string()]),
              z.union([count(0, 1_000_000), z.string()]),
            ]),
            latency: duration,
            jitter: duration.exactOptional(),
          }),
        )
        .exactOptional(),
    })
    .exactOptional(),
  hardware: clusterHardware.exactOptional(),
});

const client = z
  .union([
    z.strictObject({ name: id, producer: settings, era: z.string().exactOptional() }),
    z.strictObject({
      name: id,
      consumer: settings,
      era: z.string().exactOptional(),
      assign: z.array(z.string()).min(1),
      delays: z.record(z.string(), duration).exactOptional(),
    }),
  ])
  .meta({ id: "Client", title: "client" });

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
