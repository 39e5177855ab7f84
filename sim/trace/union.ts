import { STEP_KINDS } from "../faults/kinds.ts";
import { KAFKA_FACT_SCHEMAS } from "../kafka/facts.ts";
import { API_NAMES } from "../kafka/messages.ts";
import { KAFKA_TIMER_KINDS } from "../kafka/timers.ts";
import { assert } from "../kernel/assert.ts";
import type { FactSchema } from "../kernel/facts.ts";
import { KERNEL_FACT_SCHEMAS } from "../kernel/kernel-facts.ts";
import { KERNEL_KINDS, KIND_LIMIT, KIND_MESSAGE, type KindName } from "../kernel/kinds.ts";
import { ZOOKEEPER_FACT_SCHEMAS } from "../zookeeper/facts.ts";
import { ZOOKEEPER_KINDS } from "../zookeeper/messages.ts";
import { QUORUM_MESSAGE_KINDS } from "../zookeeper/quorum-messages.ts";

/** Every fact of every layer. */
export const FACT_SCHEMAS: readonly FactSchema[] = [
  ...KERNEL_FACT_SCHEMAS,
  ...ZOOKEEPER_FACT_SCHEMAS,
  ...KAFKA_FACT_SCHEMAS,
];

const KAFKA_MESSAGE_KINDS: readonly KindName[] = [...API_NAMES].flatMap(([kind, name]) => [
  { code: KIND_MESSAGE + kind, name: `${name}Request` },
  { code: KIND_MESSAGE + kind + 1, name: `${name}Response` },
]);

/** What an executed event can be, over all layers. */
export const EVENT_KINDS: readonly KindName[] = [
  ...KERNEL_KINDS,
  ...ZOOKEEPER_KINDS,
  ...QUORUM_MESSAGE_KINDS,
  ...KAFKA_TIMER_KINDS,
  ...KAFKA_MESSAGE_KINDS,
  ...STEP_KINDS,
];

const SCHEMA_BY_CODE = tableOf(FACT_SCHEMAS);
const SCHEMA_BY_NAME = new Map(FACT_SCHEMAS.map((schema) => [schema.name, schema]));
const KIND_BY_CODE = new Map(EVENT_KINDS.map(({ code, name }) => [code, name]));
const KIND_BY_NAME = new Map(EVENT_KINDS.map(({ code, name }) => [name, code]));

/** By code, how many numbers a fact has; -1 for a code that means nothing. */
export const FACT_FIELD_COUNTS: readonly number[] = SCHEMA_BY_CODE.map(
  (schema) => schema?.fields.length ?? -1,
);

/** By code, one bit per field: set where the number is the id of a text. */
export const FACT_TEXT_FIELDS: readonly number[] = SCHEMA_BY_CODE.map((schema) => {
  let bits = 0;
  schema?.fields.forEach(([, type], i) => {
    if (type === "text" || type === "json") bits |= 1 << i;
  });
  return bits;
});

/** What a fact of that code means. */
export function factSchema(code: number): FactSchema {
  const schema = SCHEMA_BY_CODE[code];
  assert(schema !== undefined, `no fact has the code ${code}`);
  return schema;
}

/** The fact of that name, or undefined. */
export function factSchemaByName(name: string): FactSchema | undefined {
  return SCHEMA_BY_NAME.get(name);
}

/** The name of an event kind; `#number` for one without a name. */
export function kindName(code: number): string {
  return KIND_BY_CODE.get(code) ?? `#${code}`;
}

/** The event kind of a name, or undefined. */
export function kindCode(name: string): number | undefined {
  const known = KIND_BY_NAME.get(name);
  if (known !== undefined) return known;
  if (!/^#\d{1,4}$/.test(name)) return undefined;
  const code = Number(name.slice(1));
  return code < KIND_LIMIT ? code : undefined;
}

/** The name of a message kind, without what tells requests from other events. */
export function messageName(kind: number): string {
  return kindName(KIND_MESSAGE + kind);
}

function tableOf(schemas: readonly FactSchema[]): readonly (FactSchema | undefined)[] {
  const table: (FactSchema | undefined)[] = [];
  for (const schema of schemas) {
    while (table.length <= schema.code) table.push(undefined);
    assert(table[schema.code] === undefined, `two facts have the code ${schema.code}`);
    table[schema.code] = schema;
  }
  return table;
}
