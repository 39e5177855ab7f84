import { type ErrorCode, Errors } from "../../errors.ts";
import { GROUP_STATES } from "../../facts.ts";
import { UNKNOWN_MEMBER_ID } from "../../group-messages.ts";
import type { GroupMetadata } from "./group-metadata.ts";

/** Whether somebody is the member that it takes itself for. */
export function validateCurrentMember(
  group: GroupMetadata,
  memberId: string,
  instanceId: string | null,
): ErrorCode {
  if (instanceId !== null) {
    const currentMemberId = group.currentStaticMemberId(instanceId);
    if (currentMemberId === null) return Errors.UNKNOWN_MEMBER_ID;
    if (currentMemberId !== memberId) return Errors.FENCED_INSTANCE_ID;
  }
  return group.has(memberId) ? Errors.NONE : Errors.UNKNOWN_MEMBER_ID;
}

/** As {@link validateCurrentMember}, of somebody who names a generation. */
export function validateMemberOfGeneration(
  group: GroupMetadata,
  generationId: number,
  memberId: string,
  instanceId: string | null,
): ErrorCode {
  if (group.is(GROUP_STATES.Dead)) return Errors.COORDINATOR_NOT_AVAILABLE;
  const error = validateCurrentMember(group, memberId, instanceId);
  if (error !== Errors.NONE) return error;
  return generationId === group.generationId ? Errors.NONE : Errors.ILLEGAL_GENERATION;
}

/**
 * Whether somebody may commit offsets of a group: a member of its generation, or anybody while the group
 * has no members. A transaction may name no member at all (KIP-447).
 */
export function validateOffsetCommit(
  group: GroupMetadata,
  generationId: number,
  memberId: string,
  instanceId: string | null,
  isTransactional: boolean,
): ErrorCode {
  const { Dead, Empty } = GROUP_STATES;
  if (group.is(Dead)) return Errors.COORDINATOR_NOT_AVAILABLE;
  if (generationId < 0 && group.is(Empty)) return Errors.NONE;
  if (generationId >= 0 || memberId !== UNKNOWN_MEMBER_ID || instanceId !== null) {
    return validateMemberOfGeneration(group, generationId, memberId, instanceId);
  }
  return isTransactional || group.is(Empty) ? Errors.NONE : Errors.UNKNOWN_MEMBER_ID;
}
