import { describe, expect, test } from "vitest";
import { SCENARIOS } from "../../scenarios/index.ts";
import {
  createRun,
  DEFAULT_LIMITS,
  ERAS,
  expectationsIn,
  type RunResult,
  runOf,
  type Scenario,
} from "../../sim/index.ts";

/** Cases of known flaws, and what repaired each. */
const FLAWS: Readonly<Record<string, string>> = {
  "kip101-hw-truncation-loss": "KIP-101",
  "upgraded-but-old-protocol": "KIP-101",
  "kip279-fast-failover-divergence": "KIP-279",
  "kafka-7415-epoch-cache-hole": "KAFKA-7415",
  "kafka-7164-missed-epoch-same-leader": "KAFKA-7164",
  "kafka-6880-zombie-follower": "KIP-320",
  "kafka-7128-join-isr-before-epoch-start": "KAFKA-7128",
  "kafka-2143-follower-wipes-log": "KAFKA-2143",
  "kafka-13141-diverging-fetch-counted": "KAFKA-13141",
};

const KEPT = ["strong-isr", "log-matching", "ack-durability", "consistent-read"];

function scenarioNamed(id: string): Scenario {
  const scenario = SCENARIOS.find((one) => one.id === id);
  if (scenario === undefined) throw new Error(`there is no scenario ${id}`);
  return scenario;
}

/** Runs a case in each of the eras that have the flaw, or its control in all of which it tells. */
function runs(scenario: Scenario, control: boolean): readonly RunResult[] {
  const ofRun = runOf(scenario);
  const flawed = scenario.eras ?? [ofRun.era];
  const eras = control
    ? ERAS.filter((era) => expectationsIn(scenario, true, era) !== null)
    : ERAS.filter((era) => flawed.includes(era));
  return eras.map((era) => {
    const input = { ...ofRun, control, era };
    return createRun(input, { trace: "off", limits: DEFAULT_LIMITS }).finish();
  });
}

/** `class, fix` of what was lost and of the broken promises, each once. */
function judged({ report }: RunResult): readonly string[] {
  const violations = report.violations.filter(({ invariant }) => KEPT.includes(invariant));
  const all = [...report.ledger.lost, ...violations];
  return [...new Set(all.map(({ class: outcome, fix }) => `${outcome}, ${fix}`))];
}

describe.each(Object.entries(FLAWS))("%s", (id, fix) => {
  test(`is a protocol bug that ${fix} repaired, in each of its eras`, () => {
    const results = runs(scenarioNamed(id), false);
    expect(results.length).toBeGreaterThan(0);
    for (const result of results) {
      expect(judged(result), result.input.era).toEqual([`protocol bug, ${fix}`]);
      for (const { why, causes } of result.report.ledger.lost) {
        expect(why.at(-1)).toMatchObject({ code: "class.repaired", args: { fix } });
        expect(causes.length).toBeGreaterThan(1);
      }
    }
  });

  test("knows no flaw in its control", () => {
    for (const result of runs(scenarioNamed(id), true)) {
      const fixes = [...result.report.ledger.lost, ...result.report.violations];
      expect(fixes.filter((one) => one.fix !== null)).toEqual([]);
    }
  });
});

test("power that took a record is no excuse for another broker that keeps it", () => {
  for (const { report } of runs(scenarioNamed("kip101-power-divergence"), false)) {
    expect(report.ledger.lost).toMatchObject([{ class: "beyond the guarantee", fix: null }]);
    const parted = report.violations.filter(({ invariant }) =>
      ["strong-isr", "log-matching"].includes(invariant),
    );
    expect(new Set(parted.map(({ invariant }) => invariant)).size).toBe(2);
    for (const one of parted) expect(one).toMatchObject({ class: "protocol bug", fix: "KIP-101" });
  }
});

/** Cases whose broken invariants, not losses, show a flaw. */
const BROKEN = [
  ["kafka-9491-hw-after-full-truncate", "log-order", "KAFKA-9491"],
  ["kafka-9196-hw-stale-segment", "consistent-read", "KAFKA-9196"],
  ["kafka-10706-truncation-livelock", "convergence", "KAFKA-10706"],
  ["kafka-5634-delete-above-hw", "log-order", "KAFKA-5634"],
] as const;

test.each(BROKEN)("%s breaks %s, and %s repaired it", (id, invariant, fix) => {
  for (const { report } of runs(scenarioNamed(id), false)) {
    const broken = report.violations.filter((one) => one.invariant === invariant);
    expect(broken).toContainEqual(expect.objectContaining({ class: "protocol bug", fix }));
  }
  const fixes = runs(scenarioNamed(id), true).flatMap(({ report }) => report.violations);
  expect(fixes.filter((one) => one.fix !== null)).toEqual([]);
});

test("what retention took before it was committed is lost to KAFKA-5634, what came before is not", () => {
  for (const { report } of runs(scenarioNamed("kafka-5634-delete-above-hw"), false)) {
    const fixOf = (value: string) => report.ledger.lost.find((one) => one.value === value)?.fix;
    expect([fixOf("r0"), fixOf("x0")]).toEqual([null, "KAFKA-5634"]);
  }
});
