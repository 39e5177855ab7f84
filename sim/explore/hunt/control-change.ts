import type { ConfigValues } from "../../kafka/config/config.ts";
import { applySettings, type Settings } from "../../scenario/resolve.ts";
import type { ClientSpec, Control, Scenario } from "../../scenario/types.ts";
import { changedSteps } from "../explain/change.ts";
import type { Trial } from "../explain/trial.ts";

type ControlChange = Control["change"];

/**
 * A change that was tried as the change of a control; null when a control cannot say it.
 * @param scenario in which era and settings are said, so that nothing but the change differs
 */
export function controlChange(
  scenario: Scenario,
  { change, allowance }: Trial,
): ControlChange | null {
  const { steps } = changedSteps(scenario, change, allowance);
  const otherSteps = change.kind === "fault" || allowance.passed.length > 0 ? { steps } : {};
  switch (change.kind) {
    case "fault":
      return otherSteps;
    case "settings":
      return { ...settingsChange(scenario, change.settings), ...otherSteps };
    case "switch":
      return { ...settingsChange(scenario, { [change.name]: change.value }), ...otherSteps };
    case "era":
      return { era: change.era, ...otherSteps };
    case "replication":
      return null;
  }
}

/** What settings would change, where they would. */
function settingsChange(scenario: Scenario, settings: Settings): ControlChange {
  const changed = applySettings(scenario, settings);
  const cluster = differences(scenario.cluster.settings, changed.cluster.settings);
  const topics = scenario.topics.flatMap(({ name, configs }, i) => {
    const own = differences(configs, changed.topics[i]?.configs);
    return own === null ? [] : [[name, own] as const];
  });
  const clients = scenario.clients.flatMap((client, i) => {
    const own = differences(settingsOf(client), settingsOf(changed.clients[i]));
    return own === null ? [] : [[client.name, own] as const];
  });
  return {
    ...(cluster === null ? {} : { cluster: { settings: cluster } }),
    ...(topics.length === 0 ? {} : { topics: Object.fromEntries(topics) }),
    ...(clients.length === 0 ? {} : { clients: Object.fromEntries(clients) }),
  };
}

function settingsOf(client: ClientSpec | undefined): ConfigValues | undefined {
  if (client === undefined) return undefined;
  return "producer" in client ? client.producer : client.consumer;
}

/** Settings with another value than before; null when there are none. */
function differences(
  before: ConfigValues | undefined,
  after: ConfigValues | undefined,
): ConfigValues | null {
  const changed = Object.entries(after ?? {}).filter(([name, value]) => before?.[name] !== value);
  return changed.length === 0 ? null : Object.fromEntries(changed);
}
