import { brokerIdsOf } from "../../scenario/names.ts";
import type { ClientSpec, ClusterSpec, Scenario, Step, TopicSpec } from "../../scenario/types.ts";
import { expandValues } from "../../scenario/values.ts";
import { valuesOf } from "./rename.ts";

/** Keys under which one thing may stand instead of a list of one. */
const HOSTS: readonly string[] = [
  "start",
  "kill",
  "powerLoss",
  "expireSession",
  "restart",
  "shutdown",
  "pause",
  "resume",
  "from",
  "to",
  "host",
];

/** The same scenario in the fewest words: without what is empty, or what would be so anyway. */
export function tidy(scenario: Scenario): Scenario {
  return {
    ...scenario,
    cluster: tidyCluster(scenario.cluster),
    topics: scenario.topics.map(tidyTopic),
    clients: scenario.clients.map(tidyClient),
    steps: scenario.steps.map(tidyStep),
  };
}

function tidyCluster({ controller, zookeeperServers, ...cluster }: ClusterSpec): ClusterSpec {
  const ids = brokerIdsOf(cluster);
  const isCounted = ids.every((id, i) => id === i + 1);
  const { brokerSettings, network, ...others } = cluster;
  return {
    ...withoutEmpty({
      ...others,
      ...(brokerSettings === undefined ? {} : { brokerSettings: withoutEmpty(brokerSettings) }),
      ...(network === undefined ? {} : { network: withoutEmpty(network) }),
    }),
    brokers: isCounted ? ids.length : ids,
    ...(controller === undefined || controller === ids.at(-1) ? {} : { controller }),
    ...(zookeeperServers === undefined || zookeeperServers === 1 ? {} : { zookeeperServers }),
  };
}

function tidyTopic(topic: TopicSpec): TopicSpec {
  return withoutEmpty(topic);
}

function tidyClient(client: ClientSpec): ClientSpec {
  if ("producer" in client || client.application === undefined) return client;
  const { application, ...others } = client;
  return { ...others, application: withoutEmpty(application) };
}

function tidyStep(step: Step): Step {
  if (!("produce" in step)) return oneOf(step) as Step;
  const { values } = step.produce;
  const names = expandValues(values)?.filter((name) => name !== null) ?? [];
  const isAllNamed = names.length > 0 && names.length === expandValues(values)?.length;
  return isAllNamed ? { ...step, produce: { ...step.produce, values: valuesOf(names) } } : step;
}

/** Lists of one host become that host, and `broker-1` becomes 1. */
function oneOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, field]: [string, unknown]) => {
    if (!HOSTS.includes(key)) return [key, oneOf(field)] as const;
    const hosts = (Array.isArray(field) ? field : [field]).map(shortHost);
    return [key, hosts.length === 1 ? hosts[0] : hosts] as const;
  });
  return Object.fromEntries(entries);
}

function shortHost(reference: unknown): unknown {
  const id = typeof reference === "string" ? /^broker-(\d+)$/.exec(reference)?.[1] : undefined;
  return id === undefined ? reference : Number(id);
}

/** Without fields that are objects or lists with nothing in them. */
function withoutEmpty<T extends object>(value: T): T {
  const entries = Object.entries(value).filter(
    ([, field]: [string, unknown]) =>
      typeof field !== "object" || field === null || Object.keys(field).length > 0,
  );
  return Object.fromEntries(entries) as T;
}
