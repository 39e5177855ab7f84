import * as fc from "fast-check";
import type { ClusterSpec, ConfigValues } from "../../sim/index.ts";
import { brokerSettings } from "./broker-settings.ts";
import { type Choice, drawn } from "./internals/choice.ts";

export interface ClusterShapeOptions {
  /** Number of brokers; usually 3 to 5. */
  readonly brokers?: Choice<number>;
  /** Number of ZooKeeper servers; usually 1, sometimes 3. */
  readonly zookeeperServers?: Choice<number>;
  /** Settings of the brokers; usually those of {@link brokerSettings}. */
  readonly settings?: Choice<ConfigValues>;
  /** How long a message is under way, in milliseconds; usually 1 to 20. */
  readonly latencyMs?: Choice<number>;
}

/**
 * What a cluster is made of, without topics and clients. It shrinks towards three brokers, one ZooKeeper
 * server and a latency of a millisecond.
 */
export function clusterShape(options: ClusterShapeOptions = {}): fc.Arbitrary<ClusterSpec> {
  return fc
    .record({
      brokers: drawn(options.brokers, fc.integer({ min: 3, max: 5 })),
      zookeeperServers: drawn(options.zookeeperServers, fc.constantFrom(1, 1, 1, 3)),
      settings: drawn(options.settings, brokerSettings()),
      latencyMs: drawn(options.latencyMs, fc.constantFrom(1, 1, 5, 20)),
    })
    .map(({ brokers, zookeeperServers, settings, latencyMs }) => ({
      brokers,
      ...(zookeeperServers === 1 ? {} : { zookeeperServers }),
      settings,
      network: { latency: `${latencyMs}ms` },
    }));
}
