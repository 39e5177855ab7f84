import { describe, expect, test } from "vitest";
import { SCENARIOS, scenarioById } from "../../../scenarios/index.ts";
import { createRun, decodeLink, runOf, type Scenario, simulate } from "../../../sim/index.ts";
import { matchers, matchersIn } from "../../../testing/vitest/index.ts";

const LOSES = "acks1-leader-kill-unreplicated";

function named(id: string): Scenario {
  const found = scenarioById(id);
  if (found === undefined) throw new Error(`no scenario ${id}`);
  return found;
}

/** The message of a matcher that fails. */
function messageOf(name: "toLoseNothing" | "toKeepItsPromises", subject: unknown): string {
  const { pass, message } = matchers[name](subject);
  expect(pass).toBe(false);
  return message();
}

describe("toLoseNothing", () => {
  test("takes a scenario, an input or a result", () => {
    const scenario = named(LOSES);
    expect(scenario).not.toLoseNothing();
    expect({ ...runOf(scenario), settings: { acks: "all" } }).toLoseNothing();
    expect(simulate(scenario, { control: true })).toLoseNothing();
  });

  test("refuses anything else", () => {
    expect(() => expect(7).toLoseNothing()).toThrow("RunResult");
  });

  test("says what is lost, of which class, why, and in which course of events", () => {
    const message = messageOf("toLoseNothing", named(LOSES));
    expect(message).toMatch(
      /^Expected the run to lose nothing, but 3 acknowledged records are lost\./,
    );
    expect(message).toContain("r7, orders-0 at offset 7 (acked): allowed by configuration\n");
    expect(message).toContain("  · Never fetched by: 2, 3");
    expect(message).toContain("Story\n");
    expect(message).toContain("broker 1 truncates its log from 10 to 7");
  });

  test("has a link that gives the same run again, of a scenario that nobody else has", () => {
    const own = { ...named(LOSES), id: "mine" };
    const message = messageOf("toLoseNothing", own);
    const [, link = ""] = /npx highwater run '([^']+)'/.exec(message) ?? [];
    const { scenario, seed, era } = decodeLink(link);
    if (scenario === null) throw new Error("the link holds the scenario");
    expect(simulate(scenario, { seed, era }).hash).toBe(simulate(own).hash);
  });

  test("has a short link for a published scenario", () => {
    expect(messageOf("toLoseNothing", named(LOSES))).toContain(`sc=${LOSES}&seed=1`);
    expect(messageOf("toLoseNothing", named(LOSES))).not.toContain("cfg=");
  });

  test("says nothing of a run without a conclusion", () => {
    const scenario: Scenario = {
      ...named(LOSES),
      steps: [{ wait: { partition: "orders-0", leader: 9 }, within: "1s" }],
    };
    expect(() => expect(scenario).toLoseNothing()).toThrow(/came to no conclusion[\s\S]*leader 9/);
    expect(() => expect(scenario).not.toLoseNothing()).toThrow("came to no conclusion");
  });

  test("speaks Chinese where it is asked to", () => {
    expect(matchersIn("zh").toLoseNothing(named(LOSES)).message()).toMatch(
      /^期望运行不丢失任何消息/,
    );
  });

  test("tells of a long story the beginning and the end", () => {
    const result = simulate(named(LOSES));
    const story = Array.from({ length: 20 }, () => result.story).flat();
    const lines = messageOf("toLoseNothing", { ...result, story }).split("\n");
    expect(lines.length).toBeLessThan(75);
    expect(lines.some((line) => /^ +… and \d+ more$/.test(line))).toBe(true);
  });
});

describe("the other matchers", () => {
  test("toHaveNoDuplicates", () => {
    expect(named("dup-on-lost-ack")).not.toHaveNoDuplicates();
    expect(named(LOSES)).toHaveNoDuplicates();
  });

  test("toKeepOrder", () => {
    expect(named("retry-reorder-inflight")).not.toKeepOrder();
    expect(named(LOSES)).toKeepOrder();
  });

  test("toProcessEverything and toProcessNothingTwice", () => {
    expect(named("commit-before-process")).not.toProcessEverything();
    expect(named("commit-before-process")).toProcessNothingTwice();
    expect(named("autocommit-duplicates")).not.toProcessNothingTwice();
  });

  test("toKeepItsPromises forgives what the configuration allows, and no bug", () => {
    expect(named(LOSES)).toKeepItsPromises();
    const message = messageOf("toKeepItsPromises", named("kip101-hw-truncation-loss"));
    expect(message).toContain("protocol bug · KIP-101");
    expect(message).toMatch(/Violated invariants\n(?: {2}.*\n)* {2}ack-durability, #\d+/);
  });

  test("toMeetItsExpectations", () => {
    expect(named(LOSES)).toMeetItsExpectations();
    const input = { ...runOf(named(LOSES)), settings: { acks: "all" } };
    expect(input).not.toMeetItsExpectations();
    const { message } = matchers.toMeetItsExpectations(input);
    expect(message()).toContain("✗ Exactly r7, r8 and r9 are on no replica in the end.");
  });

  test("toReplay compares with the hash of a result", () => {
    const result = simulate(named(LOSES));
    expect(named(LOSES)).toReplay();
    expect(result).toReplay();
    expect(
      createRun(runOf(named(LOSES)), {
        trace: "off",
        limits: { events: 1e6, virtualTimeUs: 1e9 },
      }).finish(),
    ).toReplay();
    const other = { ...result, hash: "0123456789abcdef" };
    expect(() => expect(other).toReplay()).toThrow("0123456789abcdef");
  });

  test("toReachMark knows its marks", () => {
    expect(named("unclean-picks-first-not-longest")).toReachMark("unclean-election");
    expect(named(LOSES)).not.toReachMark("unclean-election");
    expect(() =>
      matchers.toReachMark(named(LOSES), "unclean-elections" as "unclean-election"),
    ).toThrow("did you mean unclean-election?");
  });

  test("fail for no published scenario of replication that meets its expectations", () => {
    const group = SCENARIOS.filter(({ group }) => group === "basics");
    for (const scenario of group) expect(scenario).toMeetItsExpectations();
  });
});
