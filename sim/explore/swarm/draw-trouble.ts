import type { FaultKind, Trouble } from "../../faults/plan.ts";
import type { ChoiceStream } from "../../kernel/choices.ts";
import { CONTROLLER_HOST } from "../../scenario/dynamic-hosts.ts";
import { chance, pick, some, weighted } from "./draw.ts";
import { drawCut } from "./draw-cut.ts";
import type { Targets } from "./targets.ts";

/** Messages that matter most when they come late. */
const HELD_MESSAGES = [
  "LeaderAndIsrRequest",
  "UpdateMetadataRequest",
  "StopReplicaRequest",
  "FetchRequest",
  "FetchResponse",
  "ProduceRequest",
  "ProduceResponse",
  "OffsetsForLeaderEpochResponse",
  "AlterIsrRequest",
  "AlterIsrResponse",
  "zookeeper.setData.response",
  "zookeeper.watch-event",
];

const MOST_ROTTEN_OFFSET = 40;

/**
 * One stretch of trouble of that kind.
 * @param broker whom it strikes, if it strikes one broker; may be whoever is the controller then
 * @returns null when there is nothing that it could strike
 */
export function drawTrouble(
  stream: ChoiceStream,
  kind: FaultKind,
  broker: string,
  targets: Targets,
): Trouble | null {
  const { brokers, servers, logDirs, partitions } = targets;
  // Some faults are of a machine and not of a role.
  const machine = broker === CONTROLLER_HOST ? pick(stream, brokers) : broker;
  switch (kind) {
    case "kill":
      // A producer that dies takes with it what it knew of its records: nothing could be told of them.
      return { kind, hosts: drawHosts(stream, broker, brokers, targets.consumers) };
    case "shutdown":
      return { kind, hosts: [machine] };
    case "powerLoss": {
      const lose = weighted(stream, [
        [6, "choice"],
        [2, "all"],
        [1, "none"],
      ] as const);
      return { kind, hosts: drawOutage(stream, machine, targets), lose };
    }
    case "pause":
      return {
        kind,
        hosts: drawHosts(stream, broker, brokers, [...targets.consumers, ...targets.producers]),
        clocks: chance(stream, 25) ? "stop" : "run",
      };
    case "cut":
      return drawCut(stream, machine, targets);
    case "hold": {
      const others = brokers.filter((name) => name !== machine);
      const peers = [...others, ...servers, ...targets.producers];
      const [from, to] = chance(stream, 50) ? [[machine], peers] : [peers, [machine]];
      return { kind, from, to, message: pick(stream, HELD_MESSAGES) };
    }
    case "reset":
      return { kind, from: [machine], to: drawPeers(stream, machine, targets) };
    case "expireSession":
      return { kind, host: broker };
    case "jumpClock": {
      const byMs = pick(stream, [200, 5000, 60_000, 86_400_000]);
      return { kind, host: machine, byMs: chance(stream, 50) ? byMs : -byMs };
    }
    case "failLogDir":
      return { kind, broker: idOf(machine), dir: pick(stream, logDirs) };
    case "corrupt": {
      if (partitions.length === 0) return null;
      const { name, replicas } = pick(stream, partitions);
      const offset = stream.next(MOST_ROTTEN_OFFSET);
      return { kind, broker: idOf(pick(stream, replicas)), partition: name, offset };
    }
    case "slowDisk": {
      const slowdown = pick(stream, [5, 50, 500, "stalled"] as const);
      return targets.hasHardware ? { kind, hosts: [machine], slowdown } : null;
    }
    case "zookeeper":
      return drawZooKeeperTrouble(stream, servers);
  }
}

/** The servers, one by one or all; one that goes leaves a majority. */
function drawZooKeeperTrouble(stream: ChoiceStream, servers: readonly string[]): Trouble {
  const hosts = chance(stream, 80) ? [pick(stream, servers)] : servers;
  const others = servers.filter((name) => !hosts.includes(name));
  const fsyncMs = pick(stream, [20, 200, 1000]);
  const cut: Trouble = { kind: "cut", from: hosts, to: others, oneWay: chance(stream, 30) };
  return weighted<Trouble>(stream, [
    [3, { kind: "kill", hosts }],
    [3, { kind: "pause", hosts, clocks: chance(stream, 30) ? "stop" : "run" }],
    [2, { kind: "slowSync", hosts, fsyncMs }],
    [3, others.length > 0 ? cut : { kind: "kill", hosts }],
  ]);
}

/** Mostly the broker, sometimes one of these clients, seldom several brokers at once. */
function drawHosts(
  stream: ChoiceStream,
  broker: string,
  brokers: readonly string[],
  clients: readonly string[],
): readonly string[] {
  const client = clients.length > 0 ? pick(stream, clients) : broker;
  const several = some(stream, brokers, stream.between(2, Math.max(2, brokers.length)));
  return weighted<readonly string[]>(stream, [
    [16, [broker]],
    [2, [client]],
    [2, several],
  ]);
}

/** Who loses power together: one machine, a rack, or everybody. */
function drawOutage(stream: ChoiceStream, machine: string, targets: Targets): readonly string[] {
  const rack = targets.racks.find((names) => names.includes(machine)) ?? [machine];
  return weighted<readonly string[]>(stream, [
    [6, [machine]],
    [3, rack],
    [1, some(stream, targets.brokers, 2)],
    [1, targets.brokers],
  ]);
}

function drawPeers(stream: ChoiceStream, machine: string, targets: Targets): readonly string[] {
  const others = targets.brokers.filter((name) => name !== machine);
  const options = [others, targets.servers, targets.producers, targets.consumers];
  return pick(
    stream,
    options.filter((names) => names.length > 0),
  );
}

function idOf(host: string): number {
  return Number(host.slice(host.lastIndexOf("-") + 1));
}
