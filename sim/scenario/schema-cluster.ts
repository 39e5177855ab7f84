import * as z from "zod";
import { clusterHardware } from "./schema-hardware.ts";
import { count, duration, replicas, settings } from "./schema-parts.ts";

export const topic = z.strictObject({
  name: z.string().regex(/^[a-zA-Z0-9._-]{1,249}$/),
  partitions: count(1, 10_000).exactOptional(),
  replicationFactor: count(1, 1000).exactOptional(),
  assignment: z.array(replicas).min(1).exactOptional(),
  configs: settings.exactOptional(),
});

export const cluster = z.strictObject({
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
