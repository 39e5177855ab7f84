import { US_PER_MS } from "../../../../kernel/time.ts";
import {
  CONSUMER_PROTOCOL_TYPE,
  type HeartbeatRequest,
  type JoinGroupProtocol,
  type JoinGroupRequest,
  type LeaveGroupRequest,
  type SyncGroupRequest,
} from "../../../group-messages.ts";
import { MESSAGE_OVERHEAD_BYTES } from "../../../messages.ts";
import type { GroupRebalanceConfig } from "./group-rebalance-config.ts";
import type { MemberGeneration } from "./member-state.ts";

/** First version of SyncGroup that names the protocol (KIP-559). */
const SYNC_WITH_PROTOCOL = 5;

/** What a leader gave each member: a serialized assignment. */
export type GroupAssignment = SyncGroupRequest["assignments"];

export function joinGroupRequest(
  config: GroupRebalanceConfig,
  memberId: string,
  protocols: readonly JoinGroupProtocol[],
): JoinGroupRequest {
  const { sessionTimeoutUs, rebalanceTimeoutUs } = config;
  return {
    version: config.joinGroupVersion,
    groupId: config.groupId,
    memberId,
    instanceId: config.instanceId,
    clientId: config.clientId,
    sessionTimeoutMs: sessionTimeoutUs / US_PER_MS,
    rebalanceTimeoutMs: rebalanceTimeoutUs / US_PER_MS,
    protocolType: CONSUMER_PROTOCOL_TYPE,
    protocols,
  };
}

export function syncGroupRequest(
  config: GroupRebalanceConfig,
  { generationId, memberId, protocolName }: MemberGeneration,
  assignments: GroupAssignment,
): SyncGroupRequest {
  const named = config.syncGroupVersion >= SYNC_WITH_PROTOCOL;
  return {
    version: config.syncGroupVersion,
    groupId: config.groupId,
    generationId,
    memberId,
    instanceId: config.instanceId,
    protocolType: named ? CONSUMER_PROTOCOL_TYPE : null,
    protocolName: named ? protocolName : null,
    assignments,
  };
}

export function heartbeatRequest(
  { groupId, instanceId }: GroupRebalanceConfig,
  { generationId, memberId }: MemberGeneration,
): HeartbeatRequest {
  return { groupId, generationId, memberId, instanceId };
}

export function leaveGroupRequest(
  { groupId }: GroupRebalanceConfig,
  { memberId }: MemberGeneration,
): LeaveGroupRequest {
  return { groupId, members: [{ memberId, instanceId: null }] };
}

/** Bytes of a JoinGroup or SyncGroup on the wire, about. */
export function groupRequestBytes(parts: readonly Uint8Array[]): number {
  return parts.reduce((size, part) => size + part.length, MESSAGE_OVERHEAD_BYTES);
}
