import { describe, expect, test } from "vitest";
import { FOLLOWER, LEADER, Script, TP, unreplicatedLeaderKill, values } from "./support.ts";

/** Five committed records on three replicas, acknowledged. */
function committed(script: Script, count = 5): Script {
  script.start();
  const batch = script.batch(values(count));
  for (const broker of [1, 2, 3]) script.append(broker, 0, count, 0, batch);
  return script.hw(1, count).hw(2, count).hw(3, count).told(1, count, 1, 0);
}

const ALL = { acks: -1 };
const TWO = { minInsyncReplicas: 2 };

describe("log-order", () => {
  test("holds while start <= high watermark <= end", () => {
    expect(committed(new Script()).violations()).toEqual([]);
  });

  test("is broken by a high watermark beyond the end", () => {
    const script = committed(new Script()).hw(2, 6);
    expect(script.violations()).toContain("log-order: simulator bug");
    expect(script.checker.violations[0]).toMatchObject({
      event: script.event,
      told: { args: { broker: 2, highWatermark: 6, logEndOffset: 5 } },
    });
  });

  test("is broken by a start beyond the high watermark", () => {
    const script = committed(new Script()).facts(["replica.start", TP, 3, 6]);
    expect(script.violations()).toEqual(["log-order: simulator bug"]);
  });

  test("is looked at only at the end of an event", () => {
    const script = committed(new Script());
    script.facts(
      ["replica.hw", TP, 2, 6],
      ["log.append", TP, 2, 5, 1, 0, 99],
      ["replica.leo", TP, 2, 6],
      ["replica.hw", TP, 2, 5],
    );
    expect(script.violations()).toEqual([]);
  });
});

describe("hw-monotone", () => {
  test("is broken when a leader's high watermark goes back", () => {
    expect(committed(new Script()).hw(1, 4).violations()).toEqual(["hw-monotone: simulator bug"]);
  });

  test("allows a follower to go back, and a leader in its next leadership", () => {
    const script = committed(new Script()).hw(2, 3);
    script.truth(2, 1, [1, 2, 3]).role(2, LEADER, 1, [1, 2, 3]).hw(2, 4).hw(2, 5);
    expect(script.violations()).toEqual([]);
  });

  test("allows a leader to begin anew after its process ended", () => {
    const script = committed(new Script()).kill(1).boot(1, 5, 2);
    script.role(1, LEADER, 0, [1, 2, 3]).hw(1, 3);
    expect(script.violations()).toEqual([]);
  });
});

describe("one-leader-per-epoch", () => {
  test("is broken by two brokers that lead one epoch", () => {
    const script = committed(new Script()).role(2, LEADER, 0, [2]);
    expect(script.violations()).toEqual(["one-leader-per-epoch: protocol bug"]);
    expect(script.checker.violations[0]?.told).toMatchObject({
      code: "violation.two-leaders",
      args: { broker: 2, other: 1, leaderEpoch: 0 },
    });
  });

  test("is broken by a registry that changes the leader and not the epoch", () => {
    const script = committed(new Script()).truth(2, 0, [1, 2, 3]);
    expect(script.checker.violations[0]?.told.code).toBe("violation.leader-without-epoch");
  });

  test("is broken by an epoch or a version that goes back", () => {
    const script = committed(new Script()).truth(1, 3, [1, 2]).truth(1, 2, [1, 2]);
    expect(script.checker.violations.map(({ told }) => told.code)).toEqual([
      "violation.epoch-went-back",
    ]);
    script.truth(1, 3, [1], 0);
    expect(script.checker.violations.map(({ told }) => told.code)).toContain(
      "violation.version-went-back",
    );
  });

  test("allows a deposed leader that does not know it", () => {
    const script = committed(new Script()).truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3]);
    expect(script.role(3, FOLLOWER, 1).violations()).toEqual([]);
  });
});

describe("strong-isr", () => {
  test("is broken by a leader that commits what a member of the ISR lacks", () => {
    const script = committed(new Script());
    const batch = script.batch(["x"]);
    script.append(1, 5, 1, 0, batch).append(2, 5, 1, 0, batch).hw(1, 6);
    expect(script.violations()).toEqual(["strong-isr: protocol bug"]);
    expect(script.checker.violations[0]?.told.args).toMatchObject({ member: 3, offset: 5 });
  });

  test("is broken by a member that joins without what is committed", () => {
    const script = committed(new Script()).truth(1, 0, [1, 2]);
    const batch = script.batch(["x"]);
    script.append(1, 5, 1, 0, batch).append(2, 5, 1, 0, batch).hw(1, 6);
    expect(script.violations()).toEqual([]);
    expect(script.truth(1, 0, [1, 2, 3]).violations()).toEqual(["strong-isr: protocol bug"]);
  });

  test("is broken by a member that truncates what is committed", () => {
    const script = committed(new Script()).truncate(2, 4);
    expect(script.violations()).toEqual(["strong-isr: protocol bug"]);
  });

  test("is broken by another record at the same offset", () => {
    const script = committed(new Script());
    const [x, y] = [script.batch(["x"]), script.batch(["y"])];
    script.append(1, 5, 1, 0, x).append(2, 5, 1, 0, y).append(3, 5, 1, 0, x).hw(1, 6);
    expect(script.violations()).toEqual(["strong-isr: protocol bug"]);
  });

  test("is beyond the guarantee when a member lost it with its power", () => {
    const script = committed(new Script()).kill(2, "lost power").boot(2, 3);
    expect(script.violations()).toEqual(["strong-isr: beyond the guarantee"]);
  });

  test("counts the same breach once", () => {
    const script = committed(new Script());
    const batch = script.batch(["x", "y"]);
    script.append(1, 5, 2, 0, batch).hw(1, 6).hw(1, 7);
    expect(script.checker.violations).toMatchObject([{ invariant: "strong-isr", count: 4 }]);
  });
});

describe("log-matching", () => {
  test("is broken by logs that differ below both high watermarks", () => {
    const script = committed(new Script()).truth(1, 0, [1, 3]);
    const [x, y] = [script.batch(["x"]), script.batch(["y"])];
    script.append(1, 5, 1, 0, x).append(3, 5, 1, 0, x).append(2, 5, 1, 0, y).hw(1, 6).hw(3, 6);
    expect(script.violations()).toEqual([]);
    expect(script.hw(2, 6).violations()).toEqual(["log-matching: protocol bug"]);
    expect(script.checker.violations.at(-1)?.told.args).toMatchObject({ offset: 5, broker: 2 });
  });

  test("allows them to differ above", () => {
    const script = committed(new Script()).truth(1, 0, [1, 3]);
    const [x, y] = [script.batch(["x", "z"]), script.batch(["y"])];
    script.append(1, 5, 2, 0, x).append(2, 5, 1, 0, y).hw(1, 5);
    expect(script.violations()).toEqual([]);
  });

  test("compares batches of which a part was cut off", () => {
    const script = committed(new Script()).truth(1, 0, [1, 2]);
    script.truncate(3, 2);
    expect(script.violations()).toEqual([]);
    const batch = script.batch(["x"]);
    script.append(3, 2, 1, 0, batch);
    expect(script.hw(3, 3).violations()).toEqual(["log-matching: protocol bug"]);
  });
});

describe("ack-durability", () => {
  test("is broken by the election of a leader that lacks an acknowledged record", () => {
    const script = unreplicatedLeaderKill(new Script());
    expect(script.violations()).toEqual(["ack-durability: allowed by configuration"]);
    expect(script.checker.violations[0]).toMatchObject({
      count: 3,
      told: { args: { offsets: "7-9", leader: 2, leaderEpoch: 1 } },
    });
  });

  test("is a bug when acks=all was answered without the members of the ISR", () => {
    const script = unreplicatedLeaderKill(new Script(ALL, TWO));
    expect(script.violations()).toEqual(["ack-durability: protocol bug"]);
  });

  test("is broken by a leader that cuts its own log", () => {
    const script = committed(new Script(ALL)).truncate(1, 4, 5);
    expect(script.violations()).toContain("ack-durability: protocol bug");
  });

  test("is broken by a deposed leader that still acknowledges", () => {
    const script = committed(new Script()).truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3]);
    const batch = script.batch(["late"]);
    script.append(1, 5, 1, 0, batch).told(6, 1, 1, 5);
    expect(script.violations()).toEqual(["ack-durability: allowed by configuration"]);
  });

  test("is allowed by the configuration when one replica was all of the ISR", () => {
    const script = aloneAndElected(new Script(ALL, { uncleanLeaderElection: true }));
    expect(script.violations()).toEqual(["ack-durability: allowed by configuration"]);
  });

  test("is the operator's choice after an unclean election", () => {
    const script = committed(new Script(ALL, { uncleanLeaderElection: true }));
    script.truth(1, 0, [1, 3]);
    const batch = script.batch(["x"]);
    script.append(1, 5, 1, 0, batch).append(3, 5, 1, 0, batch).hw(1, 6).told(6, 1, 1, 5);
    script.kill(1).kill(3).truth(2, 1, [2]).role(2, LEADER, 1, [2]);
    expect(script.violations()).toEqual(["ack-durability: operator choice"]);
  });

  test("is a bug when nobody allowed the unclean election", () => {
    const script = committed(new Script(ALL)).truth(1, 0, [1, 3]);
    const batch = script.batch(["x"]);
    script.append(1, 5, 1, 0, batch).append(3, 5, 1, 0, batch).hw(1, 6).told(6, 1, 1, 5);
    script.kill(1).kill(3).truth(2, 1, [2]).role(2, LEADER, 1, [2]);
    expect(script.violations()).toEqual(["ack-durability: protocol bug"]);
  });

  test("is beyond the guarantee when the power took every copy", () => {
    const script = committed(new Script(ALL, TWO));
    for (const broker of [1, 2, 3]) script.kill(broker, "lost power");
    script.boot(1, 3).truth(1, 1, [1]).role(1, LEADER, 1, [1]);
    expect(script.violations()).toContain("ack-durability: beyond the guarantee");
  });

  test("allows another leader that holds the records", () => {
    const script = committed(new Script(ALL)).kill(1).truth(3, 1, [2, 3]);
    expect(script.role(3, LEADER, 1, [2, 3]).violations()).toEqual([]);
  });
});

describe("consistent-read", () => {
  test("is broken when what was read is not in the new leader's log", () => {
    const script = aloneAndElected(new Script(ALL, { uncleanLeaderElection: true }), true);
    expect(script.violations()).toContain("consistent-read: allowed by configuration");
  });

  test("is broken by another record at an offset that was read", () => {
    const script = committed(new Script()).read(1, 0).read(2, 0);
    expect(script.violations()).toEqual(["consistent-read: protocol bug"]);
    expect(script.checker.violations[0]?.told).toMatchObject({
      code: "violation.read-changed",
      args: { before: "r0", now: "r1" },
    });
  });

  test("allows many readers of the same records", () => {
    const script = committed(new Script()).read(1, 0).read(2, 1).read(1, 0).read(3, 2);
    expect(script.violations()).toEqual([]);
  });
});

/** The ISR shrinks to the leader, which commits one more record; then broker 2 is elected. */
function aloneAndElected(script: Script, read = false): Script {
  committed(script)
    .truth(1, 0, [1])
    .facts(["leader.isr", TP, 1, [1], [1], 1]);
  const batch = script.batch(["alone"]);
  script.append(1, 5, 1, 0, batch).hw(1, 6).told(6, 1, 1, 5);
  if (read) script.read(6, 5);
  return script.kill(1).truth(2, 1, [2]).role(2, LEADER, 1, [2]);
}
