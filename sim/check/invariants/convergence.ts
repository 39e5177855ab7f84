import { ROLE_NONE } from "../../kafka/facts.ts";
import { LIFE_DOWN, LIFE_PAUSED, LIFE_UP } from "../../kernel/kernel-facts.ts";
import type { Classifier } from "../classify.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import type { PartitionModel, ReplicaModel } from "../model/partition-model.ts";
import type { Cause, Stuck } from "../stuck.ts";
import { listText, type Told, type ViolationCode } from "../told.ts";
import type { Violations } from "../violation.ts";

/**
 * Once faults are over, a cluster comes to rest: one controller; every partition with a running member
 * of its ISR has a leader; every running replica knows the leader epoch of the registry, is in the ISR and
 * holds what its leader holds; and where all replicas run, everything is committed. What a reassignment
 * has left behind on a broker is no replica.
 *
 * It is judged at the end of a run that was given time. While somebody is paused, or a broker is dead and
 * ZooKeeper has not noticed yet, nothing is said; a broker that lost a directory of its disk since it started is left out: it needs a restart. So is a topic whose
 * deletion waits for a broker.
 */
export class Convergence {
  private readonly model: ClusterModel;
  private readonly violations: Violations;
  private readonly classifier: Classifier;
  private readonly stuck: Stuck;
  /** The flaw that left the cluster without a controller, without which nothing else comes to rest. */
  private missingController: Cause | null = null;

  constructor(model: ClusterModel, violations: Violations, classifier: Classifier, stuck: Stuck) {
    this.model = model;
    this.violations = violations;
    this.classifier = classifier;
    this.stuck = stuck;
  }

  check(): void {
    const { model } = this;
    if (model.hosts.some(({ life }) => life === LIFE_PAUSED)) return;
    if ([...model.registrations.brokers].some((broker) => !this.runs(broker))) return;
    const maimed = this.brokersWithLostDirectories();
    this.checkControllers();
    for (const partition of model.partitions) {
      const isDoomed = model.topics.toBeDeleted.has(partition.topic);
      if (partition.truth !== null && !isDoomed) this.checkPartition(partition, maimed);
    }
  }

  private checkControllers(): void {
    const active = new Set<number>();
    for (const entry of this.model.history) {
      if (entry.type === "controller" && entry.active) active.add(entry.broker);
      else if (entry.type === "controller") active.delete(entry.broker);
      else if (entry.type === "life" && entry.life === LIFE_DOWN) {
        active.delete(this.model.hosts[entry.host]?.broker ?? -1);
      }
    }
    const running = [...active].filter((broker) => this.runs(broker));
    const someoneRuns = this.model.hosts.some(({ broker }) => broker >= 0 && this.runs(broker));
    if (running.length === 1 || !someoneRuns) return;
    if (running.length === 0) this.missingController = this.stuck.withoutController();
    this.report("controller", {
      code: "violation.controllers",
      args: { brokers: listText(running.sort((x, y) => x - y)) },
    });
  }

  private checkPartition(partition: PartitionModel, maimed: ReadonlySet<number>): void {
    const { name } = partition;
    const isr = partition.truth?.isr ?? [];
    const leader = partition.currentLeader();
    if (leader === null) {
      if (!isr.some((broker) => this.runs(broker) && !maimed.has(broker))) return;
      const args = { partition: name, isr: listText(isr) };
      const cause = this.stuck.withoutLeader(partition);
      this.report(name, { code: "violation.no-leader", args }, cause);
      return;
    }
    // From a damaged log nobody can catch up.
    if (this.wasDamaged(name, leader.broker)) return;
    const { topics } = this.model;
    const replicas = partition.replicas.filter(
      (replica) => replica.role !== ROLE_NONE && topics.isAssigned(replica),
    );
    const running = replicas.filter(({ broker }) => this.runs(broker) && !maimed.has(broker));
    for (const replica of running) this.checkReplica(replica, leader, isr);
    const { highWatermark, logEndOffset } = leader;
    if (running.length < replicas.length || highWatermark === logEndOffset) return;
    const args = { partition: name, highWatermark, logEndOffset };
    this.report(name, { code: "violation.uncommitted", args });
  }

  private checkReplica(replica: ReplicaModel, leader: ReplicaModel, isr: readonly number[]): void {
    const { partition, broker, leaderEpoch: known, logEndOffset, log } = replica;
    const { name } = partition;
    const { leaderEpoch } = leader;
    const stale = known < leaderEpoch ? this.stuck.inOlderEpoch(replica) : null;
    if (known !== leaderEpoch) {
      const args = { partition: name, broker, leaderEpoch, known };
      this.report(name, { code: "violation.stale-role", args }, stale);
    }
    const from = Math.max(replica.logStartOffset, leader.logStartOffset);
    const end = Math.min(logEndOffset, leader.logEndOffset);
    const isEqual = logEndOffset === leader.logEndOffset && log.matches(leader.log, from, end);
    const offset = isEqual ? end : log.firstDifference(leader.log, from, end);
    const verdict = isEqual ? null : this.classifier.lackingMember(leader, replica, offset);
    // What keeps it from catching up keeps it out of the ISR.
    const parted = verdict?.fix == null ? null : { fix: verdict.fix, flaw: verdict.flaw };
    const cause = stale ?? parted ?? this.stuck.outOfIsr(replica, leader);
    if (!isr.includes(broker)) {
      const args = { partition: name, broker, isr: listText(isr) };
      this.report(name, { code: "violation.not-in-isr", args }, cause);
    }
    if (verdict === null) return;
    const args = { partition: name, broker, leader: leader.broker, offset };
    const told = { code: "violation.logs-differ", args } as const;
    const isUnknown = verdict.class === "protocol bug" && verdict.fix === null;
    const { fix, flaw } = (isUnknown ? (this.missingController ?? cause) : null) ?? verdict;
    this.violations.report("convergence", name, verdict.class, told, 1, fix, flaw);
  }

  private brokersWithLostDirectories(): ReadonlySet<number> {
    const maimed = new Set<number>();
    for (const entry of this.model.history) {
      if (entry.type !== "life" && entry.type !== "directory") continue;
      const broker = this.model.hosts[entry.host]?.broker ?? -1;
      if (entry.type === "life" && entry.life === LIFE_DOWN) maimed.delete(broker);
      else if (entry.type === "directory" && entry.failing) maimed.add(broker);
    }
    return maimed;
  }

  private wasDamaged(name: string, leader: number): boolean {
    return this.model.history.some(
      (entry) => entry.type === "damage" && entry.partition === name && entry.broker === leader,
    );
  }

  private runs(broker: number): boolean {
    return this.model.hostOfBroker(broker)?.life === LIFE_UP;
  }

  private report(subject: string, told: Told<ViolationCode>, cause: Cause | null = null): void {
    const { fix, flaw } = this.missingController ?? cause ?? { fix: null, flaw: null };
    this.violations.report("convergence", subject, "protocol bug", told, 1, fix, flaw);
  }
}
