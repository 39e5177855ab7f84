import { describe, expect, test } from "vitest";
import { FOLLOWER, LEADER, Script, TP, values } from "../support.ts";

/** Five records on three replicas, of which the leader, broker 1, knows that they are committed. */
function committed(): Script {
  const script = new Script({ acks: -1 }).start();
  const batch = script.batch(values(5));
  for (const broker of [1, 2, 3]) script.append(broker, 0, 5, 0, batch);
  return script.hw(1, 5);
}

/** Broker 2 leads epoch 1; broker 1 does not know it. */
function deposed(): Script {
  return committed().truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3]).role(3, FOLLOWER, 1);
}

function broken(script: Script) {
  return script.checker.violations
    .filter(({ invariant }) => invariant === "strong-isr")
    .map(({ told }) => told.args);
}

describe("a new leader", () => {
  test("may have a lower high watermark than the one before", () => {
    const script = deposed().hw(2, 0);
    const batch = script.batch(["x"]);
    script.append(2, 5, 1, 1, batch);
    expect(script.violations()).toEqual([]);
  });

  test("is held to its high watermark from the first moment", () => {
    const script = committed();
    const batch = script.batch(["x"]);
    script.append(2, 5, 1, 0, batch).hw(2, 6).truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3]);
    expect(broken(script)).toMatchObject([{ leader: 2, highWatermark: 6, member: 3, offset: 5 }]);
  });
});

describe("a deposed leader that does not know it", () => {
  test("may append what nobody has", () => {
    const script = deposed();
    const batch = script.batch(["late"]);
    expect(script.append(1, 5, 1, 0, batch).hw(1, 5).violations()).toEqual([]);
  });

  test("may not commit what the new ISR lacks", () => {
    const script = deposed();
    const batch = script.batch(["late"]);
    script.append(1, 5, 1, 0, batch).hw(1, 6);
    expect(broken(script)).toMatchObject([{ leader: 1, offset: 5, isr: "2, 3" }]);
  });

  test("counts for what it had committed when a member of the new ISR drops it", () => {
    const script = deposed().truncate(3, 3);
    expect(broken(script)).toMatchObject([{ leader: 1, highWatermark: 5, member: 3, offset: 3 }]);
  });

  test("does not count any more once it follows", () => {
    const script = deposed().role(1, FOLLOWER, 1).hw(2, 3).truncate(3, 3);
    expect(broken(script)).toEqual([]);
  });
});

describe("a member of the ISR", () => {
  test("counts while its process does not run: its log is on disk", () => {
    const script = committed().kill(3);
    const batch = script.batch(["x"]);
    script.append(1, 5, 1, 0, batch).append(2, 5, 1, 0, batch);
    expect(script.hw(1, 5).violations()).toEqual([]);
    expect(broken(script.hw(1, 6))).toMatchObject([{ member: 3, offset: 5 }]);
  });

  test("may have more than is committed, and drop it", () => {
    const script = committed();
    const batch = script.batch(["x"]);
    script.append(2, 5, 1, 0, batch).truncate(2, 5, 5);
    expect(script.violations()).toEqual([]);
  });

  test("is compared again below what was compared when it drops and copies anew", () => {
    const script = committed().hw(2, 2);
    const batch = script.batch(["other"]);
    script.facts(
      ["log.truncate", TP, 2, 4, "truncation"],
      ["log.append", TP, 2, 4, 1, 0, batch],
      ["replica.leo", TP, 2, 5],
    );
    expect(broken(script)).toMatchObject([{ member: 2, offset: 4 }]);
  });

  test("may have dropped by retention what the leader still has", () => {
    const script = committed().hw(3, 5).facts(["replica.start", TP, 3, 5]).truth(1, 0, [1, 3]);
    expect(script.violations()).toEqual([]);
    const batch = script.batch(["x"]);
    for (const broker of [3, 2, 1]) script.append(broker, 5, 1, 0, batch);
    expect(script.hw(1, 6).violations()).toEqual([]);
  });

  test("may have begun anew after what another leader dropped by retention", () => {
    const script = deposed().hw(2, 5).facts(["replica.start", TP, 2, 5]);
    script.facts(
      ["log.truncate", TP, 4, 5, "out of range"],
      ["replica.start", TP, 4, 5],
      ["replica.leo", TP, 4, 5],
      ["replica.hw", TP, 4, 5],
    );
    // Broker 1, deposed, still has what the others dropped.
    expect(script.truth(2, 1, [2, 4]).violations()).toEqual([]);
  });

  test("that left the ISR may lack what is committed later", () => {
    const script = committed().truth(1, 0, [1, 2]);
    const batch = script.batch(["x"]);
    script.append(1, 5, 1, 0, batch).append(2, 5, 1, 0, batch).hw(1, 6);
    expect(script.violations()).toEqual([]);
  });
});
