import { check, type Fields } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";
import { abortedIn, ProducerLogRig } from "./support/producer-log-rig.ts";
import { runLogSteps } from "./support/producer-log-steps.ts";
import { offsetOrNone } from "./support/step-fields.ts";

/** `lso`: up to where the transactions of a log are decided and replicated. */
export function runLso({ era, fields }: ClientVector): void {
  const rig = new ProducerLogRig(era, fields.objectOrNull("config"));
  runLogSteps(rig, fields, "plain");
  checkAfterwards(rig, fields);
}

/** `abortedTxnIndex`: which transactions the index of a log says were aborted. */
export function runAbortedTxnIndex({ era, fields }: ClientVector): void {
  const rig = new ProducerLogRig(era, fields.objectOrNull("config"));
  runLogSteps(rig, fields, "plain");
  check("the index", fields.objects("expectedAborted").map(abortedIn), rig.allAborted);
  checkAfterwards(rig, fields);
}

function checkAfterwards(rig: ProducerLogRig, fields: Fields): void {
  if (fields.has("logEndOffset")) {
    check("the end of the log", fields.number("logEndOffset"), rig.log.logEndOffset);
  }
  if (!fields.has("afterHighWatermark")) return;
  for (const step of fields.objects("afterHighWatermark")) {
    const highWatermark = step.number("hw");
    rig.log.updateHighWatermark(highWatermark);
    if (step.has("firstUnstable")) {
      const unstable = offsetOrNone(step, "firstUnstable");
      check(`unstable with HW ${highWatermark}`, unstable, rig.log.firstUnstableOffset);
    }
    if (step.has("lastStableOffset")) {
      check("the LSO", step.number("lastStableOffset"), rig.log.lastStableOffset);
    }
    step.finish();
  }
}
