import { describe, expect, test } from "vitest";
import type { RecordOutcome } from "../../sim/check/record-outcome.ts";
import { LIFE_DOWN, LIFE_PAUSED, LIFE_UP } from "../../sim/kernel/kernel-facts.ts";
import { kindCode } from "../../sim/trace/union.ts";
import { FOLLOWER, LEADER, Script, TP } from "./support.ts";

const codes = (outcome: RecordOutcome | undefined): string[] =>
  (outcome?.why ?? []).map(({ code }) => code);

/** k1=a, k2=b, k1=c and a tombstone of k2, on all replicas, committed and acknowledged. */
function table(script = new Script({ acks: -1 })): Script {
  script.start();
  const batches = [
    script.keyed([
      ["k1", "a"],
      ["k2", "b"],
    ]),
    script.keyed([
      ["k1", "c"],
      ["k2", null],
    ]),
  ];
  for (const broker of [1, 2, 3]) {
    batches.forEach((batch, i) => {
      script.append(broker, 2 * i, 2, 0, batch);
    });
  }
  for (const broker of [1, 2, 3]) script.hw(broker, 4);
  return script.told(1, 4, 1, 0);
}

describe("compaction", () => {
  test("loses nothing by taking what a later record of its key replaces", () => {
    const script = table().clean(1, [0, 2]);
    expect(script.violations()).toEqual([]);
    expect(script.report().ledger.lost).toEqual([]);
  });

  test("may take a tombstone once no older record of its key is left", () => {
    const script = table().clean(1, [0, 2]).clean(1, [3, 4]);
    expect(script.violations()).toEqual([]);
    expect(script.report().ledger.lost).toEqual([]);
  });

  test("may not bring an old value back by taking its tombstone alone", () => {
    expect(table().clean(1, [3, 4]).violations()).toEqual(["materialized-state: simulator bug"]);
  });

  test("may not take the last value of a key: that record is lost", () => {
    const script = table().clean(1, [2, 3]);
    expect(script.violations()).toEqual([
      "materialized-state: simulator bug",
      "ack-durability: simulator bug",
    ]);
    const [lost] = script.report().ledger.lost;
    expect(lost).toMatchObject({ value: "c", class: "simulator bug" });
    expect(codes(lost).slice(-2)).toEqual(["why.compactedAway", "class.compactedWrongly"]);
  });

  test("at a later time on one replica than on another is no difference between them", () => {
    const script = table().clean(2, [0, 2]);
    const batch = script.keyed([["k3", "d"]]);
    for (const broker of [1, 2, 3]) script.append(broker, 4, 1, 0, batch);
    script.hw(1, 5);
    script.clean(1, [0, 1]);
    script.kill(1).truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3]).role(3, FOLLOWER, 1);
    expect(script.hw(2, 5).hw(3, 5).violations()).toEqual([]);
    expect(script.report().ledger.lost).toEqual([]);
    expect(script.report().diverged).toEqual([]);
  });

  test("does not hide that replicas differ in what both still have", () => {
    const script = table().clean(2, [0, 2]);
    const mine = script.keyed([["k3", "d"]]);
    const theirs = script.keyed([["k3", "e"]]);
    script.append(1, 4, 1, 0, mine).append(2, 4, 1, 0, theirs).hw(1, 5).hw(2, 5);
    expect(script.violations()).toContain("log-matching: protocol bug");
  });

  test("leaves a follower that copies later only what is left", () => {
    const script = new Script({ acks: -1 }).start([1]);
    const batch = script.keyed([
      ["k1", "a"],
      ["k1", "b"],
      ["k2", "c"],
    ]);
    script.append(1, 0, 3, 0, batch).hw(1, 3).told(1, 3, 1, 0).clean(1, [0, 1]);
    script
      .appendPart(2, 0, 3, 0, batch, [[1, 1, 2]])
      .truth(1, 0, [1, 2])
      .hw(2, 3);
    expect(script.violations()).toEqual([]);
    script.kill(1).truth(2, 1, [2]).role(2, LEADER, 1, [2]).hw(2, 3);
    expect(script.violations()).toEqual([]);
    expect(script.report().ledger.lost).toEqual([]);
  });

  test("above the high watermark takes what a record replaced that is cut off later: KAFKA-13194", () => {
    const script = new Script({ acks: -1 }).start();
    const first = script.keyed([["k1", "a"]]);
    const second = script.keyed([["k1", "b"]]);
    for (const broker of [1, 2, 3]) script.append(broker, 0, 1, 0, first).hw(broker, 1);
    script.told(1, 1, 1, 0).append(1, 1, 1, 0, second).clean(1, [0, 1]);
    script.kill(1).truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3]).role(3, FOLLOWER, 1);
    script.boot(1, 2, 1).role(1, FOLLOWER, 1, null, 2).truncate(1, 1).truth(2, 1, [2, 3, 1]);
    script.truth(1, 2, [1, 2, 3]).role(1, LEADER, 2, [1, 2, 3]);
    const [lost] = script.report().ledger.lost;
    expect(lost).toMatchObject({ value: "a", class: "protocol bug", fix: "KAFKA-13194" });
    expect(codes(lost)).toContain("why.laterWasCut");
  });
});

describe("the pieces of a batch", () => {
  test("are the records that they are of the whole one", () => {
    const script = new Script({ acks: -1 }).start([1, 2]);
    const batch = script.batch(["a", "b", "c"]);
    script.append(1, 0, 3, 0, batch);
    script.appendPart(2, 0, 1, 0, batch, [[0, 0, 1]]);
    script.appendPart(2, 1, 2, 0, batch, [[1, 1, 2]]);
    script.hw(1, 3).hw(2, 3).told(1, 3, 1, 0);
    expect(script.violations()).toEqual([]);
    script.kill(1).truth(2, 1, [2]).role(2, LEADER, 1, [2]);
    expect(script.report().ledger.lost).toEqual([]);
  });

  test("are other records at other positions", () => {
    const script = new Script().start();
    const batch = script.batch(["a", "b"]);
    script.append(1, 0, 2, 0, batch);
    script.appendPart(2, 0, 2, 0, batch, [
      [0, 1, 1],
      [1, 0, 1],
    ]);
    expect(script.hw(1, 2).hw(2, 2).violations()).toContain("log-matching: protocol bug");
  });
});

describe("what went with the beginning of the log", () => {
  function filled(): Script {
    const script = new Script({ acks: -1 }).start();
    for (let i = 0; i < 4; i++) {
      const batch = script.batch([`r${i}`]);
      for (const broker of [1, 2, 3]) script.append(broker, i, 1, 0, batch);
      for (const broker of [1, 2, 3]) script.hw(broker, i + 1);
      script.told(i + 1, 1, 1, i);
    }
    return script;
  }

  test("by its age is allowed, and its age is told", () => {
    const { ledger } = filled().retain(1, 2).report();
    expect(ledger.lost.map(({ value }) => value)).toEqual(["r0", "r1"]);
    expect(ledger.lost[0]).toMatchObject({ class: "allowed by configuration", fix: null });
    expect(codes(ledger.lost[0])).toEqual([
      "why.appended",
      "why.acked",
      "why.retentionByTime",
      "class.retention",
    ]);
    expect(ledger.lost[0]?.why[2]?.args).toMatchObject({ ageMs: 90_000, limitMs: 60_000 });
    expect(ledger.lost[0]?.causes.length).toBe(3);
  });

  test("by the size of the log is allowed, and the size is told", () => {
    const [lost] = filled().retain(1, 1, "retention.bytes", 5000, 4000).report().ledger.lost;
    expect(lost?.why[2]).toMatchObject({
      code: "why.retentionBySize",
      args: { sizeBytes: 5000, limitBytes: 4000 },
    });
  });

  test("before a consumer had come to it is told as such", () => {
    const script = filled().facts(["position", "audit", TP, 1]).retain(1, 3);
    const { lost } = script.report().ledger;
    expect(lost.map(({ why }) => why.at(-1)?.code)).toEqual([
      "class.retention",
      "class.retentionOutran",
      "class.retentionOutran",
    ]);
    expect(lost[1]?.why.at(-2)).toMatchObject({
      code: "why.outran",
      args: { client: "audit", position: 1 },
    });
    expect(script.report().story.map(({ code }) => code)).toContain("story.outran");
  });

  test("is told once of a consumer that it outran, and not of one that is down", () => {
    const outran = (script: Script) =>
      script.report().story.filter(({ code }) => code === "story.outran").length;
    const behind = () =>
      filled().facts(["host.life", "audit", LIFE_UP, 1, "started"], ["position", "audit", TP, 1]);
    expect(outran(behind().retain(1, 3).retain(1, 4))).toBe(1);
    const down = behind().facts(["host.life", "audit", LIFE_DOWN, 1, "shut down"]);
    expect(outran(down.retain(1, 3))).toBe(0);
    const paused = behind().facts(["host.life", "audit", LIFE_PAUSED, 1, "paused"]);
    expect(outran(paused.retain(1, 3))).toBe(1);
  });

  test("on request is an operator's choice", () => {
    const script = filled();
    script.factsOf(kindCode("DeleteRecordsRequest") ?? -1, ["replica.start", TP, 1, 2]);
    const { lost } = script.report().ledger;
    expect(lost[0]).toMatchObject({ value: "r0", class: "operator choice" });
    expect(codes(lost[0]).slice(-2)).toEqual(["why.recordsDeleted", "class.recordsDeleted"]);
  });

  test("does not excuse what had been lost before", () => {
    const script = new Script().start();
    const lost = script.batch(["x"]);
    script.append(1, 0, 1, 0, lost).told(1, 1, 1, 0);
    script.kill(1).truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3]).role(3, FOLLOWER, 1);
    script.boot(1, 1, 0).role(1, FOLLOWER, 1, null, 2).truncate(1, 0);
    const other = script.batch(["y"]);
    for (const broker of [2, 3, 1]) script.append(broker, 0, 1, 1, other).hw(broker, 1);
    const { ledger } = script.retain(2, 1).report();
    expect(ledger.lost[0]).toMatchObject({ value: "x", class: "allowed by configuration" });
    expect(ledger.lost[0]?.why.at(-1)?.code).toBe("class.acks1");
  });

  test("is not missed by leaders that never had it", () => {
    const script = filled().retain(1, 2).truth(1, 0, [1, 3]);
    script.facts(
      ["log.truncate", TP, 2, 2, "starts over"],
      ["replica.start", TP, 2, 2],
      ["replica.leo", TP, 2, 2],
      ["replica.hw", TP, 2, 2],
    );
    script.append(2, 2, 1, 0, 3).append(2, 3, 1, 0, 4).hw(2, 4).truth(1, 0, [1, 2, 3]);
    script.kill(1).truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3]);
    expect(script.violations()).toEqual([]);
  });
});

test("an append below the end of the log is no append", () => {
  const script = new Script().start();
  const one = script.batch(["a"]);
  const other = script.batch(["b"]);
  script.append(1, 0, 1, 0, one).append(1, 0, 1, 0, other);
  expect(script.violations()).toContain("offset-order: simulator bug");
});
