import { assert } from "../kernel/assert.ts";
import { FACT_STRIDE } from "../kernel/facts.ts";
import { FACT_MESSAGE_DROP, FACT_MESSAGE_SEND } from "../kernel/kernel-facts.ts";
import { KIND_MESSAGE, KIND_STEP } from "../kernel/kinds.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { Micros } from "../kernel/time.ts";
import { EVENT_KINDS, kindCode } from "../trace/union.ts";
import { AckLatency, type LatencyExpectation } from "./ack-latency.ts";
import type { Evidence } from "./evidence.ts";
import { Moment } from "./moment.ts";
import { hostNames } from "./names.ts";
import type { Expectation, HostRef } from "./types.ts";
import { type UnconsumedExpectation, UnconsumedTime } from "./unconsumed-time.ts";
import type { Watcher } from "./watcher.ts";

/** Arguments of what was measured, by code. */
export interface FoundArguments {
  "found.elapsed": { elapsedUs: Micros };
  /** The state from which time is measured never came. */
  "found.notBegun": Record<never, never>;
  /** The state up to which time is measured never came after it. */
  "found.notEnded": Record<never, never>;
  "found.messages": { count: number };
  "found.latency": { latencyUs: Micros };
  /** So few of the records were acknowledged that nothing can be said. */
  "found.unacknowledged": { acked: number; records: number };
  "found.unconsumed": { unconsumedUs: Micros };
  /** Values of records, or keys, runs of them as ranges; empty: none. */
  "found.values": { values: string };
}

export type FoundCode = keyof FoundArguments;

/** What was measured. */
export type Found = {
  readonly [C in FoundCode]: { readonly code: C; readonly args: Readonly<FoundArguments[C]> };
}[FoundCode];

type ElapsedExpectation = Extract<Expectation, { readonly elapsed: unknown }>;
type MessagesExpectation = Extract<Expectation, { readonly messages: unknown }>;

/** Expectations for which something is measured while the run goes on. */
export type MeasuringExpectation =
  | ElapsedExpectation
  | MessagesExpectation
  | LatencyExpectation
  | UnconsumedExpectation;

/** Follows a run and measures. */
export interface Measurement {
  /** @param changed false when no condition can hold that did not hold after the event before */
  onEvent(sim: Simulation, changed: boolean): void;
  /** @param evidence what the accounts of the run say */
  found(evidence: Evidence): Found;
}

/** What an expectation has measured; null for one that measures nothing. */
export function measurementOf(expectation: Expectation, watcher: Watcher): Measurement | null {
  if ("elapsed" in expectation) return new ElapsedTime(expectation, watcher);
  if ("messages" in expectation) return new MessageCount(expectation, watcher);
  if ("latency" in expectation) return new AckLatency(expectation);
  if ("unconsumed" in expectation) return new UnconsumedTime(expectation, watcher);
  return null;
}

/** Names of the messages that can be counted: those of Kafka and those of ZooKeeper. */
export function countableMessages(): readonly string[] {
  const messages = EVENT_KINDS.filter(({ code }) => code >= KIND_MESSAGE && code < KIND_STEP);
  return messages.map(({ name }) => name);
}

class ElapsedTime implements Measurement {
  private readonly from: Moment;
  private readonly to: Moment;

  constructor({ elapsed }: ElapsedExpectation, watcher: Watcher) {
    this.from = new Moment(elapsed.from, watcher);
    this.to = new Moment(elapsed.to, watcher);
  }

  onEvent(sim: Simulation, changed: boolean): void {
    const { from, to } = this;
    if (!from.came) {
      if (changed) from.look(sim);
      return;
    }
    // What held already as the time began counts from the next event on.
    if (changed || from.event === sim.row - 1) to.look(sim);
  }

  found(): Found {
    if (!this.from.came) return { code: "found.notBegun", args: {} };
    if (!this.to.came) return { code: "found.notEnded", args: {} };
    return { code: "found.elapsed", args: { elapsedUs: this.to.us - this.from.us } };
  }
}

class MessageCount implements Measurement {
  /** Kind of the event of a delivery. */
  private readonly kind: number;
  private readonly from: readonly string[] | null;
  private readonly to: readonly string[] | null;
  private readonly after: Moment | null;
  /** Messages of the kind that are on their way from one of the wanted senders. */
  private readonly sent = new Set<number>();
  private count = 0;

  constructor({ messages }: MessagesExpectation, watcher: Watcher) {
    const kind = kindCode(messages.message);
    assert(kind !== undefined, "the names of messages were checked");
    this.kind = kind;
    this.from = namesOf(messages.from);
    this.to = namesOf(messages.to);
    this.after = messages.after === undefined ? null : new Moment(messages.after, watcher);
  }

  onEvent(sim: Simulation, changed: boolean): void {
    if (sim.rowKind === this.kind && this.isCounted(sim)) this.count++;
    if (this.from !== null) this.follow(sim, this.from);
    if (changed && this.after !== null) this.after.look(sim);
  }

  found(): Found {
    return { code: "found.messages", args: { count: this.count } };
  }

  private isCounted(sim: Simulation): boolean {
    if (this.from !== null && !this.sent.delete(sim.rowMessage)) return false;
    if (this.after !== null && !this.after.came) return false;
    return this.to === null || this.to.includes(nameOf(sim, sim.rowHost));
  }

  private follow(sim: Simulation, from: readonly string[]): void {
    const { data, length } = sim.facts;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const message = data[at + 1] as number;
      if (data[at] === FACT_MESSAGE_DROP) this.sent.delete(message);
      else if (data[at] === FACT_MESSAGE_SEND && data[at + 4] === this.kind - KIND_MESSAGE) {
        if (from.includes(nameOf(sim, data[at + 2] as number))) this.sent.add(message);
      }
    }
  }
}

function namesOf(hosts: HostRef | readonly HostRef[] | undefined): readonly string[] | null {
  return hosts === undefined ? null : hostNames(hosts);
}

function nameOf(sim: Simulation, host: number): string {
  return sim.hosts[host]?.name ?? "";
}
