import { Checker } from "../../sim/check/checker.ts";
import type { CheckReport } from "../../sim/check/report.ts";
import type { CheckSettings, ProducerPromise } from "../../sim/check/settings.ts";
import { LIFE_DOWN, LIFE_PAUSED, LIFE_UP } from "../../sim/kernel/kernel-facts.ts";
import type { FactArray, Json } from "../../sim/trace/fact-json.ts";
import { HandMadeRun, HOSTS } from "../trace/support.ts";

export const TP = "orders-0";
const NONE = 0;
export const LEADER = 1;
export const FOLLOWER = 2;
export const OFFLINE = 3;

const SETTINGS: CheckSettings = {
  producers: { app: { acks: 1, idempotence: false, maxInFlight: 5 } },
  minInsyncReplicas: 1,
  uncleanLeaderElection: false,
};

/** A run of the checks over facts made by hand: three brokers, one partition. */
export class Script {
  readonly checker: Checker;
  private readonly run: HandMadeRun;
  private records = 0;
  private batches = 0;
  private version = 0;

  constructor(
    promise: Partial<ProducerPromise> = {},
    settings: Partial<CheckSettings> = {},
    hosts = HOSTS,
  ) {
    this.run = new HandMadeRun(hosts);
    const app = { ...SETTINGS.producers.app, ...promise } as ProducerPromise;
    this.checker = new Checker(this.run.sim, { ...SETTINGS, ...settings, producers: { app } });
    this.run.sim.observers.push(this.checker);
  }

  /** Index of the last event. */
  get event(): number {
    return this.run.sim.row;
  }

  /** One event with these facts. */
  facts(...facts: FactArray[]): this {
    this.run.facts(...facts);
    return this;
  }

  /** The same in an event of that kind. */
  factsOf(kind: number, ...facts: FactArray[]): this {
    this.run.run({ kind, facts });
    return this;
  }

  /** Lets time pass until the next event. */
  later(afterUs: number): this {
    this.run.run({ afterUs, facts: [] });
    return this;
  }

  /** Three brokers start; broker 1 leads epoch 0 with all replicas in the ISR. */
  start(isr: number[] = [1, 2, 3]): this {
    for (const broker of [1, 2, 3]) {
      this.facts(["host.life", `broker-${broker}`, LIFE_UP, 1, "started"]);
    }
    this.truth(1, 0, isr);
    this.role(1, LEADER, 0, isr);
    return this.role(2, FOLLOWER, 0).role(3, FOLLOWER, 0);
  }

  truth(leader: number, leaderEpoch: number, isr: number[], version = this.version++): this {
    const state = { controller_epoch: 1, leader, version: 1, leader_epoch: leaderEpoch, isr };
    const path = "/brokers/topics/orders/partitions/0/state";
    return this.facts(["znode", path, JSON.stringify(state), version, 1, 2, 0]);
  }

  role(broker: number, role: number, epoch: number, isr: Json = null, leader = 1): this {
    const facts: FactArray[] = [["replica.role", TP, broker, role, epoch, leader]];
    if (isr !== null) facts.push(["leader.isr", TP, broker, isr, isr, 0]);
    return this.facts(...facts);
  }

  /** Makes a batch of records, and returns its number. */
  batch(values: readonly string[], client = "app"): number {
    return this.keyed(
      values.map((value) => [null, value]),
      client,
    );
  }

  /** The same of records with keys; a value that is null is a tombstone. */
  keyed(
    records: readonly (readonly [key: string | null, value: string | null])[],
    client = "app",
  ): number {
    const batch = ++this.batches;
    records.forEach(([key, value], index) => {
      const record = this.sent(value, key, client);
      this.facts(["record.batched", record, batch, index]);
    });
    this.attempt(batch, 1, client);
    return batch;
  }

  /** A record is handed to its producer and is in no batch yet; returns its number. */
  sent(value: string | null, key: string | null = null, client = "app", resendOf = 0): number {
    const record = ++this.records;
    this.facts(["record.sent", client, record, TP, key, value, resendOf]);
    return record;
  }

  /** A batch goes to broker 1. */
  attempt(batch: number, attempt: number, client = "app"): this {
    return this.facts(["produce.attempt", client, TP, batch, attempt, 1]);
  }

  append(broker: number, base: number, count: number, epoch: number, batch: number): this {
    return this.facts(["log.append", TP, broker, base, count, epoch, batch]);
  }

  /** What is left of a batch goes into a log: runs of `[offset, index, count]`. */
  appendPart(
    broker: number,
    base: number,
    count: number,
    epoch: number,
    batch: number,
    runs: number[][],
  ): this {
    return this.facts(["log.append.part", TP, broker, base, count, epoch, [batch, runs]]);
  }

  clean(broker: number, ...offsets: [from: number, end: number][]): this {
    return this.facts(["log.clean", TP, broker, offsets]);
  }

  /** Retention deletes everything below an offset. */
  retain(broker: number, below: number, setting = "retention.ms", amount = 90_000, limit = 60_000) {
    return this.facts(
      ["log.retention", TP, broker, below, setting, amount, limit],
      ["replica.start", TP, broker, below],
    );
  }

  hw(broker: number, offset: number): this {
    return this.facts(["replica.hw", TP, broker, offset]);
  }

  truncate(broker: number, offset: number, hw = offset, reason = "truncation"): this {
    return this.facts(
      ["log.truncate", TP, broker, offset, reason],
      ["replica.leo", TP, broker, offset],
      ["replica.hw", TP, broker, hw],
    );
  }

  /** The producer is told of `count` records, from a record's number on. */
  told(first: number, count: number, status: number, offset: number, error = 0): this {
    const facts = Array.from(
      { length: count },
      (_, i): FactArray => [
        "record.status",
        first + i,
        TP,
        status,
        offset < 0 ? -1 : offset + i,
        error,
        "app",
      ],
    );
    return this.facts(...facts);
  }

  read(record: number, offset: number): this {
    return this.facts(["record.read", "audit", TP, offset, record, 0]);
  }

  kill(broker: number, reason = "killed"): this {
    return this.facts(["host.life", `broker-${broker}`, LIFE_DOWN, 2, reason]);
  }

  boot(broker: number, leo: number, hw = leo): this {
    this.facts(["host.life", `broker-${broker}`, LIFE_UP, 2, "started"]);
    return this.facts(
      ["replica.start", TP, broker, 0],
      ["replica.leo", TP, broker, leo],
      ["replica.hw", TP, broker, hw],
      ["replica.role", TP, broker, OFFLINE, -1, -1],
    );
  }

  pause(broker: number): this {
    return this.facts(["host.life", `broker-${broker}`, LIFE_PAUSED, 1, "paused"]);
  }

  resume(broker: number): this {
    return this.facts(["host.life", `broker-${broker}`, LIFE_UP, 1, "resumed"]);
  }

  deleted(broker: number): this {
    return this.role(broker, NONE, -1);
  }

  report(): CheckReport {
    return this.checker.report();
  }

  /** `invariant: class` of every violation so far. */
  /** Violations and their classes, but for two that tell of the same losses in their own way. */
  violations(): string[] {
    return this.checker.violations
      .filter(({ invariant }) => !OTHER_VIEWS.includes(invariant))
      .map((one) => `${one.invariant}: ${one.class}`);
  }
}

const OTHER_VIEWS: readonly string[] = ["weak-isr", "leader-completeness"];

/** Values `prefix0`, `prefix1`, … */
export function values(count: number, prefix = "r", first = 0): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${first + i}`);
}

/**
 * The classic: r0 to r9 acknowledged by leader 1 alone, followers have the first seven; the leader is
 * killed, broker 2 elected, broker 1 comes back and truncates.
 */
export function unreplicatedLeaderKill(script: Script, committed = 7): Script {
  script.start();
  for (let i = 0; i < 10; i++) {
    const batch = script.batch([`r${i}`]);
    script.append(1, i, 1, 0, batch);
    if (i < 7) script.append(2, i, 1, 0, batch).append(3, i, 1, 0, batch);
    if (i < committed) script.hw(1, i + 1);
    script.told(i + 1, 1, 1, i);
  }
  script.hw(2, 6).hw(3, 6);
  script.kill(1).truth(2, 1, [2, 3]);
  script.role(2, LEADER, 1, [2, 3]).role(3, FOLLOWER, 1);
  script.hw(2, 7).hw(3, 7);
  return script.boot(1, 10, 7).role(1, FOLLOWER, 1).truncate(1, 7).truth(2, 1, [2, 3, 1]);
}
