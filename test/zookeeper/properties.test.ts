import fc from "fast-check";
import { expect, test } from "vitest";
import { FACT_STRIDE } from "../../sim/kernel/facts.ts";
import { LIFE_DOWN, LIFE_PAUSED, LIFE_UP } from "../../sim/kernel/kernel-facts.ts";
import type { Simulation } from "../../sim/kernel/simulation.ts";
import { FACT_ZNODE, FACT_ZNODE_REMOVED } from "../../sim/zookeeper/facts.ts";
import type { Operation } from "../../sim/zookeeper/types.ts";
import { ClientHost, World } from "./support.ts";

const PATHS = ["/a", "/b", "/a/c"];

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    op: fc.constant("create" as const),
    path: fc.constantFrom(...PATHS),
    data: fc.constantFrom("x", "y"),
    mode: fc.constantFrom("persistent", "ephemeral", "persistentSequential", "ephemeralSequential"),
  }),
  fc.record({
    op: fc.constant("setData" as const),
    path: fc.constantFrom(...PATHS),
    data: fc.constantFrom("x", "y"),
    version: fc.constantFrom(-1, 0, 1),
  }),
  fc.record({
    op: fc.constantFrom("getData" as const, "exists" as const, "getChildren" as const),
    path: fc.constantFrom("/", ...PATHS),
    watch: fc.boolean(),
  }),
);

const CLIENTS = 3;

type Action =
  | { kind: "submit"; client: number; operations: Operation[] }
  | { kind: "cut" | "heal" | "pause" | "resume" | "kill" | "losePower" | "boot"; client: number }
  | { kind: "killServer" }
  | { kind: "bootServer" };

const client = fc.nat(CLIENTS - 1);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("submit" as const),
      client,
      operations: fc.array(operation, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "cut" as const,
        "heal" as const,
        "pause" as const,
        "resume" as const,
        "kill" as const,
        "losePower" as const,
        "boot" as const,
      ),
      client,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ kind: "killServer" as const }, { kind: "bootServer" as const }),
  },
);
/** Actions, each after a pause in seconds: often short, sometimes longer than a session lives. */
const pauseSeconds = fc.oneof(fc.double({ min: 0, max: 0.01, noNaN: true }), fc.nat(25));
const schedule = fc.array(fc.tuple(pauseSeconds, action), { maxLength: 40 });

/** The znodes that the facts tell of. */
class FoldedTree {
  readonly znodes = new Map<string, string>();
  lastZxid = 0;

  onEvent({ facts }: Simulation): void {
    const { data, texts } = facts;
    for (let at = 0; at < facts.length; at += FACT_STRIDE) {
      const [code, path = -1, ...rest] = data.slice(at, at + FACT_STRIDE);
      if (code === FACT_ZNODE) {
        const [text = -1, version, czxid, mzxid = 0, owner] = rest;
        this.#advance(mzxid);
        const znode = [texts.text(text), version, czxid, mzxid, owner];
        this.znodes.set(String(texts.text(path)), JSON.stringify(znode));
      } else if (code === FACT_ZNODE_REMOVED) {
        this.#advance(rest[0] ?? 0);
        this.znodes.delete(String(texts.text(path)));
      }
    }
  }

  /** Several changes may share a zxid; none comes after a later one. */
  #advance(zxid: number): void {
    expect(zxid).toBeGreaterThanOrEqual(this.lastZxid);
    this.lastZxid = zxid;
  }
}

class Run {
  readonly world: World;
  readonly folded = new FoldedTree();
  readonly clients: ClientHost[];
  /** By client: the names of the requests submitted in each life. */
  readonly submitted: string[][];
  readonly requests = new Map<string, Operation>();

  constructor(seed: string) {
    this.world = new World(seed);
    this.world.observe(this.folded);
    const numbers = Array.from({ length: CLIENTS }, (_, i) => i);
    this.clients = numbers.map((i) => new ClientHost(this.world, `client${i}`, 6_000));
    this.submitted = numbers.map(() => []);
  }

  do(action: Action): void {
    const { world } = this;
    const { sim, server } = world;
    if (action.kind === "killServer") {
      if (server.life === LIFE_UP) world.step(() => sim.kill(server));
    } else if (action.kind === "bootServer") {
      if (server.life === LIFE_DOWN) world.boot(server);
    } else {
      const client = this.clients[action.client] as ClientHost;
      const { host } = client;
      switch (action.kind) {
        case "submit":
          if (host.life === LIFE_UP) this.#submit(action.client, action.operations);
          break;
        case "cut":
        case "heal":
          client[action.kind]();
          break;
        case "pause":
          if (host.life === LIFE_UP) world.step(() => sim.pause(host, false));
          break;
        case "resume":
          if (host.life === LIFE_PAUSED) world.step(() => sim.resume(host));
          break;
        case "boot":
          if (host.life === LIFE_DOWN) world.boot(host);
          break;
        case "kill":
          if (host.life !== LIFE_DOWN) world.step(() => sim.kill(host));
          break;
        case "losePower":
          if (host.life !== LIFE_DOWN) world.step(() => sim.losePower(host, "choice"));
      }
    }
  }

  #submit(client: number, operations: readonly Operation[]): void {
    const named: Record<string, Operation> = {};
    for (const operation of operations) {
      const name = `${operation.op}-${this.requests.size}`;
      this.requests.set(name, operation);
      named[name] = operation;
      this.submitted[client]?.push(name);
    }
    this.clients[client]?.submit(named);
  }

  /** Ends all faults and lets things settle. */
  settle(): void {
    this.do({ kind: "bootServer" });
    for (const [client] of this.clients.entries()) {
      for (const kind of ["heal", "resume", "boot"] as const) this.do({ kind, client });
    }
    this.world.runFor(60);
  }
}

function execute(seed: string, plan: readonly (readonly [number, Action])[]): Run {
  const run = new Run(seed);
  for (const [pause, action] of plan) {
    run.world.runFor(pause);
    run.do(action);
  }
  run.settle();
  return run;
}

const seed = fc.nat().map(String);

test("whatever happens, requests are answered at most once and in order", () => {
  fc.assert(
    fc.property(seed, schedule, (seed, plan) => {
      const run = execute(seed, plan);
      for (const [i, client] of run.clients.entries()) {
        const submitted = run.submitted[i] ?? [];
        const answered = client.heard
          .filter((what) => what.includes(": "))
          .map((what) => what.slice(0, what.indexOf(": ")));
        expect(answered).toEqual(submitted.filter((name) => answered.includes(name)));
        if (client.host.incarnation === 0) expect(answered).toEqual(submitted);
      }
    }),
    { numRuns: 200 },
  );
});

/** The persistent znodes that clients were told they had made; nobody deletes any. */
function persistentZnodesMade(run: Run): string[] {
  return run.clients
    .flatMap(({ heard }) => heard)
    .flatMap((what) => {
      const [name = "", outcome = ""] = what.split(": ");
      const operation = run.requests.get(name);
      const persistent = operation?.op === "create" && operation.mode.startsWith("persistent");
      return persistent && outcome.startsWith("/") ? [outcome] : [];
    });
}

test("whatever happens, answered writes last and ephemeral znodes have a living owner", () => {
  fc.assert(
    fc.property(seed, schedule, (seed, plan) => {
      const run = execute(seed, plan);
      const { world, clients } = run;
      const { tree, sessionTimeouts } = world.database;
      for (const { ephemeralOwner } of tree.all()) {
        if (ephemeralOwner !== 0) expect(sessionTimeouts.has(ephemeralOwner)).toBe(true);
      }
      for (const { client, told } of clients) {
        expect(sessionTimeouts.has(client.sessionId)).toBe(client.isAlive);
        expect(told.some(({ what }) => what === "EXPIRED") || client.isConnected).toBe(true);
      }
      expect(sessionTimeouts.size).toBe(clients.filter(({ client }) => client.isAlive).length);
      for (const path of persistentZnodesMade(run)) expect(world.paths()).toContain(path);
    }),
    { numRuns: 200 },
  );
});

test("whatever happens, the facts tell the whole tree", () => {
  fc.assert(
    fc.property(seed, schedule, (seed, plan) => {
      const { world, folded } = execute(seed, plan);
      const live = [...world.database.tree.all()]
        .filter(({ path }) => path !== "/")
        .map(({ path, data, version, czxid, mzxid, ephemeralOwner }) => [
          path,
          JSON.stringify([data, version, czxid, mzxid, ephemeralOwner]),
        ]);
      expect(Object.fromEntries(folded.znodes)).toEqual(Object.fromEntries(live));
    }),
    { numRuns: 100 },
  );
});

test("the same inputs give the same run", () => {
  fc.assert(
    fc.property(seed, schedule, (seed, plan) => {
      const [first, second] = [execute(seed, plan), execute(seed, plan)];
      expect(second.clients.map(({ told }) => told)).toEqual(first.clients.map(({ told }) => told));
      expect(second.world.sim.events).toBe(first.world.sim.events);
    }),
    { numRuns: 50 },
  );
});
