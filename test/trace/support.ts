import fc from "fast-check";
import type { HostKind } from "../../sim/kernel/host.ts";
import { KIND_MESSAGE, KIND_STEP } from "../../sim/kernel/kinds.ts";
import type { Process } from "../../sim/kernel/process.ts";
import { Simulation } from "../../sim/kernel/simulation.ts";
import type { FactArray } from "../../sim/trace/fact-json.ts";
import { FactDecoder } from "../../sim/trace/fact-json.ts";
import type { TraceMeta } from "../../sim/trace/jsonl-format.ts";
import { FactBuffer } from "../../sim/trace/pack.ts";
import { Recorder } from "../../sim/trace/recorder.ts";
import type { Trace } from "../../sim/trace/trace.ts";
import { FACT_SCHEMAS, messageName } from "../../sim/trace/union.ts";

/** One hand-made event: its facts, by name. */
export interface HandMade {
  readonly afterUs?: number;
  readonly kind?: number;
  readonly host?: number;
  readonly cause?: number;
  readonly cause2?: number;
  readonly message?: number;
  readonly facts: readonly FactArray[];
}

export const HOSTS: readonly (readonly [string, HostKind])[] = [
  ["zookeeper", "zookeeper"],
  ["broker-1", "broker"],
  ["broker-2", "broker"],
  ["broker-3", "broker"],
  ["app", "producer"],
  ["audit", "consumer"],
];

export const META: TraceMeta = {
  highwater: "0.1.0",
  engine: "0a1b2c3d",
  scenario: { id: "made-by-hand" },
  control: false,
  seed: "1",
  era: "2.8",
  settings: {},
  overrides: [{ stream: "schedule/next", index: 3, value: 1 }],
};

function nothing(): Process {
  return {
    start() {},
    onTimer() {},
    onAccept() {
      throw new Error("nobody connects");
    },
    shutdown() {},
  };
}

/** A simulation with hosts that do nothing. */
export function bareSimulation(hosts: typeof HOSTS = HOSTS): Simulation {
  const sim = new Simulation({ seed: "1", messageName });
  for (const [name, kind] of hosts) sim.addHost(name, kind, nothing);
  return sim;
}

/** Runs hand-made events through a simulation and all that observes it. */
export class HandMadeRun {
  readonly sim: Simulation;
  private readonly buffer = new FactBuffer();
  private readonly decoder: FactDecoder;

  constructor(on: typeof HOSTS = HOSTS) {
    this.sim = bareSimulation(on);
    const { hosts, facts } = this.sim;
    this.decoder = new FactDecoder({ hosts, texts: facts.texts });
  }

  run(event: HandMade): this {
    const { sim, buffer } = this;
    sim.now += event.afterUs ?? 1000;
    sim.external(event.kind ?? KIND_STEP, event.cause ?? -1, () => {
      sim.rowHost = event.host ?? -1;
      sim.rowCause2 = event.cause2 ?? -1;
      sim.rowMessage = event.message ?? 0;
      buffer.length = 0;
      for (const fact of event.facts) this.decoder.decode(fact, buffer);
      for (let at = 0; at < buffer.length; at += 7) {
        const [code, a, b, c, d, e, f] = buffer.data.subarray(at, at + 7) as unknown as number[];
        sim.facts.add(code as number, a, b, c, d, e, f);
      }
    });
    return this;
  }

  /** One event with these facts. */
  facts(...facts: FactArray[]): this {
    return this.run({ facts });
  }
}

/** The trace of hand-made events. */
export function recorded(events: readonly HandMade[], mode: "hash" | "full" = "full"): Trace {
  const run = new HandMadeRun();
  const recorder = new Recorder(run.sim, mode);
  run.sim.observers.push(recorder);
  for (const event of events) run.run(event);
  return recorder.trace;
}

const PARTITIONS = ["orders-0", "orders-1", "a-b-7"];
const PATHS = [
  "/brokers",
  "/brokers/ids",
  "/brokers/ids/1",
  "/brokers/topics/orders/partitions/0/state",
  "/brokers/topics/a-b/partitions/7/state",
  "/controller",
];

function znodeData(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ maxLength: 5 }),
    fc
      .record({
        controller_epoch: fc.nat(3),
        leader: fc.integer({ min: -1, max: 3 }),
        version: fc.constant(1),
        leader_epoch: fc.nat(9),
        isr: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
      })
      .map((state) => JSON.stringify(state)),
  );
}

/** Values for a field of a fact, mostly sensible. */
function value(fact: string, name: string, type: string): fc.Arbitrary<FactArray[number]> {
  if (fact === "znode" && name === "data") return znodeData();
  switch (name) {
    case "tp":
      return fc.constantFrom(...PARTITIONS);
    case "path":
      return fc.constantFrom(...PATHS);
    case "broker":
    case "follower":
      return fc.integer({ min: 1, max: 3 });
    case "client":
      return fc.constantFrom("app", "audit");
    case "group":
      return fc.constantFrom("billing", "audit", "__proto__");
    case "assignment":
    case "partitions":
      return fc.oneof(fc.constant(null), fc.subarray(PARTITIONS));
    case "entries":
      return fc.array(fc.tuple(fc.nat(4), fc.nat(40)), { maxLength: 3 });
    case "configs":
      return fc.constantFrom({}, { "min.insync.replicas": "2" });
    case "count":
      return fc.integer({ min: 1, max: 4 });
    case "wallOffsetUs":
      return fc.integer({ min: -9_000_000_000, max: Number.MAX_SAFE_INTEGER });
    default:
  }
  switch (type) {
    case "int":
      return fc.integer({ min: -1, max: 40 });
    case "bool":
      return fc.boolean();
    case "host":
      return fc.constantFrom(...HOSTS.map(([host]) => host));
    case "json":
      return fc.oneof(
        fc.constant(null),
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
      );
    default:
      return fc.oneof(fc.constant(null), fc.string({ unit: "binary", maxLength: 4 }));
  }
}

function factOf(): fc.Arbitrary<FactArray> {
  const facts = FACT_SCHEMAS.filter(({ name }) => !name.startsWith("message."));
  return fc.oneof(
    ...facts.map(({ name, fields }) =>
      fc
        .tuple(...fields.map(([field, type]) => value(name, field, type)))
        .map((values): FactArray => [name, ...values]),
    ),
  );
}

/** Runs of hand-made events with every kind of fact, and messages that are sent, arrive or are lost. */
export function events(maxLength = 60): fc.Arbitrary<HandMade[]> {
  const event = fc.record({
    afterUs: fc.oneof(fc.nat(5000), fc.nat(2 ** 40)),
    facts: fc.array(factOf(), { maxLength: 4 }),
    send: fc.nat(2),
    end: fc.nat(3),
    cause: fc.nat(3),
  });
  return fc.array(event, { maxLength }).map((drafts) => {
    let sent = 0;
    let ended = 0;
    return drafts.map(({ afterUs, facts, send, end, cause }, i): HandMade => {
      const all: FactArray[] = [...facts];
      for (let n = 0; n < send; n++) {
        all.push(["message.send", ++sent, "app", "broker-1", 64, 100 + n, sent > 3 ? sent - 3 : 0]);
      }
      const ending = end > 0 && ended < sent - 2 ? ++ended : 0;
      if (ending > 0 && end === 2) all.push(["message.drop", ending, "nobody there"]);
      const delivered = ending > 0 && end !== 2 ? ending : 0;
      return {
        afterUs,
        facts: all,
        kind: delivered > 0 ? KIND_MESSAGE + 64 : KIND_STEP,
        host: delivered > 0 ? 1 : -1,
        cause: i - 1 - cause >= 0 ? i - 1 - cause : -1,
        cause2: i > 8 && cause === 3 ? 2 : -1,
        message: delivered,
      };
    });
  });
}

/** The same events over and over, to fill more than one chunk. */
export function repeated(times: number, make: (i: number) => HandMade): HandMade[] {
  return Array.from({ length: times }, (_, i) => make(i));
}

/** The events with another one in the place of the event `at`. */
export function withEvent(made: readonly HandMade[], at: number, event: HandMade): HandMade[] {
  return made.map((one, i) => (i === at ? event : one));
}
