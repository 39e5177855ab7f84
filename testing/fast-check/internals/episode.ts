import type { Episode, Trouble } from "../../../sim/faults/plan.ts";
import type { FaultDetail } from "./details.ts";

/** A fault as it is drawn: parts that shrink by themselves while the others stay. */
interface EpisodeDraft {
  readonly detail: FaultDetail;
  /** Names of brokers, and of consumers for faults that only end or stop a process. */
  readonly struck: readonly string[];
  readonly forMs: number;
  readonly atMs: number;
}

const LOG_DIR = "/tmp/kafka-logs";
const FSYNC_MS = 500;
/** Kinds that are over at once, and clocks that stay where they were put. */
const MOMENTARY: readonly Trouble["kind"][] = ["reset", "expireSession", "jumpClock", "corrupt"];

/** The fault that a draft means. */
export function episodeOf({ detail, struck, forMs, atMs }: EpisodeDraft): Episode {
  const trouble = troubleOf(detail, struck);
  return { atMs, forMs: MOMENTARY.includes(trouble.kind) ? 0 : forMs, ...trouble };
}

function troubleOf(detail: FaultDetail, struck: readonly string[]): Trouble {
  const ids = struck.flatMap((name) => /^broker-(\d+)$/.exec(name)?.slice(1).map(Number) ?? []);
  const [broker = 1] = ids;
  const host = `broker-${broker}`;
  const hosts = ids.length === 0 ? [host] : ids.map((id) => `broker-${id}`);
  switch (detail.kind) {
    case "kill":
    case "shutdown":
      return { kind: detail.kind, hosts: struck };
    case "pause":
      return { ...detail, hosts: struck };
    case "powerLoss":
    case "slowDisk":
      return { ...detail, hosts };
    case "cut": {
      const { kind, peers, oneWay } = detail;
      return { kind, from: hosts, to: others(peers, hosts), oneWay };
    }
    case "hold": {
      const { kind, peers, message } = detail;
      return { kind, from: hosts, to: others(peers, hosts), message };
    }
    case "reset":
      return { kind: detail.kind, from: hosts, to: others(detail.peers, hosts) };
    case "expireSession":
      return { kind: detail.kind, host };
    case "jumpClock":
      return { ...detail, host };
    case "failLogDir":
      return { kind: detail.kind, broker, dir: LOG_DIR };
    case "corrupt":
      return { ...detail, broker };
    case "zookeeper":
      return zookeeperTrouble(detail.trouble, `zookeeper-${broker}`, hosts);
  }
}

/** The peers without those that are struck themselves; ZooKeeper when nobody is left. */
function others(peers: readonly string[], struck: readonly string[]): readonly string[] {
  const left = peers.filter((name) => !struck.includes(name));
  return left.length > 0 ? left : ["zookeeper"];
}

function zookeeperTrouble(
  trouble: Extract<FaultDetail, { readonly kind: "zookeeper" }>["trouble"],
  server: string,
  brokers: readonly string[],
): Trouble {
  switch (trouble) {
    case "pause":
      return { kind: "pause", hosts: [server], clocks: "run" };
    case "kill":
      return { kind: "kill", hosts: [server] };
    case "cut":
      return { kind: "cut", from: [server], to: brokers, oneWay: false };
    case "slowSync":
      return { kind: "slowSync", hosts: [server], fsyncMs: FSYNC_MS };
  }
}
