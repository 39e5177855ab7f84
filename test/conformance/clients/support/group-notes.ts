import type { JoinGroupResponse } from "../../../../sim/kafka/group-messages.ts";
import { JOIN_GROUP } from "../../../../sim/kafka/messages.ts";
import { check } from "../../kafka/support/fields.ts";
import { makeStable, plainJoin } from "./group-preconditions.ts";
import type { GroupStory } from "./group-story.ts";

/** The group of a note: nothing else is in it. */
const GROUP = "group-of-a-note";

/** What can be said of an answer, and how it is checked. */
const CLAUSES: readonly (readonly [
  RegExp,
  (joined: JoinGroupResponse, story: GroupStory) => void,
])[] = [
  [/^returns current generation$/, (joined) => check("generation", 1, joined.generationId)],
  [/^(?:->|→) generation ?\+ ?1$/, (joined) => check("generation", 2, joined.generationId)],
  [/^empty members$/, (joined) => check("members", [], joined.members)],
  [/^no rebalance$/, (_, { rig }) => check("state", true, isStable(rig))],
  [
    /^(?:->|→|triggers|forces) (?:a )?rebalance$/,
    (_, { rig }) => check("state", false, isStable(rig)),
  ],
];

/**
 * A step in words, such as `Stable follower re-JoinGroup with identical protocols returns current
 * generation, empty members, no rebalance`: a group of two in its first generation, one of whom joins
 * again. False for what says something else: it cannot be run.
 */
export function runNote(story: GroupStory, text: string): boolean {
  const said = /^Stable (leader|follower) re-JoinGroup with (identical|changed) protocols (.+)$/i;
  const [, role, protocols, outcome] = said.exec(text.trim()) ?? [];
  const clauses = (outcome ?? "").split(/, */).map((clause) => clause.trim());
  const known = clauses.map((clause) => CLAUSES.find(([pattern]) => pattern.test(clause)));
  if (role === undefined || known.some((clause) => clause === undefined)) {
    return false;
  }
  const { rig } = story;
  rig.own(GROUP);
  makeStable(story, GROUP, ["one", "other"], [null, null]);
  const leader = rig.manager.getGroup(GROUP)?.leader;
  const ids = ["one", "other"].map((label) => story.memberId(label));
  const wantsLeader = role.toLowerCase() === "leader";
  const memberId = ids.find((id) => (id === leader) === wantsLeader) ?? "";
  const rejoin = (id: string, metadata: readonly number[] = []) =>
    plainJoin(story, GROUP, id, null, metadata);
  const call = rig.send(JOIN_GROUP, rejoin(memberId, protocols === "changed" ? [1] : []));
  if (call.answer === null) {
    for (const id of ids) if (id !== memberId) rig.send(JOIN_GROUP, rejoin(id));
  }
  const joined = story.answer<JoinGroupResponse>(call);
  for (const clause of known) clause?.[1](joined, story);
  return true;
}

function isStable(rig: GroupStory["rig"]): boolean {
  return rig.manager.getGroup(GROUP)?.generationId === 1;
}
