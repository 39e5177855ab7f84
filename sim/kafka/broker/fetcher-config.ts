import { type Micros, ms } from "../../kernel/time.ts";
import { type ConfigValues, numberOf } from "../config/config.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import type { CostModel } from "./cost/cost-model.ts";
import type { TruncationRule } from "./truncation/truncation-rule.ts";
import { TRUNCATION_RULES } from "./truncation/truncation-rules.ts";

/** The settings that fetchers use. */
export interface FetcherConfig {
  readonly brokerId: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly partitionMaxBytes: number;
  readonly backoffUs: Micros;
  readonly socketTimeoutUs: Micros;
  readonly truncation: TruncationRule;
  readonly fetcherFailure: BrokerSwitches["fetcherFailure"];
  readonly corruptFetch: BrokerSwitches["corruptFetch"];
  readonly offsetOutOfRange: BrokerSwitches["offsetOutOfRange"];
  readonly fetchErrorPause: BrokerSwitches["fetchErrorPause"];
  /** Whether fetch requests belong to a session (KIP-227). */
  readonly incrementalFetch: boolean;
  /** Whether a follower's log starts where its leader's does (KIP-107). */
  readonly followsLogStartOffset: boolean;
  /** A diverging answer's HW is taken over before the log is truncated (KAFKA-14704). */
  readonly takesHighWatermarkBeforeTruncating: boolean;
  /** What appending costs; null: no time. */
  costs: CostModel | null;
}

export function fetcherConfig(
  brokerId: number,
  config: ConfigValues,
  switches: BrokerSwitches,
): FetcherConfig {
  return {
    brokerId,
    maxWaitMs: numberOf(config, "replica.fetch.wait.max.ms"),
    minBytes: numberOf(config, "replica.fetch.min.bytes"),
    maxBytes: numberOf(config, "replica.fetch.response.max.bytes"),
    partitionMaxBytes: numberOf(config, "replica.fetch.max.bytes"),
    backoffUs: ms(numberOf(config, "replica.fetch.backoff.ms")),
    socketTimeoutUs: ms(numberOf(config, "replica.socket.timeout.ms")),
    truncation: TRUNCATION_RULES[switches.truncation],
    fetcherFailure: switches.fetcherFailure,
    corruptFetch: switches.corruptFetch,
    offsetOutOfRange: switches.offsetOutOfRange,
    fetchErrorPause: switches.fetchErrorPause,
    incrementalFetch: switches.incrementalFetch,
    followsLogStartOffset: switches.logStartOffset,
    takesHighWatermarkBeforeTruncating: switches["KAFKA-14704"],
    costs: null,
  };
}
