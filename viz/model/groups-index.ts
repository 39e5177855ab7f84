import { GROUP_METADATA_TOPIC_NAME } from "../../sim/kafka/coordinator/group/group-log.ts";
import { partitionFor } from "../../sim/kafka/coordinator/group/partition-for.ts";
import * as K from "../../sim/kafka/facts.ts";
import { FACT_STRIDE } from "../../sim/kernel/facts.ts";
import { FACT_HOST_LIFE, LIFE_DOWN } from "../../sim/kernel/kernel-facts.ts";
import type { EventColumns } from "../../sim/trace/columns.ts";
import { brokerOfHost } from "../../sim/trace/initial-state.ts";
import type { FactBuffer } from "../../sim/trace/pack.ts";
import type { TextMeanings } from "../../sim/trace/registry.ts";
import { FACT_ZNODE } from "../../sim/zookeeper/facts.ts";
import { isInternalTopic, topicOf } from "./internal-topics.ts";
import type { GroupOfRun, GroupPhase, GroupRun, LeaderRun, PartitionTimeline } from "./run-view.ts";

/** By `GROUP_STATES`. */
const PHASES: readonly GroupPhase[] = [
  "Empty",
  "PreparingRebalance",
  "CompletingRebalance",
  "Stable",
];
/** Where groups of which ZooKeeper knows keep their owners, offsets and the like. */
const ZOOKEEPER_GROUP = /^\/consumers\/([^/]+)(?:\/(?:owners|offsets)\/([^/]+)\/\d+)?/;

interface GroupHistory {
  readonly clients: Set<string>;
  readonly topics: Set<string>;
  /** Closed stretches, and the open one of each broker that holds the group. */
  readonly runs: HeldRun[];
  readonly open: Map<number, Omit<HeldRun, "to">>;
  /** What was last said of it, whoever said so. */
  phase: GroupPhase | null;
}

interface HeldRun extends GroupRun {
  readonly broker: number;
}

/** Learns from a whole trace which groups there are, of whom, of which topics, and their states. */
export class GroupsIndex {
  private readonly columns: EventColumns;
  private readonly meanings: TextMeanings;
  private readonly groups = new Map<string, GroupHistory>();
  /** The group that each client was last a member of, by host. */
  private readonly groupOfClient = new Map<number, GroupHistory>();
  /** Topics of a list of partitions, by the number of its text. */
  private readonly topicsOfLists = new Map<number, readonly string[]>();
  private readonly pathsSeen = new Set<number>();

  constructor(columns: EventColumns, meanings: TextMeanings) {
    this.columns = columns;
    this.meanings = meanings;
  }

  /** @returns whether a rebalance began or was completed */
  add(event: number, { data, length }: FactBuffer): boolean {
    let isMilestone = false;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const a = data[at + 1] as number;
      const b = data[at + 2] as number;
      switch (data[at]) {
        case K.FACT_GROUP:
          if (this.held(event, data, at)) isMilestone = true;
          break;
        case K.FACT_GROUP_MEMBER: {
          const group = this.group(this.meanings.text(a));
          const client = data[at + 4] as number;
          const assignment = data[at + 6] as number;
          if (client >= 0) group.clients.add(this.name(client));
          if (assignment >= 0) this.addTopics(group, assignment);
          break;
        }
        case K.FACT_GROUP_OFFSET:
          this.group(this.meanings.text(a)).topics.add(
            topicOf(this.meanings.text(data[at + 3] as number)),
          );
          break;
        case K.FACT_MEMBERSHIP: {
          if (b < 0) break;
          const group = this.group(this.meanings.text(b));
          group.clients.add(this.name(a));
          this.groupOfClient.set(a, group);
          break;
        }
        case K.FACT_ASSIGNMENT: {
          const group = this.groupOfClient.get(a);
          if (group !== undefined) this.addTopics(group, b);
          break;
        }
        case FACT_ZNODE:
          this.znode(a);
          break;
        case FACT_HOST_LIFE:
          if (b === LIFE_DOWN) this.hostDown(event, a);
          break;
      }
    }
    return isMilestone;
  }

  /**
   * @param end number of events
   * @param partitions what became of every partition, Kafka's own among them
   */
  finish(end: number, partitions: Readonly<Record<string, PartitionTimeline>>): GroupOfRun[] {
    const count = Object.keys(partitions).filter(
      (tp) => topicOf(tp) === GROUP_METADATA_TOPIC_NAME,
    ).length;
    const hosts = this.columns.hosts.map(({ name }) => name);
    return [...this.groups.keys()].sort().map((id): GroupOfRun => {
      const history = this.group(id);
      for (const broker of [...history.open.keys()]) close(history, broker, end);
      const offsetsPartition =
        count === 0 ? null : `${GROUP_METADATA_TOPIC_NAME}-${partitionFor(id, count)}`;
      const leaders = offsetsPartition === null ? null : partitions[offsetsPartition]?.leaders;
      return {
        id,
        clients: hosts.filter((host) => history.clients.has(host)),
        topics: [...history.topics].filter((topic) => !isInternalTopic(topic)).sort(),
        offsetsPartition,
        runs: runsOfCoordinators(history.runs, leaders ?? null),
      };
    });
  }

  private held(event: number, data: Float64Array, at: number): boolean {
    const group = this.group(this.meanings.text(data[at + 1] as number));
    const broker = data[at + 2] as number;
    const phase = PHASES[data[at + 3] as number] ?? null;
    const generation = data[at + 4] as number;
    const open = group.open.get(broker);
    if (open?.phase !== phase || open.generation !== generation) {
      close(group, broker, event);
      if (phase !== null) group.open.set(broker, { from: event, broker, phase, generation });
    }
    const before = group.phase;
    group.phase = phase ?? before;
    return before !== phase && (phase === "PreparingRebalance" || phase === "Stable");
  }

  private hostDown(event: number, index: number): void {
    const host = this.columns.hosts[index];
    const broker = host === undefined ? null : brokerOfHost(host);
    if (broker === null) return;
    for (const group of this.groups.values()) close(group, broker, event);
  }

  private znode(path: number): void {
    if (this.pathsSeen.has(path)) return;
    this.pathsSeen.add(path);
    const match = ZOOKEEPER_GROUP.exec(this.meanings.text(path));
    if (match === null) return;
    const group = this.group(match[1] ?? "");
    if (match[2] !== undefined) group.topics.add(match[2]);
  }

  private addTopics(group: GroupHistory, list: number): void {
    let topics = this.topicsOfLists.get(list);
    if (topics === undefined) {
      topics = [...new Set(this.meanings.strings(list).map(topicOf))];
      this.topicsOfLists.set(list, topics);
    }
    for (const topic of topics) group.topics.add(topic);
  }

  private group(id: string): GroupHistory {
    let group = this.groups.get(id);
    if (group === undefined) {
      group = {
        clients: new Set(),
        topics: new Set(),
        runs: [],
        open: new Map(),
        phase: null,
      };
      this.groups.set(id, group);
    }
    return group;
  }

  private name(host: number): string {
    return this.columns.hosts[host]?.name ?? "";
  }
}

function close(group: GroupHistory, broker: number, event: number): void {
  const open = group.open.get(broker);
  if (open === undefined) return;
  group.open.delete(broker);
  if (event > open.from) group.runs.push({ ...open, to: event });
}

/**
 * What the coordinator of the time held: of each leader of the group's partition what it held while it
 * led. Without such a partition whatever anybody held.
 */
function runsOfCoordinators(
  held: readonly HeldRun[],
  leaders: readonly LeaderRun[] | null,
): GroupRun[] {
  const runs =
    leaders === null
      ? held
      : leaders.flatMap(({ from, to, leader }) =>
          held
            .filter((run) => run.broker === leader)
            .map((run) => ({ ...run, from: Math.max(from, run.from), to: Math.min(to, run.to) })),
        );
  return runs
    .filter(({ from, to }) => from < to)
    .map(({ from, to, phase, generation }) => ({ from, to, phase, generation }))
    .sort((a, b) => a.from - b.from);
}
