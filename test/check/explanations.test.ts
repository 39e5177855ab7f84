import { expect, test } from "vitest";
import { FOLLOWER, LEADER, Script, values } from "./support.ts";

/** What is said of the first record that was lost. */
function whyOf(script: Script) {
  return script.report().ledger.lost[0]?.why ?? [];
}

test("power that took records is told of with the time when it failed", () => {
  const script = new Script({ acks: -1 }).start();
  const batch = script.batch(values(5));
  for (const broker of [1, 2, 3]) script.append(broker, 0, 5, 0, batch);
  script.hw(1, 5).told(1, 5, 1, 0).later(2_000_000);
  script.kill(3, "lost power").later(3_000_000);
  script.boot(3, 2).kill(1).kill(2).truth(3, 2, [3]).role(3, LEADER, 2, [3], 3);
  const why = whyOf(script);
  const took = why.find(({ code }) => code === "why.powerTook");
  const failedUs = why.flatMap(({ code, args }) =>
    code === "why.down" && "broker" in args && args.broker === 3 ? [args.timeUs] : [],
  );
  expect(took?.args).toEqual({ broker: 3, offset: 2, timeUs: failedUs[0] });
});

test("a batch without a leader epoch was appended in that of its leader", () => {
  const script = new Script().start();
  script
    .append(1, 0, 5, -1, script.batch(values(5)))
    .told(1, 5, 1, 0)
    .kill(1);
  script.truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3], 2);
  expect(whyOf(script)[0]).toMatchObject({ code: "why.appended", args: { leaderEpoch: 0 } });
});

test("acks=2 is not judged as acks=1", () => {
  const lost = (acks: number) => {
    const script = new Script({ acks }).start();
    script
      .append(1, 0, 5, 0, script.batch(values(5)))
      .told(1, 5, 1, 0)
      .kill(1);
    return whyOf(script.truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3], 2)).at(-1);
  };
  expect(lost(1)).toMatchObject({ code: "class.acks1", args: {} });
  expect(lost(2)).toMatchObject({ code: "class.acksSome", args: { acks: 2 } });
});

test("what a deposed leader appended is explained by the election before", () => {
  const script = new Script().start().truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3], 2);
  const batch = script.batch(values(5));
  script.append(1, 0, 5, 0, batch).told(1, 5, 1, 0);
  script.role(1, FOLLOWER, 1, null, 2).truncate(1, 0);
  expect(whyOf(script).map(({ code }) => code)).toEqual([
    "why.elected",
    "why.appended",
    "why.acked",
    "why.neverFetched",
    "why.truncated",
    "class.acks1",
  ]);
});

test("the story tells when clients first meet an error, and only then", () => {
  const script = new Script().start();
  for (let i = 0; i < 3; i++) script.facts(["client.error", "app", 6, null]);
  script.facts(["client.error", "audit", 6, null]).later(5_000_000);
  script.facts(["client.error", "app", 6, null]).facts(["client.error", "app", 19, null]);
  const told = script.report().story.filter(({ code }) => code === "story.error");
  expect(told.map(({ args }) => args)).toEqual([
    { clients: "app, audit", error: "NOT_LEADER_OR_FOLLOWER" },
    { clients: "app", error: "NOT_ENOUGH_REPLICAS" },
  ]);
});

test("the last replica of the ISR that loses power takes with it what others still have", () => {
  const script = new Script({ acks: -1 }).start();
  const batch = script.batch(values(5));
  for (const broker of [1, 2, 3]) script.append(broker, 0, 5, 0, batch);
  script.hw(1, 5).told(1, 5, 1, 0).truth(1, 0, [1]);
  script.kill(1, "lost power").truth(-1, 1, [1]).boot(1, 2);
  script.truth(1, 2, [1]).role(1, LEADER, 2, [1]);
  expect(whyOf(script).at(-1)).toMatchObject({ code: "class.lastReplica", args: {} });
  expect(script.violations()).toContain("ack-durability: beyond the guarantee");
});

test("power that took a copy from a broker that never led excuses no loss", () => {
  const script = new Script({ acks: -1 }).start();
  const batch = script.batch(values(5));
  for (const broker of [1, 2, 3]) script.append(broker, 0, 5, 0, batch);
  script.hw(1, 5).told(1, 5, 1, 0).kill(2, "lost power").boot(2, 0);
  script.truncate(3, 2).kill(1).truth(3, 2, [3]).role(3, LEADER, 2, [3], 3);
  expect(whyOf(script).at(-1)).toMatchObject({ code: "class.unexplained", args: {} });
});
