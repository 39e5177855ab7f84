import { describe, expect, test } from "vitest";
import type { CheckSettings } from "../../../sim/check/settings.ts";
import { resolveConfig } from "../../../sim/kafka/config/config.ts";
import { brokerSwitches } from "../../../sim/kafka/era/broker-switches.ts";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import { FOLLOWER, LEADER, OFFLINE, Script, TP } from "../support.ts";

function broken(script: Script): string[] {
  return script.checker.violations.map(({ invariant, told }) => `${invariant}: ${told.code}`);
}

/** Brokers of one version. */
function versions(era: Era): Partial<CheckSettings> {
  const switches = [brokerSwitches(resolveConfig("broker", {}, era))];
  return { software: { 1: switches, 2: switches, 3: switches } };
}

/** Two records on the given brokers; the leader 1 has committed them. */
function committedOn(script: Script, ...brokers: number[]): Script {
  const batch = script.batch(["a", "b"]);
  for (const broker of brokers) script.append(broker, 0, 2, 0, batch);
  return script.hw(1, 2);
}

describe("the ISR that a leader knows", () => {
  test("must have what is below its high watermark, also where the registry names less", () => {
    const script = new Script().start([1, 2]);
    script.facts(["leader.isr", TP, 1, [1, 2, 3], [1, 2, 3], 0]);
    committedOn(script, 1, 2);
    expect(broken(script)).toEqual(["weak-isr: violation.weak-isr"]);
  });

  test("is left to strong-isr where the registry names the same", () => {
    expect(broken(committedOn(new Script().start(), 1, 2))).toEqual([
      "strong-isr: violation.strong-isr",
    ]);
  });

  test("is looked at when it grows", () => {
    const script = committedOn(new Script().start([1, 2]), 1, 2);
    expect(broken(script)).toEqual([]);
    script.facts(["leader.isr", TP, 1, [1, 2, 3], [1, 2, 3], 0]);
    expect(broken(script)).toEqual(["weak-isr: violation.weak-isr"]);
  });
});

describe("a leader that the registry names", () => {
  test("must have everything that was committed before it", () => {
    const script = committedOn(new Script().start([1]), 1);
    script.truth(2, 1, [2]).role(2, LEADER, 1, [2]);
    expect(broken(script)).toContain("leader-completeness: violation.leader-completeness");
  });

  test("must have the very records that were committed", () => {
    const script = committedOn(new Script().start([1]), 1);
    script.append(2, 0, 2, 0, script.batch(["x", "y"]));
    script.truth(2, 1, [2]).role(2, LEADER, 1, [2]);
    expect(broken(script)).toContain("leader-completeness: violation.leader-completeness");
  });

  test("may lack what was not committed", () => {
    const script = committedOn(new Script().start([1, 2]), 1, 2);
    script.append(1, 2, 1, 0, script.batch(["c"]));
    script.truth(2, 1, [2]).role(2, LEADER, 1, [2]);
    expect(broken(script)).toEqual([]);
  });

  test("is told of once, and measured by what it commits itself from then on", () => {
    const script = committedOn(new Script().start([1]), 1);
    script.truth(2, 1, [2]).role(2, LEADER, 1, [2]);
    const before = script.checker.violations.length;
    script.truth(3, 2, [3]).role(3, LEADER, 2, [3]);
    expect(script.checker.violations).toHaveLength(before);
  });
});

describe("the leader epochs of a replica", () => {
  test.each([
    [
      [
        [2, 0],
        [1, 5],
      ],
    ],
    [
      [
        [1, 5],
        [2, 3],
      ],
    ],
  ])("must ascend, and so must their offsets: %j", (entries) => {
    const script = new Script({}, versions("2.8")).start().truth(1, 7, [1, 2, 3]);
    script.role(2, FOLLOWER, 7).facts(["epoch.cache", TP, 2, entries]);
    expect(broken(script)).toEqual(["epoch-cache-order: violation.epoch-cache-order"]);
  });

  test.each<[Era, number]>([
    ["0.11", 0],
    ["2.8", 1],
  ])("may begin at one offset in %s: %i violations", (era, count) => {
    const script = new Script({}, versions(era)).start().truth(1, 7, [1, 2, 3]);
    script.role(2, FOLLOWER, 7);
    script.facts([
      "epoch.cache",
      TP,
      2,
      [
        [0, 4],
        [1, 4],
      ],
    ]);
    expect(broken(script)).toHaveLength(count);
  });

  test.each<[Era, string[]]>([
    ["2.0", []],
    ["2.1", ["epoch-cache-order: violation.epoch-ahead"]],
  ])("may be newer than its own in %s, before fetches are fenced: %j", (era, expected) => {
    const script = new Script({}, versions(era)).start();
    script.facts(["epoch.cache", TP, 2, [[1, 0]]]);
    expect(broken(script)).toEqual(expected);
  });

  test("may be newer than the epoch of a replica that was told no role yet", () => {
    const script = new Script({}, versions("2.8")).start().role(2, OFFLINE, -1);
    script.facts(["epoch.cache", TP, 2, [[1, 0]]]);
    expect(broken(script)).toEqual([]);
  });
});

describe("a replica is fetched for", () => {
  test("by one fetcher while it follows", () => {
    const script = new Script().start().facts(["fetcher", TP, 2, 1]);
    expect(broken(script)).toEqual([]);
    script.facts(["fetcher", TP, 2, 3]);
    expect(broken(script)).toEqual(["fetcher-state: violation.fetcher-state"]);
  });

  test("by another one once the first gave it up", () => {
    const script = new Script().start().facts(["fetcher", TP, 2, 1]);
    script.facts(["fetcher", TP, 2, -1]).facts(["fetcher", TP, 2, 3]);
    expect(broken(script)).toEqual([]);
  });

  test("by none while it leads", () => {
    const script = new Script().start().facts(["fetcher", TP, 1, 2]);
    expect(broken(script)).toEqual(["fetcher-state: violation.fetcher-state"]);
  });
});

describe("the registry", () => {
  test.each<[string, (script: Script) => Script]>([
    ["a leader outside the ISR", (s) => s.truth(2, 1, [1, 3])],
    ["an empty ISR", (s) => s.truth(-1, 1, [])],
    ["a member that is not assigned", (s) => s.truth(1, 0, [1, 2, 4])],
  ])("must not name %s", (_, change) => {
    const script = new Script().start();
    const data = '{"partitions":{"0":[1,2,3]}}';
    script.facts(["znode", "/brokers/topics/orders", data, 0, 1, 1, 0]);
    expect(broken(change(script))).toContain("registry-state: violation.registry-state");
  });

  test("may name no leader", () => {
    expect(broken(new Script().start().truth(-1, 1, [1]))).toEqual([]);
  });

  test("must raise the version by one with each write", () => {
    const script = new Script().start().truth(1, 0, [1, 2], 1).truth(1, 0, [1], 3);
    expect(broken(script)).toEqual(["registry-state: violation.version-skipped"]);
  });

  test("must know the leader epoch of every replica", () => {
    expect(broken(new Script().start().role(2, FOLLOWER, 1))).toEqual([
      "registry-state: violation.unknown-epoch",
    ]);
  });
});

describe("the high watermark of a leader", () => {
  test("must wait for every member of the registry's ISR", () => {
    const script = new Script().start();
    script.facts(["leader.isr", TP, 1, [1, 2], [1, 2], 0]);
    expect(broken(committedOn(script, 1, 2, 3))).toEqual(["maximal-isr: violation.maximal-isr"]);
  });

  test("may wait for one that is about to join", () => {
    const script = new Script().start([1, 2]);
    script.facts(["leader.isr", TP, 1, [1, 2], [1, 2, 3], 0]);
    expect(broken(committedOn(script, 1, 2, 3))).toEqual([]);
  });
});

describe("a cluster whose faults are over", () => {
  const atRest = () => {
    const script = committedOn(new Script().start(), 1, 2, 3);
    return script.facts(["controller", 3, 1, true]);
  };
  const judged = (script: Script) => {
    script.checker.checkConvergence();
    return broken(script).filter((told) => told.startsWith("convergence"));
  };

  test("is at rest when all replicas are in the ISR and hold the same, committed", () => {
    expect(judged(atRest())).toEqual([]);
  });

  test.each<[string, (script: Script) => Script, string]>([
    ["a running replica outside the ISR", (s) => s.truth(1, 0, [1, 2]), "not-in-isr"],
    ["logs that differ", (s) => s.append(2, 2, 1, 0, s.batch(["x"])), "logs-differ"],
    [
      "a broker in an older epoch",
      (s) => s.truth(1, 1, [1, 2, 3]).role(1, LEADER, 1),
      "stale-role",
    ],
    ["no leader", (s) => s.truth(-1, 1, [1, 2, 3]), "no-leader"],
    ["two controllers", (s) => s.facts(["controller", 2, 2, true]), "controllers"],
    ["no controller", (s) => s.kill(3), "controllers"],
  ])("is not with %s", (_, disturb, code) => {
    expect(judged(disturb(atRest()))).toContain(`convergence: violation.${code}`);
  });

  test("is not while something on all replicas stays uncommitted", () => {
    const script = atRest();
    const batch = script.batch(["c"]);
    for (const broker of [1, 2, 3]) script.append(broker, 2, 1, 0, batch);
    expect(judged(script)).toEqual(["convergence: violation.uncommitted"]);
  });

  test("need not wait for a broker that is down", () => {
    const script = atRest().kill(2).truth(1, 0, [1, 3]);
    expect(judged(script)).toEqual([]);
  });

  test("is not judged while somebody is paused", () => {
    expect(judged(atRest().truth(1, 0, [1, 2]).pause(3))).toEqual([]);
  });
});
