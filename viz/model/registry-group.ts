import type { State, ZnodeState } from "../../sim/trace/state.ts";

/** A consumer that registered itself in ZooKeeper, and the partitions it took there. */
export interface RegistryMember {
  readonly client: string;
  /** Its znode's name. */
  readonly id: string;
  readonly partitions: readonly string[];
}

/** The members of a group whose consumers share partitions out through ZooKeeper; null: it has none. */
export function registryGroup({ zookeeper }: State, group: string): RegistryMember[] | null {
  const { root, sessions } = zookeeper;
  const znode = root.children.consumers?.children[group];
  const ids = Object.entries(childrenOf(znode, "ids"));
  if (ids.length === 0) return null;
  const taken = new Map<string, string[]>();
  for (const [topic, { children }] of Object.entries(childrenOf(znode, "owners"))) {
    for (const [partition, { data }] of Object.entries(children)) {
      // The owner is `CONSUMER-THREAD`.
      const owner = ids.find(([id]) => data === id || data.startsWith(`${id}-`))?.[0];
      if (owner !== undefined) {
        taken.set(owner, [...(taken.get(owner) ?? []), `${topic}-${partition}`]);
      }
    }
  }
  return ids.map(([id, { owner }]) => ({
    client: sessions[owner ?? ""]?.host ?? id,
    id,
    partitions: taken.get(id) ?? [],
  }));
}

function childrenOf(
  znode: ZnodeState | undefined,
  name: string,
): Readonly<Record<string, ZnodeState>> {
  return znode?.children[name]?.children ?? {};
}
