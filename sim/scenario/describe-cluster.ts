import type { ClientDescription, ClusterDescription } from "../cluster/description.ts";
import type { Era } from "../kafka/era.ts";
import { present } from "../kernel/assert.ts";
import { DEFAULT_PATH, type PathProperties } from "../kernel/paths.ts";
import type { Micros } from "../kernel/time.ts";
import { durationMicros } from "./duration.ts";
import { brokerIdsOf, hostName } from "./names.ts";
import type { ClientSpec, Duration, NetworkSpec, Scenario } from "./types.ts";

/** The cluster that a checked scenario describes. */
export function describeCluster(scenario: Scenario, era: Era): ClusterDescription {
  const { cluster, clients } = scenario;
  return {
    era,
    brokers: brokerIdsOf(cluster).map((id) => ({
      id,
      settings: { ...cluster.settings, ...cluster.brokerSettings?.[id] },
    })),
    zookeeper: cluster.zookeeper ?? {},
    clients: clients.map(describeClient),
    network: describeNetwork(cluster.network ?? {}),
  };
}

function describeClient(client: ClientSpec): ClientDescription {
  const { name } = client;
  return "producer" in client
    ? { kind: "producer", name, settings: client.producer }
    : { kind: "consumer", name, settings: client.consumer, assign: client.assign };
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
