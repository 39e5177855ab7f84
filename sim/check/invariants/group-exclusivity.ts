import { GROUP_STATES } from "../../kafka/facts.ts";
import type { GroupFacts } from "../groups/group-facts.ts";
import type { TouchedGroup, TouchedGroupPartition } from "../groups/group-model.ts";
import {
  type ConsumerModel,
  type CoordinatedGroup,
  GROUP_ASSIGNED,
} from "../groups/group-model.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import type { ConsumerPromise } from "../settings.ts";
import type { Violations } from "../violation.ts";

/** Before, a sticky assignor gave a partition to all members that claimed to have had it (KAFKA-7026). */
const CLAIMS_FIXED_BY = "KIP-341";
/**
 * Before, a cooperative one did not believe a member that had missed a generation, and gave to another at
 * once what that member had yet to give up.
 */
const STALE_CLAIMS_FIXED_BY = "KAFKA-14639";

/**
 * In one generation of a group a partition belongs to at most one member: as the coordinator has the
 * assignments, and as running consumers take themselves for owners. That a consumer still takes itself
 * for the owner in a generation that is over does not break it: Kafka promises nothing about that, not
 * even when the group has begun anew and the generation's number is in use again.
 */
export class GroupExclusivity {
  private readonly model: ClusterModel;
  private readonly violations: Violations;
  private readonly facts: GroupFacts;
  private readonly promises: Readonly<Record<string, ConsumerPromise>>;

  constructor(
    model: ClusterModel,
    violations: Violations,
    promises: Readonly<Record<string, ConsumerPromise>>,
  ) {
    this.model = model;
    this.violations = violations;
    this.facts = model.groups;
    this.promises = promises;
  }

  check(): void {
    for (const touched of this.facts.touchedGroups) this.checkAssignments(touched);
    for (const touched of this.facts.touchedPartitions) this.checkOwners(touched);
  }

  private checkAssignments({ group, held }: TouchedGroup): void {
    if ((held.touched & GROUP_ASSIGNED) === 0 || held.state !== GROUP_STATES.Stable) return;
    const owners = new Map<string, number>();
    for (const { client, assignment } of held.members.values()) {
      for (const partition of assignment) {
        const other = owners.get(partition);
        owners.set(partition, client);
        if (other === undefined) continue;
        const { broker, generation } = held;
        const one = this.model.hostName(other);
        const args = { group: group.name, broker, generation, partition, one };
        const told = {
          code: "violation.assigned-twice",
          args: { ...args, other: this.model.hostName(client) },
        } as const;
        const subject = `${group.name} ${partition}`;
        const fix = this.fixOf(held, true);
        this.violations.report("group-exclusivity", subject, "protocol bug", told, 1, fix);
      }
    }
  }

  private checkOwners({ group, of }: TouchedGroupPartition): void {
    const { owners, partition } = of;
    if (owners.length < 2) return;
    const byGeneration = new Map<string, ConsumerModel>();
    for (const owner of owners) {
      if (!owner.isUp || owner.generation < 0) continue;
      const counted = `${owner.beginnings} ${owner.generation}`;
      const other = byGeneration.get(counted);
      byGeneration.set(counted, owner);
      if (other === undefined) continue;
      const { generation, name } = owner;
      const subject = `${group.name} ${partition.name}`;
      const between = { group: group.name, generation, partition: partition.name };
      const args = { ...between, one: other.name, other: name };
      const instance = this.sharedInstance(other, owner);
      if (instance !== null) {
        const told = { code: "violation.instance-twice", args: { ...args, instance } } as const;
        this.violations.report("group-exclusivity", subject, "operator choice", told);
        continue;
      }
      const told = { code: "violation.owned-twice", args } as const;
      const held = [...group.coordinators.values()].find((one) => one.generation === generation);
      const fix = held === undefined ? null : this.fixOf(held, false);
      this.violations.report("group-exclusivity", subject, "protocol bug", told, 1, fix);
    }
  }

  /**
   * The `group.instance.id` that both were given, or null. To the coordinator they are one member; the
   * first goes on until it hears FENCED_INSTANCE_ID (KIP-345).
   */
  private sharedInstance(one: ConsumerModel, other: ConsumerModel): string | null {
    const instance = this.promises[one.name]?.instance ?? null;
    return instance === this.promises[other.name]?.instance ? instance : null;
  }

  /** What repaired the assignor of a generation's leader; null: nothing that is known. */
  private fixOf(
    { protocol, leader, members }: CoordinatedGroup,
    isAssigned: boolean,
  ): string | null {
    const client = leader === null ? undefined : members.get(leader)?.client;
    if (client === undefined) return null;
    const { stickyAssignor } = this.promises[this.model.hostName(client)] ?? {};
    if (protocol === "sticky") return stickyAssignor === "userData" ? CLAIMS_FIXED_BY : null;
    const losesClaims = stickyAssignor === "generations" || stickyAssignor === "doubleClaims";
    return protocol === "cooperative-sticky" && losesClaims && !isAssigned
      ? STALE_CLAIMS_FIXED_BY
      : null;
  }
}
