import type { Message } from "../../../kernel/connection.ts";
import type { TopicPartitions } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { GROUP_STATES } from "../../facts.ts";
import type {
  DeleteGroupsRequest,
  DescribedGroup,
  DescribeGroupsRequest,
  ListGroupsResponse,
  OffsetDeleteRequest,
  OffsetDeleteResponse,
} from "../../group-messages.ts";
import {
  DELETE_GROUPS,
  DESCRIBE_GROUPS,
  MESSAGE_OVERHEAD_BYTES,
  OFFSET_DELETE,
  PARTITION_OVERHEAD_BYTES,
} from "../../messages.ts";
import type { GroupCoordinator } from "./group-coordinator.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import type { GroupMetadataManager } from "./group-metadata-manager.ts";
import type { RequestResponder } from "./group-responses.ts";
import { groupStateName } from "./group-state.ts";
import { NO_ASSIGNMENT } from "./member-metadata.ts";
import type { KnownPartitions } from "./offset-commits.ts";

/** Bytes of a group, or of a member, in an answer, beside what it says. */
const GROUP_OVERHEAD_BYTES = 64;

const { Empty, Stable, Dead } = GROUP_STATES;

/**
 * What tools ask a coordinator: to list and describe groups, to delete groups (KIP-229) and single
 * offsets (KIP-496).
 */
export class GroupAdministration {
  private readonly topicPartitions: TopicPartitions;
  private readonly known: KnownPartitions;
  private readonly manager: GroupMetadataManager;
  private readonly coordinator: GroupCoordinator;
  private readonly responder: RequestResponder;

  constructor(
    topicPartitions: TopicPartitions,
    known: KnownPartitions,
    manager: GroupMetadataManager,
    coordinator: GroupCoordinator,
    responder: RequestResponder,
  ) {
    this.topicPartitions = topicPartitions;
    this.known = known;
    this.manager = manager;
    this.coordinator = coordinator;
    this.responder = responder;
  }

  /** Groups of this broker alone; some may be missing while it loads any. */
  handleListGroups(request: Message): void {
    const { manager } = this;
    if (!manager.isActive) {
      this.answer(request, { error: Errors.COORDINATOR_NOT_AVAILABLE, groups: [] }, 0);
      return;
    }
    const { isLoadingAny } = manager.partitions;
    const groups = manager.currentGroups.map(({ groupId, protocolType, state }) => {
      return { groupId, protocolType: protocolType ?? "", state: groupStateName(state) };
    });
    const error = isLoadingAny ? Errors.COORDINATOR_LOAD_IN_PROGRESS : Errors.NONE;
    const body: ListGroupsResponse = { error, groups };
    this.answer(request, body, groups.length * GROUP_OVERHEAD_BYTES);
  }

  handleDescribeGroups(request: Message): void {
    const { groups } = request.body as DescribeGroupsRequest;
    const described = groups.map((groupId) => this.describe(groupId));
    let bytes = 0;
    for (const { members } of described) {
      bytes += GROUP_OVERHEAD_BYTES;
      for (const { metadata, assignment } of members) {
        bytes += GROUP_OVERHEAD_BYTES + metadata.length + assignment.length;
      }
    }
    this.answer(request, { groups: described }, bytes);
  }

  /** A group that still has members stays. */
  handleDeleteGroups(request: Message): void {
    const { groups } = request.body as DeleteGroupsRequest;
    const errors = [...new Set(groups)].map((groupId) => {
      return { groupId, error: this.delete(groupId) };
    });
    this.answer(request, { groups: errors }, errors.length * GROUP_OVERHEAD_BYTES);
  }

  /** Offsets of topics to which a member subscribes stay. */
  handleOffsetDelete(request: Message): void {
    const body = this.deleteOffsets(request.body as OffsetDeleteRequest);
    this.answer(request, body, body.partitions.length * PARTITION_OVERHEAD_BYTES);
  }

  private describe(groupId: string): DescribedGroup {
    const error = this.coordinator.validateGroupStatus(groupId, DESCRIBE_GROUPS);
    const state = error === Errors.NONE ? groupStateName(Dead) : "";
    const group = error === Errors.NONE ? this.manager.getGroup(groupId) : null;
    if (group === null) {
      return { error, groupId, state, protocolType: "", protocolName: "", members: [] };
    }
    return summary(group);
  }

  private delete(groupId: string): ErrorCode {
    const status = this.coordinator.validateGroupStatus(groupId, DELETE_GROUPS);
    if (status !== Errors.NONE) return status;
    const group = this.manager.getGroup(groupId);
    const error = this.coordinator.validateDeleteGroup(group);
    if (error !== Errors.NONE || group === null) return error;
    this.manager.deleteGroup(group);
    return Errors.NONE;
  }

  private deleteOffsets({ groupId, partitions }: OffsetDeleteRequest): OffsetDeleteResponse {
    const status = this.coordinator.validateGroupStatus(groupId, OFFSET_DELETE);
    const group = status === Errors.NONE ? this.manager.getGroup(groupId) : null;
    if (status !== Errors.NONE) return { error: status, partitions: [] };
    if (group === null || group.is(Dead)) {
      return { error: Errors.GROUP_ID_NOT_FOUND, partitions: [] };
    }
    if (!group.is(Empty) && !group.isConsumerGroup) {
      return { error: Errors.NON_EMPTY_GROUP, partitions: [] };
    }
    const isSubscribed = (tp: number) =>
      !group.is(Empty) && group.isSubscribedToTopic(this.topicPartitions.topic(tp));
    const errors = partitions.map((tp) => {
      if (!this.known.contains(tp)) return { tp, error: Errors.UNKNOWN_TOPIC_OR_PARTITION };
      return { tp, error: isSubscribed(tp) ? Errors.GROUP_SUBSCRIBED_TO_TOPIC : Errors.NONE };
    });
    const eligible = errors.filter(({ error }) => error === Errors.NONE).map(({ tp }) => tp);
    if (eligible.length > 0) this.manager.removeOffsets(group, eligible, "deleted");
    return { error: Errors.NONE, partitions: errors };
  }

  private answer(request: Message, body: unknown, bytes: number): void {
    this.responder.respond(request, body, MESSAGE_OVERHEAD_BYTES + bytes);
  }
}

/** Only of a stable group it is told what members subscribe to and what they have (`summary`). */
function summary(group: GroupMetadata): DescribedGroup {
  const { groupId, state, protocolType } = group;
  const protocolName = group.is(Stable) ? (group.protocolName ?? "") : "";
  const members = group.allMemberMetadata.map((member) => {
    const { memberId, instanceId, clientId, clientHost, assignment } = member;
    const metadata = protocolName === "" ? NO_ASSIGNMENT : member.metadata(protocolName);
    const own = protocolName === "" ? NO_ASSIGNMENT : assignment;
    return { memberId, instanceId, clientId, clientHost, metadata, assignment: own };
  });
  return {
    error: Errors.NONE,
    groupId,
    state: groupStateName(state),
    protocolType: protocolType ?? "",
    protocolName,
    members,
  };
}
