import { type CheckSettings, checkSettings } from "../check/settings.ts";
import type { SoftwareByBroker } from "../check/software.ts";
import { isIdempotent } from "../kafka/client/producer/producer-config.ts";
import { type ConfigValues, resolveConfig, textOf } from "../kafka/config/config.ts";
import { type BrokerSwitches, brokerSwitches } from "../kafka/era/broker-switches.ts";
import { type Era, isEra } from "../kafka/era/eras.ts";
import { present } from "../kernel/assert.ts";
import { consumerPromises } from "./consumer-promises.ts";
import { describeCluster } from "./describe-cluster.ts";
import { hostName, hostNames } from "./names.ts";
import type { ConsumerSpec, Scenario } from "./types.ts";

/** What the settings of a resolved scenario promise. */
export function checkSettingsOf(scenario: Scenario, era: Era): CheckSettings {
  const { cluster, clients } = scenario;
  const producers: Record<string, ConfigValues> = {};
  for (const client of clients) {
    const own = eraOr(client.era, era);
    // What forwards records does so under the name of its consumer.
    const settings = "producer" in client ? client.producer : forwardSettings(client);
    if (settings !== null) producers[client.name] = effectiveProducer(settings, own);
  }
  const broker = resolveConfig("broker", cluster.settings ?? {}, era);
  const consumers = consumerPromises(scenario, era);
  return checkSettings(broker, producers, softwareOf(scenario, era), consumers);
}

/** Settings of the producer that sends records on; null without one. */
function forwardSettings({ application }: ConsumerSpec): ConfigValues | null {
  const forward = application?.forward;
  return forward === undefined ? null : (forward.producer ?? {});
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
      if (step.era === undefined && step.settings === undefined) {
        starts.push(present(starts.at(-1), "it has started before"));
        continue;
      }
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
