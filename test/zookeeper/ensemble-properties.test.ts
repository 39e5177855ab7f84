import fc from "fast-check";
import { expect, test } from "vitest";
import { FACT_STRIDE } from "../../sim/kernel/facts.ts";
import type { Host } from "../../sim/kernel/host.ts";
import { LIFE_DOWN, LIFE_PAUSED, LIFE_UP } from "../../sim/kernel/kernel-facts.ts";
import { FACT_ZNODE, FACT_ZNODE_REMOVED } from "../../sim/zookeeper/facts.ts";
import { QuorumPeer } from "../../sim/zookeeper/quorum-peer.ts";
import type { LogRecord } from "../../sim/zookeeper/transactions.ts";
import type { Operation } from "../../sim/zookeeper/types.ts";
import { EnsembleClient, EnsembleWorld } from "./ensemble-support.ts";

const CLIENTS = 2;
const MOST_SERVERS = 5;
const LEADER = -1;
const SERVER_ACTIONS = [
  ...(["kill", "losePower", "boot", "boot", "pause", "resume", "slow", "fast"] as const),
  ...(["isolate", "isolate", "rejoin", "rejoin"] as const),
];
type ServerAction = (typeof SERVER_ACTIONS)[number];

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    op: fc.constant("create" as const),
    path: fc.constantFrom("/a", "/b", "/a/c"),
    data: fc.constantFrom("x", "y"),
    mode: fc.constantFrom("persistent", "ephemeral", "persistentSequential"),
  }),
  fc.record({
    op: fc.constant("setData" as const),
    path: fc.constantFrom("/a", "/b"),
    data: fc.constantFrom("x", "y"),
    version: fc.constantFrom(-1, 0, 1),
  }),
  fc.record({
    op: fc.constantFrom("getData" as const, "exists" as const, "getChildren" as const),
    path: fc.constantFrom("/", "/a", "/b"),
    watch: fc.boolean(),
  }),
);

const client = fc.nat(CLIENTS - 1);
/** A server by its place, or whoever leads. */
const server = fc.oneof(fc.constant(LEADER), fc.nat(MOST_SERVERS - 1));
const host = fc.nat(MOST_SERVERS + CLIENTS - 1);

type Action =
  | { kind: "submit"; client: number; operations: Operation[] }
  | { kind: ServerAction; server: number }
  | { kind: "cut" | "heal"; from: number; to: number; oneWay: boolean };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("submit" as const),
      client,
      operations: fc.array(operation, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(...SERVER_ACTIONS),
      server,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("cut" as const, "heal" as const),
      from: host,
      to: host,
      oneWay: fc.boolean(),
    }),
  },
);

/** Actions, each after a pause in seconds: within a message's way, an election, a timeout. */
const pauseSeconds = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: 0, max: 0.005, noNaN: true }) },
  { weight: 2, arbitrary: fc.double({ min: 0, max: 2, noNaN: true }) },
  { weight: 1, arbitrary: fc.nat(25) },
);
const schedule = fc.array(fc.tuple(pauseSeconds, action), { maxLength: 60, size: "max" });
const count = fc.constantFrom(2, 3, 4, 5);
const seed = fc.nat().map(String);

/** What servers have applied, looked at after each event. */
class Committed {
  /** What some server has applied, in order. */
  readonly records: LogRecord[] = [];
  readonly leaderOfEpoch = new Map<number, number>();
  readonly #applied = new Map<QuorumPeer, number>();
  /** The last change of each znode that the facts told of. */
  lastZxid = 0;

  check(world: EnsembleWorld): void {
    world.servers.forEach(({ process }, i) => {
      if (process instanceof QuorumPeer) this.#look(process, i + 1);
    });
    const { data, length } = world.sim.facts;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const code = data[at];
      if (code === FACT_ZNODE) this.#told(data[at + 5] ?? 0);
      if (code === FACT_ZNODE_REMOVED) this.#told(data[at + 2] ?? 0);
    }
  }

  #told(zxid: number): void {
    expect(zxid).toBeGreaterThanOrEqual(this.lastZxid);
    this.lastZxid = zxid;
  }

  #look(peer: QuorumPeer, id: number): void {
    if (peer.isServingLeader) {
      const known = this.leaderOfEpoch.get(peer.currentEpoch) ?? id;
      expect(known).toBe(id);
      this.leaderOfEpoch.set(peer.currentEpoch, id);
    }
    let applied = this.#applied.get(peer) ?? 0;
    for (;;) {
      const record = peer.log.at(applied);
      if (record === undefined || record.zxid > peer.database.lastZxid) break;
      const known = this.records[applied];
      if (known === undefined) this.records.push(record);
      else if (known !== record) expect(record).toEqual(known);
      applied++;
    }
    this.#applied.set(peer, applied);
  }
}

class Run {
  readonly world: EnsembleWorld;
  readonly committed = new Committed();
  readonly clients: EnsembleClient[];
  readonly requests = new Map<string, Operation>();

  constructor(count: number, seed: string) {
    this.world = new EnsembleWorld(count, seed);
    this.world.observe({ onEvent: () => this.committed.check(this.world) });
    this.clients = Array.from(
      { length: CLIENTS },
      (_, i) => new EnsembleClient(this.world, `client${i}`, 6_000),
    );
  }

  do(action: Action): void {
    const { world } = this;
    const { sim } = world;
    if (action.kind === "submit") {
      this.#submit(action.client, action.operations);
      return;
    }
    if ("from" in action) {
      const [from, to] = [this.#host(action.from), this.#host(action.to)];
      if (from === to) return;
      const act = action.kind === "cut" ? "hold" : "release";
      world.step(() => {
        sim.network[act](from.index, to.index);
        if (!action.oneWay) sim.network[act](to.index, from.index);
      });
      return;
    }
    const id =
      action.server === LEADER
        ? (world.leaders()[0] ?? 1)
        : (action.server % world.servers.length) + 1;
    const host = world.server(id);
    switch (action.kind) {
      case "kill":
        if (host.life !== LIFE_DOWN) world.step(() => sim.kill(host));
        break;
      case "losePower":
        if (host.life !== LIFE_DOWN) world.step(() => sim.losePower(host, "choice"));
        break;
      case "boot":
        if (host.life === LIFE_DOWN) world.boot(host);
        break;
      case "pause":
        if (host.life === LIFE_UP) world.step(() => sim.pause(host, false));
        break;
      case "resume":
        if (host.life === LIFE_PAUSED) world.step(() => sim.resume(host));
        break;
      case "slow":
        world.slow(id, 1);
        break;
      case "fast":
        world.slow(id, 0);
        break;
      case "isolate":
        for (const other of world.servers) if (other !== host) world.cut(host, other);
        break;
      case "rejoin":
        for (const other of world.servers) if (other !== host) world.heal(host, other);
    }
  }

  #host(index: number): Host {
    const hosts = [...this.world.servers, ...this.clients.map((client) => client.host)];
    return hosts[index % hosts.length] as Host;
  }

  #submit(client: number, operations: readonly Operation[]): void {
    const named: Record<string, Operation> = {};
    for (const operation of operations) {
      const name = `${operation.op}-${this.requests.size}`;
      this.requests.set(name, operation);
      named[name] = operation;
    }
    this.clients[client]?.submit(named);
  }

  /** Ends all faults and lets things settle. */
  settle(): void {
    const { world } = this;
    world.servers.forEach((_, server) => {
      for (const kind of ["fast", "resume", "boot"] as const) this.do({ kind, server });
    });
    const hosts = [...world.servers, ...this.clients.map((client) => client.host)];
    for (const x of hosts) for (const y of hosts) if (x !== y) world.heal(x, y);
    world.runFor(200);
  }

  /** The persistent znodes that clients were told they had made; nobody deletes any. */
  get made(): string[] {
    return this.clients
      .flatMap(({ heard }) => heard)
      .flatMap((what) => {
        const [name = "", outcome = ""] = what.split(": ");
        const operation = this.requests.get(name);
        const persistent = operation?.op === "create" && operation.mode.startsWith("persistent");
        return persistent && outcome.startsWith("/") ? [outcome] : [];
      });
  }
}

function execute(count: number, seed: string, plan: readonly (readonly [number, Action])[]): Run {
  const run = new Run(count, seed);
  run.world.runFor(2);
  for (const [pause, action] of plan) {
    run.world.runFor(pause);
    run.do(action);
  }
  run.settle();
  return run;
}

test("whatever happens to servers, they commit the same, one leader an epoch, and lose no answered write", () => {
  fc.assert(
    fc.property(count, seed, schedule, (count, seed, plan) => {
      const run = execute(count, seed, plan);
      const { world } = run;
      const leader = world.leader();
      for (let id = 1; id <= count; id++) {
        expect(world.log(id)).toEqual(run.committed.records);
        expect(world.paths(id)).toEqual(world.paths(leader));
      }
      for (const path of run.made) expect(world.paths(leader)).toContain(path);
    }),
    { numRuns: 100 },
  );
});

test("whatever happens to servers, clients end up connected or expired, and sessions with them", () => {
  fc.assert(
    fc.property(count, seed, schedule, (count, seed, plan) => {
      const { world, clients } = execute(count, seed, plan);
      const { tree, sessionTimeouts } = world.peer(world.leader()).database;
      for (const { client } of clients) {
        expect(client.isConnected || !client.isAlive).toBe(true);
        expect(sessionTimeouts.has(client.sessionId)).toBe(client.isAlive);
      }
      for (const { ephemeralOwner } of tree.all()) {
        if (ephemeralOwner !== 0) expect(sessionTimeouts.has(ephemeralOwner)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test("the same inputs give the same run of an ensemble", () => {
  fc.assert(
    fc.property(count, seed, schedule, (count, seed, plan) => {
      const [first, second] = [execute(count, seed, plan), execute(count, seed, plan)];
      expect(second.clients.map(({ told }) => told)).toEqual(first.clients.map(({ told }) => told));
      expect(second.world.sim.events).toBe(first.world.sim.events);
    }),
    { numRuns: 20 },
  );
});
