import type { Micros } from "../../../kernel/time.ts";
import {
  booleanOf,
  type ConfigValues,
  numberOf,
  resolveConfig,
  textOf,
} from "../../config/config.ts";
import type { Era } from "../../era/eras.ts";
import { type ClientSettings, clientSettings, microsOf } from "../client-config.ts";

/** What idempotence makes of retries that nobody set, where the default is 0 (`configureRetries`). */
const INT_MAX = 2_147_483_647;

/** More batches in flight than this a broker cannot tell from duplicates (KAFKA-5494). */
const MAX_IN_FLIGHT_WITH_IDEMPOTENCE = 5;

/** A producer's settings as its code uses them. */
export interface ProducerSettings extends ClientSettings {
  /** 0, 1 or -1 (all). */
  readonly acks: number;
  readonly idempotence: boolean;
  readonly retries: number;
  readonly batchSize: number;
  readonly lingerUs: Micros;
  readonly bufferMemory: number;
  readonly maxBlockUs: Micros;
  readonly maxRequestSize: number;
  readonly deliveryTimeoutUs: Micros;
  readonly requestTimeoutMs: number;
}

/**
 * What is wrong with the combination of a producer's settings, or null (`ProducerConfig`,
 * `KafkaProducer` of 2.8: an explicit value that contradicts idempotence is refused).
 * @param values as the user gave them, without defaults
 */
export function checkProducerConfig(values: ConfigValues, era: Era): string | null {
  const resolved = resolveConfig("producer", values, era);
  const deliveryTimeout = values["delivery.timeout.ms"];
  const atLeast = numberOf(resolved, "linger.ms") + numberOf(resolved, "request.timeout.ms");
  if (typeof deliveryTimeout === "number" && deliveryTimeout < atLeast)
    return `delivery.timeout.ms must be at least linger.ms + request.timeout.ms (${atLeast}), not ${deliveryTimeout}`;
  if (!booleanOf(resolved, "enable.idempotence")) return null;
  if (values["enable.idempotence"] === undefined) return null;
  if (values.retries === 0) return "retries must not be 0 when enable.idempotence is true";
  const acks = values.acks;
  if (acks !== undefined && acksOf(String(acks)) !== -1)
    return `acks must be all when enable.idempotence is true, not ${acks}`;
  const inFlight = numberOf(resolved, "max.in.flight.requests.per.connection");
  if (inFlight > MAX_IN_FLIGHT_WITH_IDEMPOTENCE)
    return `max.in.flight.requests.per.connection must be at most ${MAX_IN_FLIGHT_WITH_IDEMPOTENCE} when enable.idempotence is true, not ${inFlight}`;
  return null;
}

/**
 * Whether the producer is idempotent: one that is so by default only (KAFKA-10619) gives it up for
 * settings that contradict it (KAFKA-13598).
 */
export function isIdempotent(values: ConfigValues, era: Era): boolean {
  const resolved = resolveConfig("producer", values, era);
  if (!booleanOf(resolved, "enable.idempotence")) return false;
  if (values["enable.idempotence"] !== undefined) return true;
  return (
    acksOf(textOf(resolved, "acks")) === -1 &&
    numberOf(resolved, "retries") > 0 &&
    numberOf(resolved, "max.in.flight.requests.per.connection") <= MAX_IN_FLIGHT_WITH_IDEMPOTENCE
  );
}

/** The effective settings of a client of that era; idempotence implies acks=all when acks is not set. */
export function producerSettings(values: ConfigValues, era: Era): ProducerSettings {
  const resolved = resolveConfig("producer", values, era);
  const idempotence = isIdempotent(values, era);
  const client = clientSettings(
    resolved,
    numberOf(resolved, "max.in.flight.requests.per.connection"),
  );
  const lingerUs = microsOf(resolved, "linger.ms");
  return {
    ...client,
    acks: idempotence ? -1 : acksOf(textOf(resolved, "acks")),
    idempotence,
    retries: idempotence && values.retries === undefined ? INT_MAX : numberOf(resolved, "retries"),
    batchSize: numberOf(resolved, "batch.size"),
    lingerUs,
    bufferMemory: numberOf(resolved, "buffer.memory"),
    maxBlockUs: microsOf(resolved, "max.block.ms"),
    maxRequestSize: numberOf(resolved, "max.request.size"),
    // A default that is too short is raised, an explicit one is refused by checkProducerConfig.
    deliveryTimeoutUs: Math.max(
      microsOf(resolved, "delivery.timeout.ms"),
      lingerUs + client.requestTimeoutUs,
    ),
    requestTimeoutMs: numberOf(resolved, "request.timeout.ms"),
  };
}

function acksOf(text: string): number {
  return text === "all" ? -1 : Number(text);
}
