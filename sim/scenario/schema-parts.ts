import * as z from "zod";

// Validators made at run time need `new Function`, which a page with a content policy must not use.
z.config({ jitless: true });

export const localized = z
  .strictObject({ en: z.string(), zh: z.string() })
  .meta({ id: "Localized", title: "a text in English and Chinese" });

/** Names of scenarios, groups and clients. */
export const id = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,79}$/);

export function count(least: number, most: number) {
  return z.int().min(least).max(most);
}

/** Checked further by `durationMicros`. */
export const duration = z
  .union([z.string(), z.number().min(0)])
  .meta({ id: "Duration", title: "50us, 250ms, 18s, 2m, 1h, 7d, or milliseconds" });

export const broker = count(0, 1_000_000);
const host = z.union([broker, z.string()]);
export const hosts = z
  .union([host, z.array(host).min(1)])
  .meta({ id: "Hosts", title: "a broker's id, another host's name, or several" });
export const replicas = z.array(broker).min(1).max(1000);

/** Checked further by `checkConfig`. */
export const settings = z
  .record(z.string(), z.union([z.number(), z.boolean(), z.string()]))
  .meta({ id: "Settings", title: "settings by Kafka's names" });

/** Checked further by `expandValues`. */
export const values = z
  .union([z.string(), z.array(z.string()).max(100_000)])
  .meta({ id: "Values", title: "a range such as r0..r9, or a list" });

/** Checked further by `expandValues`. */
export const producedValues = z
  .union([z.string(), z.array(z.union([z.string(), z.null()])).max(100_000)])
  .meta({ id: "ProducedValues", title: "a range such as r0..r9, or a list; null is a tombstone" });
