import * as fc from "fast-check";
import type { ConfigValues } from "../../sim/index.ts";
import { defaultOr, drawnSettings, type SettingChoices } from "./internals/settings.ts";

/**
 * Settings of brokers, by Kafka's names. Sessions and replicas time out soon, so that runs are short;
 * unclean elections are off, whatever the era's default. Each setting shrinks towards the quickest time-out
 * or the era's default.
 * @param given settings that hold in every case, or are drawn as you say:
 * `brokerSettings({ "unclean.leader.election.enable": fc.boolean() })`
 */
export function brokerSettings(given: SettingChoices = {}): fc.Arbitrary<ConfigValues> {
  return drawnSettings(
    {
      "unclean.leader.election.enable": fc.constant(false),
      "zookeeper.session.timeout.ms": fc.constantFrom(6000, 4000, 12_000),
      "replica.lag.time.max.ms": fc.constantFrom(10_000, 5000, 20_000),
      "num.replica.fetchers": defaultOr(2),
      "replica.fetch.wait.max.ms": defaultOr(100),
      "auto.leader.rebalance.enable": defaultOr(false),
    },
    given,
  );
}
