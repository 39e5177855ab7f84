import { present } from "../../kernel/assert.ts";
import { type ConfigValues, listOf, textOf } from "../config/config.ts";
import type { ClusterAddresses } from "../context.ts";

/** Stands for every server in `zookeeper.connect`. */
const ALL_SERVERS = "zookeeper";

/** The hosts of the ZooKeeper servers that a broker knows of (`zookeeper.connect`). */
export function zookeeperServers(
  config: ConfigValues,
  { zookeeper }: ClusterAddresses,
): readonly number[] {
  const names = listOf(textOf(config, "zookeeper.connect"));
  if (names.includes(ALL_SERVERS)) return [...zookeeper.values()];
  return names.map((name) => present(zookeeper.get(name), `there is no server ${name}`));
}
