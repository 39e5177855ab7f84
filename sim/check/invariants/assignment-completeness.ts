import { GROUP_STATES } from "../../kafka/facts.ts";
import { US_PER_SECOND } from "../../kernel/time.ts";
import type { GroupFacts } from "../groups/group-facts.ts";
import { type CoordinatedGroup, GROUP_ASSIGNED, type GroupModel } from "../groups/group-model.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import type { ConsumerPromise } from "../settings.ts";
import { listText } from "../told.ts";
import type { Violations } from "../violation.ts";

/**
 * Who has to give partitions up under a cooperative protocol joins again within the same poll; only its
 * application, when it commits before, takes longer.
 */
const COOPERATIVE_ROUND_US = 10 * US_PER_SECOND;

/**
 * In a stable group every partition of the topics that members subscribe to is assigned: those of which
 * the leader's metadata had told when it assigned. A cooperative protocol takes two rounds, after the
 * first of which partitions that move have no owner: they must not be without one for long.
 */
export class AssignmentCompleteness {
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

  /** After an event. */
  check(): void {
    for (const { group, held } of this.facts.touchedGroups) {
      this.checkFinished(group);
      if ((held.touched & GROUP_ASSIGNED) === 0) continue;
      held.unassigned = held.state === GROUP_STATES.Stable ? this.unassigned(held) : [];
      if (held.unassigned.length === 0 || held.protocol?.includes("cooperative")) continue;
      this.tell(group, held.broker, held.generation, held.unassigned);
    }
  }

  /** At the end of a run that was given time. */
  checkAtEnd(): void {
    for (const group of this.facts.groups.values()) {
      for (const { broker, generation, unassigned, stableUs } of group.coordinators.values()) {
        if (unassigned.length === 0) continue;
        const forUs = this.model.timeUs - stableUs;
        if (forUs >= COOPERATIVE_ROUND_US) this.tell(group, broker, generation, unassigned);
      }
    }
  }

  /** Generations that are over. */
  private checkFinished(group: GroupModel): void {
    for (const { broker, generation, partitions, forUs } of group.unassignedFor) {
      if (forUs >= COOPERATIVE_ROUND_US) this.tell(group, broker, generation, partitions);
    }
    group.unassignedFor.length = 0;
  }

  private unassigned({ generation, leader, members }: CoordinatedGroup): readonly string[] {
    const client = leader === null ? undefined : members.get(leader)?.client;
    const assigner = client === undefined ? undefined : this.facts.consumers[client];
    // Another member led when this generation was assigned, or it was read from the log.
    if (assigner === undefined || assigner.joinedGeneration !== generation) return [];
    const assigned = new Set<string>();
    for (const { assignment } of members.values())
      for (const name of assignment) assigned.add(name);
    const topics = this.topicsOf(assigned, members);
    const { joinedEvent, known } = assigner;
    const missing: string[] = [];
    for (const [name, event] of known) {
      if (event > joinedEvent || assigned.has(name) || !topics.has(topicOf(name))) continue;
      if (this.isThere(name)) missing.push(name);
    }
    return missing.sort();
  }

  /** Topics of which something is assigned, and those to which members were to subscribe. */
  private topicsOf(
    assigned: ReadonlySet<string>,
    members: CoordinatedGroup["members"],
  ): ReadonlySet<string> {
    const topics = new Set([...assigned].map(topicOf));
    for (const { client } of members.values()) {
      const promise = this.promises[this.model.hostName(client)];
      for (const topic of promise?.subscribes ?? []) topics.add(topic);
    }
    return topics;
  }

  private isThere(name: string): boolean {
    const { truth, topic } = this.model.partitionNamed(name);
    return truth !== null && !this.model.topics.toBeDeleted.has(topic);
  }

  private tell(
    group: GroupModel,
    broker: number,
    generation: number,
    partitions: readonly string[],
  ): void {
    const args = { group: group.name, broker, generation, partitions: listText(partitions) };
    this.violations.report("assignment-completeness", group.name, "protocol bug", {
      code: "violation.unassigned",
      args,
    });
  }
}

function topicOf(partition: string): string {
  return partition.slice(0, partition.lastIndexOf("-"));
}
