import type { ErrorCode } from "./errors.ts";

/**
 * Requests about groups and their offsets. `version` is the version of the request that the client
 * speaks, where the coordinator's behaviour depends on it; `tp` is an id of `TopicPartitions`. What
 * members say to each other through the coordinator (`metadata`, `assignment`) is bytes to it
 * (`ConsumerProtocol`).
 */

/** `FindCoordinatorRequest.CoordinatorType`. */
export const COORDINATOR_OF_GROUP = 0;
export const COORDINATOR_OF_TRANSACTION = 1;

/** `JoinGroupRequest.UNKNOWN_MEMBER_ID` and `UNKNOWN_GENERATION_ID`. */
export const UNKNOWN_MEMBER_ID = "";
export const UNKNOWN_GENERATION_ID = -1;
/** `ConsumerProtocol.PROTOCOL_TYPE`. */
export const CONSUMER_PROTOCOL_TYPE = "consumer";
/** An offset that nobody committed (`OffsetFetchResponse.INVALID_OFFSET`). */
export const INVALID_OFFSET = -1;

export interface FindCoordinatorRequest {
  readonly keyType: number;
  /** A group's or a transaction's id. */
  readonly key: string;
}
export interface FindCoordinatorResponse {
  readonly error: ErrorCode;
  /** Id of a broker; -1 on error. */
  readonly nodeId: number;
}

export interface JoinGroupProtocol {
  /** Name of an assignor. */
  readonly name: string;
  /** A serialized `ConsumerProtocolSubscription`. */
  readonly metadata: Uint8Array;
}
export interface JoinGroupRequest {
  readonly version: number;
  readonly groupId: string;
  readonly memberId: string;
  /** `group.instance.id`; null of a dynamic member. */
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly sessionTimeoutMs: number;
  /** Of version 0 the session timeout. */
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  /** In the order of the member's preference. */
  readonly protocols: readonly JoinGroupProtocol[];
}
export interface JoinGroupMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly metadata: Uint8Array;
}
export interface JoinGroupResponse {
  readonly error: ErrorCode;
  /** -1 on error. */
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  readonly memberId: string;
  /** For the leader only; else none. */
  readonly members: readonly JoinGroupMember[];
  /** A static leader that came back need not assign again (version 9). */
  readonly skipAssignment: boolean;
}

export interface SyncGroupRequest {
  readonly version: number;
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly instanceId: string | null;
  /** null before version 5. */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  /** From the leader only. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[];
}
export interface SyncGroupResponse {
  readonly error: ErrorCode;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  /** Empty on error, and for a member that the leader left out. */
  readonly assignment: Uint8Array;
}

export interface HeartbeatRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly instanceId: string | null;
}
export interface HeartbeatResponse {
  readonly error: ErrorCode;
}

export interface LeaveGroupRequest {
  readonly groupId: string;
  /** One before version 3. */
  readonly members: readonly { readonly memberId: string; readonly instanceId: string | null }[];
}
export interface LeaveGroupResponse {
  readonly error: ErrorCode;
  readonly members: readonly {
    readonly memberId: string;
    readonly instanceId: string | null;
    readonly error: ErrorCode;
  }[];
}

export interface OffsetCommitRequest {
  /** 0 stores in ZooKeeper; 1 carries a timestamp of the commit; 2 to 4 a retention. */
  readonly version: number;
  readonly groupId: string;
  /** -1 of a consumer without a group, and of version 0. */
  readonly generationId: number;
  readonly memberId: string;
  readonly instanceId: string | null;
  /** -1: what the broker's settings say. */
  readonly retentionTimeMs: number;
  readonly partitions: readonly OffsetCommitPartition[];
}
export interface OffsetCommitPartition {
  readonly tp: number;
  readonly offset: number;
  /** -1: not known, or an older version. */
  readonly leaderEpoch: number;
  readonly metadata: string;
}
export interface OffsetCommitResponse {
  readonly partitions: readonly { readonly tp: number; readonly error: ErrorCode }[];
}

export interface OffsetFetchRequest {
  /** 0 reads from ZooKeeper. */
  readonly version: number;
  readonly groupId: string;
  /** null asks for all (version 2). */
  readonly partitions: readonly number[] | null;
  /** Not while a transaction may still change them (KIP-447). */
  readonly requireStable: boolean;
}
export interface OffsetFetchResponse {
  readonly error: ErrorCode;
  readonly partitions: readonly {
    readonly tp: number;
    /** INVALID_OFFSET where there is none. */
    readonly offset: number;
    readonly leaderEpoch: number;
    readonly metadata: string;
    readonly error: ErrorCode;
  }[];
}

export type ListGroupsRequest = Readonly<Record<string, never>>;
export interface ListGroupsResponse {
  readonly error: ErrorCode;
  readonly groups: readonly {
    readonly groupId: string;
    readonly protocolType: string;
    readonly state: string;
  }[];
}

export interface DescribeGroupsRequest {
  readonly groups: readonly string[];
}
export interface DescribeGroupsResponse {
  readonly groups: readonly DescribedGroup[];
}
export interface DescribedGroup {
  readonly error: ErrorCode;
  readonly groupId: string;
  /** `PreparingRebalance`, `Stable`, …; `Dead` of one that is not there. */
  readonly state: string;
  readonly protocolType: string;
  readonly protocolName: string;
  readonly members: readonly DescribedGroupMember[];
}
export interface DescribedGroupMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  /** Name of the client's host. */
  readonly clientHost: string;
  readonly metadata: Uint8Array;
  readonly assignment: Uint8Array;
}

export interface DeleteGroupsRequest {
  readonly groups: readonly string[];
}
export interface DeleteGroupsResponse {
  readonly groups: readonly { readonly groupId: string; readonly error: ErrorCode }[];
}

/** Deletes committed offsets of a group (KIP-496). */
export interface OffsetDeleteRequest {
  readonly groupId: string;
  readonly partitions: readonly number[];
}
export interface OffsetDeleteResponse {
  readonly error: ErrorCode;
  readonly partitions: readonly { readonly tp: number; readonly error: ErrorCode }[];
}
