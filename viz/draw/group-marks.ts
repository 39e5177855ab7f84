import { symbol, symbolCircle, symbolDiamond, symbolTriangle } from "d3-shape";
import type { MemberStanding, Ownership } from "../model/groups-view.ts";
import type { GroupPhase } from "../model/run-view.ts";
import { CROSS } from "./shapes.ts";

/** A mark around the origin, about 10 by 10. */
export interface GroupMark {
  readonly path: string;
  /** Filled, or drawn as a line. */
  readonly filled: boolean;
}

const RING = "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0";
const DISC: GroupMark = { path: symbol(symbolCircle, 64)() ?? "", filled: true };
const HALF = "M0 -4.2a4.2 4.2 0 0 1 0 8.4z";

const PHASES: Readonly<Record<GroupPhase | "none" | "zookeeper", GroupMark>> = {
  Stable: DISC,
  PreparingRebalance: { path: symbol(symbolTriangle, 46)() ?? "", filled: true },
  CompletingRebalance: { path: symbol(symbolDiamond, 48)() ?? "", filled: true },
  Empty: { path: RING, filled: false },
  none: { path: CROSS, filled: false },
  zookeeper: { path: symbol(symbolDiamond, 48)() ?? "", filled: false },
};

const STANDINGS: Readonly<Record<MemberStanding, GroupMark>> = {
  member: DISC,
  joining: { path: "M-4 0H3.5M0.5 -3.2L3.8 0L0.5 3.2", filled: false },
  zombie: { path: CROSS, filled: false },
  counted: { path: `${RING}M0 -2.4V0L1.8 1.2`, filled: false },
  outside: { path: "M-3.5 0H3.5", filled: false },
};

const OWNERSHIPS: Readonly<Record<Ownership, GroupMark>> = {
  both: DISC,
  assigned: { path: RING, filled: false },
  claimed: { path: `${HALF}${RING}`, filled: false },
  zombie: { path: CROSS, filled: false },
};

/** The second cue beside the colour of a group's state; `zookeeper`: it is shared out there. */
export function phaseMark(phase: GroupPhase | "none" | "zookeeper"): GroupMark {
  return PHASES[phase];
}

export function standingMark(standing: MemberStanding): GroupMark {
  return STANDINGS[standing];
}

export function ownershipMark(ownership: Ownership): GroupMark {
  return OWNERSHIPS[ownership];
}
