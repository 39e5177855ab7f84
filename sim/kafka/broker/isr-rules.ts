import type { BrokerSwitches } from "../era/broker-switches.ts";
import { LAG_RULES, type LagLimits, type LagRule } from "./isr-lag.ts";
import type { Replica } from "./replica.ts";

/** What a broker's metadata says of who is alive. */
export interface LiveBrokers {
  isAlive(brokerId: number): boolean;
}

/** How leaders of one broker decide who belongs to the ISR, and whom the HW waits for. */
export class IsrRules {
  /** `hwAfterIsrCommit` */
  readonly hwAfterIsrCommit: boolean;
  /** `hwBlockedUnderMinIsr` */
  readonly hwBlockedUnderMinIsr: boolean;
  /**
   * Whether the HW waits for a member of the ISR that is not assigned any more, and of which nothing is
   * heard (until KAFKA-4485).
   */
  readonly hwWaitsForUnassigned: boolean;
  /** `unassignedIsrMember` */
  readonly unassignedFailsCheck: boolean;
  private readonly unassignedLags: boolean;
  private readonly limits: LagLimits;
  private readonly liveBrokers: LiveBrokers;
  private readonly lagRule: LagRule;
  private readonly needsEpochStart: boolean;
  private readonly needsLiveFollower: boolean;
  private readonly hwWaitsForCaughtUp: boolean;

  constructor(switches: BrokerSwitches, limits: LagLimits, liveBrokers: LiveBrokers) {
    this.limits = limits;
    this.liveBrokers = liveBrokers;
    this.lagRule = LAG_RULES[switches.isrLagRule];
    this.needsEpochStart = switches.expandNeedsEpochStart;
    this.needsLiveFollower = switches.expandNeedsLiveFollower;
    this.hwWaitsForCaughtUp = switches.hwWaitsForCaughtUp;
    this.hwWaitsForUnassigned = !switches.hwWaitsForCaughtUp;
    this.unassignedFailsCheck = switches.unassignedIsrMember === "failsCheck";
    this.unassignedLags = switches.unassignedIsrMember === "lags";
    this.hwBlockedUnderMinIsr = switches.hwBlockedUnderMinIsr;
    this.hwAfterIsrCommit = switches.hwAfterIsrCommit;
  }

  /** Whether a member has to leave. */
  isOutOfSync(replica: Replica, leaderEndOffset: number, nowMs: number): boolean {
    return this.lagRule(replica, leaderEndOffset, nowMs, this.limits);
  }

  /** Whether a member has to leave that was not assigned any more when this leader was made. */
  isUnassignedOutOfSync(leaderSinceMs: number, nowMs: number): boolean {
    return !this.unassignedLags || nowMs - leaderSinceMs > this.limits.replicaLagTimeMaxMs;
  }

  /**
   * Whether a follower may join: it has what is committed, and what was there when its leader was
   * elected, which may be committed too (KAFKA-7128).
   */
  mayJoin(replica: Replica, highWatermark: number, leaderEpochStartOffset: number): boolean {
    const { logEndOffset } = replica;
    if (logEndOffset < highWatermark) return false;
    if (this.needsEpochStart && logEndOffset < leaderEpochStartOffset) return false;
    return this.isEligible(replica);
  }

  /**
   * The HW that follows from how far the logs reach: the least end of the leader's, of those of the
   * maximal ISR, and of those that may join it soon.
   */
  highWatermark(
    leaderEndOffset: number,
    replicas: readonly Replica[],
    maximalIsr: readonly number[],
    nowMs: number,
  ): number {
    let highWatermark = leaderEndOffset;
    for (let i = 0; i < replicas.length; i++) {
      const replica = replicas[i] as Replica;
      if (replica.logEndOffset >= highWatermark) continue;
      if (maximalIsr.includes(replica.brokerId) || this.isWaitedFor(replica, nowMs)) {
        highWatermark = replica.logEndOffset;
      }
    }
    return highWatermark;
  }

  /** What min.insync.replicas asks for; since KAFKA-15583 never more than there are replicas. */
  minInsyncReplicas(configured: number, replicas: number): number {
    return this.hwBlockedUnderMinIsr ? Math.min(configured, replicas) : configured;
  }

  /**
   * Whether the HW waits for a replica that is not a member: it was caught up lately, and would never
   * catch up with an HW that did not wait (KAFKA-4485).
   */
  private isWaitedFor(replica: Replica, nowMs: number): boolean {
    if (!this.hwWaitsForCaughtUp) return false;
    if (nowMs - replica.lastCaughtUpTimeMs > this.limits.replicaLagTimeMaxMs) return false;
    return this.isEligible(replica);
  }

  private isEligible({ brokerId }: Replica): boolean {
    return !this.needsLiveFollower || this.liveBrokers.isAlive(brokerId);
  }
}
