import type { HistoryEntry, HistoryEntryOf } from "../../check/model/history.ts";
import type { PartitionModel } from "../../check/model/partition-model.ts";
import type { Fault } from "../../faults/fault.ts";
import { FAULT_KINDS, type FaultKind } from "../../faults/plan.ts";
import { LIFE_DOWN } from "../../kernel/kernel-facts.ts";
import type { Wait } from "../../kernel/network.ts";
import { type Micros, US_PER_MS } from "../../kernel/time.ts";
import type { Injection } from "../../scenario/runner.ts";
import type { FaultCounts } from "../hunt/outcome.ts";
import type { Run } from "../run.ts";
import { FAULT_EFFECTS, type FaultEffect } from "./effects.ts";
import { recordsTakenByPower, replicasGoneOffline, rottenBatchesFound } from "./restarts.ts";
import type { Closing } from "./run-notes.ts";
import { Seen } from "./seen.ts";
import { Troubles } from "./troubles.ts";

/** What nobody knows the fault of is counted under `other`. */
type Cause = FaultKind | "other";

const CAUSES: readonly Cause[] = [...FAULT_KINDS, "other"];

/**
 * What the faults of a run did, by their kinds: names of `FAULT_EFFECTS`, without those that are 0. An
 * effect counts for the fault that its host or its link is in, or was in lately; what neither is in is
 * under `other`. The run is over, and was asked for its marks.
 */
export function faultCountsOf(run: Run): FaultCounts {
  return new FaultWalk(run).walk().counts();
}

/** Goes through a run once more, in the order of events. */
class FaultWalk {
  private readonly seen: Seen;
  private readonly troubles: Troubles;
  private readonly sums = new Map<Cause, Map<FaultEffect, number>>();
  private readonly leaders = new Map<PartitionModel, number>();
  private readonly controllers = new Set<number>();
  /** Hosts whose sessions end in the event that is looked at, because a step says so. */
  private expired: { readonly event: number; readonly hosts: readonly number[] } | null = null;
  private controller = -1;
  private quorumLeader = -1;

  private faultsDone = 0;
  private timeoutsDone = 0;
  private waitsDone = 0;

  constructor(run: Run) {
    this.seen = new Seen(run);
    this.troubles = new Troubles(this.seen.model.hosts);
  }

  walk(): this {
    const { seen } = this;
    for (const entry of seen.model.history) {
      this.faultsUntil(entry.event);
      this.entry(entry);
    }
    this.faultsUntil(Number.POSITIVE_INFINITY);
    this.add("reset", "connectionsReset", seen.notes.resets.length);
    this.add("corrupt", "batchesFound", rottenBatchesFound(seen));
    this.add("failLogDir", "replicasOffline", replicasGoneOffline(seen).length);
    for (const { from, to } of recordsTakenByPower(seen)) {
      this.add("powerLoss", "recordsLost", from - to);
    }
    return this;
  }

  counts(): FaultCounts {
    return Object.fromEntries(
      CAUSES.flatMap((cause) => {
        const sums = this.sums.get(cause);
        if (sums === undefined) return [];
        const counts = FAULT_EFFECTS.flatMap((effect) => {
          const sum = sums.get(effect);
          return sum === undefined ? [] : [[effect, sum] as const];
        });
        return [[cause, Object.fromEntries(counts)] as const];
      }),
    );
  }

  /** Takes in the faults up to an event, and what happened before it beside the history. */
  private faultsUntil(event: number): void {
    const { faults } = this.seen.run;
    for (;;) {
      const next = faults[this.faultsDone];
      if (next === undefined || next.event > event) break;
      this.othersBefore(next.event);
      this.injected(next);
      this.faultsDone++;
    }
    this.othersBefore(event);
  }

  private othersBefore(event: number): void {
    const { waits } = this.seen.run.sim.network;
    for (let wait = waits[this.waitsDone]; wait !== undefined && wait.event < event; ) {
      this.waited(wait);
      wait = waits[++this.waitsDone];
    }
    const { timeouts } = this.seen.notes;
    for (let one = timeouts[this.timeoutsDone]; one !== undefined && one.event < event; ) {
      this.timedOut(one);
      one = timeouts[++this.timeoutsDone];
    }
  }

  private add(cause: Cause, effect: FaultEffect, count = 1): void {
    if (count === 0) return;
    const sums = this.sums.get(cause) ?? new Map<FaultEffect, number>();
    this.sums.set(cause, sums);
    sums.set(effect, (sums.get(effect) ?? 0) + count);
  }

  private injected({ event, timeUs, planned, applied }: Injection): void {
    if (applied === null) {
      const skipped = this.troubles.kindOf(planned);
      if (skipped !== null) this.add(skipped, "skipped");
      return;
    }
    const kind = this.troubles.apply(applied, timeUs);
    if (kind === null) return;
    this.add(kind, "injected");
    const hosts = this.troubles.indexes(struckBy(applied));
    if (applied.kind === "expireSession") this.expired = { event, hosts };
    for (const host of hosts) this.struck(kind, host, event);
  }

  /** What a host did when a fault struck it. */
  private struck(kind: FaultKind, host: number, event: number): void {
    const broker = this.seen.model.hosts[host]?.broker ?? -1;
    if (broker < 0) return;
    const led = [...this.leaders.values()].filter((leader) => leader === broker).length;
    this.add(kind, "leadersHit", led);
    this.add(kind, "controllersHit", this.controllers.has(broker) ? 1 : 0);
    for (const struck of this.seen.notes.struck) {
      if (struck.event !== event || struck.host !== host) continue;
      this.add(kind, "leadersHitMidWrite", struck.midWrite);
    }
  }

  private entry(entry: HistoryEntry): void {
    const { troubles } = this;
    switch (entry.type) {
      case "life":
        this.life(entry);
        break;
      case "link":
        troubles.link(entry.from, entry.to, entry.cut);
        break;
      case "directory":
        troubles.directory(entry.host, entry.failing, entry.timeUs);
        break;
      case "session":
        this.session(entry);
        break;
      case "controller":
        this.controllerChanged(entry);
        break;
      case "truth":
        this.truth(entry);
        break;
      case "quorum":
        this.quorum(entry);
        break;
      case "disk":
        this.add(troubles.of(entry.host) ?? "other", "entriesLost", entry.lost);
        break;
      case "damage":
        this.add("corrupt", "batchesRotten");
        break;
    }
  }

  private life({ host, life, reason, timeUs }: HistoryEntryOf<"life">): void {
    this.troubles.life(host, life, timeUs);
    if (life !== LIFE_DOWN) return;
    this.controllers.delete(this.seen.model.hosts[host]?.broker ?? -1);
    if (host === this.quorumLeader) this.quorumLeaderGone(timeUs);
    if (!reason.startsWith("halted")) return;
    this.add(this.causeAt(host, timeUs), "processesHalted");
  }

  private session({ host, reason, event, timeUs }: HistoryEntryOf<"session">): void {
    if (reason !== "expired") return;
    const byStep = this.expired?.event === event && this.expired.hosts.includes(host);
    const cause = byStep ? "expireSession" : this.causeOfSilence(host, timeUs);
    this.add(cause, "sessionsExpired");
  }

  private controllerChanged({ broker, active, timeUs }: HistoryEntryOf<"controller">): void {
    if (!active) {
      this.controllers.delete(broker);
      return;
    }
    this.controllers.add(broker);
    const former = this.controller;
    this.controller = broker;
    if (former < 0 || former === broker) return;
    this.add(this.causeOfSilence(this.seen.hostOf(former), timeUs), "controllersLost");
  }

  private truth({ partition, before, after, timeUs }: HistoryEntryOf<"truth">): void {
    this.leaders.set(partition, after?.leader ?? -1);
    if (before === null || after === null) return;
    // Who stays in the ISR has only handed the partition over.
    const isLost = after.leader < 0 || !after.isr.includes(before.leader);
    if (before.leader >= 0 && before.leader !== after.leader && isLost) {
      const host = this.seen.hostOf(before.leader);
      this.add(this.causeOfSilence(host, timeUs), "leadersLost");
    }
    const leader = this.seen.hostOf(after.leader >= 0 ? after.leader : before.leader);
    for (const broker of before.isr) {
      if (after.isr.includes(broker)) continue;
      const cause = this.causeOfLag(this.seen.hostOf(broker), leader, timeUs);
      this.add(cause, "isrMembersRemoved");
    }
  }

  private quorum({ host, leads, timeUs }: HistoryEntryOf<"quorum">): void {
    if (this.quorumLeader === host ? !leads : leads) this.quorumLeaderGone(timeUs);
    if (leads) this.quorumLeader = host;
  }

  /** The server that led ZooKeeper's ensemble leads it no more. */
  private quorumLeaderGone(timeUs: Micros): void {
    const host = this.quorumLeader;
    this.quorumLeader = -1;
    if (host < 0) return;
    this.add(this.causeOfSilence(host, timeUs), "zookeeperLeadersLost");
  }

  private waited({ behind, from, to, messages, waitedUs }: Wait): void {
    const cause = behind === "cut" ? this.troubles.lastCut(from, to) : this.causeOfWait(behind, to);
    this.add(cause, "messagesHeld", messages);
    this.add(cause, "heldMs", Math.floor(waitedUs / US_PER_MS));
  }

  private causeOfWait(behind: "hold" | "pause", host: number): Cause {
    const isServer = this.seen.model.hosts[host]?.kind === "zookeeper";
    return behind === "pause" && isServer ? "zookeeper" : behind;
  }

  private timedOut({ client, server, timeUs }: Closing): void {
    const { troubles } = this;
    const now = troubles.of(server) ?? troubles.between(client, server) ?? troubles.of(client);
    const cause = now ?? troubles.recently(server, timeUs) ?? troubles.recently(client, timeUs);
    this.add(cause ?? "other", "requestsTimedOut");
  }

  private causeAt(host: number, timeUs: Micros): Cause {
    return this.troubles.of(host) ?? this.troubles.recently(host, timeUs) ?? "other";
  }

  /** Why ZooKeeper, or the controller, heard nothing of a host. */
  private causeOfSilence(host: number, timeUs: Micros): Cause {
    const { troubles } = this;
    return troubles.of(host) ?? troubles.ofServersFor(host) ?? this.causeAt(host, timeUs);
  }

  /** Why a follower, or the leader itself, is in the ISR no more. */
  private causeOfLag(host: number, leader: number, timeUs: Micros): Cause {
    const { troubles } = this;
    const link = host === leader ? null : troubles.between(host, leader);
    const now = troubles.of(host) ?? link ?? troubles.ofServersFor(host) ?? troubles.of(leader);
    return now ?? troubles.recently(host, timeUs) ?? this.causeAt(leader, timeUs);
  }
}

/** Hosts that a fault strikes by themselves. */
function struckBy(fault: Fault): readonly string[] {
  switch (fault.kind) {
    case "kill":
    case "powerLoss":
    case "shutdown":
    case "pause":
    case "slowDisk":
      return fault.hosts;
    case "expireSession":
    case "jumpClock":
      return [fault.host];
    default:
      return [];
  }
}
