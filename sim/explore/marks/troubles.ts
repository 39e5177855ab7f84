import type { HostModel } from "../../check/model/cluster-model.ts";
import { ZOOKEEPER_HOST } from "../../cluster/hosts.ts";
import type { Fault } from "../../faults/fault.ts";
import type { FaultKind } from "../../faults/plan.ts";
import { LIFE_UP } from "../../kernel/kernel-facts.ts";
import type { Micros } from "../../kernel/time.ts";

/** What a host went through so long ago may still be why something happens to it. */
const RECENT_US: Micros = 10_000_000;

interface PastTrouble {
  readonly kind: FaultKind;
  readonly untilUs: Micros;
}

/** Which faults are in force, as a run goes on. Hosts go by their index. */
export class Troubles {
  private readonly hosts: readonly HostModel[];
  /** Why a process is down, or stands still. */
  private readonly away = new Map<number, FaultKind>();
  /** Hosts with a disk that is slow, or fails in part. */
  private readonly disks = new Map<number, FaultKind>();
  private readonly past = new Map<number, PastTrouble>();
  private readonly clocks = new Map<number, Micros>();
  /** Links that are cut. */
  private readonly cut = new Set<string>();
  /** The kind of the last cut of a link. */
  private readonly cutBy = new Map<string, FaultKind>();
  /** Links on which a kind of message is held. */
  private readonly held = new Set<string>();
  /** The host whose directory was the last that was repaired. */
  private repaired = -1;

  constructor(hosts: readonly HostModel[]) {
    this.hosts = hosts;
  }

  /** Hosts of these names. */
  indexes(names: readonly string[]): readonly number[] {
    const ofServers = names.includes(ZOOKEEPER_HOST);
    return this.hosts.flatMap(({ name, index, kind }) => {
      return names.includes(name) || (ofServers && kind === "zookeeper") ? [index] : [];
    });
  }

  /** The kind of a fault that would begin now; null for the end of one. */
  kindOf(fault: Fault): FaultKind | null {
    switch (fault.kind) {
      case "kill":
        return this.isEnd(this.indexes(fault.hosts)) ? null : this.kindOfStrike(fault);
      case "powerLoss":
      case "shutdown":
      case "pause":
        return this.kindOfStrike(fault);
      case "cut":
        return this.areServers([...fault.from, ...fault.to]) ? "zookeeper" : "cut";
      case "jumpClock":
        return this.offsetAfter(fault) === 0 ? null : "jumpClock";
      case "slow":
        return fault.syncUs > 0 ? "zookeeper" : null;
      case "slowDisk":
        return fault.slowdown === 1 ? null : "slowDisk";
      case "hold":
      case "reset":
      case "expireSession":
      case "failLogDir":
      case "corrupt":
        return fault.kind;
      case "start":
      case "restart":
      case "resume":
      case "release":
      case "repairLogDir":
      case "heal":
      case "healAll":
        return null;
    }
  }

  /** A fault begins, or ends. Returns its kind; null for an end. */
  apply(fault: Fault, timeUs: Micros): FaultKind | null {
    const kind = this.kindOf(fault);
    if ("hosts" in fault && kind !== null) {
      const where = fault.kind === "slow" || fault.kind === "slowDisk" ? this.disks : this.away;
      for (const host of this.indexes(fault.hosts)) where.set(host, kind);
    } else if (fault.kind === "slow" || fault.kind === "slowDisk") {
      for (const host of this.indexes(fault.hosts)) this.diskIsWell(host, timeUs);
    } else if (fault.kind === "cut") {
      const { from, to, oneWay } = fault;
      const links = [...this.links(from, to), ...(oneWay ? [] : this.links(to, from))];
      for (const link of links) this.cutBy.set(link, kind ?? "cut");
    } else if (fault.kind === "hold") {
      for (const link of this.links(fault.from, fault.to)) this.held.add(link);
    } else if (fault.kind === "release") {
      for (const link of this.links(fault.from, fault.to)) this.held.delete(link);
    } else if (fault.kind === "reset") {
      const ends = this.indexes([...fault.from, ...fault.to]);
      for (const host of ends) this.past.set(host, { kind: "reset", untilUs: timeUs });
    } else if (fault.kind === "expireSession" || fault.kind === "jumpClock") {
      for (const host of this.indexes([fault.host])) {
        if (fault.kind === "jumpClock") this.clocks.set(host, this.offsetAfter(fault));
        this.past.set(host, { kind: fault.kind, untilUs: timeUs });
      }
    }
    const [repaired = -1] = fault.kind === "repairLogDir" ? this.indexes([fault.host]) : [];
    this.repaired = repaired;
    return kind;
  }

  /** The state of a process is another. */
  life(host: number, life: number, timeUs: Micros): void {
    const kind = this.away.get(host);
    if (life !== LIFE_UP || kind === undefined) return;
    this.away.delete(host);
    this.past.set(host, { kind, untilUs: timeUs });
  }

  /** A directory of a host fails, or does no longer. */
  directory(host: number, failing: boolean, timeUs: Micros): void {
    if (failing) this.disks.set(host, "failLogDir");
    else this.diskIsWell(host, timeUs);
  }

  link(from: number, to: number, cut: boolean): void {
    if (cut) this.cut.add(linkOf(from, to));
    else this.cut.delete(linkOf(from, to));
  }

  /** The trouble that a host is in; null: none. */
  of(host: number): FaultKind | null {
    return this.away.get(host) ?? this.disks.get(host) ?? null;
  }

  /** The trouble that it was in last, if that is not long ago. */
  recently(host: number, timeUs: Micros): FaultKind | null {
    const past = this.past.get(host);
    return past !== undefined && timeUs - past.untilUs <= RECENT_US ? past.kind : null;
  }

  /** What keeps messages between two hosts waiting, one way at least; null: nothing. */
  between(x: number, y: number): FaultKind | null {
    for (const link of [linkOf(x, y), linkOf(y, x)]) {
      if (this.cut.has(link)) return this.cutBy.get(link) ?? "cut";
      if (this.held.has(link)) return "hold";
    }
    return null;
  }

  /** The kind of the last cut of a link. */
  lastCut(from: number, to: number): FaultKind {
    return this.cutBy.get(linkOf(from, to)) ?? "cut";
  }

  /** What keeps a host from ZooKeeper's servers, or the trouble that these are in; null: nothing. */
  ofServersFor(host: number): FaultKind | null {
    for (const { index, kind } of this.hosts) {
      if (kind !== "zookeeper") continue;
      const trouble = this.between(host, index) ?? this.of(index);
      if (trouble !== null) return trouble;
    }
    return null;
  }

  /**
   * Whether a kill belongs to the end of another fault: of a broker that shall look at a directory that was
   * repaired, or of who takes too long to shut down.
   */
  private isEnd(hosts: readonly number[]): boolean {
    const [host = -1, ...others] = hosts;
    if (others.length === 0 && host >= 0 && host === this.repaired) return true;
    return hosts.length > 0 && hosts.every((one) => this.away.get(one) === "shutdown");
  }

  private kindOfStrike({
    kind,
    hosts,
  }: Extract<Fault, { readonly kind: "kill" | "powerLoss" | "shutdown" | "pause" }>): FaultKind {
    return this.areServers(hosts) ? "zookeeper" : kind;
  }

  private areServers(names: readonly string[]): boolean {
    const hosts = this.indexes(names);
    return hosts.length > 0 && hosts.every((host) => this.hosts[host]?.kind === "zookeeper");
  }

  /** Where a clock is, beside what it was, after a jump. */
  private offsetAfter({ host, byUs }: Extract<Fault, { readonly kind: "jumpClock" }>): Micros {
    return (this.clocks.get(this.indexes([host])[0] ?? -1) ?? 0) + byUs;
  }

  private diskIsWell(host: number, timeUs: Micros): void {
    const kind = this.disks.get(host);
    if (kind === undefined) return;
    this.disks.delete(host);
    this.past.set(host, { kind, untilUs: timeUs });
  }

  private links(from: readonly string[], to: readonly string[]): readonly string[] {
    const ends = this.indexes(to);
    return this.indexes(from).flatMap((x) => ends.map((y) => linkOf(x, y)));
  }
}

function linkOf(from: number, to: number): string {
  return `${from} ${to}`;
}
