import { type Cluster, hostsNamed } from "../cluster/hosts.ts";
import { obstacle } from "../faults/apply.ts";
import type { Fault } from "../faults/fault.ts";

/** What is left of a fault without the hosts that are in no state for it; null when nothing is. */
export function possiblePart(cluster: Cluster, fault: Fault): Fault | null {
  let part = fault;
  for (;;) {
    const obstructing = obstacle(cluster, part);
    if (obstructing === null) return part;
    if (!("hosts" in part)) return null;
    const hosts = part.hosts
      .flatMap((name) => hostsNamed(cluster, name))
      .filter((host) => host !== obstructing)
      .map(({ name }) => name);
    if (hosts.length === 0) return null;
    part = { ...part, hosts };
  }
}
