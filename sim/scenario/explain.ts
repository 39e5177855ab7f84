import { nearestWord } from "./nearest.ts";
import { type Problem, pathOf, shortened } from "./problems.ts";
import type { JsonSchema } from "./schema.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * What is wrong with a value that a JSON Schema refuses, in words that help: of several alternatives
 * the one is explained that the person seems to have meant. Knows the keywords that our own schema
 * uses. Empty when the value fits.
 */
export function explain(schema: JsonSchema, value: unknown): readonly Problem[] {
  return new Explainer(schema).check(schema, value, "");
}

class Explainer {
  private readonly definitions: JsonObject;

  constructor(root: JsonSchema) {
    this.definitions = asObject(root.$defs) ?? {};
  }

  check(schema: JsonObject, value: unknown, path: string): readonly Problem[] {
    const reference = schema.$ref;
    if (typeof reference === "string") {
      const name = reference.replace("#/$defs/", "");
      return this.check(asObject(this.definitions[name]) ?? {}, value, path);
    }
    if (Array.isArray(schema.anyOf))
      return this.checkUnion(schema.anyOf as JsonObject[], value, path);
    if (Array.isArray(schema.enum)) return checkWord(schema.enum, value, path);
    if ("const" in schema) return checkWord([schema.const], value, path);
    const types = typesOf(schema);
    if (types.length > 0 && !types.some((type) => isOfType(type, value))) {
      return [wrongType(types, value, path)];
    }
    if (Array.isArray(value)) return this.checkArray(schema, value, path);
    const object = asObject(value);
    if (object !== null) return this.checkObject(schema, object, path);
    return checkScalar(schema, value, path);
  }

  private checkObject(schema: JsonObject, value: JsonObject, path: string): readonly Problem[] {
    const properties = asObject(schema.properties) ?? {};
    const known = Object.keys(properties);
    const problems: Problem[] = [];
    for (const [key, inner] of Object.entries(value)) {
      const ofKey = Object.hasOwn(properties, key)
        ? asObject(properties[key])
        : asObject(schema.additionalProperties);
      if (ofKey !== null) problems.push(...this.check(ofKey, inner, pathOf(path, key)));
      else if (schema.additionalProperties === false) problems.push(unknownKey(key, known, path));
    }
    for (const key of requiredOf(schema)) {
      if (!Object.hasOwn(value, key)) {
        problems.push({ path, code: "problem.missingKey", args: { key } });
      }
    }
    return problems;
  }

  private checkArray(
    schema: JsonObject,
    value: readonly unknown[],
    path: string,
  ): readonly Problem[] {
    const least = numberOr(schema.minItems, 0);
    const most = numberOr(schema.maxItems, Number.POSITIVE_INFINITY);
    if (value.length < least || value.length > most) {
      return [{ path, code: "problem.badLength", args: { found: value.length, least, most } }];
    }
    const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
    const rest = asObject(schema.items) ?? {};
    return value.flatMap((item, i) =>
      this.check(asObject(prefix[i]) ?? rest, item, pathOf(path, i)),
    );
  }

  private checkUnion(
    branches: readonly JsonObject[],
    value: unknown,
    path: string,
  ): readonly Problem[] {
    const resolved = branches.map((branch) => this.resolve(branch));
    const attempts = resolved.map((branch) => this.check(branch, value, path));
    const fitting = attempts.find((problems) => problems.length === 0);
    if (fitting !== undefined) return fitting;
    const rightType = resolved.flatMap((branch, i) => {
      const types = typesOf(branch);
      return types.length === 0 || types.some((type) => isOfType(type, value)) ? [i] : [];
    });
    if (rightType.length === 0) return [wrongType(resolved.flatMap(typesOf), value, path)];
    const object = asObject(value);
    const chosen =
      object === null || rightType.length === 1
        ? rightType[0]
        : meantBranch(resolved, attempts, object);
    if (chosen !== undefined) return attempts[chosen] ?? [];
    return [noKind(resolved, object ?? {}, path)];
  }

  private resolve(schema: JsonObject): JsonObject {
    if (typeof schema.$ref !== "string") return schema;
    return asObject(this.definitions[schema.$ref.replace("#/$defs/", "")]) ?? {};
  }
}

/** The alternative of which the value has most of the keys that tell it from the others. */
function meantBranch(
  branches: readonly JsonObject[],
  attempts: readonly (readonly Problem[])[],
  value: JsonObject,
): number | undefined {
  const common = commonKeys(branches);
  let best: number | undefined;
  let bestScore = 0;
  for (const [i, branch] of branches.entries()) {
    const own = requiredOf(branch).filter((key) => !common.includes(key));
    const present = own.filter((key) => Object.hasOwn(value, key)).length;
    if (present === 0) continue;
    const score = present * 1000 - (attempts[i]?.length ?? 0);
    if (best === undefined || score > bestScore) {
      best = i;
      bestScore = score;
    }
  }
  return best;
}

function noKind(branches: readonly JsonObject[], value: JsonObject, path: string): Problem {
  const common = commonKeys(branches);
  const kinds = [
    ...new Set(
      branches.flatMap((b) =>
        requiredOf(b)
          .filter((k) => !common.includes(k))
          .slice(0, 1),
      ),
    ),
  ];
  const properties = branches.flatMap((branch) => Object.keys(asObject(branch.properties) ?? {}));
  const strange = Object.keys(value).filter((key) => !properties.includes(key));
  const nearest = strange.map((key) => nearestWord(key, kinds)).find((word) => word !== null);
  return {
    path,
    code: "problem.noKind",
    args: {
      found: shortened(Object.keys(value).join(", ")),
      known: kinds.join(", "),
      nearest: nearest ?? "",
    },
  };
}

function commonKeys(branches: readonly JsonObject[]): readonly string[] {
  const objects = branches.filter((branch) => branch.type === "object");
  const [first, ...others] = objects.map(requiredOf);
  return (first ?? []).filter((key) => others.every((required) => required.includes(key)));
}

function unknownKey(key: string, known: readonly string[], path: string): Problem {
  const nearest = nearestWord(key, known) ?? "";
  const args = { found: shortened(key), known: known.join(", "), nearest };
  return { path: pathOf(path, key), code: "problem.unknownKey", args };
}

function checkWord(words: readonly unknown[], value: unknown, path: string): readonly Problem[] {
  if (words.includes(value)) return [];
  const known = words.map(String);
  const nearest = typeof value === "string" ? (nearestWord(value, known) ?? "") : "";
  const args = { found: shortened(value), known: known.join(", "), nearest };
  return [{ path, code: "problem.notOneOf", args }];
}

function checkScalar(schema: JsonObject, value: unknown, path: string): readonly Problem[] {
  if (typeof value === "string" && typeof schema.pattern === "string") {
    if (new RegExp(schema.pattern).test(value)) return [];
    const args = { found: shortened(value), pattern: schema.pattern };
    return [{ path, code: "problem.badPattern", args }];
  }
  if (typeof value !== "number") return [];
  const least = numberOr(schema.minimum, Number.NEGATIVE_INFINITY);
  const most = numberOr(schema.maximum, Number.POSITIVE_INFINITY);
  if (value >= least && value <= most) return [];
  const args = { found: String(value), least: String(least), most: String(most) };
  return [{ path, code: "problem.outOfRange", args }];
}

function wrongType(types: readonly string[], value: unknown, path: string): Problem {
  const expected = [...new Set(types)].join(", ");
  return { path, code: "problem.wrongType", args: { expected, found: typeOf(value) } };
}

function typesOf(schema: JsonObject): readonly string[] {
  if (typeof schema.type === "string") return [schema.type];
  if (Array.isArray(schema.type)) return schema.type.map(String);
  if (Array.isArray(schema.anyOf)) return (schema.anyOf as JsonObject[]).flatMap(typesOf);
  return "const" in schema ? [typeOf(schema.const)] : [];
}

function isOfType(type: string, value: unknown): boolean {
  if (type === "integer") return Number.isSafeInteger(value);
  if (type === "number") return typeof value === "number" && Number.isFinite(value);
  return typeOf(value) === type;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function requiredOf(schema: JsonObject): readonly string[] {
  return Array.isArray(schema.required) ? schema.required.map(String) : [];
}

function asObject(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
