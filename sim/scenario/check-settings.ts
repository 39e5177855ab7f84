import { type CheckSettings, checkSettings } from "../check/settings.ts";
import { booleanOf, type ConfigValues, resolveConfig } from "../kafka/config.ts";
import type { Scenario } from "./types.ts";

/** What the settings of a resolved scenario promise. */
export function checkSettingsOf({ cluster, clients }: Scenario): CheckSettings {
  const producers: Record<string, ConfigValues> = {};
  for (const client of clients) {
    if ("producer" in client) producers[client.name] = effectiveProducer(client.producer);
  }
  return checkSettings(resolveConfig("broker", cluster.settings ?? {}), producers);
}

/** Idempotence implies acks=all. */
function effectiveProducer(settings: ConfigValues): ConfigValues {
  const resolved = resolveConfig("producer", settings);
  return booleanOf(resolved, "enable.idempotence") ? { ...resolved, acks: "all" } : resolved;
}
