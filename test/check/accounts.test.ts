import { describe, expect, test } from "vitest";
import { reportJson } from "../../sim/check/report.ts";
import { STORY_LINES } from "../../sim/check/story.ts";
import { RECORD_STATUS } from "../../sim/kafka/facts.ts";
import { LEADER, Script, TP, unreplicatedLeaderKill } from "./support.ts";

const codes = (told: readonly { readonly code: string }[]): string[] =>
  told.map(({ code }) => code);

describe("the ledger", () => {
  test("tells which acknowledged records were lost, how, and why that is allowed", () => {
    const script = unreplicatedLeaderKill(new Script());
    const { ledger } = script.report();
    expect(ledger).toMatchObject({ sent: 10, acked: 10, failed: 0, unknown: 0 });
    expect(ledger.lost.map(({ value, offset }) => [value, offset])).toEqual([
      ["r7", 7],
      ["r8", 8],
      ["r9", 9],
    ]);
    const [r7] = ledger.lost;
    expect(r7).toMatchObject({ partition: TP, status: "acked", class: "allowed by configuration" });
    expect(codes(r7?.why ?? [])).toEqual([
      "why.appended",
      "why.acked",
      "why.neverFetched",
      "why.down",
      "why.elected",
      "why.truncated",
      "class.acks1",
    ]);
    expect(r7?.why[0]?.args).toMatchObject({ broker: 1, offset: 7, leaderEpoch: 0 });
    expect(r7?.why[2]?.args).toMatchObject({ brokers: "2, 3" });
    expect(r7?.why[3]?.args).toMatchObject({ broker: 1, reason: "killed" });
    expect(r7?.why[4]?.args).toMatchObject({ broker: 2, leaderEpoch: 1, logEndOffset: 7 });
    expect(r7?.why[5]?.args).toMatchObject({ broker: 1, offset: 7 });
    // Who never had it is told with their last fetch, which was before.
    const events = r7?.why.map(({ event }) => event) ?? [];
    const [appended = 0, acked = 0, fetched = 0, ...taken] = events;
    expect([fetched, appended, acked]).toEqual([fetched, appended, acked].sort((x, y) => x - y));
    expect(taken.slice(0, -1)).toEqual(taken.slice(0, -1).sort((x, y) => x - y));
    expect(events.at(-1)).toBe(-1);
    expect(r7?.causes).toEqual(events.slice(0, -1).sort((x, y) => x - y));
  });

  test("does not take a later record's commit at the same offset for that of a lost one", () => {
    const script = unreplicatedLeaderKill(new Script());
    const batch = script.batch(["x"]);
    script.append(2, 7, 1, 1, batch).append(3, 7, 1, 1, batch).append(1, 7, 1, 1, batch).hw(2, 8);
    expect(codes(script.report().ledger.lost[0]?.why ?? [])).not.toContain("why.committed");
  });

  test("tells by how many replicas a lost record was committed", () => {
    const script = unreplicatedLeaderKill(new Script({ acks: -1 }), 8);
    const [r7] = script.report().ledger.lost;
    expect(r7?.why.find(({ code }) => code === "why.committed")?.args).toEqual({
      leader: 1,
      isrSize: 3,
    });
  });

  test("passes over elections of leaders that had the record", () => {
    const script = new Script({ acks: -1 }).start();
    const batch = script.batch(["x"]);
    for (const broker of [1, 3]) script.append(broker, 0, 1, 0, batch);
    script.told(1, 1, 1, 0).kill(1).truth(3, 1, [2, 3]).role(3, LEADER, 1, [2, 3]);
    script.kill(3).truth(2, 2, [2]).role(2, LEADER, 2, [2]);
    const [x] = script.report().ledger.lost;
    const elections = x?.why.filter(({ code }) => code === "why.elected") ?? [];
    expect(elections.map(({ args }) => args)).toMatchObject([{ broker: 2, leaderEpoch: 2 }]);
    expect(codes(x?.why ?? []).filter((code) => code === "why.down")).toHaveLength(2);
  });

  test("tells where every copy is and who read it", () => {
    const script = unreplicatedLeaderKill(new Script()).read(1, 0).read(1, 0);
    const [first, , , , , , , r7] = [...script.checker.records()];
    expect(first).toMatchObject({ value: "r0", client: "app", attempts: 1, readBy: ["audit"] });
    expect(first?.copies).toEqual([
      { broker: 1, offset: 0 },
      { broker: 2, offset: 0 },
      { broker: 3, offset: 0 },
    ]);
    expect(r7).toMatchObject({ value: "r7", copies: [], readBy: [] });
  });

  test("keeps apart what nobody promised to keep", () => {
    const script = new Script({ acks: 0 }).start();
    const batch = script.batch(["x", "y"]);
    script.told(1, 2, 4, -1).kill(1);
    const { ledger } = script.report();
    expect(ledger.lost).toEqual([]);
    expect(ledger.lostUnacknowledged.map(({ value }) => value)).toEqual(["x", "y"]);
    expect(codes(ledger.lostUnacknowledged[0]?.why ?? [])).toEqual([
      "why.handedOver",
      "why.notAppended",
      "why.down",
      "class.acks0",
    ]);
    expect(batch).toBe(1);
  });

  test("counts records of unknown fate and failed ones, and calls neither lost", () => {
    const script = new Script().start();
    script.batch(["a", "b", "c"]);
    script.told(1, 1, 2, -1).told(2, 1, 3, -1);
    expect(script.report().ledger).toMatchObject({ sent: 3, failed: 1, unknown: 2, lost: [] });
  });

  test("does not call lost what a dead leader still holds while there is no other", () => {
    const script = new Script().start();
    const batch = script.batch(["x"]);
    script.append(1, 0, 1, 0, batch).told(1, 1, 1, 0).kill(1).truth(-1, 1, [1]);
    expect(script.report().ledger.lost).toEqual([]);
  });

  test("finds records that are twice in the log, and those that were overtaken", () => {
    const script = new Script().start();
    const [x, y] = [script.batch(["x"]), script.batch(["y"])];
    script.append(1, 0, 1, 0, y).append(1, 1, 1, 0, x).append(1, 2, 1, 0, y);
    const { duplicated, reordered } = script.report().ledger;
    expect(duplicated).toMatchObject([
      { value: "y", offset: 0, class: "allowed by configuration" },
    ]);
    expect(duplicated[0]?.why.at(-2)?.args).toMatchObject({ offsets: "0, 2" });
    expect(reordered).toMatchObject([{ value: "x", offset: 1 }]);
    expect(reordered[0]?.why.at(-2)?.args).toMatchObject({ overtakenBy: "y", overtakerOffset: 0 });
  });

  test("calls a duplicate of an idempotent producer a bug", () => {
    const script = new Script({ idempotence: true, acks: -1 }).start();
    const x = script.batch(["x"]);
    script.append(1, 0, 1, 0, x).append(1, 1, 1, 0, x);
    expect(script.report().ledger.duplicated[0]?.class).toBe("protocol bug");
  });
});

describe("availability", () => {
  test("ends with the leader's process and returns with the next leader", () => {
    const script = unreplicatedLeaderKill(new Script());
    const [window, ...more] = script.report().unavailable;
    expect(more).toEqual([]);
    expect(window).toMatchObject({ partition: TP });
    expect((window?.toUs ?? 0) - (window?.fromUs ?? 0)).toBe(2000);
  });

  test("ends with a pause, a deposition that nobody noticed, and lasts to the end", () => {
    const script = new Script().start().pause(1).later(7000).resume(1);
    script.truth(2, 1, [1, 2, 3]);
    expect(script.report().unavailable).toMatchObject([
      { toEvent: expect.any(Number) },
      { toUs: null },
    ]);
  });

  test("does not count the time before the first leader, unless there never is one", () => {
    expect(new Script().start().report().unavailable).toEqual([]);
    expect(new Script().truth(1, 0, [1]).later(5000).report().unavailable).toMatchObject([
      { fromUs: 1000, toUs: null },
    ]);
  });
});

describe("the story", () => {
  test("tells the classic loss in a few lines", () => {
    const { story } = unreplicatedLeaderKill(new Script()).later(60_000).report();
    expect(codes(story)).toEqual([
      "story.started",
      "story.elected",
      "story.acked",
      "story.killed",
      "story.elected",
      "story.restarted",
      "story.truncated",
      "story.isr",
      "story.lost",
    ]);
    expect(story[2]?.args).toEqual({ values: "r0..r9", client: "app", overUs: 0 });
    expect(story.at(-1)?.args).toMatchObject({ values: "r7..r9" });
    const events = story.map(({ event }) => event);
    expect(events).toEqual([...events].sort((x, y) => x - y));
  });

  test("says how long a producer was told of records that it tells of in one line", () => {
    const script = new Script().start();
    script.batch(["r0", "r1"]);
    script.told(1, 1, RECORD_STATUS.ACKED, 0).later(5_000_000);
    const { story } = script.told(2, 1, RECORD_STATUS.ACKED, 1).report();
    const line = story.find(({ code }) => code === "story.acked");
    expect(line?.args).toMatchObject({ values: "r0, r1", overUs: 5_001_000 });
  });

  test("tells of sessions that expired, not of those that were closed", () => {
    const script = new Script().start();
    script.facts(["zookeeper.session.opened", 1, "broker-1", 18_000]);
    script.facts(["zookeeper.session.opened", 2, "broker-2", 18_000]);
    script.facts(["zookeeper.session.ended", 1, "expired"]);
    script.facts(["zookeeper.session.ended", 2, "closed"]);
    const told = script.report().story.filter(({ code }) => code === "story.sessionExpired");
    expect(told.map(({ args }) => args)).toEqual([{ host: "broker-1" }]);
  });

  test("tells cuts together and apart from what heals them", () => {
    const script = new Script().start();
    script.facts(["link", "broker-1", "broker-2", true], ["link", "broker-2", "broker-1", true]);
    script.later(5_000_000).facts(["link", "broker-1", "broker-2", false]);
    const told = script.report().story.filter(({ code }) => /cut|healed/.test(code));
    expect(told.map(({ code, args }) => [code, args])).toEqual([
      ["story.cut", { links: "broker-1 → broker-2, broker-2 → broker-1" }],
      ["story.healed", { links: "broker-1 → broker-2" }],
    ]);
  });

  test("is never long", () => {
    const script = new Script().start();
    for (let i = 0; i < 200; i++) script.pause(1).resume(1);
    const { story } = script.report();
    expect(story.length).toBeLessThanOrEqual(STORY_LINES);
    expect(codes(story)).toContain("story.more");
  });
});

describe("the report for machines", () => {
  test("has the documented shape", () => {
    const script = unreplicatedLeaderKill(new Script());
    script.facts(["client.error", "app", 6, TP]).facts(["client.error", "app", 6, TP]);
    const json = reportJson(script.report(), ({ code }) => `${code}.`);
    expect(json.records).toMatchObject({ sent: 10, acked: 10, duplicated: [], reordered: [] });
    expect(json.records.lost[0]).toMatchObject({
      partition: TP,
      offset: 7,
      value: "r7",
      status: "acked",
      class: "allowed by configuration",
      why: expect.stringMatching(/^why\.appended\. .* class\.acks1\.$/),
    });
    expect(json.errors).toEqual({ NOT_LEADER_OR_FOLLOWER: 2 });
    expect(json.unavailable).toMatchObject([{ partition: TP, fromMs: expect.any(Number) }]);
    expect(json.violations).toMatchObject([
      { invariant: "ack-durability", class: "allowed by configuration", count: 3 },
    ]);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});
