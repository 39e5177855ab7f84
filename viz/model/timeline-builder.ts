import * as K from "../../sim/kafka/facts.ts";
import { FACT_STRIDE } from "../../sim/kernel/facts.ts";
import {
  FACT_DISK_FAILURE,
  FACT_DISK_SYNC,
  FACT_HOST_LIFE,
  FACT_LINK,
  LIFE_DOWN,
  LIFE_PAUSED,
  LIFE_UP,
} from "../../sim/kernel/kernel-facts.ts";
import type { EventColumns } from "../../sim/trace/columns.ts";
import type { FactBuffer } from "../../sim/trace/pack.ts";
import type { TextMeanings } from "../../sim/trace/registry.ts";
import { topicTruthIn } from "../../sim/trace/registry.ts";
import { FACT_ZNODE, FACT_ZNODE_REMOVED } from "../../sim/zookeeper/facts.ts";
import { comparePartitions } from "./cluster-view.ts";
import type { ControllerRun, FaultBand, IsrRun, LeaderRun, TimelineView } from "./run-view.ts";

interface Open<T> {
  readonly from: number;
  readonly value: T;
}

interface Members {
  readonly isr: readonly number[];
  readonly replicas: number;
}

interface PartitionHistory {
  readonly leaders: LeaderRun[];
  readonly isr: IsrRun[];
  leader: Open<{ readonly leader: number; readonly epoch: number }> | null;
  members: Open<Members> | null;
}

/** Turns facts into stretches of time: who was down, who led, who was in sync. */
export class TimelineBuilder {
  private readonly columns: EventColumns;
  private readonly meanings: TextMeanings;
  private readonly faults: FaultBand[] = [];
  private readonly openFaults = new Map<string, Open<Omit<FaultBand, "from" | "to">>>();
  private readonly controllers: ControllerRun[] = [];
  private readonly openControllers = new Map<number, Open<number>>();
  private readonly histories = new Map<string, PartitionHistory>();
  /** Replicas of each partition, by `topic-partition`, without those that a reassignment adds. */
  private readonly replicas = new Map<string, number>();
  /** Hosts that have been up: before that, being down is no fault. */
  private readonly started = new Set<number>();

  constructor(columns: EventColumns, meanings: TextMeanings) {
    this.columns = columns;
    this.meanings = meanings;
  }

  add(event: number, { data, length }: FactBuffer): void {
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const a = data[at + 1] as number;
      const b = data[at + 2] as number;
      const c = data[at + 3] as number;
      switch (data[at]) {
        case FACT_HOST_LIFE:
          this.life(event, a, b, this.meanings.text(data[at + 4] as number));
          break;
        case FACT_LINK:
          this.link(event, a, b, c === 1);
          break;
        case FACT_DISK_SYNC:
          this.slowDisk(event, a, b);
          break;
        case FACT_DISK_FAILURE:
          this.directory(event, a, this.meanings.text(b), c === 1);
          break;
        case K.FACT_CONTROLLER:
          this.controller(event, a, c === 1 ? b : null);
          break;
        case FACT_ZNODE:
          this.znode(event, a, b);
          break;
        case FACT_ZNODE_REMOVED:
          this.removed(event, a);
          break;
      }
    }
  }

  partitions(): string[] {
    return [...this.histories.keys()].sort(comparePartitions);
  }

  /** @param end number of events */
  finish(end: number): TimelineView {
    for (const key of [...this.openFaults.keys()]) this.closeFault(end, key);
    for (const broker of [...this.openControllers.keys()]) this.controller(end, broker, null);
    const partitions: Record<string, { leaders: LeaderRun[]; isr: IsrRun[] }> = {};
    for (const [tp, history] of this.histories) {
      closeLeader(history, end);
      closeIsr(history, end);
      partitions[tp] = { leaders: history.leaders, isr: history.isr };
    }
    const byStart = (x: { from: number }, y: { from: number }) => x.from - y.from;
    return {
      faults: mergeCuts(this.faults).sort(byStart),
      controllers: this.controllers.sort(byStart),
      partitions,
      groups: [],
      violations: [],
    };
  }

  private life(event: number, host: number, life: number, reason: string): void {
    const key = `host ${host}`;
    this.closeFault(event, key);
    const what = this.name(host);
    if (life === LIFE_UP) {
      this.started.add(host);
    } else if (this.started.has(host)) {
      if (life === LIFE_DOWN) this.endController(event, what);
      const kind = life === LIFE_PAUSED ? "paused" : "down";
      this.openFaults.set(key, { from: event, value: { kind, what, reason } });
    }
  }

  private endController(event: number, host: string): void {
    for (const broker of [...this.openControllers.keys()]) {
      if (host === `broker-${broker}`) this.controller(event, broker, null);
    }
  }

  private link(event: number, from: number, to: number, cut: boolean): void {
    const what = `${this.name(from)}>${this.name(to)}`;
    const key = `link ${what}`;
    if (!cut) this.closeFault(event, key);
    else this.openFaults.set(key, { from: event, value: { kind: "cut", what, reason: "cut" } });
  }

  private slowDisk(event: number, host: number, syncUs: number): void {
    const key = `disk ${host}`;
    this.closeFault(event, key);
    if (syncUs === 0) return;
    const value = { kind: "slow", what: this.name(host), reason: String(syncUs / 1000) } as const;
    this.openFaults.set(key, { from: event, value });
  }

  private directory(event: number, host: number, directory: string, failing: boolean): void {
    const key = `directory ${host} ${directory}`;
    this.closeFault(event, key);
    if (!failing) return;
    const value = { kind: "failing", what: this.name(host), reason: directory } as const;
    this.openFaults.set(key, { from: event, value });
  }

  private closeFault(event: number, key: string): void {
    const open = this.openFaults.get(key);
    if (open === undefined) return;
    this.openFaults.delete(key);
    this.faults.push({ from: open.from, to: event, ...open.value });
  }

  private controller(event: number, broker: number, epoch: number | null): void {
    const open = this.openControllers.get(broker);
    if (open !== undefined) {
      this.controllers.push({ from: open.from, to: event, broker, epoch: open.value });
    }
    if (epoch === null) this.openControllers.delete(broker);
    else this.openControllers.set(broker, { from: event, value: epoch });
  }

  private znode(event: number, path: number, data: number): void {
    const meaning = this.meanings.path(path);
    if (meaning?.of === "topic") this.topic(event, meaning.name, this.meanings.json(data));
    const tp = this.meanings.partitionOfPath(path);
    const truth = tp === null ? null : this.meanings.truth(data);
    if (tp === null || truth === null) return;
    let history = this.histories.get(tp);
    if (history === undefined) {
      history = { leaders: [], isr: [], leader: null, members: null };
      this.histories.set(tp, history);
    }
    const { leader, leaderEpoch: epoch, isr } = truth;
    const leading = history.leader?.value;
    if (leading === undefined || leading.leader !== leader || leading.epoch !== epoch) {
      closeLeader(history, event);
      history.leader = { from: event, value: { leader, epoch } };
    }
    this.members(event, history, { isr, replicas: this.replicas.get(tp) ?? isr.length });
  }

  private topic(event: number, topic: string, json: unknown): void {
    const { assignment, adding } = topicTruthIn(json);
    for (const [partition, replicas] of Object.entries(assignment)) {
      const tp = `${topic}-${partition}`;
      const count = replicas.length - (adding[partition]?.length ?? 0);
      this.replicas.set(tp, count);
      const history = this.histories.get(tp);
      const isr = history?.members?.value.isr;
      if (history !== undefined && isr !== undefined) {
        this.members(event, history, { isr, replicas: count });
      }
    }
  }

  private members(event: number, history: PartitionHistory, members: Members): void {
    const open = history.members?.value;
    if (open?.isr.join() === members.isr.join() && isWhole(open) === isWhole(members)) return;
    closeIsr(history, event);
    history.members = { from: event, value: members };
  }

  /** A partition that is deleted has neither leader nor ISR. */
  private removed(event: number, path: number): void {
    const tp = this.meanings.partitionOfPath(path);
    const history = tp === null ? undefined : this.histories.get(tp);
    if (history === undefined) return;
    closeLeader(history, event);
    closeIsr(history, event);
    history.leader = null;
    history.members = null;
  }

  private name(host: number): string {
    return this.columns.hosts[host]?.name ?? "";
  }
}

function closeLeader(history: PartitionHistory, event: number): void {
  const open = history.leader;
  if (open !== null) history.leaders.push({ from: open.from, to: event, ...open.value });
}

function closeIsr(history: PartitionHistory, event: number): void {
  const open = history.members;
  if (open === null) return;
  const { isr } = open.value;
  history.isr.push({ from: open.from, to: event, isr, whole: isWhole(open.value) });
}

function isWhole({ isr, replicas }: Members): boolean {
  return isr.length >= replicas;
}

/** Links that were cut and healed together, as one band: both directions, and several links of one host. */
function mergeCuts(faults: readonly FaultBand[]): FaultBand[] {
  const merged: FaultBand[] = faults.filter(({ kind }) => kind !== "cut");
  const byTime = new Map<string, FaultBand[]>();
  for (const band of faults) {
    if (band.kind !== "cut") continue;
    const key = `${band.from} ${band.to}`;
    byTime.set(key, [...(byTime.get(key) ?? []), band]);
  }
  for (const bands of byTime.values()) {
    const [first] = bands;
    if (first !== undefined)
      merged.push({ ...first, what: bands.map(({ what }) => what).join(" ") });
  }
  return merged;
}
