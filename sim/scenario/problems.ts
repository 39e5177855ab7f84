import { ERAS, nearestEra } from "../kafka/era/eras.ts";

/** What is wrong with an input; the names of the arguments are those of the sentence for it. */
export interface ProblemArguments {
  /** Not YAML and not JSON. */
  "problem.syntax": { reason: string; line: number; column: number };
  "problem.tooLarge": { limit: string };
  "problem.tooDeep": { limit: number };
  /** `known` lists what may stand there; `nearest` is empty when nothing is near. */
  "problem.unknownKey": { found: string; known: string; nearest: string };
  "problem.missingKey": { key: string };
  /** None of the keys that say what kind of thing it is. */
  "problem.noKind": { found: string; known: string; nearest: string };
  "problem.wrongType": { expected: string; found: string };
  "problem.outOfRange": { found: string; least: string; most: string };
  "problem.badPattern": { found: string; pattern: string };
  "problem.badLength": { found: number; least: number; most: number };
  "problem.notOneOf": { found: string; known: string; nearest: string };
  "problem.invalid": { reason: string };
  "problem.unknownHost": { found: string; known: string; nearest: string };
  "problem.unknownClient": { found: string; known: string; nearest: string };
  "problem.unknownTopic": { found: string; known: string; nearest: string };
  "problem.unknownPartition": { found: string; known: string; nearest: string };
  "problem.unknownGroup": { found: string; known: string; nearest: string };
  "problem.unknownSetting": { found: string; scope: string; nearest: string };
  /** A setting that exists, but not for this. */
  "problem.settingElsewhere": { found: string; scope: string; right: string };
  "problem.unknownEra": { found: string; known: string; nearest: string };
  "problem.unknownScenario": { found: string; known: string; nearest: string };
  "problem.unknownLogDir": { found: string; known: string; nearest: string };
  "problem.unknownMessage": { found: string; known: string; nearest: string };
  "problem.unknownError": { found: string; known: string; nearest: string };
  "problem.unknownInvariant": { found: string; known: string; nearest: string };
  "problem.badSetting": { name: string; expected: string; found: string };
  /** Settings that exclude each other. */
  "problem.contradiction": { reason: string };
  /** A consumer without `assign` and `subscribe`, or with both. */
  "problem.assignOrSubscribe": { found: "neither" | "both" };
  /** What a consumer is to do that only one with a `group.id` can. */
  "problem.noGroup": { found: string };
  /** A client that starts by a step, and no step starts it. */
  "problem.neverStarted": { found: string };
  /** `subscribe` to a consumer with partitions assigned by hand. */
  "problem.notSubscribed": { found: string };
  /** Work that takes time, of a consumer whose application does nothing. */
  "problem.noApplication": { found: string };
  "problem.badDuration": { found: string };
  "problem.badPath": { found: string };
  "problem.badValues": { found: string };
  "problem.noHardware": { found: string };
  "problem.repeated": { found: string };
  "problem.reserved": { found: string };
  "problem.badSeed": { found: string };
  "problem.badOverride": { found: string };
  "problem.badLink": { reason: string };
  /** A run that is to be made smaller must fail in the way that is wanted. */
  "problem.doesNotFail": { scenario: string; seed: string; wanted: string };
  /** More seeds than there are after the first one. */
  "problem.tooManySeeds": { first: string; count: number };
  "problem.notJson": Record<never, never>;
  /** Nothing to merge. */
  "problem.noReports": Record<never, never>;
  /** Reports that are not of one search: `what` names the key, then what the two of them have there. */
  "problem.reportsDiffer": { what: string; first: string; other: string };
  /** Reports that count seeds twice: ranges such as `1..500`. */
  "problem.seedsOverlap": { before: string; after: string };
  /** Reports between which seeds are missing. */
  "problem.seedsMissing": { before: string; after: string };
}

export type ProblemCode = keyof ProblemArguments;

/** One thing that is wrong, and where: `steps[3].kill`; empty is the whole input. */
export type Problem = {
  readonly [C in ProblemCode]: {
    readonly path: string;
    readonly code: C;
    readonly args: Readonly<ProblemArguments[C]>;
  };
}[ProblemCode];

/** Thrown for an input that a person can put right. Its texts are made at the doors. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((p) => `${p.path}: ${p.code} ${JSON.stringify(p.args)}`).join("\n"));
    this.problems = problems;
  }
}

/** A version of Kafka that is not simulated. */
export function unknownEra(path: string, found: string): Problem {
  const args = {
    found: shortened(found),
    known: ERAS.join(", "),
    nearest: nearestEra(found) ?? "",
  };
  return { path, code: "problem.unknownEra", args };
}

/** A path one key deeper: `steps` and 3 are `steps[3]`. */
export function pathOf(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  const plain = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key);
  if (!plain) return `${path}[${JSON.stringify(shortened(key))}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** A piece of the input, short enough to be shown. */
export function shortened(value: unknown, limit = 60): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
