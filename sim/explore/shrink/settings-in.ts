import type { ConfigValue, ConfigValues } from "../../kafka/config/config.ts";
import type { ClientSpec, Scenario } from "../../scenario/types.ts";

/** One setting of a scenario: whose, its name, and what it is. */
export interface Setting {
  readonly owner: string;
  readonly name: string;
  readonly value: ConfigValue;
}

/** Every setting of the cluster, the topics and the clients. */
export function settingsIn(scenario: Scenario): readonly Setting[] {
  const found: Setting[] = [];
  mapSettings(scenario, (owner, values) => {
    for (const [name, value] of Object.entries(values)) found.push({ owner, name, value });
    return values;
  });
  return found;
}

/** Without those of `all` that are not kept. */
export function withSettings(
  scenario: Scenario,
  all: readonly Setting[],
  kept: readonly Setting[],
): Scenario {
  const idOf = ({ owner, name }: Omit<Setting, "value">) => JSON.stringify([owner, name]);
  const stays = new Set(kept.map(idOf));
  const gone = new Set(all.map(idOf).filter((id) => !stays.has(id)));
  return mapSettings(scenario, (owner, values) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !gone.has(idOf({ owner, name })))),
  );
}

/** With another value for one setting. */
export function withSetting(
  scenario: Scenario,
  { owner, name }: Setting,
  value: ConfigValue,
): Scenario {
  return mapSettings(scenario, (whose, values) =>
    whose === owner ? { ...values, [name]: value } : values,
  );
}

/** A scenario whose settings are what `change` makes of them, by owner. */
function mapSettings(
  scenario: Scenario,
  change: (owner: string, values: ConfigValues) => ConfigValues,
): Scenario {
  const { cluster, topics, clients, steps } = scenario;
  const optional = (owner: string, values: ConfigValues | undefined, key: string) =>
    values === undefined ? {} : { [key]: change(owner, values) };
  const ofBrokers = Object.entries(cluster.brokerSettings ?? {});
  return {
    ...scenario,
    cluster: {
      ...cluster,
      ...optional("cluster", cluster.settings, "settings"),
      ...(ofBrokers.length === 0
        ? {}
        : {
            brokerSettings: Object.fromEntries(
              ofBrokers.map(([id, values]) => [id, change(`broker ${id}`, values)]),
            ),
          }),
      ...optional("zookeeper", cluster.zookeeper, "zookeeper"),
      ...optional("admin", cluster.admin, "admin"),
    },
    topics: topics.map((topic) => ({
      ...topic,
      ...optional(`topic ${topic.name}`, topic.configs, "configs"),
    })),
    clients: clients.map((client) => ofClient(client, change)),
    steps: steps.map((step, i) =>
      "restart" in step ? { ...step, ...optional(`step ${i}`, step.settings, "settings") } : step,
    ),
  };
}

function ofClient(
  client: ClientSpec,
  change: (owner: string, values: ConfigValues) => ConfigValues,
): ClientSpec {
  const owner = `client ${client.name}`;
  if ("producer" in client) return { ...client, producer: change(owner, client.producer) };
  const consumer = change(owner, client.consumer);
  const { application } = client;
  const producer = application?.forward?.producer;
  if (application?.forward === undefined || producer === undefined) return { ...client, consumer };
  const forward = { ...application.forward, producer: change(`${owner} forwards`, producer) };
  return { ...client, consumer, application: { ...application, forward } };
}
