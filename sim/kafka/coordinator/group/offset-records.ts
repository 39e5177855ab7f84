import { assert } from "../../../kernel/assert.ts";
import type { TopicPartitions } from "../../context.ts";
import type { BrokerSwitches } from "../../era/broker-switches.ts";
import type { GroupMetadata, StoredGroup } from "./group-metadata.ts";
import type { Assignments } from "./group-store.ts";
import { MemberMetadata, NO_ASSIGNMENT } from "./member-metadata.ts";
import { NO_EXPIRE_TIMESTAMP, type OffsetAndMetadata } from "./offset-and-metadata.ts";

/** Of what a record of `__consumer_offsets` tells. */
export type OffsetsTopicKey =
  | { readonly type: "offset"; readonly group: string; readonly tp: number }
  | { readonly type: "group"; readonly group: string };

/** Which versions of records are written. */
export type RecordVersions = Pick<BrokerSwitches, "offsetCommitRecord" | "groupMetadataRecord">;

const GROUP_KEY_VERSION = 2;
const NO_LEADER_EPOCH = -1;
/** `DEFAULT_TIMESTAMP`: the record does not say. */
const NO_TIMESTAMP = -1;

/**
 * Keys and values of the records of `__consumer_offsets` (`GroupMetadataManager`), in the versions of
 * Kafka, as JSON: so a person can read them. Keys of version 0 and 1 are of offsets, those of 2 of groups.
 */
export function offsetCommitKey(
  group: string,
  tp: number,
  topicPartitions: TopicPartitions,
  { offsetCommitRecord }: RecordVersions,
): string {
  const version = offsetCommitRecord === "v0" ? 0 : 1;
  const topic = topicPartitions.topic(tp);
  return JSON.stringify({ version, group, topic, partition: topicPartitions.partition(tp) });
}

export function groupMetadataKey(group: string): string {
  return JSON.stringify({ version: GROUP_KEY_VERSION, group });
}

export function readKey(key: string, topicPartitions: TopicPartitions): OffsetsTopicKey {
  const { version, group, topic, partition } = JSON.parse(key) as {
    readonly version: number;
    readonly group: string;
    readonly topic: string;
    readonly partition: number;
  };
  if (version === GROUP_KEY_VERSION) return { type: "group", group };
  return { type: "offset", group, tp: topicPartitions.id(topic, partition) };
}

/** An offset that says when it expires is always written in the version that has a field for that. */
export function offsetCommitValue(
  { offset, leaderEpoch, metadata, commitTimestampMs, expireTimestampMs }: OffsetAndMetadata,
  { offsetCommitRecord }: RecordVersions,
): string {
  if (offsetCommitRecord === "v0") {
    return JSON.stringify({ version: 0, offset, metadata, timestamp: commitTimestampMs });
  }
  const commitTimestamp = commitTimestampMs;
  if (offsetCommitRecord === "v1" || expireTimestampMs !== NO_EXPIRE_TIMESTAMP) {
    const expireTimestamp = expireTimestampMs;
    return JSON.stringify({ version: 1, offset, metadata, commitTimestamp, expireTimestamp });
  }
  return JSON.stringify({ version: 3, offset, leaderEpoch, metadata, commitTimestamp });
}

export function readOffsetCommitValue(value: string): OffsetAndMetadata {
  const json = JSON.parse(value) as {
    readonly offset: number;
    readonly leaderEpoch?: number;
    readonly metadata: string;
    readonly commitTimestamp?: number;
    readonly timestamp?: number;
    readonly expireTimestamp?: number;
  };
  return {
    offset: json.offset,
    leaderEpoch: json.leaderEpoch ?? NO_LEADER_EPOCH,
    metadata: json.metadata,
    commitTimestampMs: json.commitTimestamp ?? json.timestamp ?? NO_TIMESTAMP,
    expireTimestampMs: json.expireTimestamp ?? NO_EXPIRE_TIMESTAMP,
  };
}

interface GroupValue {
  readonly version: number;
  readonly protocolType: string;
  readonly generation: number;
  readonly protocol: string | null;
  readonly leader: string | null;
  readonly currentStateTimestamp?: number;
  readonly members: readonly MemberValue[];
}

interface MemberValue {
  readonly memberId: string;
  readonly groupInstanceId?: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeout?: number;
  readonly sessionTimeout: number;
  /** Hexadecimal, as the assignment. */
  readonly subscription: string;
  readonly assignment: string;
}

/** A group with the assignments of its members, which all have one if it has members. */
export function groupMetadataValue(
  group: GroupMetadata,
  assignments: Assignments,
  { groupMetadataRecord }: RecordVersions,
): string {
  const version = Number(groupMetadataRecord.slice(1));
  const { protocolName } = group;
  const members = group.allMemberMetadata.map((member): MemberValue => {
    assert(protocolName !== null, "a group with members has a protocol");
    const { memberId, instanceId, clientId, clientHost } = member;
    const { sessionTimeoutMs: sessionTimeout, rebalanceTimeoutMs: rebalanceTimeout } = member;
    const assignment = assignments.get(memberId);
    assert(assignment !== undefined, `member ${memberId} has an assignment`);
    return {
      memberId,
      ...(version >= 3 ? { groupInstanceId: instanceId } : {}),
      clientId,
      clientHost,
      ...(version >= 1 ? { rebalanceTimeout } : {}),
      sessionTimeout,
      subscription: hexOf(member.metadata(protocolName)),
      assignment: hexOf(assignment),
    };
  });
  const currentStateTimestamp = group.currentStateTimestampMs ?? NO_TIMESTAMP;
  const value: GroupValue = {
    version,
    protocolType: group.protocolType ?? "",
    generation: group.generationId,
    protocol: protocolName,
    leader: group.leader,
    ...(version >= 2 ? { currentStateTimestamp } : {}),
    members,
  };
  return JSON.stringify(value);
}

/** A member without a rebalance timeout in its record has that of its session. */
export function readGroupMetadataValue(value: string): StoredGroup {
  const json = JSON.parse(value) as GroupValue;
  const { protocolType, protocol } = json;
  const timestampMs = json.currentStateTimestamp ?? NO_TIMESTAMP;
  return {
    generationId: json.generation,
    protocolType: protocolType === "" ? null : protocolType,
    protocolName: protocol,
    leaderId: json.leader,
    currentStateTimestampMs: timestampMs === NO_TIMESTAMP ? null : timestampMs,
    members: json.members.map((stored) => {
      const { memberId, clientId, clientHost, sessionTimeout } = stored;
      const instanceId = stored.groupInstanceId ?? null;
      const metadata = bytesOf(stored.subscription);
      const member = new MemberMetadata(
        { memberId, instanceId, clientId, clientHost },
        stored.rebalanceTimeout ?? sessionTimeout,
        sessionTimeout,
        protocolType,
        protocol === null ? [] : [{ name: protocol, metadata }],
      );
      member.assignment = bytesOf(stored.assignment);
      return member;
    }),
  };
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(hex: string): Uint8Array {
  if (hex === "") return NO_ASSIGNMENT;
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}
