import { type ErrorCode, Errors } from "../../../../sim/kafka/errors.ts";
import type {
  JoinGroupProtocol,
  JoinGroupRequest,
  JoinGroupResponse,
  LeaveGroupResponse,
  SyncGroupRequest,
  SyncGroupResponse,
} from "../../../../sim/kafka/group-messages.ts";
import { HEARTBEAT, JOIN_GROUP, LEAVE_GROUP, SYNC_GROUP } from "../../../../sim/kafka/messages.ts";
import { utf8Bytes } from "../../../../sim/kafka/record/utf8.ts";
import { check, Fields } from "../../kafka/support/fields.ts";
import type { GroupCall } from "./group-rig.ts";
import type { GroupStory } from "./group-story.ts";
import { bytesOfHex } from "./hex.ts";
import { expectedError } from "./step-fields.ts";

/** Versions of JoinGroup: before and after KIP-394, and with KIP-814. */
const WITHOUT_MEMBER_ID = 3;
const WITH_MEMBER_ID = 4;
const WITH_SKIPPED_ASSIGNMENT = 9;
/** Long enough that whoever would be answered is. */
const AT_ONCE_MS = 0;

/** `JoinGroup`: answered when the rebalance is through, unless the step says that it is `pending`. */
export function joinGroup(story: GroupStory, step: Fields): void {
  const label = step.textOrNull("as_") ?? step.textOrNull("as") ?? step.textOrNull("member");
  const body = joinRequest(story, step);
  const call = story.rig.send(JOIN_GROUP, body);
  const { groupId, instanceId } = body;
  if (label !== null) story.remember(label, { groupId, instanceId, call });
  if (step.boolean("pending", false)) checkPending(story, call);
  else checkJoined(story, step, story.answer(call));
}

/** `joinCompletes`: the JoinGroup of a member that was pending is answered. */
export function joinCompletes(story: GroupStory, step: Fields): void {
  checkJoined(story, step, story.answer(story.member(step.text("member")).call));
}

export function syncGroup(story: GroupStory, step: Fields): void {
  const body: SyncGroupRequest = {
    version: 5,
    groupId: story.groupOf(step),
    generationId: story.generationOf(step, 1),
    memberId: story.memberIdOf(step),
    instanceId: story.instanceIdOf(step),
    protocolType: step.textOrNull("protocolType"),
    protocolName: step.textOrNull("protocolName"),
    assignments: assignmentsOf(story, step),
  };
  const call = story.rig.send(SYNC_GROUP, body);
  const label = step.textOrNull("as_") ?? step.textOrNull("as");
  const { groupId, instanceId } = body;
  if (label !== null) story.remember(label, { groupId, instanceId, call });
  if (step.boolean("pending", false)) checkPending(story, call);
  else checkSynced(step, story.answer(call));
}

/** `syncCompletes`: the SyncGroup that was pending, under the name that it was given, is answered. */
export function syncCompletes(story: GroupStory, step: Fields): void {
  checkSynced(step, story.answer(story.member(step.text("member")).call));
}

export function heartbeat(story: GroupStory, step: Fields): void {
  const body = {
    groupId: story.groupOf(step),
    generationId: story.generationOf(step, 1),
    memberId: story.memberIdOf(step),
    instanceId: story.instanceIdOf(step),
  };
  check("error", expectedError(step), story.errorOf(story.rig.send(HEARTBEAT, body)));
}

/** `LeaveGroup`: of one member, or of several, each with what it hears. */
export function leaveGroup(story: GroupStory, step: Fields): void {
  const several = step.has("members") ? step.objects("members") : null;
  const leaving = (several ?? [step]).map((one) => ({
    memberId: story.memberIdOf(one),
    instanceId: story.instanceIdOf(one),
  }));
  const call = story.rig.send(LEAVE_GROUP, { groupId: story.groupOf(step), members: leaving });
  const { error, members } = story.answer<LeaveGroupResponse>(call);
  if (several === null) {
    check("error", expectedError(step), error === Errors.NONE ? members[0]?.error : error);
    return;
  }
  check("error", expectedError(step), error);
  several.forEach((one, i) => {
    check(`error of member ${i}`, expectedError(one), members[i]?.error);
    one.finish();
  });
}

function joinRequest(story: GroupStory, step: Fields): JoinGroupRequest {
  const named = !step.has("memberId") && step.has("member") && story.knows(step.text("member"));
  return {
    version: versionOf(step),
    groupId: story.groupOf(step),
    memberId: named ? story.memberIdOf(step) : step.text("memberId", ""),
    instanceId: named ? story.instanceIdOf(step) : instanceIn(step),
    clientId: step.text("clientId", "consumer-test"),
    sessionTimeoutMs: step.number("sessionTimeoutMs", story.sessionTimeoutMs),
    rebalanceTimeoutMs: step.number("rebalanceTimeoutMs", story.rebalanceTimeoutMs),
    protocolType: step.text("protocolType", "consumer"),
    protocols: step.has("protocols")
      ? protocolsIn(step.raw("protocols"))
      : [protocolNamed("range")],
  };
}

function instanceIn(step: Fields): string | null {
  return step.has("groupInstanceId")
    ? step.textOrNull("groupInstanceId")
    : step.textOrNull("instanceId");
}

function versionOf(step: Fields): number {
  if (step.has("version")) return step.number("version");
  if (step.boolean("supportSkippingAssignment", false)) return WITH_SKIPPED_ASSIGNMENT;
  return step.boolean("requireKnownMemberId", false) ? WITH_MEMBER_ID : WITHOUT_MEMBER_ID;
}

/** Names, `[name, metadata]` pairs, or objects with both; metadata is hexadecimal, or a text. */
function protocolsIn(value: unknown): readonly JoinGroupProtocol[] {
  if (!Array.isArray(value)) throw new Error("protocols should be a list");
  return value.map((one: unknown): JoinGroupProtocol => {
    if (typeof one === "string") return protocolNamed(one);
    if (Array.isArray(one)) return protocolNamed(String(one[0]), one[1]);
    const fields = new Fields(one, "a protocol");
    const protocol = protocolNamed(fields.text("name"), fields.raw("metadata"));
    fields.finish();
    return protocol;
  });
}

function protocolNamed(name: string, metadata: unknown = ""): JoinGroupProtocol {
  return { name, metadata: bytesIn(metadata) };
}

/** The assignment of a leader: of members by their names or ids; else nothing. */
function assignmentsOf(story: GroupStory, step: Fields): SyncGroupRequest["assignments"] {
  const name = ["assignments", "assignment", "groupAssignment"].find((one) => isObject(step, one));
  if (name === undefined) return [];
  const given = step.object(name);
  return given.names.map((label) => ({
    memberId: story.knows(label) ? story.memberId(label) : label,
    assignment: bytesIn(given.raw(label)),
  }));
}

function isObject(step: Fields, name: string): boolean {
  const value = step.has(name) ? step.raw(name) : null;
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Bytes: a list of them, hexadecimal digits, or a text. */
function bytesIn(value: unknown): Uint8Array {
  if (Array.isArray(value)) return Uint8Array.from(value as number[]);
  const text = String(value ?? "");
  return /^([0-9a-f]{2})+$/.test(text) ? bytesOfHex(text) : Uint8Array.from(utf8Bytes(text));
}

function checkPending(story: GroupStory, call: GroupCall): void {
  story.rig.advance(AT_ONCE_MS);
  check("whether it waits", true, call.answer === null);
}

/** Checks those parts of an answer of which the step says something. */
function checkJoined(story: GroupStory, step: Fields, joined: JoinGroupResponse): void {
  const error: ErrorCode = expectedError(step);
  check("error", error, joined.error);
  for (const name of ["generation", "generationId"]) {
    if (step.has(name)) check(name, step.number(name), joined.generationId);
  }
  if (step.has("protocolName")) check("protocol", step.text("protocolName"), joined.protocolName);
  if (step.has("skipAssignment")) {
    check("skipAssignment", step.boolean("skipAssignment"), joined.skipAssignment);
  }
  for (const name of ["leader", "leaderId"]) {
    if (!step.has(name)) continue;
    const leader = step.text(name);
    check(name, story.knows(leader) ? story.memberId(leader) : leader, joined.leader);
  }
  for (const name of ["members", "memberCount"]) {
    if (!step.has(name)) continue;
    const expected = step.raw(name);
    if (typeof expected === "number") check(name, expected, joined.members.length);
    else
      check(
        name,
        memberIds(story, expected),
        joined.members.map(({ memberId }) => memberId).sort(),
      );
  }
}

function memberIds(story: GroupStory, labels: unknown): readonly string[] {
  if (!Array.isArray(labels)) throw new Error("members should be a list of names");
  return labels
    .map((one) => (story.knows(String(one)) ? story.memberId(String(one)) : String(one)))
    .sort();
}

function checkSynced(step: Fields, synced: SyncGroupResponse): void {
  check("error", expectedError(step), synced.error);
  for (const name of ["expectAssignment", "assignment"]) {
    if (!step.has(name) || isObject(step, name)) continue;
    check(name, [...bytesIn(step.raw(name))], [...synced.assignment]);
  }
}
