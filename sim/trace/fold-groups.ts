import * as K from "../kafka/facts.ts";
import type { TraceHost } from "./columns.ts";
import type { Entities } from "./entities.ts";
import type { TextMeanings } from "./registry.ts";
import type { CoordinatedGroupState, MembershipState, State } from "./state.ts";

const GROUP_STATES: readonly CoordinatedGroupState["state"][] = [
  "Empty",
  "PreparingRebalance",
  "CompletingRebalance",
  "Stable",
];
const MEMBER_STATES: readonly MembershipState["state"][] = [
  "unjoined",
  "preparingRebalance",
  "completingRebalance",
  "stable",
];
const NO_OFFSET = -1;

/** Applies what facts tell of consumer groups: what coordinators hold, and what members believe. */
export class FoldedGroups {
  private readonly state: State;
  private readonly hosts: readonly TraceHost[];
  private readonly meanings: TextMeanings;
  private readonly entities: Entities;

  constructor(
    state: State,
    hosts: readonly TraceHost[],
    meanings: TextMeanings,
    entities: Entities,
  ) {
    this.state = state;
    this.hosts = hosts;
    this.meanings = meanings;
    this.entities = entities;
  }

  /** Takes in the fact at `at`. */
  apply(code: number, data: Float64Array, at: number): void {
    const a = data[at + 1] as number;
    const b = data[at + 2] as number;
    const c = data[at + 3] as number;
    const d = data[at + 4] as number;
    switch (code) {
      case K.FACT_GROUP:
        this.group(this.meanings.text(a), b, c, data, at);
        break;
      case K.FACT_GROUP_MEMBER: {
        const assignment = data[at + 6] as number;
        const { members } = this.entities.groups.group(this.meanings.text(a), b);
        const member = this.meanings.text(c);
        if (assignment === -1) delete members[member];
        else {
          members[member] = {
            client: this.hosts[d]?.name ?? "",
            instance: this.optional(data[at + 5] as number),
            assignment: this.meanings.strings(assignment),
          };
        }
        break;
      }
      case K.FACT_GROUP_OFFSET: {
        const offsets = this.entities.groups.offsets(this.meanings.text(a), b);
        if (d === NO_OFFSET) delete offsets[this.meanings.text(c)];
        else offsets[this.meanings.text(c)] = d;
        break;
      }
      case K.FACT_MEMBERSHIP:
        this.entities.client(a).membership =
          b === -1
            ? null
            : {
                group: this.meanings.text(b),
                member: this.optional(c),
                generation: d,
                state: MEMBER_STATES[data[at + 5] as number] ?? "unjoined",
              };
        break;
      case K.FACT_ASSIGNMENT:
        this.entities.client(a).assignment = this.meanings.strings(b);
        break;
      case K.FACT_RECORD_PROCESSED:
        if (data[at + 6] !== K.PROCESSING_OUTCOMES.FAILED) this.entities.client(a).processed++;
        break;
    }
  }

  /** With a process goes what only its memory held: of a broker its groups, of a consumer its place. */
  hostDown(index: number, broker: number | null): void {
    if (broker !== null) {
      this.entities.groups.removeAll(broker);
      return;
    }
    const client = this.state.clients[this.hosts[index]?.name ?? ""];
    if (client === undefined) return;
    if (client.membership === null && client.assignment.length === 0) return;
    const changed = this.entities.client(index);
    changed.membership = null;
    changed.assignment = [];
  }

  private group(
    group: string,
    broker: number,
    state: number,
    data: Float64Array,
    at: number,
  ): void {
    if (state === K.GROUP_STATES.Dead) {
      this.entities.groups.remove(group, broker);
      return;
    }
    const held = this.entities.groups.group(group, broker);
    held.state = GROUP_STATES[state] ?? "Empty";
    held.generation = data[at + 4] as number;
    held.protocol = this.optional(data[at + 5] as number);
    held.leader = this.optional(data[at + 6] as number);
  }

  private optional(text: number): string | null {
    return text === -1 ? null : this.meanings.text(text);
  }
}
