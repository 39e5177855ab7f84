import type { CliText } from "./cli.ts";
import { huntEn } from "./hunt.en.ts";

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What the command line says, in English. */
export const cliEn: CliText = {
  headings: {
    story: "Story",
    records: "Records",
    groups: "Consumer groups",
    unavailable: "Unavailable",
    errors: "Errors that clients met",
    violations: "Violated invariants",
    expectations: "Expectations",
  },
  controlOf: (title) => `Control: ${title}`,
  openIt: "Watch it in a browser:",
  columns: {
    sent: "sent",
    acked: "acked",
    failed: "failed",
    unknown: "unknown",
    unacknowledged: "unacknowledged",
    lost: "lost",
    unsent: "never sent",
    ambiguous: "in doubt",
    duplicated: "duplicated",
    group: "group",
    generation: "generation",
    processed: "processed",
    processedTwice: "processed twice",
    neverProcessed: "never processed",
    overwritten: "overwritten",
    unconsumed: "without a consumer",
    reordered: "reordered",
    partition: "partition",
    offset: "offset",
    value: "value",
    status: "status",
    class: "class",
    from: "from",
    to: "to",
    duration: "for",
    scenario: "scenario",
    result: "result",
  },
  statuses: {
    pending: "pending",
    acked: "acked",
    failed: "failed",
    unknown: "unknown",
    unacknowledged: "unacknowledged",
  },
  classes: {
    "allowed by configuration": "allowed by configuration",
    "operator choice": "operator choice",
    "beyond the guarantee": "beyond the guarantee",
    "protocol bug": "protocol bug",
    "simulator bug": "simulator bug",
  },
  setting: {
    era: (era) => `Kafka ${era}`,
    seed: (seed) => `seed ${seed}`,
    brokers: (count) => plural(count, "broker"),
    topic: (name, partitions, replicas) =>
      `${name}: ${plural(partitions, "partition")} × ${plural(replicas, "replica")}`,
    overrides: (count) => plural(count, "overridden choice"),
    otherEra: (host, era) => `${host}: Kafka ${era}`,
  },
  whyOf: (value) => `What became of ${value}`,
  about: (subject, said) => `${subject}: ${said}`,
  more: (count) => `and ${count} more (--json lists all)`,
  hash: "hash",
  engine: "engine",
  verdict: {
    sentence: (verdict, findings) => `${verdict}: ${findings.join(", ")}.`,
    asExpected: "As expected",
    nothingExpected: "Nothing is expected here",
    unmet: (unmet, of) => `Not as expected (${unmet} of ${plural(of, "expectation")} not met)`,
    unexpected: (invariants) => `Not as expected (violated: ${invariants})`,
    inconclusive: "Inconclusive",
    nothingLost: "nothing that was acknowledged is lost",
    lost: (count, classes) => `${plural(count, "acknowledged record")} lost (${classes})`,
    lostUnacknowledged: (count) => `${count} lost that nobody had acknowledged`,
    duplicated: (count) => `${count} duplicated`,
    reordered: (count) => `${count} out of order`,
    processedTwice: (count) => `${count} processed more than once`,
    neverProcessed: (count) => `${count} never processed`,
    changedSettings:
      "The expectations are those of the scenario as it is written; with changed settings another outcome may be right.",
  },
  inconclusive: {
    wait: (step) => `${step} waited in vain`,
    awaited: (condition) => `awaited: ${condition}`,
    found: (state) => `found: ${state}`,
    impossible: (step, host) => `${step} cannot be carried out in the state that ${host} is in`,
    events: (step, limit) => `the limit of ${limit} events was hit at ${step}`,
    virtualTime: (step, limit) => `the limit of ${limit} of virtual time was hit at ${step}`,
    busiest: (kinds) => `most frequent: ${kinds}`,
    startUp: "the start-up",
    step: (number) => `step ${number}`,
    afterSteps: "the end, after all steps",
  },
  events: (count) => `${count} events`,
  virtualTime: (time) => `${time} of virtual time`,
  traceWritten: (path) => `trace written to ${path}`,
  list: {
    allEras: "all eras",
    fixedFrom: (eras, era) => `${eras}, fixed in ${era}`,
    hint: "Run one with: highwater run ID",
  },
  era: {
    title: (era, released) => `Kafka ${era}, ${released}`,
    newSince: (before) => `New since ${before}`,
    asIn: (before) => `As in ${before}`,
    fromTheBeginning: "From the beginning",
    was: (before, value, does) => `In ${before}, ${value}: ${does}`,
    wire: "wire",
    legendWire:
      "wire: brokers must agree; where inter.broker.protocol.version is older, it decides",
    defaults: (usual) => `Defaults that are new, or otherwise in ${usual}`,
    newSetting: "new",
    otherwise: (era, value) => `in ${era}: ${value}`,
    unknown: "Settings that it does not know, and that have no effect",
    since: (era) => `since ${era}`,
    bugs: "Bugs of single releases, off unless they are set",
    listHint: (usual) => `Usual is ${usual}. What an era switches on: highwater era NAME`,
    hint: (era) => `A run in it: highwater run ID --era ${era}; one switch alone: --set NAME=VALUE`,
  },
  matrix: {
    lost: (count) => `lost ${count}`,
    diverges: "diverges",
    duplicated: (count) => `twice ${count}`,
    failed: (count) => `failed ${count}`,
    ok: "ok",
    unmet: "unmet",
    inconclusive: "?",
    refused: "refused",
    violated: "broken",
    legendDiverges: "≠ replicas differ in the end",
    legendSilent: "(…) the case says nothing of that era",
    legendInconclusive: "? inconclusive: an awaited state never came, or a limit was hit",
    legendFailed: "! not as expected",
    behind: "What is behind it",
    bug: (eras, judged, fix) => `${eras}: ${judged}${fix === null ? "" : `, fixed by ${fix}`}`,
    summary: (scenarios, eras, failed, inconclusive) =>
      `${plural(scenarios, "scenario")} in ${plural(eras, "era")}: ` +
      (failed + inconclusive === 0
        ? "all as expected"
        : [
            failed === 0 ? "" : `${plural(failed, "cell")} not as expected`,
            inconclusive === 0 ? "" : `${plural(inconclusive, "cell")} inconclusive`,
          ]
            .filter((part) => part !== "")
            .join(", ")),
    progress: (done, all, id, era) => `${done} of ${all} runs, now ${id} in ${era}`,
  },
  verify: {
    case: "case",
    control: "control",
    ok: "as expected",
    unmet: "not as expected",
    inconclusive: "inconclusive",
    noDifference: "the control makes no difference: it meets every expectation of its case",
    summary: (pairs, failed, inconclusive) =>
      `${plural(pairs, "scenario")} with ${pairs === 1 ? "its control" : "their controls"}: ` +
      (failed + inconclusive === 0
        ? "all as expected"
        : [
            failed === 0 ? "" : `${failed} not as expected`,
            inconclusive === 0 ? "" : `${inconclusive} inconclusive`,
          ]
            .filter((part) => part !== "")
            .join(", ")),
    progress: (done, all, id) => `${done} of ${all} scenarios verified, now ${id}`,
  },
  replay: {
    same: (events, hash) => `The same run: ${events} events, hash ${hash}`,
    sameTwice: (events, hash) => `The same run twice: ${events} events, hash ${hash}`,
    otherEngine: (theirs, ours) =>
      `Made by engine ${theirs}, run again by engine ${ours}: they may behave differently.`,
    differs: (event) => `Not the same run: event ${event} is the first that differs`,
    linkDiffers: (event) => `Not the same run: the link tells another hash at event ${event}`,
    parts: (event) => `The runs part: event ${event} is the first that differs`,
    nondeterministic: (event) =>
      `Nondeterminism: the same inputs gave two runs; event ${event} is the first that differs`,
    recorded: "recorded",
    now: "now",
    first: "one",
    second: "other",
    state: "state after it",
    before: "before",
    sameState: "The state after it is the same in both.",
    laterState: (event) => `The states after it are the same; after event ${event} they differ:`,
    inputs: "what was given differently (one | other)",
  },
  serve: {
    at: (url) => `Serving at ${url}`,
    stop: "Press Ctrl-C to stop.",
  },
  hunt: huntEn,
};
