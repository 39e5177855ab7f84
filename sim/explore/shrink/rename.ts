import { hostName, parsePartition } from "../../scenario/names.ts";
import { expandValues, valuesText } from "../../scenario/values.ts";

/** What the things that a scenario refers to are called; null: they are gone. */
export interface Renaming {
  readonly broker: (id: number) => number | null;
  /** A client, or a ZooKeeper server. */
  readonly host: (name: string) => string | null;
  readonly topic: (name: string) => string | null;
  readonly partition: (topic: string, partition: number) => number | null;
  /** The value of a record. */
  readonly value: (value: string) => string | null;
}

/** Nothing is called otherwise. */
export const UNCHANGED: Renaming = {
  broker: (id) => id,
  host: (name) => name,
  topic: (name) => name,
  partition: (_, partition) => partition,
  value: (value) => value,
};

/** A piece of a scenario, as plain data, under other names; undefined: nothing of it is left. */
export type Rewrite = (value: unknown, renaming: Renaming) => unknown;

export const broker: Rewrite = (value, renaming) =>
  typeof value === "number" ? (renaming.broker(value) ?? undefined) : value;

/** A reference to any host. */
export const host: Rewrite = (value, renaming) => {
  if (typeof value === "number") return broker(value, renaming);
  if (typeof value !== "string") return value;
  const id = /^broker-(\d+)$/.exec(value)?.[1];
  if (id === undefined) return renaming.host(value) ?? undefined;
  const renamed = renaming.broker(Number(id));
  return renamed === null ? undefined : hostName(renamed);
};

export const topic: Rewrite = (value, renaming) =>
  typeof value === "string" ? (renaming.topic(value) ?? undefined) : value;

/** As `topic-partition`. */
export const partition: Rewrite = (value, renaming) => {
  const parsed = typeof value === "string" ? parsePartition(value) : null;
  if (parsed === null) return value;
  const name = renaming.topic(parsed.topic);
  const number = renaming.partition(parsed.topic, parsed.partition);
  return name === null || number === null ? undefined : `${name}-${number}`;
};

/** Names of records, as a range or a list. */
export const values: Rewrite = (value, renaming) => {
  const all = isNames(value) ? expandValues(value) : null;
  if (all === null) return value;
  const kept = all.flatMap((name) => renaming.value(name) ?? []);
  if (kept.length === 0) return undefined;
  return kept.length === all.length && kept.every((name, i) => name === all[i])
    ? value
    : valuesOf(kept);
};

/** The shortest way to give these values: one of them, a range, or a list. */
export function valuesOf(names: readonly string[]): string | readonly string[] {
  const text = valuesText(names);
  const expanded = expandValues(text);
  const isExact =
    expanded?.length === names.length && expanded.every((name, i) => name === names[i]);
  return isExact ? text : names;
}

function isNames(value: unknown): value is string | readonly string[] {
  return (
    typeof value === "string" || (Array.isArray(value) && value.every((v) => typeof v === "string"))
  );
}

/** One thing or a list of them, of which one must be left. */
export function some(each: Rewrite): Rewrite {
  return (value, renaming) => {
    if (!Array.isArray(value)) return each(value, renaming);
    const kept = every(each)(value, renaming) as readonly unknown[];
    return kept.length === 0 && value.length > 0 ? undefined : kept;
  };
}

/** A list, of which nothing need be left. */
export function every(each: Rewrite): Rewrite {
  return (value, renaming) => {
    if (!Array.isArray(value)) return value;
    return value.flatMap((item: unknown) => {
      const renamed = each(item, renaming);
      return renamed === undefined ? [] : [renamed];
    });
  };
}

/** An object whose fields of these names are rewritten. Without one of them it is gone. */
export function fields(of: Readonly<Record<string, Rewrite>>): Rewrite {
  return (value, renaming) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const renamed: Record<string, unknown> = {};
    for (const [key, field] of Object.entries(value)) {
      const rewrite = Object.hasOwn(of, key) ? of[key] : undefined;
      const next: unknown = rewrite === undefined ? field : rewrite(field, renaming);
      if (next === undefined && field !== undefined) return undefined;
      renamed[key] = next;
    }
    return renamed;
  };
}

/** An object by names of such things; entries whose name is gone go. */
export function byName(key: Rewrite, each: Rewrite = (value) => value): Rewrite {
  return (value, renaming) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value).flatMap(([name, item]) => {
      const renamed = key(name, renaming);
      const next: unknown = each(item, renaming);
      return renamed === undefined || next === undefined ? [] : [[String(renamed), next] as const];
    });
    return Object.fromEntries(entries);
  };
}

/** A broker's id as the name of a field. */
export const brokerKey: Rewrite = (value, renaming) => {
  const id = Number(value);
  return Number.isSafeInteger(id) ? (renaming.broker(id) ?? undefined) : value;
};
