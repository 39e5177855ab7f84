import { describe, expect, test } from "vitest";
import { RECORD_STATUS } from "../../../sim/kafka/facts.ts";
import { FOLLOWER, LEADER, Script, TP, values } from "../support.ts";

const { ACKED, FAILED, UNKNOWN, UNACKNOWLEDGED } = RECORD_STATUS;

/** Five records on brokers 1 and 2, of which the producer knows nothing yet. */
function appended(acks = -1): Script {
  const script = new Script({ acks }).start([1, 2]);
  const batch = script.batch(values(5));
  return script.append(1, 0, 5, 0, batch).append(2, 0, 5, 0, batch);
}

/** Broker 3, which has nothing, leads. */
function emptyLeader(script: Script): Script {
  return script.kill(1).truth(3, 1, [3]).role(3, LEADER, 1, [3]);
}

function lost(script: Script) {
  return script.checker.violations
    .filter(({ invariant }) => invariant === "ack-durability")
    .map(({ told, count }) => ({ ...told.args, count }));
}

function vanished(script: Script) {
  return script.checker.violations
    .filter(({ invariant }) => invariant === "consistent-read")
    .map(({ told, count }) => ({ ...told.args, count }));
}

describe("ack-durability", () => {
  test.each([
    ["failed", FAILED],
    ["unknown", UNKNOWN],
    ["not acknowledged, as with acks=0", UNACKNOWLEDGED],
  ])("promises nothing of records whose status is %s", (_, status) => {
    expect(lost(emptyLeader(appended().told(1, 5, status, -1)))).toEqual([]);
  });

  test("promises what was acknowledged before the new leader takes up its role, and after", () => {
    const before = emptyLeader(appended().told(1, 5, ACKED, 0));
    expect(lost(before)).toMatchObject([{ offsets: "0-4", leader: 3, leaderEpoch: 1, count: 5 }]);
    const after = emptyLeader(appended()).told(2, 1, ACKED, 1);
    expect(lost(after)).toMatchObject([{ offsets: "1", leader: 3, count: 1 }]);
  });

  test("waits for a leader that the registry names and that knows it", () => {
    const script = appended().told(1, 5, ACKED, 0).kill(1).truth(3, 1, [3]);
    expect(lost(script)).toEqual([]);
    expect(lost(script.role(3, FOLLOWER, 1))).toEqual([]);
    expect(lost(script.truth(3, 2, [3]).role(3, LEADER, 1, [3]))).toEqual([]);
    expect(lost(script.role(3, LEADER, 2, [3]))).toMatchObject([{ offsets: "0-4" }]);
  });

  test("is broken by an acknowledgement that names another offset", () => {
    const script = appended().told(1, 1, ACKED, 3);
    expect(lost(script)).toMatchObject([{ offsets: "3", leader: 1 }]);
  });

  test("takes the place of the leader's append when the acknowledgement names no offset", () => {
    const script = appended().told(1, 5, ACKED, -1);
    expect(lost(script)).toEqual([]);
    expect(lost(emptyLeader(script))).toMatchObject([{ offsets: "0-4" }]);
  });

  test("is broken by a leader that has a shorter part of the batch", () => {
    const script = appended().told(1, 5, ACKED, 0).truncate(2, 3);
    script.kill(1).truth(2, 1, [2]).role(2, LEADER, 1, [2]);
    expect(lost(script)).toMatchObject([{ offsets: "3-4", leader: 2, count: 2 }]);
  });

  test("allows retention to drop what was acknowledged", () => {
    const script = appended().hw(1, 5).hw(2, 5).told(1, 5, ACKED, 0);
    script.facts(["replica.start", TP, 2, 5]);
    script.kill(1).truth(2, 1, [2]).role(2, LEADER, 1, [2]);
    expect(script.violations()).toEqual([]);
  });

  test("tells of a record once, however many leaders lack it", () => {
    const script = emptyLeader(appended().told(1, 5, ACKED, 0));
    script.truth(3, 2, [3]).role(3, LEADER, 2, [3]);
    expect(lost(script)).toMatchObject([{ count: 5 }]);
  });

  test("holds when the follower of the ISR with all records leads", () => {
    const script = appended().told(1, 5, ACKED, 0).kill(1);
    expect(script.truth(2, 1, [2]).role(2, LEADER, 1, [2]).violations()).toEqual([]);
  });
});

describe("consistent-read", () => {
  test("is broken by a leader without what was read, once", () => {
    const script = emptyLeader(appended().hw(1, 5).read(1, 0).read(2, 1));
    expect(vanished(script)).toMatchObject([{ offsets: "0-1", leader: 3, count: 2 }]);
    expect(vanished(script.truth(3, 2, [3]).role(3, LEADER, 2, [3]))).toHaveLength(1);
  });

  test("is broken by what a deposed leader lets read beyond what the new leader has", () => {
    const script = appended().truth(3, 1, [3]).role(3, LEADER, 1, [3]);
    expect(vanished(script.read(1, 0))).toMatchObject([{ offsets: "0", leader: 3 }]);
  });

  test("is broken by a leader that cuts what was read from its own log", () => {
    const script = appended().hw(1, 5).read(1, 0).read(4, 3);
    expect(vanished(script.truncate(1, 3))).toMatchObject([{ offsets: "3", leader: 1 }]);
  });

  test("does not care about records that nobody read", () => {
    expect(vanished(emptyLeader(appended().hw(1, 5)))).toEqual([]);
  });

  test("allows one record at two offsets", () => {
    const script = appended();
    script.append(1, 5, 5, 0, 1).append(2, 5, 5, 0, 1).hw(1, 10).read(1, 0).read(1, 5);
    expect(vanished(script)).toEqual([]);
  });
});
