import { zookeeperServersOf } from "../../../scenario/names.ts";
import type { Scenario } from "../../../scenario/types.ts";
import { firstOf } from "../minimise.ts";
import type { Pass } from "../pass.ts";
import { UNCHANGED } from "../rename.ts";
import { renamed } from "../rename-scenario.ts";
import { withScenario } from "../shrink-case.ts";

/** One ZooKeeper server, or fewer. */
export const zookeeperPass: Pass = {
  name: "zookeeper",
  *candidates(start) {
    const { scenario } = start;
    const servers = scenario.cluster.zookeeperServers ?? 1;
    const fewer = Array.from({ length: servers - 1 }, (_, i) => i + 1);
    yield* firstOf(fewer.map((count) => withScenario(start, withServers(scenario, count))));
  },
};

function withServers(scenario: Scenario, zookeeperServers: number): Scenario {
  const before = zookeeperServersOf(scenario.cluster);
  const cluster = { ...scenario.cluster, zookeeperServers };
  const after = zookeeperServersOf(cluster);
  const host = (name: string) => (before.includes(name) && !after.includes(name) ? null : name);
  return renamed({ ...scenario, cluster }, { ...UNCHANGED, host });
}
