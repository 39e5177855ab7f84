import { BROKER_STATES } from "../kafka/facts.ts";
import { parseJson } from "../trace/registry.ts";
import type { HostState, State } from "../trace/state.ts";
import { childOf } from "./registry-path.ts";

/** The brokers of a cluster at some moment. */
export interface DescribedBrokers {
  /** Whom `/controller` names; null when there is none. */
  readonly controller: number | null;
  /** What `/controller_epoch` holds; null when there is none. */
  readonly controllerEpoch: number | null;
  /** In ascending order of their ids. */
  readonly brokers: readonly DescribedBroker[];
}

export interface DescribedBroker {
  readonly id: number;
  readonly host: string;
  /** The epoch in which it takes itself for the active controller; null when it does not. */
  readonly activeInEpoch: number | null;
  /** The broker epoch: the czxid of `/brokers/ids/N`; null when it is not registered. */
  readonly epoch: number | null;
  /** A name of `BROKER_STATES`. */
  readonly state: string;
  readonly process: HostState["life"];
  /** Why its process is up, down or paused: `started`, `killed`, `lost power`, … */
  readonly reason: string;
  /** Partitions that the registry gives it to lead. */
  readonly leaders: number;
  /** Partitions assigned to it. */
  readonly replicas: number;
  /** Of those, the ones in whose ISR it is not. */
  readonly outOfSync: number;
}

/** All brokers of a cluster, registered or not, and the controller. */
export function describeBrokers(state: State): DescribedBrokers {
  const { root } = state.zookeeper;
  return {
    controller: brokerIdIn(childOf(root, ["controller"])?.data),
    controllerEpoch: numberIn(childOf(root, ["controller_epoch"])?.data),
    brokers: Object.entries(state.hosts)
      .flatMap(([name, host]) => (host.broker === null ? [] : [describe(name, host, state)]))
      .sort((x, y) => x.id - y.id),
  };
}

function describe(name: string, host: HostState, state: State): DescribedBroker {
  const id = host.broker ?? -1;
  const registration = childOf(state.zookeeper.root, ["brokers", "ids", String(id)]);
  return {
    id,
    host: name,
    activeInEpoch: state.controllers[id] ?? null,
    epoch: registration?.czxid ?? null,
    state: stateName(host),
    process: host.life,
    reason: host.reason,
    ...countsOf(id, state),
  };
}

function countsOf(
  id: number,
  state: State,
): Pick<DescribedBroker, "leaders" | "replicas" | "outOfSync"> {
  let leaders = 0;
  let replicas = 0;
  let outOfSync = 0;
  for (const [topic, { assignment }] of Object.entries(state.topics)) {
    for (const [partition, assigned] of Object.entries(assignment)) {
      if (!assigned.includes(id)) continue;
      const truth = state.partitions[`${topic}-${partition}`];
      replicas++;
      if (truth?.leader === id) leaders++;
      if (truth !== undefined && !truth.isr.includes(id)) outOfSync++;
    }
  }
  return { leaders, replicas, outOfSync };
}

function stateName({ life, brokerState }: HostState): string {
  const state = life === "down" ? BROKER_STATES.NOT_RUNNING : brokerState;
  const found = Object.entries(BROKER_STATES).find(([, code]) => code === state);
  return found?.[0] ?? String(state);
}

function brokerIdIn(data: string | undefined): number | null {
  const json = data === undefined ? null : parseJson(data);
  if (typeof json !== "object" || json === null || !("brokerid" in json)) return null;
  return typeof json.brokerid === "number" ? json.brokerid : null;
}

function numberIn(data: string | undefined): number | null {
  const json = data === undefined ? null : parseJson(data);
  return typeof json === "number" ? json : null;
}
