import { type CheckSettings, checkSettings } from "../check/settings.ts";
import type { SoftwareByBroker } from "../check/software.ts";
import { isIdempotent } from "../kafka/client/producer/producer-config.ts";
import { type ConfigValues, resolveConfig, textOf } from "../kafka/config/config.ts";
import { type BrokerSwitches, brokerSwitches } from "../kafka/era/broker-switches.ts";
import { type Era, isEra } from "../kafka/era/eras.ts";
import { describeCluster } from "./describe-cluster.ts";
import { hostName, hostNames } from "./names.ts";
import type { Scenario } from "./types.ts";

/** What the settings of a resolved scenario promise. */
export function checkSettingsOf(scenario: Scenario, era: Era): CheckSettings {
  const { cluster, clients } = scenario;
  const producers: Record<string, ConfigValues> = {};
  for (const client of clients) {
    if ("producer" in client)
      producers[client.name] = effectiveProducer(client.producer, eraOr(client.era, era));
  }
  const broker = resolveConfig("broker", cluster.settings ?? {}, era);
  return checkSettings(broker, producers, softwareOf(scenario, era));
}

/** What every broker runs: at its first start, and after each step that starts it again. */
function softwareOf(scenario: Scenario, eraOfRun: Era): SoftwareByBroker {
  const { brokers } = describeCluster(scenario, eraOfRun);
  const software: Record<number, readonly BrokerSwitches[]> = {};
  for (const broker of brokers) {
    const host = hostName(broker.id);
    let { era, settings } = broker;
    const starts = [brokerSwitches(resolveConfig("broker", settings, era))];
    for (const step of scenario.steps) {
      if (!("restart" in step) || !hostNames(step.restart).includes(host)) continue;
      era = eraOr(step.era, era);
      settings = { ...settings, ...step.settings };
      starts.push(brokerSwitches(resolveConfig("broker", settings, era)));
    }
    software[broker.id] = starts;
  }
  return software;
}

function eraOr(own: string | undefined, era: Era): Era {
  return own !== undefined && isEra(own) ? own : era;
}

/** A default of idempotence that had no effect. */
const OFF_BY_MISTAKE = "KAFKA-13598";

/** Idempotence implies acks=all. */
function effectiveProducer(settings: ConfigValues, era: Era): ConfigValues {
  const resolved = resolveConfig("producer", settings, era);
  const idempotence = isIdempotent(settings, era);
  const acks = idempotence ? "all" : textOf(resolved, "acks");
  const isNotInEffect = !idempotence && isIdempotent({ ...settings, [OFF_BY_MISTAKE]: false }, era);
  return { ...resolved, acks, "enable.idempotence": idempotence, [OFF_BY_MISTAKE]: isNotInEffect };
}
