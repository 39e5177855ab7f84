import type { PathProperties } from "../kernel/paths.ts";
import type { NetworkDescription } from "./description.ts";
import { type Cluster, hostsNamed } from "./hosts.ts";

/** From a host to itself: through the kernel, never over a wire. */
const LOOPBACK: PathProperties = { latencyUs: 50, jitterUs: 0, bytesPerUs: 1250 };

/** Gives every pair of hosts its latency and bandwidth. */
export function applyNetwork(cluster: Cluster, description: NetworkDescription): void {
  const { network, hosts } = cluster.sim;
  network.paths.default = description.path;
  for (const host of hosts) network.paths.set(host.index, host.index, LOOPBACK);
  for (const { between, path } of description.links) {
    const [x, y] = between;
    for (const from of hostsNamed(cluster, x)) {
      for (const to of hostsNamed(cluster, y)) {
        if (from === to) continue;
        network.paths.set(from.index, to.index, path);
        network.paths.set(to.index, from.index, path);
      }
    }
  }
}
