import type { BrokerSwitches } from "../../era/broker-switches.ts";
import type { LeaderAndIsr } from "../../zk/zk-data.ts";

/**
 * Why a leader is elected (`PartitionLeaderElectionStrategy`). `unclean` is an operator's wish
 * (KIP-460): as `offline`, and a replica outside the ISR may lead whatever the settings say.
 */
export type ElectionStrategy =
  | "offline"
  | "unclean"
  | "reassign"
  | "preferred"
  | "controlledShutdown";

/** What an election knows of a partition. */
export interface ElectionInput {
  /** The preferred leader first. Of a partition in reassignment: the replicas it shall have. */
  readonly assignment: readonly number[];
  readonly current: LeaderAndIsr;
  /** Whether a broker is registered and not in a controlled shutdown. */
  readonly isOnline: (brokerId: number) => boolean;
  readonly isShuttingDown: (brokerId: number) => boolean;
  /** Whether a replica outside the ISR may lead when no member of the ISR is alive. */
  readonly allowUnclean: boolean;
  /** Which of those that may follow a broker that leaves is the first. */
  readonly controlledShutdownOrder: BrokerSwitches["controlledShutdownOrder"];
}

export interface ElectionResult {
  /** Null when nobody may lead. */
  readonly elected: LeaderAndIsr | null;
  /** True when the leader was not in the ISR. */
  readonly unclean: boolean;
  /** Who is to be told. */
  readonly recipients: readonly number[];
}

/**
 * The first live replica in the order of the assignment (not of the ISR, nor by log length) that is
 * in the ISR; when there is none and it is allowed, the first live replica. Null when nobody may lead.
 */
export function offlineLeader(
  assignment: readonly number[],
  isr: readonly number[],
  liveReplicas: readonly number[],
  allowUnclean: boolean,
): number | null {
  const clean = assignment.find((id) => liveReplicas.includes(id) && isr.includes(id));
  if (clean !== undefined) return clean;
  return allowUnclean ? (assignment.find((id) => liveReplicas.includes(id)) ?? null) : null;
}

/** The first of the replicas that shall be that is live and in the ISR. */
export function reassignLeader(
  targetReplicas: readonly number[],
  isr: readonly number[],
  liveReplicas: readonly number[],
): number | null {
  return targetReplicas.find((id) => liveReplicas.includes(id) && isr.includes(id)) ?? null;
}

/** The first replica of the assignment, if it is live and in the ISR. */
export function preferredReplicaLeader(
  assignment: readonly number[],
  isr: readonly number[],
  liveReplicas: readonly number[],
): number | null {
  const preferred = assignment[0];
  if (preferred === undefined) return null;
  return liveReplicas.includes(preferred) && isr.includes(preferred) ? preferred : null;
}

/** The first live replica in the ISR that is not about to leave. */
export function controlledShutdownLeader(
  assignment: readonly number[],
  isr: readonly number[],
  liveReplicas: readonly number[],
  shuttingDown: readonly number[],
): number | null {
  const rest = assignment.filter((id) => !shuttingDown.includes(id));
  return rest.find((id) => liveReplicas.includes(id) && isr.includes(id)) ?? null;
}

/** Elects a leader by a strategy (`Election`); every success raises the leader epoch by one. */
export function electLeader(strategy: ElectionStrategy, input: ElectionInput): ElectionResult {
  const { assignment, current, isOnline, isShuttingDown } = input;
  const { isr } = current;
  const live = assignment.filter(isOnline);
  switch (strategy) {
    case "offline":
    case "unclean": {
      const leader = offlineLeader(assignment, isr, live, input.allowUnclean);
      if (leader === null) return { elected: null, unclean: false, recipients: live };
      const unclean = !isr.includes(leader);
      const newIsr = unclean ? [leader] : isr.filter(isOnline);
      return { elected: newLeaderAndIsr(current, leader, newIsr), unclean, recipients: live };
    }
    case "reassign": {
      const leader = reassignLeader(assignment, isr, live);
      return clean(current, leader, isr, assignment);
    }
    case "preferred": {
      const leader = preferredReplicaLeader(assignment, isr, live);
      return clean(current, leader, isr, assignment);
    }
    case "controlledShutdown": {
      const leaving = [...assignment, ...isr].filter(isShuttingDown);
      const liveOrLeaving = assignment.filter((id) => isOnline(id) || isShuttingDown(id));
      const leader =
        input.controlledShutdownOrder === "isr"
          ? (isr.find((id) => !leaving.includes(id)) ?? null)
          : controlledShutdownLeader(assignment, isr, liveOrLeaving, leaving);
      const newIsr = isr.filter((id) => !leaving.includes(id));
      return clean(current, leader, newIsr, liveOrLeaving);
    }
  }
}

/** A new decision about a partition: the next leader epoch. */
export function newLeaderAndIsr(
  current: LeaderAndIsr,
  leader: number,
  isr: readonly number[],
): LeaderAndIsr {
  return { leader, leaderEpoch: current.leaderEpoch + 1, isr, zkVersion: current.zkVersion };
}

function clean(
  current: LeaderAndIsr,
  leader: number | null,
  isr: readonly number[],
  recipients: readonly number[],
): ElectionResult {
  const elected = leader === null ? null : newLeaderAndIsr(current, leader, isr);
  return { elected, unclean: false, recipients };
}
