import * as z from "zod";

// Validators made at run time need `new Function`, which a page with a content policy must not use.
z.config({ jitless: true });

export const localized = z.strictObject({ en: z.string(), zh: z.string() });

/** Names of scenarios, groups and clients. */
export const id = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,79}$/);

export function count(least: number, most: number) {
  return z.int().min(least).max(most);
}

/** Checked further by `durationMicros`. */
export const duration = z.union([z.string(), z.number().min(0)]);

export const broker = count(0, 1_000_000);
const host = z.union([broker, z.string()]);
export const hosts = z.union([host, z.array(host).min(1)]);
export const replicas = z.array(broker).min(1).max(1000);

/** Checked further by `checkConfig`. */
export const settings = z.record(z.string(), z.union([z.number(), z.boolean(), z.string()]));

/** Checked further by `expandValues`. */
export const values = z.union([z.string(), z.array(z.string()).max(100_000)]);
