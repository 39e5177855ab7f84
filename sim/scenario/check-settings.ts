import { type CheckSettings, checkSettings } from "../check/settings.ts";
import { isIdempotent } from "../kafka/client/producer/producer-config.ts";
import { type ConfigValues, resolveConfig, textOf } from "../kafka/config.ts";
import { type Era, isEra } from "../kafka/era/eras.ts";
import type { Scenario } from "./types.ts";

/** What the settings of a resolved scenario promise. */
export function checkSettingsOf({ cluster, clients }: Scenario, era: Era): CheckSettings {
  const producers: Record<string, ConfigValues> = {};
  for (const client of clients) {
    if ("producer" in client)
      producers[client.name] = effectiveProducer(client.producer, eraOfClient(client.era, era));
  }
  return checkSettings(resolveConfig("broker", cluster.settings ?? {}, era), producers);
}

function eraOfClient(own: string | undefined, era: Era): Era {
  return own !== undefined && isEra(own) ? own : era;
}

/** Idempotence implies acks=all. */
function effectiveProducer(settings: ConfigValues, era: Era): ConfigValues {
  const resolved = resolveConfig("producer", settings, era);
  const idempotence = isIdempotent(settings, era);
  const acks = idempotence ? "all" : textOf(resolved, "acks");
  return { ...resolved, acks, "enable.idempotence": idempotence };
}
