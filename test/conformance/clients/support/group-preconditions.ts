import type { JoinGroupRequest, JoinGroupResponse } from "../../../../sim/kafka/group-messages.ts";
import { JOIN_GROUP, SYNC_GROUP } from "../../../../sim/kafka/messages.ts";
import type { Fields } from "../../kafka/support/fields.ts";
import type { GroupCall } from "./group-rig.ts";
import type { GroupStory } from "./group-story.ts";

const NUMBERS: Readonly<Record<string, number>> = { a: 1, one: 1, two: 2, three: 3, four: 4 };

/**
 * Sets up what a vector says of its group before the steps: `static NAME instance is a member`, `group has
 * one dynamic member`, `group has two static members`; the group is stable then.
 */
export function meetPrecondition(story: GroupStory, text: string): void {
  const named = /^static (\S+) instance is (?:a|the) (?:member|leader)$/i.exec(text);
  const counted = /^group has (a|one|two|three|four|\d+) (dynamic|static) members?$/i.exec(text);
  if (named?.[1] !== undefined) {
    makeStable(story, story.defaultGroup, [named[1]], [named[1]]);
  } else if (counted?.[1] !== undefined) {
    const count = NUMBERS[counted[1].toLowerCase()] ?? Number(counted[1]);
    const labels = Array.from({ length: count }, (_, i) => `member-${i + 1}`);
    const isStatic = counted[2]?.toLowerCase() === "static";
    const instances = labels.map((label) => (isStatic ? label : null));
    makeStable(story, story.defaultGroup, labels, instances);
  } else throw new Error(`a precondition that nobody maps: ${text}`);
}

/** Members join together, and get their assignment. */
export function makeStable(
  story: GroupStory,
  groupId: string,
  labels: readonly string[],
  instances: readonly (string | null)[],
): void {
  const { rig } = story;
  const calls = labels.map((label, i): GroupCall => {
    const instanceId = instances[i] ?? null;
    const call = rig.send(JOIN_GROUP, plainJoin(story, groupId, "", instanceId));
    story.remember(label, { groupId, instanceId, call });
    return call;
  });
  for (const [i, call] of calls.entries()) {
    const { memberId, generationId } = story.answer<JoinGroupResponse>(call);
    const instanceId = instances[i] ?? null;
    const protocol = { protocolType: null, protocolName: null };
    const who = { version: 5, groupId, generationId, memberId, instanceId };
    rig.send(SYNC_GROUP, { ...who, ...protocol, assignments: [] });
  }
}

/** A JoinGroup as a vector's steps that say nothing send it. */
export function plainJoin(
  { sessionTimeoutMs, rebalanceTimeoutMs }: GroupStory,
  groupId: string,
  memberId: string,
  instanceId: string | null,
  metadata: readonly number[] = [],
): JoinGroupRequest {
  return {
    version: 3,
    groupId,
    memberId,
    instanceId,
    clientId: "consumer-test",
    sessionTimeoutMs,
    rebalanceTimeoutMs,
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: Uint8Array.from(metadata) }],
  };
}

/**
 * What steps leave unsaid of the coordinator: of a group for which NOT_COORDINATOR is expected it is none;
 * one for which COORDINATOR_LOAD_IN_PROGRESS is, it loads; and one for which COORDINATOR_NOT_AVAILABLE is,
 * has been deleted. All others are its own.
 */
export function placeGroups(story: GroupStory, steps: readonly Fields[]): void {
  const expected = new Map<string, Set<string>>([[story.defaultGroup, new Set()]]);
  for (const step of steps) {
    const groupId = story.groupOf(step);
    const errors = expected.get(groupId) ?? new Set();
    expected.set(groupId, errors.add(step.textOrNull("expect") ?? ""));
  }
  const loading: string[] = [];
  for (const [groupId, errors] of expected) {
    if (errors.has("NOT_COORDINATOR")) continue;
    if (errors.has("COORDINATOR_LOAD_IN_PROGRESS")) loading.push(groupId);
    else story.rig.own(groupId);
    if (errors.has("COORDINATOR_NOT_AVAILABLE")) story.rig.killGroup(groupId);
  }
  for (const groupId of loading) story.rig.beginLoading(groupId);
}
