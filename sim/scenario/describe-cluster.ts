import type { ClientDescription, ClusterDescription } from "../cluster/description.ts";
import type { ApplicationSettings } from "../kafka/client/application/application-settings.ts";
import { type Era, isEra } from "../kafka/era/eras.ts";
import { present } from "../kernel/assert.ts";
import { DEFAULT_PATH, type PathProperties } from "../kernel/paths.ts";
import { type Micros, US_PER_MS } from "../kernel/time.ts";
import { describeHardware } from "./describe-hardware.ts";
import { durationMicros } from "./duration.ts";
import { brokerIdsOf, hostName } from "./names.ts";
import { oldestEraOf } from "./scenario-era.ts";
import type {
  ApplicationSpec,
  ClientSpec,
  ConsumerSpec,
  Duration,
  NetworkSpec,
  Scenario,
} from "./types.ts";
import { expandValues } from "./values.ts";

/** The cluster that a checked scenario describes. */
export function describeCluster(scenario: Scenario, era: Era): ClusterDescription {
  const { cluster, clients } = scenario;
  const protocol = oldestEraOf(scenario, era);
  return {
    brokers: brokerIdsOf(cluster).map((id) => {
      const hardware = describeHardware(cluster.hardware, id);
      const settings = {
        "inter.broker.protocol.version": protocol,
        ...cluster.settings,
        ...cluster.brokerSettings?.[id],
      };
      const broker = { id, era: eraOr(cluster.brokerEras?.[id], era), settings };
      return hardware === undefined ? broker : { ...broker, hardware };
    }),
    zookeeper: cluster.zookeeper ?? {},
    zookeeperServers: cluster.zookeeperServers ?? 1,
    clients: clients.map((client) => describeClient(client, era)),
    admin: { era: oldestEraOf(scenario, era), settings: cluster.admin ?? {} },
    network: describeNetwork(cluster.network ?? {}),
  };
}

function describeClient(client: ClientSpec, eraOfRun: Era): ClientDescription {
  const { name } = client;
  const era = eraOr(client.era, eraOfRun);
  if ("producer" in client) return { kind: "producer", name, era, settings: client.producer };
  const { assign, subscribe, application } = client;
  return {
    kind: "consumer",
    name,
    era,
    settings: client.consumer,
    ...(assign === undefined ? {} : { assign }),
    ...(subscribe === undefined ? {} : { subscribe }),
    ...(application === undefined ? {} : { application: describeApplication(application) }),
    delaysMs: delaysOf(client),
  };
}

function describeApplication(application: ApplicationSpec): ApplicationSettings {
  const { processing, thread, commit, commitMode, onRevoked, effect, fails, forward } = application;
  return {
    processingUs: microsOr(processing, 0),
    thread: thread ?? "poll",
    commit: commit ?? "never",
    commitMode: commitMode ?? "sync",
    onRevoked: onRevoked ?? "nothing",
    effect: effect ?? "append",
    fails:
      fails === undefined
        ? null
        : {
            values: expandValues(fails.values) ?? [],
            times: fails.times ?? Number.POSITIVE_INFINITY,
            reaction: fails.then,
          },
    forward:
      forward === undefined ? null : { topic: forward.topic, producer: forward.producer ?? {} },
  };
}

function delaysOf({ delays }: ConsumerSpec): Readonly<Record<string, number>> {
  const entries = Object.entries(delays ?? {});
  return Object.fromEntries(
    entries.map(([key, delay]) => [key, Math.round(microsOr(delay, 0) / US_PER_MS)]),
  );
}

function eraOr(name: string | undefined, otherwise: Era): Era {
  return name !== undefined && isEra(name) ? name : otherwise;
}

function describeNetwork(network: NetworkSpec): ClusterDescription["network"] {
  const bytesPerUs = (network.megabitsPerSecond ?? DEFAULT_PATH.bytesPerUs * 8) / 8;
  const path: PathProperties = {
    latencyUs: microsOr(network.latency, DEFAULT_PATH.latencyUs),
    jitterUs: microsOr(network.jitter, DEFAULT_PATH.jitterUs),
    bytesPerUs,
  };
  const links = (network.links ?? []).map(({ between: [x, y], latency, jitter }) => ({
    between: [hostName(x), hostName(y)] as const,
    path: {
      latencyUs: microsOr(latency, path.latencyUs),
      jitterUs: microsOr(jitter, path.jitterUs),
      bytesPerUs,
    },
  }));
  return { path, links };
}

function microsOr(duration: Duration | undefined, otherwise: Micros): Micros {
  if (duration === undefined) return otherwise;
  return present(durationMicros(duration), `${duration} is not a duration`);
}
