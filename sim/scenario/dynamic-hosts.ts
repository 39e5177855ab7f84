import { brokerHost } from "../cluster/hosts.ts";
import type { Fault } from "../faults/fault.ts";
import type { State } from "../trace/state.ts";

/** The broker that `/controller` names at that moment. */
export const CONTROLLER_HOST = "controller";
/** After `restart`: whoever is down; after `resume`: whoever is paused. */
export const ALL_HOSTS = "all";

/**
 * A fault whose hosts are those that were meant at this moment of a run. Null when a host was meant that
 * is not there: no broker is the controller.
 */
export function resolveHosts(fault: Fault, state: State): Fault | null {
  const controller = controllerHost(state);
  const known = (names: readonly string[]) =>
    names.map((name) => (name === CONTROLLER_HOST ? controller : name));
  const complete = (names: readonly (string | null)[]): names is readonly string[] =>
    !names.includes(null);
  switch (fault.kind) {
    case "restart":
      return { ...fault, hosts: meant(fault.hosts, "down", state) };
    case "resume":
      return { ...fault, hosts: meant(fault.hosts, "paused", state) };
    case "kill":
    case "powerLoss":
    case "shutdown":
    case "pause": {
      const hosts = known(fault.hosts);
      return complete(hosts) ? { ...fault, hosts } : null;
    }
    case "cut":
    case "heal":
    case "hold":
    case "release":
    case "reset": {
      const from = known(fault.from);
      const to = known(fault.to);
      return complete(from) && complete(to) ? { ...fault, from, to } : null;
    }
    case "expireSession": {
      const [host] = known([fault.host]);
      return host == null ? null : { ...fault, host };
    }
    default:
      return fault;
  }
}

/** Who is in that state and was started before. */
function meant(names: readonly string[], life: "down" | "paused", state: State): readonly string[] {
  if (!names.includes(ALL_HOSTS)) return names;
  return Object.entries(state.hosts)
    .filter(([, host]) => host.life === life && host.reason !== "")
    .map(([name]) => name);
}

function controllerHost({ zookeeper }: State): string | null {
  const data = zookeeper.root.children.controller?.data;
  const brokerId = data === undefined ? undefined : /"brokerid":(\d+)/.exec(data)?.[1];
  return brokerId === undefined ? null : brokerHost(Number(brokerId));
}
