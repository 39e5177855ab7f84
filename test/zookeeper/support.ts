import type { Connection } from "../../sim/kernel/connection.ts";
import type { Host } from "../../sim/kernel/host.ts";
import { KIND_MESSAGE, KIND_STEP, ZOOKEEPER_TIMERS } from "../../sim/kernel/kinds.ts";
import type { Endpoint, Process } from "../../sim/kernel/process.ts";
import { type EventObserver, Simulation } from "../../sim/kernel/simulation.ts";
import { seconds } from "../../sim/kernel/time.ts";
import {
  ZooKeeperClient,
  type ZooKeeperClientOwner,
  type ZooKeeperState,
} from "../../sim/zookeeper/client.ts";
import type { Database } from "../../sim/zookeeper/database.ts";
import { ZOOKEEPER_KINDS } from "../../sim/zookeeper/messages.ts";
import { ZooKeeperServer } from "../../sim/zookeeper/server.ts";
import { sessionTimes } from "../../sim/zookeeper/session-tracker.ts";
import type { Operation, Reply, WatchEvent } from "../../sim/zookeeper/types.ts";

/** Something a client was told, and when (seconds of virtual time). */
export type Told = { readonly atSeconds: number; readonly what: string };

/** A host whose only program is a ZooKeeper client that notes what it is told. */
export class TestClient implements Process, ZooKeeperClientOwner<string> {
  readonly host: Host;
  readonly client: ZooKeeperClient<string>;
  readonly #told: Told[];

  constructor(host: Host, servers: readonly number[], sessionTimeoutMs: number, told: Told[]) {
    this.host = host;
    this.#told = told;
    this.client = new ZooKeeperClient<string>(host, this, { servers, sessionTimeoutMs });
  }

  start(): void {
    this.client.connect();
  }

  shutdown(): void {
    this.client.close();
  }

  onAccept(_connection: Connection): Endpoint {
    throw new Error("a client does not listen");
  }

  onTimer(handler: number): void {
    this.client.onTimer(handler);
  }

  onZooKeeperReply(context: string, reply: Reply): void {
    this.#tell(`${context}: ${describeReply(reply)}`);
  }

  onZooKeeperWatch(event: WatchEvent): void {
    this.#tell(`${event.type} ${event.path}`);
  }

  onZooKeeperState(state: ZooKeeperState): void {
    this.#tell(state);
  }

  #tell(what: string): void {
    this.#told.push({ atSeconds: this.host.simulation.now / seconds(1), what });
  }
}

function describeReply(reply: Reply): string {
  switch (reply.op) {
    case "error":
      return reply.error;
    case "create":
      return reply.path;
    case "getData":
      return reply.data;
    case "getChildren":
      return reply.children.join(",");
    case "exists":
      return reply.stat === null ? "absent" : "present";
    default:
      return "OK";
  }
}

/** A host's program that only waits, so that a test can stop at a given time. */
export class Clock implements Process {
  waiting = false;

  start(): void {}

  shutdown(): void {}

  onTimer(): void {
    this.waiting = false;
  }

  onAccept(_connection: Connection): Endpoint {
    throw new Error("a clock does not listen");
  }
}

/** A world with a ZooKeeper server, already running, and no client yet. */
export class World {
  readonly sim: Simulation;
  readonly server: Host;
  readonly #clock: Host;

  constructor(seed = "1") {
    const names = new Map(ZOOKEEPER_KINDS.map(({ code, name }) => [code - KIND_MESSAGE, name]));
    this.sim = new Simulation({ seed, messageName: (kind) => names.get(kind) ?? String(kind) });
    this.server = this.sim.addHost(
      "zookeeper",
      "zookeeper",
      (host) => new ZooKeeperServer(host, sessionTimes(2000)),
    );
    this.#clock = this.sim.addHost("clock", "admin", () => new Clock());
    this.step(() => this.sim.boot(this.#clock));
    this.sim.step();
    this.boot(this.server);
  }

  get database(): Database {
    return (this.server.running() as ZooKeeperServer).database;
  }

  paths(): string[] {
    return [...this.database.tree.all()].map((znode) => znode.path).filter((path) => path !== "/");
  }

  observe(observer: EventObserver): void {
    this.sim.observers.push(observer);
  }

  /** Starts a host's process, now. */
  boot(host: Host): void {
    this.step(() => this.sim.boot(host));
    this.runFor(0);
  }

  /** Something from outside. */
  step(action: () => void): void {
    this.sim.external(KIND_STEP, -1, action);
  }

  /** Runs to a time, in seconds since the beginning; what is due then has happened. */
  runUntil(atSeconds: number): void {
    const clock = this.#clock.running() as Clock;
    clock.waiting = true;
    this.#clock.setTimer(Math.round(seconds(atSeconds) - this.sim.now), ZOOKEEPER_TIMERS);
    while (clock.waiting) this.sim.step();
  }

  runFor(durationSeconds: number): void {
    this.runUntil(this.sim.now / seconds(1) + durationSeconds);
  }
}

/** A client's host, through its lives. */
export class ClientHost {
  readonly host: Host;
  readonly told: Told[] = [];
  readonly #world: World;

  constructor(world: World, name: string, sessionTimeoutMs = 18_000) {
    this.#world = world;
    this.host = world.sim.addHost(
      name,
      "broker",
      (host) => new TestClient(host, [world.server.index], sessionTimeoutMs, this.told),
    );
    world.boot(this.host);
  }

  get client(): ZooKeeperClient<string> {
    return (this.host.running() as TestClient).client;
  }

  /** Submits operations at once, in order; the replies are told under their names. */
  submit(operations: Readonly<Record<string, Operation>>): void {
    this.#world.step(() => {
      for (const [name, operation] of Object.entries(operations)) {
        this.client.submit(operation, name);
      }
    });
  }

  /** What it was told, without times. */
  get heard(): string[] {
    return this.told.map(({ what }) => what);
  }

  /** When it was told that first, in seconds. */
  when(what: string): number {
    const told = this.told.find((entry) => entry.what === what);
    if (told === undefined) throw new Error(`never told ${what}; heard ${this.heard.join("; ")}`);
    return told.atSeconds;
  }

  /** Cuts the network between it and the server, both ways. */
  cut(): void {
    this.#bothWays((from, to) => this.#world.sim.network.hold(from, to));
  }

  heal(): void {
    this.#bothWays((from, to) => this.#world.sim.network.release(from, to));
  }

  #bothWays(change: (from: number, to: number) => void): void {
    const server = this.#world.server.index;
    this.#world.step(() => {
      change(this.host.index, server);
      change(server, this.host.index);
    });
  }
}

export function create(
  path: string,
  data = "",
  mode: "persistent" | "ephemeral" = "persistent",
): Operation {
  return { op: "create", path, data, mode };
}

export function setData(path: string, data: string, version = -1): Operation {
  return { op: "setData", path, data, version };
}

export function read(
  op: "getData" | "exists" | "getChildren",
  path: string,
  watch = false,
): Operation {
  return { op, path, watch };
}
