import { describe, expect, test } from "vitest";
import type { RecordOutcome } from "../../../sim/check/record-outcome.ts";
import { INVARIANTS } from "../../../sim/check/told.ts";
import type { Violation } from "../../../sim/check/violation.ts";
import { findingsOf, GRAVITY } from "../../../sim/explore/hunt/findings.ts";
import { simulate } from "../../../sim/explore/run.ts";
import type { RunResult } from "../../../sim/explore/run-result.ts";
import { SCENARIO } from "./quiet-scenario.ts";

const QUIET = simulate(SCENARIO);

function violation(given: Partial<Violation>): Violation {
  return {
    invariant: "ack-durability",
    subject: "orders-0",
    event: 7,
    timeUs: 1,
    class: "protocol bug",
    fix: null,
    told: { code: "violation.fetcher-state", args: {} } as never,
    why: [],
    count: 1,
    ...given,
  };
}

function lost(given: Partial<RecordOutcome>): RecordOutcome {
  return {
    record: 0,
    partition: "orders-0",
    offset: 0,
    value: "r0",
    status: "acked",
    class: "protocol bug",
    fix: null,
    causes: [3, 5],
    why: [],
    ...given,
  };
}

/** A quiet run in which this had gone wrong. */
function run(violations: readonly Violation[], losses: readonly RecordOutcome[] = []): RunResult {
  const { report } = QUIET;
  const ledger = { ...report.ledger, lost: losses };
  return { ...QUIET, report: { ...report, violations, ledger } };
}

describe("the findings of a run", () => {
  test("are none when nothing went wrong", () => {
    expect(findingsOf(QUIET, "all")).toEqual([]);
  });

  test("with the same known fix are one, named by the gravest", () => {
    const result = run(
      [
        violation({ invariant: "log-matching", fix: "KIP-101", event: 3 }),
        violation({ invariant: "ack-durability", fix: "KIP-101", event: 9 }),
        violation({ invariant: "weak-isr", fix: "KIP-279", event: 4 }),
      ],
      [lost({ fix: "KIP-101" })],
    );
    expect(findingsOf(result, "bugs")).toEqual([
      { invariant: "ack-durability", class: "protocol bug", fix: "KIP-101", event: 9 },
      { invariant: "weak-isr", class: "protocol bug", fix: "KIP-279", event: 4 },
    ]);
  });

  test("without a known fix are one for each invariant, at the first event", () => {
    const result = run([
      violation({ invariant: "log-matching", event: 8 }),
      violation({ invariant: "log-matching", subject: "orders-1", event: 6 }),
      violation({ invariant: "convergence", class: "simulator bug", event: 9 }),
    ]);
    expect(findingsOf(result, "bugs")).toEqual([
      { invariant: "log-matching", class: "protocol bug", fix: null, event: 6 },
      { invariant: "convergence", class: "simulator bug", fix: null, event: 9 },
    ]);
  });

  test("name a lost record only when no broken promise says it", () => {
    const allowed = "allowed by configuration";
    const result = run([violation({ class: allowed })], [lost({ class: allowed }), lost({})]);
    expect(findingsOf(result, "all").map((found) => [found.invariant, found.class])).toEqual([
      ["ack-durability", allowed],
      ["lost", "protocol bug"],
    ]);
  });

  test("leave out what is no bug, unless everything is looked for", () => {
    const result = run([violation({ class: "operator choice" })]);
    expect(findingsOf(result, "bugs")).toEqual([]);
    expect(findingsOf(result, "all")).toHaveLength(1);
  });

  test("know how grave each invariant is", () => {
    expect(GRAVITY).toEqual(expect.arrayContaining([...INVARIANTS]));
    expect(new Set(GRAVITY).size).toBe(GRAVITY.length);
    expect(GRAVITY[0]).toBe("ack-durability");
  });
});
