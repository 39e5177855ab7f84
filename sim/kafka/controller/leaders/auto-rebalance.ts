import { type EventHandle, NO_EVENT } from "../../../kernel/event-queue.ts";
import { US_PER_SECOND } from "../../../kernel/time.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { booleanOf, numberOf } from "../../config/config.ts";
import { TIMER_AUTO_REBALANCE } from "../../timers.ts";
import { NO_REQUEST, type ZkRequest } from "../../zk/kafka-zk-client.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext } from "../controller-context.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import { preferredReplicaLeader } from "./election-strategies.ts";
import { electPartitions } from "./partition-state-machine.ts";

export type RebalanceStep = { readonly machine: "rebalance" } & (
  | { readonly step: "check" }
  | { readonly step: "schedule" }
);

/** What the controller does when it is time to look for an imbalance. */
export const REBALANCE: readonly RebalanceStep[] = [
  { machine: "rebalance", step: "check" },
  { machine: "rebalance", step: "schedule" },
];

/** After a failover, before the first look. */
const FIRST_DELAY_S = 5;

/** Returns leadership to preferred replicas from time to time (`auto.leader.rebalance.enable`). */
export class AutoRebalance implements StepMachine<RebalanceStep> {
  private readonly environment: BrokerEnvironment;
  private readonly context: ControllerContext;
  private timer: EventHandle = NO_EVENT;

  constructor(environment: BrokerEnvironment, context: ControllerContext) {
    this.environment = environment;
    this.context = context;
  }

  startup(): void {
    const enabled = booleanOf(this.environment.config, "auto.leader.rebalance.enable");
    if (enabled) this.schedule(FIRST_DELAY_S);
  }

  shutdown(): void {
    this.timer = this.environment.host.cancelTimer(this.timer);
  }

  ask(_step: RebalanceStep): ZkRequest {
    return NO_REQUEST;
  }

  proceed({ step }: RebalanceStep, _replies: readonly Reply[]): readonly ControllerStep[] {
    if (step === "check") return this.check();
    const name = "leader.imbalance.check.interval.seconds";
    this.schedule(numberOf(this.environment.config, name));
    return [];
  }

  private schedule(delayS: number): void {
    const delayUs = delayS * US_PER_SECOND;
    this.timer = this.environment.host.setTimer(delayUs, TIMER_AUTO_REBALANCE);
  }

  /**
   * Elections for each broker that leads too few of the partitions that prefer it; none while a
   * partition is being reassigned (`checkAndTriggerAutoLeaderRebalance`). Those for one broker are one
   * batch since KAFKA-7299.
   */
  private check(): readonly ControllerStep[] {
    const { context } = this;
    if (context.partitionsBeingReassigned.size > 0) return [];
    const byPreferred = new Map<number, number[]>();
    for (const tp of context.allPartitions) {
      if (context.isToBeDeleted(tp)) continue;
      const preferred = context.replicaAssignment(tp)[0];
      if (preferred === undefined) continue;
      byPreferred.set(preferred, [...(byPreferred.get(preferred) ?? []), tp]);
    }
    const { leadershipMoves } = this.environment.switches;
    const limit = numberOf(this.environment.config, "leader.imbalance.per.broker.percentage");
    return [...byPreferred]
      .sort(([a], [b]) => a - b)
      .flatMap(([preferred, tps]) => {
        const astray = tps.filter((tp) => {
          const info = context.leadershipInfo(tp);
          return info !== undefined && info.leader !== preferred;
        });
        if (astray.length * 100 <= limit * tps.length) return [];
        const electable = astray.filter((tp) => this.isCandidate(preferred, tp));
        if (leadershipMoves === "together") return [electPartitions(electable, "preferred")];
        return electable.map((tp) => electPartitions([tp], "preferred"));
      });
  }

  /** Up to 2.4 whoever is alive: what the ISR is, the election then reads in ZooKeeper. */
  private isCandidate(preferred: number, tp: number): boolean {
    const { rebalanceCandidates } = this.environment.switches;
    if (rebalanceCandidates === "live") return this.context.isReplicaOnline(preferred, tp);
    return this.canPreferredReplicaLead(tp);
  }

  private canPreferredReplicaLead(tp: number): boolean {
    const assignment = this.context.replicaAssignment(tp);
    const live = assignment.filter((id) => this.context.isReplicaOnline(id, tp));
    const { isr } = this.context.knownLeadershipInfo(tp);
    return preferredReplicaLeader(assignment, isr, live) !== null;
  }
}
