import { GROUP_STATES } from "../../kafka/facts.ts";
import { lastOf } from "../last-of.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import {
  type ConsumerModel,
  type CoordinatedGroup,
  GROUP_ASSIGNED,
  type GroupModel,
  type GroupNote,
  type RebalanceWait,
} from "./group-model.ts";

/** A rebalance that took less is like any. */
const LONG_US = 500_000;

type Left = Extract<GroupNote, { readonly type: "empty" }>["left"];

/** Notes what is worth telling of groups: one line per rebalance, not one per member. */
export class GroupNotes {
  readonly all: GroupNote[] = [];
  private readonly model: ClusterModel;
  private readonly failures = new Set<string>();

  constructor(model: ClusterModel) {
    this.model = model;
  }

  /** A broker becomes the coordinator of a group. */
  coordinator(group: GroupModel, broker: number): void {
    const before = group.lastCoordinator;
    if (before < 0 || before === broker) return;
    this.all.push({ ...this.now(group), type: "coordinator", broker, before });
  }

  /** After an event that touched it. */
  groupTouched(group: GroupModel, held: CoordinatedGroup): void {
    if ((held.touched & GROUP_ASSIGNED) === 0 || group.coordinator !== held) return;
    const { state, generation, protocol } = held;
    if (generation === 0) {
      // It was deleted, or it expired, and begins anew.
      group.settledGeneration = 0;
      group.settledMembers = [];
    }
    if (generation <= group.settledGeneration) return;
    if (state !== GROUP_STATES.Stable && state !== GROUP_STATES.Empty) return;
    const members = [...new Set([...held.members.values()].map(({ client }) => client))];
    const joined = members
      .filter((client) => !group.settledMembers.includes(client))
      .map((client) => this.model.hostName(client));
    const left = group.settledMembers
      .filter((client) => !members.includes(client))
      .map((client) => {
        return [this.model.hostName(client), group.departures.get(client) ?? "out"] as const;
      });
    if (state === GROUP_STATES.Empty) this.empty(group, left);
    else {
      const { timeUs } = this.model;
      const since = group.rebalancesSinceUs < 0 ? timeUs : group.rebalancesSinceUs;
      this.all.push({
        ...this.now(group),
        type: "stable",
        generation,
        protocol: protocol ?? "",
        members: members.length,
        joined,
        left,
        tookUs: timeUs - since,
        wait: timeUs - since < LONG_US ? null : this.waitOf(group, members),
      });
    }
    group.settledGeneration = generation;
    group.settledMembers = members;
    group.rebalancesSinceUs = -1;
    group.departures.clear();
  }

  /** What had to happen before the group could complete its generation. */
  private waitOf(group: GroupModel, members: readonly number[]): RebalanceWait | null {
    const { joinedEvent, joinedUs, lastGone, lastGoneEvent } = group;
    if (joinedEvent >= 0 && lastGoneEvent === joinedEvent) {
      const client = this.model.hostName(lastGone);
      return { for: "gone", client, isMember: members.includes(lastGone) };
    }
    const last = lastOf(
      [...group.consumers]
        .filter(({ client }) => members.includes(client))
        .sort((x, y) => x.joiningUs - y.joiningUs),
      ({ joiningUs }) => joiningUs >= group.rebalancesSinceUs,
    );
    const isLate = last !== undefined && joinedUs - last.joiningUs < LONG_US;
    if (group.rebalancesFromEmpty && !isLate) return { for: "more" };
    if (!isLate) return null;
    const { client, name } = last;
    return { for: "join", client: name, isMember: group.settledMembers.includes(client) };
  }

  /** The application of a consumer fails to process a record: told when it does so for the first time. */
  failed({ client, name, group }: ConsumerModel, row: number): void {
    const key = `${client} ${row}`;
    if (this.failures.has(key)) return;
    this.failures.add(key);
    const value = this.model.valueOf(row);
    this.all.push({ ...this.now(group), type: "failed", client: name, value });
  }

  private empty(group: GroupModel, left: Left): void {
    if (left.length > 0) this.all.push({ ...this.now(group), type: "empty", left });
  }

  private now(group: GroupModel): Pick<GroupNote, "event" | "timeUs" | "group"> {
    const { event, timeUs } = this.model;
    return { event, timeUs, group };
  }
}
