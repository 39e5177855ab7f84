import type { TraceHost } from "./columns.ts";
import type {
  ClientState,
  CoordinatedGroupState,
  GroupState,
  HostState,
  PartitionState,
  ReplicaState,
  State,
} from "./state.ts";

/** A map that may have any key, `__proto__` included. Those by numbers are plain objects: faster. */
export function newMap<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

/** The broker that runs on a host of that name and kind; null for other hosts. */
export function brokerOfHost(host: TraceHost): number | null {
  if (host.kind !== "broker") return null;
  const id = Number(host.name.slice(host.name.lastIndexOf("-") + 1));
  return Number.isSafeInteger(id) ? id : null;
}

/** The state before the first event: every host is down, the registry is empty. */
export function initialState(hosts: readonly TraceHost[]): State {
  const state: State = {
    hosts: newMap<HostState>(),
    cuts: newMap(),
    zookeeper: {
      root: { data: "", version: 0, cversion: 0, czxid: 0, owner: null, children: newMap() },
      sessions: newMap(),
    },
    controllers: {},
    topics: newMap(),
    partitions: newMap(),
    clients: newMap<ClientState>(),
    groups: newMap<GroupState>(),
  };
  for (const host of hosts) {
    state.hosts[host.name] = {
      kind: host.kind,
      broker: brokerOfHost(host),
      life: "down",
      reason: "",
      incarnation: 0,
      wallOffsetUs: 0,
      brokerState: 0,
      syncUs: 0,
      diskSlowdown: 1,
      quorum: null,
    };
    if (host.kind === "producer" || host.kind === "consumer") {
      state.clients[host.name] = newClient(host.kind);
    }
  }
  return state;
}

/** A client that has done nothing. */
export function newClient(kind: string): ClientState {
  return {
    kind,
    sent: 0,
    acked: 0,
    failed: 0,
    unknown: 0,
    unacknowledged: 0,
    read: 0,
    positions: newMap(),
    errors: newMap(),
    leaders: newMap(),
    membership: null,
    assignment: [],
    processed: 0,
  };
}

/** A group of which its coordinator knows nothing yet. */
export function newCoordinatedGroup(): CoordinatedGroupState {
  return {
    state: "Empty",
    generation: 0,
    protocol: null,
    leader: null,
    members: newMap(),
    offsets: newMap(),
  };
}

export function newPartition(): PartitionState {
  return {
    leader: null,
    leaderEpoch: -1,
    isr: [],
    controllerEpoch: -1,
    zkVersion: -1,
    replicas: {},
    acked: [],
  };
}

export function newReplica(): ReplicaState {
  return {
    role: "none",
    leaderEpoch: -1,
    leader: -1,
    logStartOffset: 0,
    highWatermark: 0,
    logEndOffset: 0,
    epochRuns: [],
    gaps: [],
    damaged: [],
    segmentBaseOffsets: [],
    epochCache: [],
    fetchesFrom: -1,
    isr: [],
    maximalIsr: [],
    remoteLogEndOffsets: {},
  };
}
