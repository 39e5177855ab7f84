import { present } from "../kernel/assert.ts";
import { FACT_STRIDE, type FactFieldType, type TextTable } from "../kernel/facts.ts";
import type { TraceHost } from "./columns.ts";
import type { FactBuffer } from "./pack.ts";
import { parseJson } from "./registry.ts";
import { factSchema, factSchemaByName } from "./union.ts";

/** Anything that JSON can say. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A fact with its values in the order of its fields: `["replica.leo", "orders-0", 1, 8]`. */
export type FactArray = readonly [name: string, ...values: Json[]];

/** A fact with named values, for people and tools. */
export interface NamedFact {
  readonly fact: string;
  readonly values: Readonly<Record<string, Json>>;
}

/** Where the numbers in facts lead. */
export interface FactNames {
  readonly hosts: readonly TraceHost[];
  readonly texts: TextTable;
}

/** The facts in a buffer as arrays. */
export function factArrays(facts: FactBuffer, names: FactNames): FactArray[] {
  const arrays: FactArray[] = [];
  for (let at = 0; at < facts.length; at += FACT_STRIDE) {
    const schema = factSchema(facts.data[at] as number);
    const values = schema.fields.map(([, type], i) =>
      valueToJson(type, facts.data[at + 1 + i] as number, names),
    );
    arrays.push([schema.name, ...values]);
  }
  return arrays;
}

/** The facts in a buffer with the names of their fields. */
export function namedFacts(facts: FactBuffer, names: FactNames): NamedFact[] {
  return factArrays(facts, names).map(([fact, ...values]) => {
    const { fields } = present(factSchemaByName(fact), "the fact has a schema");
    return {
      fact,
      values: Object.fromEntries(fields.map(([name], i) => [name, values[i] ?? null])),
    };
  });
}

function valueToJson(type: FactFieldType, value: number, names: FactNames): Json {
  switch (type) {
    case "int":
      return value;
    case "bool":
      return value === 0 || value === 1 ? value === 1 : value;
    case "host":
      return value === -1 ? null : (names.hosts[value]?.name ?? value);
    case "text":
      return names.texts.text(value);
    case "json":
      return embedded(names.texts.text(value));
  }
}

/** The value of a JSON text where writing it again gives the same text; otherwise the text. */
function embedded(text: string | null): Json {
  if (text === null) return null;
  const value = parseJson(text) as Json | undefined;
  if (value === undefined || value === null || typeof value === "string") return text;
  return JSON.stringify(value) === text ? value : text;
}

/** Reads facts from JSON. */
export class FactDecoder {
  private readonly texts: TextTable;
  private readonly hostIndexes: ReadonlyMap<string, number>;

  constructor(names: FactNames) {
    this.texts = names.texts;
    this.hostIndexes = new Map(names.hosts.map(({ name }, i) => [name, i]));
  }

  /** Adds a fact to `into`. Throws a `TypeError` that says what was expected. */
  decode(json: unknown, into: FactBuffer): void {
    if (!Array.isArray(json)) throw new TypeError("a fact is an array: its name and its values");
    const name: unknown = json[0];
    const schema = typeof name === "string" ? factSchemaByName(name) : undefined;
    if (schema === undefined) throw new TypeError(`there is no fact named ${JSON.stringify(name)}`);
    const { code, fields } = schema;
    if (json.length !== fields.length + 1) {
      const expected = fields.map(([field]) => field).join(", ");
      throw new TypeError(`${schema.name} has ${fields.length} values (${expected})`);
    }
    const at = into.next();
    into.data[at] = code;
    for (let i = 0; i < FACT_STRIDE - 1; i++) {
      const field = fields[i];
      if (field === undefined) into.data[at + 1 + i] = 0;
      else {
        const number = this.number(field[1], json[i + 1]);
        if (number === null) {
          const got = shortened(json[i + 1]);
          throw new TypeError(`${schema.name}: ${field[0]} is ${EXPECTED[field[1]]}, not ${got}`);
        }
        into.data[at + 1 + i] = number;
      }
    }
  }

  /** Index of a host by name, or undefined. */
  host(name: unknown): number | undefined {
    return typeof name === "string" ? this.hostIndexes.get(name) : undefined;
  }

  private number(type: FactFieldType, value: unknown): number | null {
    switch (type) {
      case "int":
        return Number.isSafeInteger(value) ? (value as number) : null;
      case "bool":
        if (typeof value === "boolean") return value ? 1 : 0;
        return Number.isSafeInteger(value) ? (value as number) : null;
      case "host":
        return value === null ? -1 : (this.host(value) ?? null);
      case "text":
        if (value === null) return -1;
        return typeof value === "string" ? this.texts.intern(value) : null;
      case "json":
        if (value === null) return -1;
        return this.texts.intern(typeof value === "string" ? value : JSON.stringify(value));
    }
  }
}

const EXPECTED: Readonly<Record<FactFieldType, string>> = {
  int: "a whole number",
  bool: "true or false",
  host: "the name of a host in the header",
  text: "a text or null",
  json: "JSON",
};

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
