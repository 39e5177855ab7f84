import { EpochBumping } from "./epoch-bumping.ts";
import { OneInFlight } from "./one-in-flight.ts";
import type { ProducerSettings } from "./producer-config.ts";
import { ProducerIdReset } from "./producer-id-reset.ts";
import type { TransactionManager } from "./transaction-manager.ts";

/** What keeps the sequences of a producer that its settings make idempotent; null without idempotence. */
export function transactionManagerOf(settings: ProducerSettings): TransactionManager | null {
  if (!settings.idempotence) return null;
  switch (settings.sequenceGaps) {
    case "oneInFlight":
      return new OneInFlight(settings.invalidEpochIsFatal);
    case "newProducerId":
      return new ProducerIdReset(settings.invalidEpochIsFatal);
    default:
      return new EpochBumping(settings.invalidEpochIsFatal, settings.restartsSequences);
  }
}
