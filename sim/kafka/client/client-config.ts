import { type Micros, US_PER_MS } from "../../kernel/time.ts";
import { booleanOf, type ConfigValues, numberOf } from "../config/config.ts";
import { READ_COMMITTED, READ_UNCOMMITTED } from "../messages.ts";

/** Settings that every client has, in microseconds. */
export interface ClientSettings {
  readonly requestTimeoutUs: Micros;
  readonly retryBackoffUs: Micros;
  readonly reconnectBackoffUs: Micros;
  readonly reconnectBackoffMaxUs: Micros;
  readonly metadataMaxAgeUs: Micros;
  readonly connectionSetupTimeoutUs: Micros;
  /** `max.in.flight.requests.per.connection`. */
  readonly maxInFlight: number;
  /** The switch of that name. */
  readonly disconnectDelaysMetadata: boolean;
}

/** Reads them from resolved settings; consumers and admin clients have fixed bounds in flight. */
export function clientSettings(values: ConfigValues, maxInFlight: number): ClientSettings {
  return {
    requestTimeoutUs: microsOf(values, "request.timeout.ms"),
    retryBackoffUs: microsOf(values, "retry.backoff.ms"),
    reconnectBackoffUs: microsOf(values, "reconnect.backoff.ms"),
    reconnectBackoffMaxUs: microsOf(values, "reconnect.backoff.max.ms"),
    metadataMaxAgeUs: microsOf(values, "metadata.max.age.ms"),
    connectionSetupTimeoutUs: microsOf(values, "socket.connection.setup.timeout.ms"),
    maxInFlight,
    disconnectDelaysMetadata: booleanOf(values, "disconnectDelaysMetadata"),
  };
}

/** `isolation.level` of a consumer, as requests name it. */
export function isolationLevelOf(values: ConfigValues): number {
  return values["isolation.level"] === "read_committed" ? READ_COMMITTED : READ_UNCOMMITTED;
}

/** A setting in milliseconds as microseconds. */
export function microsOf(values: ConfigValues, name: string): Micros {
  return numberOf(values, name) * US_PER_MS;
}
