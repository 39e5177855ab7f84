import type { ProblemArguments } from "../sim/scenario/problems.ts";
import type { Messages } from "./messages.ts";

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  null: "nothing",
};

function kinds(list: string): string {
  return list
    .split(", ")
    .map((kind) => KINDS[kind] ?? kind)
    .join(" or ");
}

function suggestion(nearest: string): string {
  return nearest === "" ? "" : `; did you mean ${nearest}?`;
}

function unknown(what: string, { found, known, nearest }: Words): string {
  const rest = nearest !== "" ? suggestion(nearest) : known === "" ? "" : `; there are: ${known}`;
  return `there is no ${what} ${found}${rest}`;
}

interface Words {
  readonly found: string;
  readonly known: string;
  readonly nearest: string;
}

/** What is wrong with an input. */
export const problemsEn: Messages<ProblemArguments> = {
  "problem.syntax": ({ reason, line, column }) =>
    `not valid YAML or JSON at line ${line}, column ${column}: ${reason}`,
  "problem.tooLarge": ({ limit }) => `too large: more than ${limit}`,
  "problem.tooDeep": ({ limit }) => `nested more than ${limit} deep`,
  "problem.unknownKey": ({ found, known, nearest }) =>
    `unknown key ${found}${nearest === "" ? `; known keys: ${known}` : suggestion(nearest)}`,
  "problem.missingKey": ({ key }) => `the key ${key} is missing`,
  "problem.noKind": ({ found, known, nearest }) =>
    `${found === "" ? "nothing here" : `none of the keys here (${found})`} says what it is` +
    (nearest === "" ? `; one of these must: ${known}` : suggestion(nearest)),
  "problem.wrongType": ({ expected, found }) =>
    `expected ${kinds(expected)}, found ${kinds(found)}`,
  "problem.outOfRange": ({ found, least, most }) =>
    most === "Infinity"
      ? `expected a number of at least ${least}, found ${found}`
      : `expected a number from ${least} to ${most}, found ${found}`,
  "problem.badPattern": ({ found, pattern }) => `${found} does not have the form ${pattern}`,
  "problem.badLength": ({ found, least, most }) =>
    most === Number.POSITIVE_INFINITY
      ? `expected at least ${least} item${least === 1 ? "" : "s"}, found ${found}`
      : `expected ${least} to ${most} items, found ${found}`,
  "problem.notOneOf": ({ found, known, nearest }) =>
    `expected ${known.replaceAll(", ", " or ")}, found ${found}${suggestion(nearest)}`,
  "problem.invalid": ({ reason }) => reason,
  "problem.unknownHost": (args) => unknown("host", args),
  "problem.unknownClient": (args) => unknown("client", args),
  "problem.unknownTopic": (args) => unknown("topic", args),
  "problem.unknownPartition": (args) => unknown("partition", args),
  "problem.unknownGroup": (args) => unknown("group", args),
  "problem.unknownSetting": ({ found, scope, nearest }) =>
    scope === "any"
      ? `there is no setting ${found}${suggestion(nearest)}`
      : `there is no ${scope} setting ${found}${suggestion(nearest)}`,
  "problem.settingElsewhere": ({ found, scope, right }) =>
    `${found} is no ${scope} setting but one of: ${right}`,
  "problem.unknownEra": ({ found, known, nearest }) =>
    `there is no era ${found}${suggestion(nearest)} (there are: ${known})`,
  "problem.unknownScenario": (args) => unknown("scenario", args),
  "problem.unknownLogDir": (args) => unknown("log directory", args),
  "problem.unknownMessage": (args) => unknown("message", args),
  "problem.unknownError": (args) => unknown("Kafka error", args),
  "problem.unknownInvariant": (args) => unknown("invariant", args),
  "problem.badSetting": ({ name, expected, found }) => `${name} must be ${expected}, not ${found}`,
  "problem.contradiction": ({ reason }) => reason,
  "problem.assignOrSubscribe": ({ found }) =>
    found === "both"
      ? "give assign or subscribe, not both"
      : "a consumer needs assign (partitions) or subscribe (topics)",
  "problem.noGroup": ({ found }) => `${found} needs a group.id among the consumer's settings`,
  "problem.neverStarted": ({ found }) =>
    `${found} starts by a step, but no step starts it; add start: ${found}`,
  "problem.notSubscribed": ({ found }) =>
    `${found} has partitions assigned by hand (assign); only a consumer with subscribe can subscribe anew`,
  "problem.noApplication": ({ found }) =>
    `${found} has no application that works on records; give it one (application: {})`,
  "problem.badPath": ({ found }) => `${found} is not the path of a znode, such as /controller`,
  "problem.badDuration": ({ found }) =>
    `${found} is not a duration; write for example 50us, 250ms, 18s, 2m, 1h, or milliseconds`,
  "problem.badValues": ({ found }) =>
    `${found} is not a range of values; write for example r0..r9 (at most 100,000 values), or a list`,
  "problem.noHardware": ({ found }) =>
    `the disk of ${found} takes no time that could change; give the cluster hardware (cluster.hardware: {})`,
  "problem.repeated": ({ found }) => `${found} is there twice`,
  "problem.reserved": ({ found }) => `${found} is the name of another host`,
  "problem.badSeed": ({ found }) =>
    `${found} is not a seed; give a whole number from 0 to 18446744073709551615, or a commit id`,
  "problem.badOverride": ({ found }) =>
    `${found} is not an override; write stream#index=value, such as network/broker-1>broker-2/FetchRequest#4=0`,
  "problem.badLink": ({ reason }) => `not a link to a run: ${reason}`,
  "problem.doesNotFail": ({ scenario, seed, wanted }) =>
    `${scenario} with seed ${seed} does not fail in this way: ${wanted}`,
  "problem.tooManySeeds": ({ first, count }) =>
    `there are no ${count} seeds from ${first} on; the last one is 18446744073709551615`,
  "problem.notJson": () => "not valid JSON",
  "problem.noReports": () => "there is no report to merge",
  "problem.reportsDiffer": ({ what, first, other }) =>
    `these reports are not parts of one search: ${what} is ${first} in one and ${other} in another`,
  "problem.seedsOverlap": ({ before, after }) =>
    `the reports of seeds ${before} and ${after} overlap; give each part once`,
  "problem.seedsMissing": ({ before, after }) =>
    `between the reports of seeds ${before} and ${after} a part is missing`,
};
