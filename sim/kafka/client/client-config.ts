import { type Micros, US_PER_MS } from "../../kernel/time.ts";
import { booleanOf, type ConfigValues, numberOf } from "../config/config.ts";
import { READ_COMMITTED, READ_UNCOMMITTED } from "../messages.ts";
import { BACKOFF_BASE, BACKOFF_JITTER_PERMILLE, type BackoffRule } from "./exponential-backoff.ts";

/** Settings that every client has, in microseconds. */
export interface ClientSettings {
  readonly requestTimeoutUs: Micros;
  readonly retryBackoffUs: Micros;
  readonly retryBackoff: BackoffRule;
  readonly reconnectBackoff: BackoffRule;
  readonly metadataMaxAgeUs: Micros;
  readonly connectionSetupTimeout: BackoffRule;
  /** `max.in.flight.requests.per.connection`. */
  readonly maxInFlight: number;
  /** The switch of that name. */
  readonly disconnectDelaysMetadata: boolean;
  /** Metadata that says nothing new is asked for less and less often (KIP-580). */
  readonly equivalentMetadataBacksOff: boolean;
  /** The switch `olderMetadata`. */
  readonly ignoresOlderMetadata: boolean;
  readonly forgetsEpochsWithTopic: boolean;
  /** Metadata with an error are asked for again; always, but by producers (`leaderlessPartitions`). */
  readonly metadataErrorsAskAgain: boolean;
}

/** Reads them from resolved settings; consumers and admin clients have fixed bounds in flight. */
export function clientSettings(values: ConfigValues, maxInFlight: number): ClientSettings {
  const exponential = values.retryBackoff === "exponential";
  const retryBackoffUs = microsOf(values, "retry.backoff.ms");
  const retryBackoffMaxUs = exponential ? microsOf(values, "retry.backoff.max.ms") : retryBackoffUs;
  return {
    requestTimeoutUs: microsOf(values, "request.timeout.ms"),
    retryBackoffUs,
    retryBackoff: backoffRule(retryBackoffUs, retryBackoffMaxUs, exponential),
    reconnectBackoff: backoffRule(
      microsOf(values, "reconnect.backoff.ms"),
      microsOf(values, "reconnect.backoff.max.ms"),
      exponential,
    ),
    metadataMaxAgeUs: microsOf(values, "metadata.max.age.ms"),
    connectionSetupTimeout: backoffRule(
      microsOf(values, "socket.connection.setup.timeout.ms"),
      microsOf(values, "socket.connection.setup.timeout.max.ms"),
      exponential,
    ),
    maxInFlight,
    disconnectDelaysMetadata: booleanOf(values, "disconnectDelaysMetadata"),
    equivalentMetadataBacksOff: exponential,
    ignoresOlderMetadata: values.olderMetadata !== "taken",
    metadataErrorsAskAgain: (values.leaderlessPartitions ?? "asked") === "asked",
    forgetsEpochsWithTopic: values.olderMetadata === "ignoredWhileThere",
  };
}

/** How a client's waits grow; not at all when `maxUs` is no more than `initialUs`. */
function backoffRule(initialUs: Micros, maxUs: Micros, bounded: boolean): BackoffRule {
  const jitterPermille = BACKOFF_JITTER_PERMILLE;
  return { initialUs, multiplier: BACKOFF_BASE, maxUs, jitterPermille, bounded };
}

/** `isolation.level` of a consumer, as requests name it. */
export function isolationLevelOf(values: ConfigValues): number {
  return values["isolation.level"] === "read_committed" ? READ_COMMITTED : READ_UNCOMMITTED;
}

/** A setting in milliseconds as microseconds. */
export function microsOf(values: ConfigValues, name: string): Micros {
  return numberOf(values, name) * US_PER_MS;
}
