import type { GroupModel, GroupNote, GroupPartition } from "../../check/groups/group-model.ts";
import { hasEffect } from "../../check/groups/processed-records.ts";
import { Errors } from "../../kafka/errors.ts";
import { DEPOSES, type Marks } from "./mark.ts";
import type { Seen } from "./seen.ts";

/** Groups, their coordinators and their offsets. */
export const GROUP_MARKS = {
  "group-rebalanced": {
    reached: (seen) => stable(seen).some(({ generation }) => generation > 1),
    needs: { since: "0.9" },
  },
  "member-timed-out": {
    reached: (seen) => left(seen, ["down", "paused", "out"]),
    needs: { since: "0.9" },
  },
  "member-polled-too-late": {
    reached: (seen) => left(seen, ["late"]),
    needs: { since: "0.10.2" },
  },
  "member-unknown": {
    reached: (seen) => seen.clientMet(Errors.UNKNOWN_MEMBER_ID),
    needs: { since: "0.9" },
  },
  "static-member-fenced": {
    reached: (seen) => seen.clientMet(Errors.FENCED_INSTANCE_ID),
    needs: { since: "2.4", drawn: false },
  },
  "coordinator-moved": {
    reached: (seen) => seen.model.groups.notes.some(({ type }) => type === "coordinator"),
    needs: { since: "0.9", faults: DEPOSES },
  },
  "commit-refused": {
    reached: (seen) => partitions(seen).some(({ refused }) => refused.length > 0),
    needs: { since: "0.9" },
  },
  "committed-offset-lost": {
    reached: (seen) => partitions(seen).some(({ lostCommits }) => lostCommits.length > 0),
    needs: { since: "0.9" },
  },
  "committed-offset-went-back": {
    reached: (seen) =>
      partitions(seen).some(({ changes }) =>
        changes.some(({ cause, from, to }) => cause === "committed" && to < from),
      ),
    needs: {},
  },
  "committed-offset-expired": {
    reached: (seen) =>
      partitions(seen).some(({ changes }) => changes.some(({ cause }) => cause === "expired")),
    needs: { since: "0.9", drawn: false },
  },
  "two-owners": {
    reached: (seen) => partitions(seen).some(({ staleOwners }) => staleOwners.length > 0),
    needs: { since: "0.9" },
  },
  "partition-unconsumed": {
    reached: (seen) => partitions(seen).some(({ gaps }) => gaps.length > 0),
    needs: {},
  },
  "position-jumped-back": {
    reached: (seen) =>
      partitions(seen).some(({ jumps }) => jumps.some(({ from, to }) => to < from)),
    needs: {},
  },
  "record-processed-twice": {
    reached: (seen) => groups(seen).some((group) => processedTwice(seen, group)),
    needs: {},
  },
} as const satisfies Marks;

function groups({ model }: Seen): readonly GroupModel[] {
  return [...model.groups.groups.values()];
}

function partitions(seen: Seen): readonly GroupPartition[] {
  return groups(seen).flatMap((group) => [...group.partitions.values()]);
}

function stable({ model }: Seen) {
  return model.groups.notes.filter(
    (note): note is Extract<GroupNote, { readonly type: "stable" }> => note.type === "stable",
  );
}

/** Whether a member went in one of these ways. */
function left({ model }: Seen, ways: readonly string[]): boolean {
  return model.groups.notes.some((note) => {
    if (note.type !== "stable" && note.type !== "empty") return false;
    return note.left.some(([, how]) => ways.includes(how));
  });
}

/** Only what was read twice can have been. */
function processedTwice({ model }: Seen, { processed }: GroupModel): boolean {
  for (const row of model.table.moreReads.keys()) {
    if (processed.of(row).filter(({ outcome }) => hasEffect(outcome)).length > 1) return true;
  }
  return false;
}
