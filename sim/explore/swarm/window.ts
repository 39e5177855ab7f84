import type { Choices } from "../../kernel/choices.ts";
import type { ClusterSpec } from "../../scenario/types.ts";
import { pick } from "./draw.ts";
import { effective } from "./fixed.ts";
import type { SwarmSpace } from "./space.ts";

/** When a run is disturbed, and how long its cluster takes to notice that somebody is gone. */
export interface Window {
  readonly startMs: number;
  /** From here on nothing disturbs it. */
  readonly quietMs: number;
  /** ZooKeeper ends the session of a broker that is silent that long. */
  readonly sessionMs: number;
  /** By then it has, and says so. */
  readonly expiryMs: number;
  /** A follower that is behind that long leaves the ISR. */
  readonly lagMs: number;
}

/** A cluster of the usual size has come up by then. */
const START_MS = 5000;
const LONGEST_MS = 120_000;
/** Sessions begin anew when ZooKeeper itself was away. */
const ZOOKEEPER_START_MS = 1500;

/** Long enough for a few outages that the cluster notices, one after another. */
export function drawWindow(choices: Choices, cluster: ClusterSpec, space: SwarmSpace): Window {
  const stream = choices.stream("swarm/window");
  const millis = (name: string) => Number(effective("broker", name, cluster.settings, space));
  const asked = millis("zookeeper.session.timeout.ms");
  const tickMs = Number(effective("zookeeper", "tickTime", cluster.zookeeper, space));
  // ZooKeeper grants what is asked for within 2 and 20 ticks.
  const sessionMs = Math.min(Math.max(asked, 2 * tickMs), 20 * tickMs);
  const lagMs = millis("replica.lag.time.max.ms");
  const expiryMs = sessionMs + 2 * tickMs + ZOOKEEPER_START_MS;
  const noticed = Math.max(sessionMs, lagMs);
  const length = Math.min(LONGEST_MS, 4000 + noticed * pick(stream, [1, 2, 2, 3, 5]));
  return { startMs: START_MS, quietMs: START_MS + length, sessionMs, expiryMs, lagMs };
}
