import type { Scenario } from "../sim/index.ts";
import { hwAdvanceStepByStep } from "./basics/hw-advance-step-by-step.ts";
import { leaderFailoverHappy } from "./basics/leader-failover-happy.ts";
import { acks0LeaderKill } from "./durability/acks0-leader-kill.ts";
import { acks1LeaderKillUnreplicated } from "./durability/acks1-leader-kill-unreplicated.ts";
import { acksallMinisr2Reject } from "./durability/acksall-minisr2-reject.ts";
import { lastIsrMemberOffline } from "./durability/last-isr-member-offline.ts";

/** Every published scenario, grouped, in the order in which they are best met. */
export const SCENARIOS: readonly Scenario[] = [
  hwAdvanceStepByStep,
  leaderFailoverHappy,
  acks0LeaderKill,
  acks1LeaderKillUnreplicated,
  lastIsrMemberOffline,
  acksallMinisr2Reject,
];

/** The scenario of that id, or undefined. */
export function scenarioById(id: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.id === id);
}
