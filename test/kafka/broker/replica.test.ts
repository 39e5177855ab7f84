import { describe, expect, test } from "vitest";
import { CachedPartition } from "../../../sim/kafka/broker/cached-partition.ts";
import { FetchSession } from "../../../sim/kafka/broker/fetch-session.ts";
import { Replica } from "../../../sim/kafka/broker/replica.ts";
import { READ_UNCOMMITTED } from "../../../sim/kafka/messages.ts";

describe("a follower was caught up", () => {
  test("long ago when it never fetched", () => {
    expect(new Replica(2).lastCaughtUpTimeMs).toBe(0);
  });

  test("at a fetch that had everything its leader has", () => {
    const replica = new Replica(2);
    replica.updateFetchState(5, 0, 1000, 5);
    expect(replica.lastCaughtUpTimeMs).toBe(1000);
    replica.updateFetchState(5, 0, 2000, 6);
    expect(replica.lastCaughtUpTimeMs).toBe(1000);
  });

  test("at the fetch before the one that reached where the leader was then", () => {
    const replica = new Replica(2);
    replica.updateFetchState(0, 0, 1000, 10);
    replica.updateFetchState(10, 0, 2000, 20);
    expect(replica.lastCaughtUpTimeMs).toBe(1000);
    replica.updateFetchState(20, 0, 3000, 30);
    expect(replica.lastCaughtUpTimeMs).toBe(2000);
  });

  test("never earlier than before, whatever the clock says", () => {
    const replica = new Replica(2);
    replica.updateFetchState(5, 0, 9000, 5);
    replica.updateFetchState(5, 0, 1000, 5);
    expect(replica.lastCaughtUpTimeMs).toBe(9000);
  });

  test("at the last fetch of its session while nothing changed since", () => {
    const replica = new Replica(2);
    const session = new FetchSession(2, READ_UNCOMMITTED);
    const cached = new CachedPartition(session, {
      tp: 0,
      fetchOffset: 5,
      logStartOffset: 0,
      currentLeaderEpoch: 0,
      lastFetchedEpoch: 0,
      maxBytes: 100,
    });
    replica.updateFetchState(5, 0, 1000, 5);
    replica.cached = cached;
    session.beginFetch(7000);
    expect(replica.lastCaughtUpTimeMs).toBe(1000);
    cached.dirty = false;
    expect(replica.lastCaughtUpTimeMs).toBe(7000);
  });
});
