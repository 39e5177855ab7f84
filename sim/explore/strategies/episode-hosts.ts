import { brokerHost } from "../../cluster/hosts.ts";
import type { Episode } from "../../faults/plan.ts";
import { CONTROLLER_HOST } from "../../scenario/dynamic-hosts.ts";
import type { Targets } from "../swarm/targets.ts";

/** Everybody that an episode strikes, by name. */
export function hostsOf(episode: Episode): readonly string[] {
  switch (episode.kind) {
    case "cut":
    case "hold":
    case "reset":
      return [...episode.from, ...episode.to];
    case "expireSession":
    case "jumpClock":
      return [episode.host];
    case "failLogDir":
    case "corrupt":
      return [brokerHost(episode.broker)];
    default:
      return episode.hosts;
  }
}

/** The same episode with every host replaced by what `rename` makes of it. */
export function withHosts(episode: Episode, rename: (host: string) => string): Episode {
  switch (episode.kind) {
    case "cut":
    case "hold":
    case "reset":
      return { ...episode, from: episode.from.map(rename), to: episode.to.map(rename) };
    case "expireSession":
    case "jumpClock":
      return { ...episode, host: rename(episode.host) };
    case "failLogDir":
    case "corrupt":
      return { ...episode, broker: brokerOf(rename(brokerHost(episode.broker))) };
    default:
      return { ...episode, hosts: episode.hosts.map(rename) };
  }
}

/** As much of an episode as there is in another cluster; null when that is nothing. */
export function fitted(episode: Episode, targets: Targets): Episode | null {
  const { brokers, servers, producers, consumers } = targets;
  const known = new Set([...brokers, ...servers, ...producers, ...consumers, CONTROLLER_HOST]);
  const here = (hosts: readonly string[]) => hosts.filter((host) => known.has(host));
  switch (episode.kind) {
    case "cut":
    case "hold":
    case "reset": {
      const from = here(episode.from);
      const to = here(episode.to);
      return from.length === 0 || to.length === 0 ? null : { ...episode, from, to };
    }
    case "expireSession":
    case "jumpClock":
      return known.has(episode.host) ? episode : null;
    case "failLogDir":
      return brokers.includes(brokerHost(episode.broker)) && targets.logDirs.includes(episode.dir)
        ? episode
        : null;
    case "corrupt":
      return targets.partitions.some(
        ({ name, replicas }) =>
          name === episode.partition && replicas.includes(brokerHost(episode.broker)),
      )
        ? episode
        : null;
    default: {
      if (episode.kind === "slowDisk" && !targets.hasHardware) return null;
      const hosts = here(episode.hosts);
      return hosts.length === 0 ? null : { ...episode, hosts };
    }
  }
}

function brokerOf(host: string): number {
  return Number(host.slice(host.lastIndexOf("-") + 1));
}
