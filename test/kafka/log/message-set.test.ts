import { describe, expect, test } from "vitest";
import { FACT_LOG_APPEND, FACT_LOG_APPEND_PART } from "../../../sim/kafka/facts.ts";
import type { Log } from "../../../sim/kafka/log/log.ts";
import type { RecordBatch } from "../../../sim/kafka/record/record-batch.ts";
import { FACT_STRIDE } from "../../../sim/kernel/facts.ts";
import { batchOf, LogMachine } from "./support.ts";

const V1 = { "message.format.version": "0.10.2" };

function entriesOf(log: Log): RecordBatch[] {
  return log.segments.all.flatMap(({ batches }) => [...batches]);
}

function offsetsOf(log: Log): number[][] {
  return entriesOf(log).map(({ baseOffset, lastOffset, firstIndex }) => [
    baseOffset,
    lastOffset,
    firstIndex,
  ]);
}

function appends({ facts }: LogMachine): number[][] {
  const found: number[][] = [];
  for (let at = 0; at < facts.length; at += FACT_STRIDE) {
    const [code, , , base, count] = facts.data.slice(at, at + 5);
    if (code === FACT_LOG_APPEND || code === FACT_LOG_APPEND_PART) {
      found.push([code === FACT_LOG_APPEND ? 0 : 1, base ?? -1, count ?? -1]);
    }
  }
  return found;
}

describe("a message set of an old format", () => {
  test("lies in the log as messages, each an entry", () => {
    const machine = new LogMachine();
    const log = machine.log(V1);
    const info = log.appendAsLeader(batchOf(3), 0, "client");
    expect([info.firstOffset, info.lastOffset]).toEqual([0, 2]);
    expect(offsetsOf(log)).toEqual([
      [0, 0, 0],
      [1, 1, 1],
      [2, 2, 2],
    ]);
    expect(entriesOf(log).map(({ id, magic }) => [id, magic])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    expect(log.segments.active.sizeBytes).toBe(3 * (12 + 22 + 1));
  });

  test("is told as one append where it is whole, and in pieces where it is not", () => {
    const leader = new LogMachine();
    leader.log(V1).appendAsLeader(batchOf(3), 0, "client");
    expect(appends(leader)).toEqual([[0, 0, 3]]);
    const follower = new LogMachine();
    for (const entry of entriesOf(leader.log(V1))) follower.log(V1).appendAsFollower([entry]);
    expect(appends(follower)).toEqual([
      [0, 0, 1],
      [1, 1, 1],
      [1, 2, 1],
    ]);
  });

  test("may be read, and cut, anywhere in it", () => {
    const machine = new LogMachine();
    const log = machine.log(V1);
    log.appendAsLeader(batchOf(4), 0, "client");
    const read = log.read(2, 4, 1000, true) ?? [];
    expect(read.map(({ baseOffset }) => baseOffset)).toEqual([2, 3]);
    log.truncateTo(3, "test");
    expect([log.logEndOffset, offsetsOf(log).length]).toEqual([3, 3]);
  });

  test("keeps no leader epochs, and clears those that there were", () => {
    const machine = new LogMachine();
    machine.log().appendAsLeader(batchOf(1), 4, "client");
    expect(machine.log().latestEpoch).toBe(4);
    machine.log(V1).appendAsLeader(batchOf(1), 4, "client");
    expect(machine.log(V1).latestEpoch).toBe(-1);
    expect(entriesOf(machine.log(V1)).map((one) => one.partitionLeaderEpoch)).toEqual([4, -1]);
  });

  test("is a batch, whole, in v2", () => {
    const machine = new LogMachine();
    machine.log().appendAsLeader(batchOf(4), 0, "client");
    machine.log().truncateTo(3, "test");
    expect(machine.log().logEndOffset).toBe(3);
    expect(offsetsOf(machine.log())).toEqual([]);
  });
});
