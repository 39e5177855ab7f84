import { newCoordinatedGroup } from "./initial-state.ts";
import type { CoordinatedGroupState, GroupState, State } from "./state.ts";
import { ENTITY_GROUP, ENTITY_GROUP_OFFSETS, Tracked } from "./tracked.ts";

/** What a broker holds of a group; it comes and goes, and what it is hashed by stays. */
class GroupRef {
  state: CoordinatedGroupState | null = null;
  readonly tracked: Tracked;
  readonly offsets: Tracked;

  constructor(group: string, broker: number) {
    this.tracked = new Tracked(ENTITY_GROUP, group, `${broker}`);
    this.offsets = new Tracked(ENTITY_GROUP_OFFSETS, group, `${broker}`);
  }
}

/** Finds what coordinators hold of groups, looking each up once. */
export class GroupEntities {
  private readonly state: State;
  private readonly touch: (tracked: Tracked) => void;
  private readonly refs = new Map<string, GroupRef>();

  /** `touch` is told of whatever is found here. */
  constructor(state: State, touch: (tracked: Tracked) => void) {
    this.state = state;
    this.touch = touch;
  }

  /** What a broker holds of a group, to change all but its offsets. */
  group(group: string, broker: number): CoordinatedGroupState {
    const ref = this.ref(group, broker);
    this.touch(ref.tracked);
    return this.stateOf(ref, group, broker);
  }

  /** The offsets that a broker holds of a group, by partition. */
  offsets(group: string, broker: number): Record<string, number> {
    const ref = this.ref(group, broker);
    this.touch(ref.offsets);
    return this.stateOf(ref, group, broker).offsets;
  }

  /** A broker holds nothing of a group any more. */
  remove(group: string, broker: number): void {
    const known = this.state.groups[group];
    if (known?.coordinators[broker] === undefined) return;
    const ref = this.ref(group, broker);
    ref.state = null;
    this.touch(ref.tracked);
    this.touch(ref.offsets);
    delete known.coordinators[broker];
    if (Object.keys(known.coordinators).length === 0) delete this.state.groups[group];
  }

  /** A broker holds nothing of any group any more. */
  removeAll(broker: number): void {
    for (const group of Object.keys(this.state.groups)) this.remove(group, broker);
  }

  private stateOf(ref: GroupRef, group: string, broker: number): CoordinatedGroupState {
    if (ref.state !== null) return ref.state;
    if (this.state.groups[group] === undefined) this.state.groups[group] = { coordinators: {} };
    const { coordinators } = this.state.groups[group] as GroupState;
    if (coordinators[broker] === undefined) {
      coordinators[broker] = newCoordinatedGroup();
      this.touch(ref.tracked);
      this.touch(ref.offsets);
    }
    // Read again: a draft hands out its own copy.
    ref.state = coordinators[broker] as CoordinatedGroupState;
    return ref.state;
  }

  private ref(group: string, broker: number): GroupRef {
    const key = `${broker} ${group}`;
    let ref = this.refs.get(key);
    if (ref === undefined) {
      ref = new GroupRef(group, broker);
      this.refs.set(key, ref);
    }
    return ref;
  }
}
