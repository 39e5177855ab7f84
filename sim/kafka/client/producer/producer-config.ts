import { type Micros, US_PER_MS } from "../../../kernel/time.ts";
import {
  booleanOf,
  type ConfigValues,
  numberOf,
  resolveConfig,
  textOf,
} from "../../config/config.ts";
import type { Era } from "../../era/eras.ts";
import { type ClientSettings, clientSettings, microsOf } from "../client-config.ts";
import { type AccumulatorSettings, accumulatorSettings } from "./accumulator-settings.ts";

const IN_FLIGHT = "max.in.flight.requests.per.connection";

/** What idempotence makes of retries that nobody set, where the default is 0 (`configureRetries`). */
const INT_MAX = 2_147_483_647;

/** More batches in flight than this a broker cannot tell from duplicates (KAFKA-5494). */
const MAX_IN_FLIGHT_WITH_IDEMPOTENCE = 5;

/** A producer's settings as its code uses them. */
export interface ProducerSettings extends ClientSettings, AccumulatorSettings {
  /** 0, 1 or -1 (all). */
  readonly acks: number;
  readonly idempotence: boolean;
  readonly retries: number;
  /** Infinity before KIP-91. */
  readonly deliveryTimeoutUs: Micros;
  /** How long the leader waits for its followers. */
  readonly requestTimeoutMs: number;
  /** The switches of those names. */
  readonly producerTimeouts: string;
  readonly sequenceGaps: string;
  /** The switch `epochBump`: partitions begin at 0 in a new epoch. */
  readonly restartsSequences: boolean;
  readonly leaderChangeSkipsBackoff: boolean;
  readonly unknownTopicRefreshesMetadata: boolean;
  /** One batch of a partition in flight: max.in.flight=1 and the switch `guaranteeMessageOrder`. */
  readonly guaranteeMessageOrder: boolean;
  /** DUPLICATE_SEQUENCE_NUMBER is success. */
  readonly duplicateIsSuccess: boolean;
  readonly invalidEpochIsFatal: boolean;
  readonly splitsTooLarge: boolean;
  /** Batches of a request that was not answered in time meet REQUEST_TIMED_OUT. */
  readonly tellsTimeouts: boolean;
  readonly ignoresLateErrors: boolean;
}

/**
 * What is wrong with the combination of a producer's settings, or null (`KafkaProducer`, since 3.0
 * `ProducerConfig`: an explicit value that contradicts idempotence is refused).
 * @param values as the user gave them, without defaults
 */
export function checkProducerConfig(values: ConfigValues, era: Era): string | null {
  const resolved = resolveConfig("producer", values, era);
  const deliveryTimeout = values["delivery.timeout.ms"];
  const atLeast = numberOf(resolved, "linger.ms") + numberOf(resolved, "request.timeout.ms");
  const expires = resolved.producerTimeouts === "deliveryTimeout";
  if (expires && typeof deliveryTimeout === "number" && deliveryTimeout < atLeast)
    return `delivery.timeout.ms must be at least linger.ms + request.timeout.ms (${atLeast}), not ${deliveryTimeout}`;
  if (!booleanOf(resolved, "enable.idempotence")) return null;
  if (values["enable.idempotence"] === undefined) return null;
  if (values.retries === 0) return "retries must not be 0 when enable.idempotence is true";
  const acks = values.acks;
  if (acks !== undefined && acksOf(String(acks)) !== -1)
    return `acks must be all when enable.idempotence is true, not ${acks}`;
  const inFlight = values[IN_FLIGHT];
  if (resolved.sequenceGaps === "oneInFlight" && inFlight !== undefined && inFlight !== 1)
    return `${IN_FLIGHT} must be 1 when enable.idempotence is true, not ${inFlight}`;
  if (numberOf(resolved, IN_FLIGHT) > MAX_IN_FLIGHT_WITH_IDEMPOTENCE)
    return `${IN_FLIGHT} must be at most ${MAX_IN_FLIGHT_WITH_IDEMPOTENCE} when enable.idempotence is true, not ${inFlight}`;
  return null;
}

/**
 * Whether the producer is idempotent: one that is so by default only (KAFKA-10619) gives it up for
 * settings that contradict it, or was not at all (KAFKA-13598).
 */
export function isIdempotent(values: ConfigValues, era: Era): boolean {
  const resolved = resolveConfig("producer", values, era);
  if (!booleanOf(resolved, "enable.idempotence")) return false;
  if (values["enable.idempotence"] !== undefined) return true;
  if (booleanOf(resolved, "KAFKA-13598")) return false;
  return (
    acksOf(textOf(resolved, "acks")) === -1 &&
    numberOf(resolved, "retries") > 0 &&
    numberOf(resolved, IN_FLIGHT) <= MAX_IN_FLIGHT_WITH_IDEMPOTENCE
  );
}

/** The effective settings of a client of that era; idempotence implies acks=all when acks is not set. */
export function producerSettings(values: ConfigValues, era: Era): ProducerSettings {
  const resolved = resolveConfig("producer", values, era);
  const idempotence = isIdempotent(values, era);
  const producerTimeouts = textOf(resolved, "producerTimeouts");
  const sequenceGaps = textOf(resolved, "sequenceGaps");
  const maxInFlight =
    idempotence && sequenceGaps === "oneInFlight" ? 1 : numberOf(resolved, IN_FLIGHT);
  const client = clientSettings(resolved, maxInFlight);
  const lingerUs = microsOf(resolved, "linger.ms");
  const requestTimeoutMs = numberOf(resolved, requestTimeoutSetting(values, resolved));
  const requestTimeoutUs = requestTimeoutMs * US_PER_MS;
  return {
    ...client,
    ...accumulatorSettings(values, resolved),
    requestTimeoutUs: producerTimeouts === "none" ? Number.POSITIVE_INFINITY : requestTimeoutUs,
    acks: idempotence ? -1 : acksOf(textOf(resolved, "acks")),
    idempotence,
    retries: idempotence && values.retries === undefined ? INT_MAX : numberOf(resolved, "retries"),
    // A default that is too short is raised, an explicit one is refused by checkProducerConfig.
    deliveryTimeoutUs:
      producerTimeouts === "deliveryTimeout"
        ? Math.max(microsOf(resolved, "delivery.timeout.ms"), lingerUs + requestTimeoutUs)
        : Number.POSITIVE_INFINITY,
    requestTimeoutMs,
    producerTimeouts,
    sequenceGaps,
    restartsSequences: resolved.epochBump === "restartsSequences",
    leaderChangeSkipsBackoff: booleanOf(resolved, "leaderChangeSkipsBackoff"),
    unknownTopicRefreshesMetadata: booleanOf(resolved, "unknownTopicRefreshesMetadata"),
    guaranteeMessageOrder: maxInFlight === 1 && booleanOf(resolved, "guaranteeMessageOrder"),
    duplicateIsSuccess: resolved.duplicateSequence === "success",
    invalidEpochIsFatal: resolved.invalidProducerEpoch === "fatal",
    splitsTooLarge: resolved.tooLargeBatch === "split",
    tellsTimeouts: resolved.unansweredRequest === "requestTimedOut",
    ignoresLateErrors: resolved.lateErrors === "ignored",
  };
}

/** `timeout.ms` was the one setting before KIP-19, and went first, where it was set, before KAFKA-3353. */
function requestTimeoutSetting(values: ConfigValues, resolved: ConfigValues): string {
  const knowsOld = resolved.requestTimeoutSetting === "timeout.ms";
  const isSet = values["timeout.ms"] !== undefined || resolved.producerTimeouts === "none";
  return knowsOld && isSet ? "timeout.ms" : "request.timeout.ms";
}

function acksOf(text: string): number {
  return text === "all" ? -1 : Number(text);
}
