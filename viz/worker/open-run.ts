import { Snapshots } from "../../sim/trace/fold.ts";
import type { TraceMeta } from "../../sim/trace/jsonl-format.ts";
import { MessageIndex } from "../../sim/trace/messages.ts";
import type { State } from "../../sim/trace/state.ts";
import type { Trace } from "../../sim/trace/trace.ts";
import { clusterView } from "../model/cluster-view.ts";
import type { EventRow } from "../model/event-rows.ts";
import { toldEvent } from "../model/event-told.ts";
import { type GroupsView, groupsView } from "../model/groups-view.ts";
import { lanesView } from "../model/lanes-view.ts";
import { packetsInFlight } from "../model/packets.ts";
import { RecordIndex, type RecordRow } from "../model/record-index.ts";
import { indexRun, type RunIndex } from "../model/run-index.ts";
import type { MilestoneKind } from "../model/run-view.ts";
import { stepView } from "../model/step-builder.ts";
import type { StepView } from "../model/step-view.ts";
import type { View } from "../model/view.ts";
import { type ZooKeeperView, zookeeperView } from "../model/zookeeper-view.ts";
import type { CellArgs } from "./protocol.ts";

const RECENT_STATES = 6;
const CHUNKS_AT_A_TIME = 4;
/** Records listed at most. */
const MOST_RECORDS = 2000;

/** A run in the worker: its trace, the states along it, and what was learnt by reading it once. */
export class OpenRun {
  readonly trace: Trace;
  readonly meta: TraceMeta;
  readonly index: RunIndex;
  readonly messages: MessageIndex;
  private readonly snapshots: Snapshots;
  private readonly recent = new Map<number, State>();
  private readonly records: RecordIndex;
  private readonly hostNames: readonly string[];
  private readonly milestones: ReadonlyMap<number, MilestoneKind>;

  constructor(trace: Trace, meta: TraceMeta) {
    const columns = trace.events();
    this.trace = trace;
    this.meta = meta;
    this.index = indexRun(columns);
    this.messages = new MessageIndex(columns);
    this.snapshots = new Snapshots(columns);
    this.records = new RecordIndex(columns);
    this.hostNames = trace.hosts.map(({ name }) => name);
    this.milestones = new Map(this.index.milestones.map(({ index, kind }) => [index, kind]));
  }

  /** The state after an event; the last few are remembered, since several panels ask for the same. */
  state(event: number): State {
    const at = Math.max(-1, Math.min(this.trace.length - 1, event));
    const known = this.recent.get(at);
    if (known !== undefined) return known;
    const state = this.snapshots.at(at);
    this.recent.set(at, state);
    for (const oldest of this.recent.keys()) {
      if (this.recent.size <= RECENT_STATES) break;
      this.recent.delete(oldest);
    }
    return state;
  }

  /** Folds a little more of the run, so that every moment is near. @returns whether there is more */
  prepare(): boolean {
    return this.snapshots.extend(CHUNKS_AT_A_TIME);
  }

  view(event: number): View {
    const state = this.state(event);
    const columns = this.trace.events();
    const packets = event < 0 ? [] : packetsInFlight(columns, this.messages, state, event);
    return {
      index: event,
      timeUs: event < 0 ? 0 : columns.time(event),
      cluster: clusterView(state, this.hostNames, packets),
      lanes: lanesView(
        state,
        event < 0 ? null : this.state(event - 1),
        (tp, broker, replica) => this.records.keys(tp, broker, replica, event),
        this.index.timeline.groups,
      ),
    };
  }

  step(event: number): StepView {
    const columns = this.trace.events();
    return stepView(columns, this.messages, event, this.state(event - 1), this.state(event));
  }

  rows(events: readonly number[]): EventRow[] {
    const columns = this.trace.events();
    return events.map((event) => ({
      ...toldEvent(columns, this.messages, event),
      milestone: this.milestones.get(event) ?? null,
    }));
  }

  /** Whether any record has a key. */
  get hasKeys(): boolean {
    return this.records.hasKeys;
  }

  record({ tp, broker, offset, index }: CellArgs): RecordRow | null {
    const id = this.records.recordAt(tp, broker, offset, index);
    return id === null ? null : this.records.row(id, this.state(index), index);
  }

  recordRows(event: number): RecordRow[] {
    return this.records.rows(this.state(event), event, MOST_RECORDS);
  }

  groups(event: number): GroupsView {
    return groupsView(this.state(event), this.index.timeline.groups, event);
  }

  zookeeper(event: number): ZooKeeperView {
    return zookeeperView(this.state(event), event < 0 ? null : this.state(event - 1));
  }
}
