import { describe, expect, test } from "vitest";
import { TopicPartitions } from "../../../../sim/kafka/context.ts";
import { GroupFacts } from "../../../../sim/kafka/coordinator/group/group-facts.ts";
import { GroupMetadata } from "../../../../sim/kafka/coordinator/group/group-metadata.ts";
import { GroupOffsets } from "../../../../sim/kafka/coordinator/group/group-offsets.ts";
import { MemberMetadata } from "../../../../sim/kafka/coordinator/group/member-metadata.ts";
import type { CommittedOffset } from "../../../../sim/kafka/coordinator/group/offset-and-metadata.ts";
import {
  groupMetadataKey,
  groupMetadataValue,
  offsetCommitKey,
  offsetCommitValue,
  readGroupMetadataValue,
  readKey,
  readOffsetCommitValue,
} from "../../../../sim/kafka/coordinator/group/offset-records.ts";
import { GROUP_STATES } from "../../../../sim/kafka/facts.ts";
import { Simulation } from "../../../../sim/kernel/simulation.ts";

const OFFSET = {
  offset: 5,
  leaderEpoch: 3,
  metadata: "five",
  commitTimestampMs: 1_600_000_000_000,
  expireTimestampMs: -1,
};
const NEWEST = { offsetCommitRecord: "v3", groupMetadataRecord: "v3" } as const;

function rig() {
  const sim = new Simulation({ seed: "1", messageName: String });
  const host = sim.addHost("broker-1", "broker", () => {
    throw new Error("it is not started");
  });
  const topicPartitions = new TopicPartitions(sim.facts);
  const identity = { groupId: "g", brokerId: 1, facts: sim.facts, topicPartitions };
  return { facts: new GroupFacts(host, 1), topicPartitions, offsets: new GroupOffsets(identity) };
}

describe("a record of __consumer_offsets", () => {
  test("has a key that says whose it is, whatever the group is called", () => {
    const { topicPartitions } = rig();
    const tp = topicPartitions.id("orders", 2);
    const group = 'a"{,}\u0000読';
    const key = offsetCommitKey(group, tp, topicPartitions, NEWEST);
    expect(readKey(key, topicPartitions)).toEqual({ type: "offset", group, tp });
    const groupKey = groupMetadataKey(group);
    expect(readKey(groupKey, topicPartitions)).toEqual({ type: "group", group });
  });

  test.each([
    ["v0", { ...OFFSET, leaderEpoch: -1 }],
    ["v1", { ...OFFSET, leaderEpoch: -1 }],
    ["v3", OFFSET],
  ] as const)("keeps of an offset what its version has (%s)", (offsetCommitRecord, kept) => {
    const value = offsetCommitValue(OFFSET, { ...NEWEST, offsetCommitRecord });
    expect(readOffsetCommitValue(value)).toEqual(kept);
  });

  test("says when an offset expires, if that was asked for, in the version that can", () => {
    const expiring = { ...OFFSET, expireTimestampMs: 1_700_000_000_000 };
    const value = offsetCommitValue(expiring, NEWEST);
    expect(JSON.parse(value)).toMatchObject({ version: 1 });
    expect(readOffsetCommitValue(value)).toEqual({ ...expiring, leaderEpoch: -1 });
  });

  test.each([
    ["v0", { rebalanceTimeoutMs: 10, instanceId: null, timestamp: null }],
    ["v1", { rebalanceTimeoutMs: 20, instanceId: null, timestamp: null }],
    ["v2", { rebalanceTimeoutMs: 20, instanceId: null, timestamp: 77 }],
    ["v3", { rebalanceTimeoutMs: 20, instanceId: "i", timestamp: 77 }],
  ] as const)("keeps of a group what its version has (%s)", (groupMetadataRecord, kept) => {
    const { facts, offsets } = rig();
    const group = new GroupMetadata("g", GROUP_STATES.Empty, facts, offsets);
    const identity = { memberId: "m", instanceId: "i", clientId: "c", clientHost: "host" };
    const metadata = new Uint8Array([0, 255, 16]);
    const protocols = [{ name: "range", metadata }];
    group.add(new MemberMetadata(identity, 20, 10, "consumer", protocols));
    group.transitionTo(GROUP_STATES.PreparingRebalance);
    group.initNextGeneration();
    group.currentStateTimestampMs = 77;
    const assignments = new Map([["m", new Uint8Array([1, 2])]]);
    const versions = { ...NEWEST, groupMetadataRecord };
    const read = readGroupMetadataValue(groupMetadataValue(group, assignments, versions));
    expect(read).toMatchObject({
      generationId: 1,
      protocolType: "consumer",
      protocolName: "range",
      leaderId: "m",
      currentStateTimestampMs: kept.timestamp,
    });
    const [member] = read.members;
    expect(member).toMatchObject({
      memberId: "m",
      instanceId: kept.instanceId,
      clientId: "c",
      clientHost: "host",
      sessionTimeoutMs: 10,
      rebalanceTimeoutMs: kept.rebalanceTimeoutMs,
    });
    expect(member?.metadata("range")).toEqual(metadata);
    expect(member?.assignment).toEqual(new Uint8Array([1, 2]));
  });
});

describe("offsets that a transaction commits", () => {
  const at = (offset: number, appendedBatchOffset: number): CommittedOffset => ({
    ...OFFSET,
    offset,
    appendedBatchOffset,
  });

  test("count when it is committed, unless a later commit does already", () => {
    const { offsets } = rig();
    const early = at(5, 10);
    offsets.prepareTransactionalCommit(7, new Map([[0, early]]));
    expect(offsets.isUnstable(0)).toBe(true);
    expect(offsets.isEmpty).toBe(false);
    offsets.onTransactionalCommitAppended(7, 0, early);
    offsets.completeTransactionalCommit(7, true);
    expect(offsets.offset(0)?.offset).toBe(5);
    expect(offsets.isUnstable(0)).toBe(false);

    offsets.prepareTransactionalCommit(7, new Map([[0, at(6, 11)]]));
    offsets.onTransactionalCommitAppended(7, 0, at(6, 11));
    offsets.prepareCommit(new Map([[0, early]]));
    offsets.onCommitAppended(0, at(9, 12), early);
    offsets.completeTransactionalCommit(7, true);
    expect(offsets.offset(0)?.offset).toBe(9);
  });

  test("are gone when it is aborted, and when they did not get into the log", () => {
    const { offsets } = rig();
    offsets.prepareTransactionalCommit(7, new Map([[0, OFFSET]]));
    offsets.onTransactionalCommitAppended(7, 0, at(5, 10));
    offsets.completeTransactionalCommit(7, false);
    expect(offsets.isEmpty).toBe(true);
    offsets.prepareTransactionalCommit(7, new Map([[0, OFFSET]]));
    expect(offsets.hasTransactionalCommitsOf(7)).toBe(true);
    offsets.failTransactionalCommit(7, 0);
    expect(offsets.isEmpty).toBe(true);
  });
});

describe("a commit on its way", () => {
  test("is overtaken by the next one of the partition, whose outcome counts for itself", () => {
    const { offsets } = rig();
    const first = { ...OFFSET, offset: 1 };
    const second = { ...OFFSET, offset: 2 };
    offsets.prepareCommit(new Map([[0, first]]));
    offsets.prepareCommit(new Map([[0, second]]));
    offsets.onCommitAppended(0, { ...first, appendedBatchOffset: 4 }, first);
    expect(offsets.offset(0)?.offset).toBe(1);
    expect(offsets.isPending(0)).toBe(true);
    offsets.failCommit(0, second);
    expect(offsets.isPending(0)).toBe(false);
    expect(offsets.offset(0)?.offset).toBe(1);
  });

  test("of a topic that is deleted meanwhile comes to nothing", () => {
    const { offsets } = rig();
    offsets.prepareCommit(new Map([[0, OFFSET]]));
    expect(offsets.remove([0], "deleted")).toEqual([]);
    offsets.onCommitAppended(0, { ...OFFSET, appendedBatchOffset: 4 }, OFFSET);
    expect(offsets.offset(0)).toBeNull();
  });
});
