import type { Fields } from "../kafka/support/fields.ts";
import { NotYetModelled } from "../support.ts";
import type { ClientVector } from "./support/client-vector.ts";
import {
  heartbeat,
  joinCompletes,
  joinGroup,
  leaveGroup,
  syncCompletes,
  syncGroup,
} from "./support/group-member-steps.ts";
import { runNote } from "./support/group-notes.ts";
import {
  deleteGroups,
  describeGroups,
  endTransaction,
  listGroups,
  offsetCommit,
  offsetDelete,
  offsetFetch,
  txnOffsetCommit,
} from "./support/group-offset-steps.ts";
import { meetPrecondition, placeGroups } from "./support/group-preconditions.ts";
import { GroupStory } from "./support/group-story.ts";

const STEPS: Readonly<Record<string, (story: GroupStory, step: Fields) => void>> = {
  JoinGroup: joinGroup,
  joinCompletes,
  SyncGroup: syncGroup,
  syncCompletes,
  Heartbeat: heartbeat,
  LeaveGroup: leaveGroup,
  OffsetCommit: offsetCommit,
  OffsetFetch: offsetFetch,
  OffsetDelete: offsetDelete,
  TxnOffsetCommit: txnOffsetCommit,
  marker: endTransaction,
  DescribeGroups: describeGroups,
  ListGroups: listGroups,
  DeleteGroups: deleteGroups,
  sleep: (story, step) => story.rig.advance(step.number("ms")),
};

/**
 * `groupCoordinator`: what a coordinator answers, step by step. Time passes in `sleep`, and while a step
 * waits for its answer. A step in words (`note`) that is of no form that can be run is passed over; a vector
 * that has nothing else counts as not modelled.
 */
export function runGroupCoordinator({ fields, era }: ClientVector): void {
  const story = new GroupStory(era, fields.objectOrNull("config"));
  const steps = fields.objects("steps");
  placeGroups(story, steps);
  const precondition = fields.textOrNull("precondition");
  if (precondition !== null) meetPrecondition(story, precondition);
  const notes: string[] = [];
  for (const [i, step] of steps.entries()) {
    const op = step.text("op");
    if (op === "note") {
      const text = step.text("text");
      if (!runNote(story, text)) notes.push(text);
      step.finish();
      continue;
    }
    const run = STEPS[op];
    if (run === undefined) throw new Error(`step ${i}: nobody maps ${op}`);
    try {
      run(story, step);
      step.finish();
    } catch (error) {
      if (error instanceof Error) error.message = `step ${i} (${op}): ${error.message}`;
      throw error;
    }
  }
  if (notes.length > 0 && notes.length === steps.length) {
    throw new NotYetModelled(`steps in words: ${notes.join("; ")}`);
  }
}
