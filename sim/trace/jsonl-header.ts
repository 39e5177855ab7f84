import type { ChoiceOverride } from "../kernel/choices.ts";
import type { HostKind } from "../kernel/host.ts";
import type { TraceHost } from "./columns.ts";
import type { Json } from "./fact-json.ts";
import { TRACE_VERSION, type TraceMeta } from "./jsonl-format.ts";
import { factSchemaByName } from "./union.ts";

const HOST_KINDS: readonly string[] = ["zookeeper", "broker", "producer", "consumer", "admin"];
/** Columns keep the index of a host in 16 bits. */
const HOST_LIMIT = 4096;

/** Reads the header of a trace file. Throws a `TypeError` that says what was expected. */
export function readHeader(json: unknown): { meta: TraceMeta; hosts: TraceHost[] } {
  if (!isObject(json) || json.v === undefined) {
    throw new TypeError(
      `a trace begins with a header that has its version, such as "v":${TRACE_VERSION}`,
    );
  }
  if (json.v !== TRACE_VERSION) {
    const found = JSON.stringify(json.v);
    throw new TypeError(`the trace has version ${found}; this Highwater reads ${TRACE_VERSION}`);
  }
  checkFacts(json.facts);
  const meta: TraceMeta = {
    highwater: text(json, "highwater"),
    engine: text(json, "engine"),
    scenario: (json.scenario ?? null) as Json,
    control: json.control === true,
    seed: text(json, "seed"),
    era: text(json, "era"),
    settings: isObject(json.settings) ? (json.settings as Record<string, Json>) : {},
    overrides: overridesOf(json.overrides),
  };
  return { meta, hosts: hostsOf(json.procs) };
}

function hostsOf(procs: unknown): TraceHost[] {
  if (!Array.isArray(procs) || procs.length > HOST_LIMIT) {
    throw new TypeError(`"procs" is a list of at most ${HOST_LIMIT} hosts`);
  }
  const seen = new Set<string>();
  return procs.map((proc: unknown) => {
    const { id, kind } = isObject(proc) ? proc : {};
    const right = typeof id === "string" && typeof kind === "string" && HOST_KINDS.includes(kind);
    if (!right || seen.has(id)) {
      throw new TypeError(`a host has an "id" of its own and a "kind": ${HOST_KINDS.join(", ")}`);
    }
    seen.add(id);
    return { name: id, kind: kind as HostKind };
  });
}

function overridesOf(value: unknown): ChoiceOverride[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new TypeError('"overrides" is a list');
  return value.map((entry: unknown) => {
    const { stream, index, value: chosen } = isObject(entry) ? entry : {};
    if (typeof stream !== "string" || !isCount(index) || !isCount(chosen)) {
      throw new TypeError('an override has a "stream", an "index" and a "value"');
    }
    return { stream, index, value: chosen };
  });
}

/** The facts of the file must have the fields they have here. */
function checkFacts(facts: unknown): void {
  if (!isObject(facts)) throw new TypeError('"facts" says what values facts have');
  for (const [name, fields] of Object.entries(facts)) {
    const schema = factSchemaByName(name);
    if (schema === undefined || JSON.stringify(schema.fields) === JSON.stringify(fields)) continue;
    throw new TypeError(`the fact ${name} has other values than this Highwater knows`);
  }
}

function text(json: Record<string, unknown>, name: string): string {
  const value = json[name];
  if (typeof value !== "string") throw new TypeError(`the header has no text "${name}"`);
  return value;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
