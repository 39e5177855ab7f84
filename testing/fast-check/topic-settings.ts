import type * as fc from "fast-check";
import type { ConfigValues } from "../../sim/index.ts";
import { defaultOr, drawnSettings, type SettingChoices } from "./internals/settings.ts";

/**
 * Settings of a topic, by Kafka's names. They shrink towards the defaults of the era.
 * @param given settings that hold in every case, or are drawn as you say:
 * `topicSettings({ "min.insync.replicas": 2 })`
 */
export function topicSettings(given: SettingChoices = {}): fc.Arbitrary<ConfigValues> {
  return drawnSettings(
    { "min.insync.replicas": defaultOr(2), "flush.messages": defaultOr(1) },
    given,
  );
}
