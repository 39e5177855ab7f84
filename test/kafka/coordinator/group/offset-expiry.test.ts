import { describe, expect, test } from "vitest";
import { serializeSubscription } from "../../../../sim/kafka/client/consumer/consumer-protocol.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import {
  CONSUMER_PROTOCOL_TYPE,
  type HeartbeatResponse,
  type JoinGroupResponse,
  type SyncGroupResponse,
} from "../../../../sim/kafka/group-messages.ts";
import { HEARTBEAT, JOIN_GROUP, LEAVE_GROUP, SYNC_GROUP } from "../../../../sim/kafka/messages.ts";
import { BROKERS, GROUP, GroupsCluster } from "./groups-cluster.ts";

const MINUTE_MS = 60_000;
const SETTINGS = {
  "offsets.retention.minutes": 10,
  "offsets.retention.check.interval.ms": MINUTE_MS,
  "group.initial.rebalance.delay.ms": 0,
  "replica.lag.time.max.ms": 30_000,
};

function subscriptionTo(topic: string): Uint8Array {
  const none = { userData: null, ownedPartitions: [], generationId: null, rackId: null };
  return serializeSubscription({ ...none, topics: [topic], instanceId: null }, 0);
}

/** A member of the group that subscribes to a topic, and says from time to time that it lives. */
class Member {
  generationId = -1;
  memberId = "";
  private readonly cluster: GroupsCluster;

  constructor(cluster: GroupsCluster, topic: string) {
    this.cluster = cluster;
    const joined = cluster.ask<JoinGroupResponse>(1, JOIN_GROUP, {
      version: 0,
      groupId: GROUP,
      memberId: "",
      instanceId: null,
      clientId: "reader",
      sessionTimeoutMs: 30_000,
      rebalanceTimeoutMs: 30_000,
      protocolType: CONSUMER_PROTOCOL_TYPE,
      protocols: [{ name: "range", metadata: subscriptionTo(topic) }],
    });
    expect(joined.error).toBe(Errors.NONE);
    this.memberId = joined.memberId;
    this.generationId = joined.generationId;
    const { memberId, generationId } = this;
    const synced = cluster.ask<SyncGroupResponse>(1, SYNC_GROUP, {
      version: 0,
      groupId: GROUP,
      generationId,
      memberId,
      instanceId: null,
      protocolType: null,
      protocolName: null,
      assignments: [{ memberId, assignment: new Uint8Array(0) }],
    });
    expect(synced.error).toBe(Errors.NONE);
  }

  live(minutes: number): void {
    const { cluster, memberId, generationId } = this;
    for (let i = 0; i < minutes * 6; i++) {
      cluster.run(10_000);
      const request = { groupId: GROUP, generationId, memberId, instanceId: null };
      const { error } = cluster.ask<HeartbeatResponse>(1, HEARTBEAT, request);
      expect(error).toBe(Errors.NONE);
    }
  }

  commit(offset: number, more: object = {}): void {
    const { cluster, memberId, generationId } = this;
    const request = { memberId, generationId, ...more };
    expect(cluster.commit(1, { offset, request })).toBe(Errors.NONE);
  }

  leave(): void {
    const members = [{ memberId: this.memberId, instanceId: null }];
    this.cluster.ask(1, LEAVE_GROUP, { groupId: GROUP, members });
  }
}

describe("an offset of somebody who is in no group", () => {
  test.each(["0.8.2", "0.9", "0.11", "2.0", "2.1", "2.8", "3.9"] as const)(
    "expires so long after its commit, with a tombstone (%s)",
    (era) => {
      const cluster = new GroupsCluster(SETTINGS, era);
      cluster.commit(1, { offset: 5 });
      cluster.run(9 * MINUTE_MS);
      expect(cluster.committed(1)).toBe(5);
      cluster.run(2 * MINUTE_MS);
      expect(cluster.committed(1)).toBe(-1);
      expect(cluster.offsetFacts(1)).toEqual([
        [5, "committed"],
        [-1, "expired"],
      ]);
      const records = cluster.records(1);
      expect(records).toHaveLength(2);
      expect(records[1]).toEqual([records[0]?.[0], null]);
    },
  );

  test("is committed again, and its time begins anew", () => {
    const cluster = new GroupsCluster(SETTINGS);
    cluster.commit(1, { offset: 5 });
    cluster.run(9 * MINUTE_MS);
    cluster.commit(1, { offset: 6 });
    cluster.run(9 * MINUTE_MS);
    expect(cluster.committed(1)).toBe(6);
  });

  test.each([
    ["2.0", 2],
    ["2.8", 2],
    ["0.9", 2],
  ] as const)("is kept as long as the request says (%s)", (era, version) => {
    const cluster = new GroupsCluster(SETTINGS, era);
    cluster.commit(1, { offset: 5, request: { version, retentionTimeMs: 2 * MINUTE_MS } });
    cluster.run(MINUTE_MS);
    expect(cluster.committed(1)).toBe(5);
    cluster.run(3 * MINUTE_MS);
    expect(cluster.committed(1)).toBe(-1);
  });

  test("that a new coordinator read expires as it would have with the old one", () => {
    const cluster = new GroupsCluster(SETTINGS);
    cluster.commit(1, { offset: 5 });
    cluster.run(6 * MINUTE_MS);
    cluster.electCoordinator(2, BROKERS);
    cluster.run(2 * MINUTE_MS);
    expect(cluster.committed(2)).toBe(5);
    cluster.run(4 * MINUTE_MS);
    expect(cluster.committed(2)).toBe(-1);
  });
});

describe("an offset of a group with members", () => {
  test.each([
    ["1.1", -1],
    ["2.0", -1],
    ["2.1", 5],
    ["2.8", 5],
  ] as const)("expires after its commit before KIP-211 (%s)", (era: Era, offset) => {
    const cluster = new GroupsCluster(SETTINGS, era);
    const member = new Member(cluster, "orders");
    member.commit(5);
    member.live(12);
    expect(cluster.committed(1)).toBe(offset);
  });

  test("expires when nobody subscribes to its topic any more", () => {
    const cluster = new GroupsCluster(SETTINGS);
    const member = new Member(cluster, "payments");
    member.commit(5);
    member.live(12);
    expect(cluster.committed(1)).toBe(-1);
  });

  test("expires so long after the last member left, however old it is; the group goes with it", () => {
    const cluster = new GroupsCluster(SETTINGS);
    const member = new Member(cluster, "orders");
    member.commit(5);
    member.live(12);
    member.leave();
    cluster.run(9 * MINUTE_MS);
    expect(cluster.committed(1)).toBe(5);
    cluster.run(2 * MINUTE_MS);
    expect(cluster.committed(1)).toBe(-1);
    const [offset, group] = cluster.records(1).slice(-2);
    expect(offset?.[1]).toBeNull();
    expect(group).toEqual([JSON.stringify({ version: 2, group: GROUP }), null]);
  });
});

describe("the look for what has expired", () => {
  test("takes place at the times of a broker that looks from its start on", () => {
    const cluster = new GroupsCluster({ ...SETTINGS, "offsets.retention.minutes": 1 });
    cluster.run(30_000);
    cluster.commit(1, { offset: 5 });
    const since = cluster.sim.now;
    cluster.until(() => cluster.offsetFacts(1).length === 2, 10 * MINUTE_MS);
    expect((cluster.sim.now - since) / 1000).toBeGreaterThan(MINUTE_MS);
    // A thousandth of a second after the start of the simulation the broker was up.
    expect((cluster.sim.now / 1000) % MINUTE_MS).toBeLessThan(100);
  });
});
