import {
  CONFIGS,
  type ConfigDefinition,
  type ConfigScope,
  type ConfigValue,
  type ConfigValues,
  defaultIn,
  resolveConfig,
} from "../../kafka/config/config.ts";
import { type Era, isEra, isFrom } from "../../kafka/era/eras.ts";
import { checkSettingsOf } from "../../scenario/check-settings.ts";
import { replicationFactorOf } from "../../scenario/names.ts";
import { applySettings, type Settings } from "../../scenario/resolve.ts";
import type { Scenario } from "../../scenario/types.ts";
import { eraNamed, type RunInput } from "../run-input.ts";
import type { Change } from "./change.ts";

/** Settings that people change to lose, repeat or disorder less, and to what. */
const SAFER: readonly (readonly [name: string, value: string])[] = [
  ["acks", "all"],
  ["min.insync.replicas", "2"],
  ["min.insync.replicas", "3"],
  ["unclean.leader.election.enable", "false"],
  ["enable.idempotence", "true"],
  ["max.in.flight.requests.per.connection", "1"],
  ["retries", "2147483647"],
  ["delivery.timeout.ms", "600000"],
  ["log.flush.interval.messages", "1"],
  ["auto.leader.rebalance.enable", "false"],
  ["controlled.shutdown.enable", "true"],
];

/** The same for groups. */
const SAFER_FOR_GROUPS: readonly (readonly [name: string, value: string])[] = [
  ["enable.auto.commit", "false"],
  ["auto.offset.reset", "earliest"],
  ["dual.commit.enabled", "true"],
];

/** Several together, for what none of them saves alone. */
const TOGETHER: readonly Settings[] = [
  { acks: "all", "min.insync.replicas": "2" },
  { acks: "all", "unclean.leader.election.enable": "false" },
  { "min.insync.replicas": "2", "unclean.leader.election.enable": "false" },
  { acks: "all", "min.insync.replicas": "2", "unclean.leader.election.enable": "false" },
];

const SCOPES: readonly ConfigScope[] = ["broker", "topic", "producer", "consumer"];

/** Single settings that differ from those of a run and might have changed what came of it. */
export function settingCandidates(input: RunInput): readonly Change[] {
  const { clients, steps } = input.scenario;
  const hasGroups = clients.some((client) => "consumer" in client && "group.id" in client.consumer);
  const deletes = steps.some((step) => "deleteTopic" in step);
  const candidates: readonly (readonly [name: string, value: string])[] = [
    ...SAFER,
    ...(hasGroups ? SAFER_FOR_GROUPS : []),
    ...(deletes ? [["delete.topic.enable", "false"] as const] : []),
  ];
  return candidates
    .filter(([name, value]) => mayMatter(input, { [name]: value }))
    .map(([name, value]) => ({ kind: "settings", settings: { [name]: value } }));
}

/** Combinations of which every part changes something. */
export function combinedCandidates(input: RunInput): readonly Change[] {
  return TOGETHER.filter((settings) =>
    Object.entries(settings).every(([name, value]) => mayMatter(input, { [name]: value })),
  ).map((settings) => ({ kind: "settings", settings }));
}

/**
 * Settings whose defaults became others between the era of a run and a later one: each alone with its
 * later default.
 */
export function defaultCandidates(input: RunInput, later: Era): readonly Change[] {
  const era = eraNamed(input.era);
  const known = new Set(SAFER.map(([name, value]) => `${name}=${value}`));
  const changes = new Map<string, Change>();
  for (const scope of SCOPES) {
    for (const definition of CONFIGS[scope]) {
      if (definition.isSwitch || definition.name === "inter.broker.protocol.version") continue;
      const value = String(defaultIn(definition, later));
      if (value === "" || value === String(defaultIn(definition, era))) continue;
      const { name } = definition;
      if (known.has(`${name}=${value}`) || !mayMatter(input, { [name]: value })) continue;
      changes.set(name, { kind: "settings", settings: { [name]: value } });
    }
  }
  return [...changes.values()];
}

/** More replicas, where there are brokers for them: up to three. */
export function replicationCandidates({ scenario }: RunInput): readonly Change[] {
  const { topics, cluster } = scenario;
  const brokers = typeof cluster.brokers === "number" ? cluster.brokers : cluster.brokers.length;
  const fewest = topics.map(
    (topic) =>
      topic.assignment?.reduce((least, one) => Math.min(least, one.length), brokers) ??
      replicationFactorOf(topic, cluster),
  );
  const present = Math.min(...fewest);
  return [2, 3]
    .filter((factor) => topics.length > 0 && factor > present && factor <= brokers)
    .map((factor) => ({ kind: "replication", factor }));
}

/** Whether any part of a run has another value of a setting, in an era that knows it. */
function mayMatter(input: RunInput, settings: Settings): boolean {
  const era = eraNamed(input.era);
  const [name] = Object.keys(settings);
  const isKnown = SCOPES.some((scope) =>
    CONFIGS[scope].some((one) => one.name === name && isKnownIn(one, input.scenario, era)),
  );
  if (!isKnown || name === undefined) return false;
  const before = effective(applySettings(input.scenario, input.settings), name, era);
  const after = effective(
    applySettings(input.scenario, { ...input.settings, ...settings }),
    name,
    era,
  );
  return before !== after;
}

/** Some broker or client may be newer than the run. */
function isKnownIn({ from }: ConfigDefinition, { cluster, clients }: Scenario, era: Era): boolean {
  if (from === null || isFrom(era, from)) return true;
  const others = [...Object.values(cluster.brokerEras ?? {}), ...clients.map((one) => one.era)];
  return others.some((other) => other !== undefined && isEra(other) && isFrom(other, from));
}

/** The values of a setting everywhere in a run, as one text. */
function effective(scenario: Scenario, name: string, era: Era): string {
  const { cluster, topics, clients } = scenario;
  const values: (ConfigValue | undefined)[] = [];
  const look = (scope: ConfigScope, given: ConfigValues, own: Era): void => {
    if (!CONFIGS[scope].some((one) => one.name === name)) return;
    // A topic has what it was given, or else what its brokers have.
    values.push(scope === "topic" ? given[name] : resolveConfig(scope, given, own)[name]);
  };
  look("broker", cluster.settings ?? {}, era);
  for (const own of Object.values(cluster.brokerSettings ?? {})) {
    look("broker", { ...cluster.settings, ...own }, era);
  }
  for (const topic of topics) {
    look(
      "topic",
      {
        [name]: resolveConfig("broker", cluster.settings ?? {}, era)[name] ?? "",
        ...topic.configs,
      },
      era,
    );
  }
  for (const client of clients) {
    const own = client.era !== undefined && isEra(client.era) ? client.era : era;
    if ("producer" in client) look("producer", client.producer, own);
    else {
      look("consumer", client.consumer, own);
      const forward = client.application?.forward?.producer;
      if (forward !== undefined) look("producer", forward, own);
    }
  }
  // Idempotence and acks decide each other.
  if (name === "acks" || name === "enable.idempotence") {
    for (const promise of Object.values(checkSettingsOf(scenario, era).producers)) {
      values.push(promise.acks, promise.idempotence);
    }
  }
  return values.map(String).join(" ");
}
