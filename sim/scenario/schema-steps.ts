import * as z from "zod";
import { topic } from "./schema-cluster.ts";
import { conditionSchema } from "./schema-condition.ts";
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

const link = z.strictObject({ from: hosts, to: hosts, oneWay: z.boolean().exactOptional() });
const message = z.strictObject({ from: hosts, to: hosts, message: z.string() });
const logDir = z.strictObject({ broker: count(0, 1_000_000), dir: z.string() });

const corrupt = z.strictObject({
  broker: count(0, 1_000_000),
  partition: z.string(),
  offset: count(0, Number.MAX_SAFE_INTEGER),
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

const partitionsOfClient = z.strictObject({ client: id, partitions: z.array(z.string()).min(1) });

const commit = z.strictObject({
  client: id,
  offsets: z.record(z.string(), count(0, Number.MAX_SAFE_INTEGER)).exactOptional(),
  mode: z.enum(["sync", "async"]).exactOptional(),
});

const seek = z.strictObject({
  client: id,
  partition: z.string(),
  to: z.union([count(0, Number.MAX_SAFE_INTEGER), z.enum(["beginning", "end"])]),
});

const resetOffsets = z.strictObject({
  group: z.string(),
  of: z.string(),
  to: z.union([
    count(0, Number.MAX_SAFE_INTEGER),
    z.enum(["earliest", "latest"]),
    z.strictObject({ shiftBy: z.int() }),
  ]),
});

const when = { at: duration.exactOptional(), note: localized.exactOptional() };

export const step = z
  .union([
    z.strictObject({ wait: conditionSchema, within: duration.exactOptional(), ...when }),
    z.strictObject({ sleep: duration, ...when }),
    z.strictObject({ produce, ...when }),
    z.strictObject({ flush: id, ...when }),
    z.strictObject({ start: hosts, ...when }),
    z.strictObject({ commit, ...when }),
    z.strictObject({ seek, ...when }),
    z.strictObject({ pausePartitions: partitionsOfClient, ...when }),
    z.strictObject({ resumePartitions: partitionsOfClient, ...when }),
    z.strictObject({
      subscribe: z.strictObject({ client: id, topics: z.array(z.string()) }),
      ...when,
    }),
    z.strictObject({ processing: z.strictObject({ client: id, takes: duration }), ...when }),
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
    z.strictObject({ resetOffsets, ...when }),
    z.strictObject({ deleteGroup: z.union([z.string(), z.array(z.string()).min(1)]), ...when }),
    z.strictObject({
      deleteOffsets: z.strictObject({ group: z.string(), topic: z.string() }),
      ...when,
    }),
    z.strictObject({ deleteZnode: z.string(), ...when }),
    z.strictObject({
      decommission: count(0, 1_000_000),
      within: duration.exactOptional(),
      ...when,
    }),
  ])
  .meta({ id: "Step", title: "step" });
