import type { ClientVector } from "./support/client-vector.ts";
import { ProducerLogRig } from "./support/producer-log-rig.ts";
import { runLogSteps } from "./support/producer-log-steps.ts";

/** `idempotentLog`: which batches of idempotent producers a leader's log takes, and which it knows. */
export function runIdempotentLog({ era, fields }: ClientVector): void {
  runLogSteps(new ProducerLogRig(era, fields.objectOrNull("config")), fields, "idempotent");
}
