import type { CheckSettings, ConsumerPromise } from "../../sim/check/settings.ts";
import { GROUP_STATES, MEMBER_STATES, PROCESSING_OUTCOMES } from "../../sim/kafka/facts.ts";
import { LIFE_DOWN, LIFE_PAUSED, LIFE_UP } from "../../sim/kernel/kernel-facts.ts";
import type { FactArray } from "../../sim/trace/fact-json.ts";
import { HOSTS } from "../trace/support.ts";
import { Script, TP, values } from "./support.ts";

export const GROUP = "billing";
const CONSUMERS = ["c1", "c2", "c3"];

const CONSUMER: ConsumerPromise = {
  group: GROUP,
  subscribes: ["orders"],
  autoCommit: false,
  reset: "latest",
  processes: true,
  commits: "afterProcessing",
  hasWorker: false,
  effect: "append",
};

/** A group of consumers that read orders-0 (and orders-1), whose coordinator is broker 1. */
export class GroupScript extends Script {
  constructor(consumer: Partial<ConsumerPromise> = {}, settings: Partial<CheckSettings> = {}) {
    const consumers = Object.fromEntries(
      CONSUMERS.map((name) => [name, { ...CONSUMER, ...consumer }]),
    );
    const hosts = [...HOSTS, ...CONSUMERS.map((name) => [name, "consumer"] as const)];
    super({}, { ...settings, consumers }, hosts);
  }

  /** Brokers, all consumers, and `count` records r0, r1, … acknowledged and readable. */
  begin(count = 10): this {
    this.start();
    for (const name of CONSUMERS) this.facts(["host.life", name, LIFE_UP, 1, "started"]);
    return this.write(values(count), 0);
  }

  /** Records of the producer go into the logs, and are committed. */
  write(written: readonly string[], base: number, firstRecord = base + 1, epoch = 0): this {
    const batch = this.batch(written);
    const { length } = written;
    for (const broker of [1, 2, 3]) this.append(broker, base, length, epoch, batch);
    for (const broker of [1, 2, 3]) this.hw(broker, base + length);
    return this.told(firstRecord, length, 1, base);
  }

  /** What the coordinator holds: a generation with members and their partitions. */
  stable(
    generation: number,
    assignments: Readonly<Record<string, readonly string[]>>,
    protocol = "range",
    broker = 1,
  ): this {
    const members = Object.entries(assignments).map(
      ([client, partitions]): FactArray => [
        "group.member",
        GROUP,
        broker,
        `${client}-id`,
        client,
        null,
        partitions,
      ],
    );
    const leader = `${Object.keys(assignments)[0] ?? "nobody"}-id`;
    return this.facts(
      ...members,
      this.state(GROUP_STATES.Stable, generation, protocol, leader, broker),
    );
  }

  rebalancing(generation: number, broker = 1): this {
    return this.facts(this.state(GROUP_STATES.PreparingRebalance, generation, null, null, broker));
  }

  empty(generation: number, broker = 1): this {
    return this.facts(this.state(GROUP_STATES.Empty, generation, null, null, broker));
  }

  gone(client: string, broker = 1): this {
    return this.facts(["group.member", GROUP, broker, `${client}-id`, client, null, null]);
  }

  /** A consumer has joined a generation, and waits for its assignment. */
  joined(client: string, generation: number): this {
    const { COMPLETING_REBALANCE } = MEMBER_STATES;
    return this.facts([
      "membership",
      client,
      GROUP,
      `${client}-id`,
      generation,
      COMPLETING_REBALANCE,
    ]);
  }

  out(client: string): this {
    return this.facts(["membership", client, GROUP, null, -1, MEMBER_STATES.UNJOINED]);
  }

  /** A consumer is a settled member and owns partitions, where it begins at offsets. */
  owns(client: string, generation: number, positions: Readonly<Record<string, number>>): this {
    this.facts(
      ["membership", client, GROUP, `${client}-id`, generation, MEMBER_STATES.STABLE],
      ["assignment", client, Object.keys(positions)],
    );
    for (const [tp, offset] of Object.entries(positions)) this.position(client, offset, tp);
    return this;
  }

  /** It gives up what it owned and joins again. */
  revokes(client: string): this {
    return this.facts(
      ["membership", client, GROUP, `${client}-id`, -1, MEMBER_STATES.PREPARING_REBALANCE],
      ["assignment", client, []],
    );
  }

  position(client: string, offset: number, tp = TP): this {
    return this.facts(["position", client, tp, offset]);
  }

  /** `poll` returns the records of these offsets, whose numbers are one more. */
  polls(client: string, from: number, end: number): this {
    const reads = offsets(from, end).map(
      (offset): FactArray => ["record.read", client, TP, offset, offset + 1, 0],
    );
    return this.facts(...reads, ["position", client, TP, end]);
  }

  /** The application is through with them, one event for each. */
  processes(
    client: string,
    from: number,
    end: number,
    generation = 1,
    outcome: number = PROCESSING_OUTCOMES.APPLIED,
  ): this {
    for (const offset of offsets(from, end)) {
      this.facts(["record.processed", client, TP, offset, offset + 1, generation, outcome]);
    }
    return this;
  }

  /** The coordinator stores a commit, and the consumer is told. */
  commits(client: string, offset: number, broker = 1): this {
    this.stores(offset, "committed", broker);
    return this.facts(["commit", client, GROUP, TP, offset, 0]);
  }

  stores(offset: number, cause: string, broker = 1): this {
    return this.facts(["group.offset", GROUP, broker, TP, offset, cause]);
  }

  refuses(client: string, offset: number, error: number): this {
    return this.facts(["commit", client, GROUP, TP, offset, error]);
  }

  killConsumer(client: string): this {
    return this.facts(["host.life", client, LIFE_DOWN, 1, "killed"]);
  }

  startConsumer(client: string): this {
    return this.facts(["host.life", client, LIFE_UP, 2, "started"]);
  }

  pauseConsumer(client: string): this {
    return this.facts(["host.life", client, LIFE_PAUSED, 1, "paused"]);
  }

  resumeConsumer(client: string): this {
    return this.facts(["host.life", client, LIFE_UP, 1, "resumed"]);
  }

  private state(
    state: number,
    generation: number,
    protocol: string | null,
    leader: string | null,
    broker: number,
  ): FactArray {
    return ["group", GROUP, broker, state, generation, protocol, leader];
  }
}

function offsets(from: number, end: number): number[] {
  return Array.from({ length: end - from }, (_, i) => from + i);
}
