import type { Host } from "../../sim/kernel/host.ts";
import { KIND_MESSAGE, KIND_STEP, ZOOKEEPER_TIMERS } from "../../sim/kernel/kinds.ts";
import { type EventObserver, Simulation } from "../../sim/kernel/simulation.ts";
import { seconds } from "../../sim/kernel/time.ts";
import type { Ensemble } from "../../sim/zookeeper/ensemble.ts";
import { ZOOKEEPER_KINDS } from "../../sim/zookeeper/messages.ts";
import { QUORUM_MESSAGE_KINDS } from "../../sim/zookeeper/quorum-messages.ts";
import { QuorumPeer } from "../../sim/zookeeper/quorum-peer.ts";
import { sessionTimes } from "../../sim/zookeeper/session-tracker.ts";
import type { LogRecord } from "../../sim/zookeeper/transactions.ts";
import { TRANSACTION_LOG } from "../../sim/zookeeper/transactions.ts";
import type { Operation } from "../../sim/zookeeper/types.ts";
import { Clock, TestClient, type Told } from "./support.ts";

const NAMES = new Map(
  [...ZOOKEEPER_KINDS, ...QUORUM_MESSAGE_KINDS].map(({ code, name }) => [code, name]),
);

/** The kind of a message by its name. */
function messageKind(name: string): number {
  for (const [code, known] of NAMES) if (known === name) return code - KIND_MESSAGE;
  throw new Error(`no message is called ${name}`);
}

/** A world with an ensemble, its servers started at once, and no client yet. */
export class EnsembleWorld {
  readonly sim: Simulation;
  readonly servers: readonly Host[];
  readonly #clock: Host;

  constructor(count: number, seed = "1") {
    this.sim = new Simulation({
      seed,
      messageName: (kind) => NAMES.get(kind + KIND_MESSAGE) ?? String(kind),
    });
    const ensemble: Ensemble = {
      hosts: Array.from({ length: count }, (_, i) => i),
      times: sessionTimes(2000),
      initLimit: 10,
      syncLimit: 5,
      told: { zxid: 0 },
    };
    this.servers = ensemble.hosts.map((_, i) =>
      this.sim.addHost(
        `zookeeper-${i + 1}`,
        "zookeeper",
        (host) => new QuorumPeer(host, ensemble, i + 1),
      ),
    );
    this.#clock = this.sim.addHost("clock", "admin", () => new Clock());
    this.step(() => this.sim.boot(this.#clock));
    this.sim.step();
    this.step(() => {
      for (const server of this.servers) this.sim.boot(server);
    });
  }

  /** The server of that id. */
  server(id: number): Host {
    const host = this.servers[id - 1];
    if (host === undefined) throw new Error(`no server ${id}`);
    return host;
  }

  peer(id: number): QuorumPeer {
    return this.server(id).running() as QuorumPeer;
  }

  /** Ids of the servers that lead a quorum, as far as they know. */
  leaders(): number[] {
    return this.servers.flatMap(({ process }, i) =>
      process instanceof QuorumPeer && process.isServingLeader ? [i + 1] : [],
    );
  }

  leader(): number {
    const [leader, ...others] = this.leaders();
    if (leader === undefined || others.length > 0) {
      throw new Error(`leaders: ${this.leaders().join()}`);
    }
    return leader;
  }

  followers(): number[] {
    const leader = this.leader();
    return this.servers.map((_, i) => i + 1).filter((id) => id !== leader);
  }

  /** What is in the log of a server, on its disk or in its page cache. */
  log(id: number): readonly LogRecord[] {
    return this.server(id).disk.file<LogRecord>(TRANSACTION_LOG).entries;
  }

  paths(id: number): string[] {
    const znodes = [...this.peer(id).database.tree.all()];
    return znodes.map(({ path }) => path).filter((path) => path !== "/");
  }

  observe(observer: EventObserver): void {
    this.sim.observers.push(observer);
  }

  boot(host: Host): void {
    this.step(() => this.sim.boot(host));
    this.runFor(0);
  }

  kill(id: number): void {
    this.step(() => this.sim.kill(this.server(id)));
  }

  /** Something from outside. */
  step(action: () => void): void {
    this.sim.external(KIND_STEP, -1, action);
  }

  /** Holds everything between two hosts, both ways. */
  cut(x: Host, y: Host): void {
    this.step(() => {
      this.sim.network.hold(x.index, y.index);
      this.sim.network.hold(y.index, x.index);
    });
  }

  heal(x: Host, y: Host): void {
    this.step(() => {
      this.sim.network.release(x.index, y.index);
      this.sim.network.release(y.index, x.index);
    });
  }

  /** Holds one kind of message from a server to another, and what follows it. */
  hold(from: number, to: number, message: string): void {
    const [x, y] = [this.server(from).index, this.server(to).index];
    this.step(() => this.sim.network.hold(x, y, messageKind(message)));
  }

  release(from: number, to: number, message: string): void {
    const [x, y] = [this.server(from).index, this.server(to).index];
    this.step(() => this.sim.network.release(x, y, messageKind(message)));
  }

  /** Lets each fsync of a server take that long. */
  slow(id: number, fsyncSeconds: number): void {
    const { disk, index } = this.server(id);
    this.step(() => disk.setSyncTime(seconds(fsyncSeconds), index, this.sim.facts));
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

/** A client of some servers of an ensemble, through its lives. */
export class EnsembleClient {
  readonly host: Host;
  readonly told: Told[] = [];
  readonly #world: EnsembleWorld;

  constructor(
    world: EnsembleWorld,
    name: string,
    sessionTimeoutMs = 18_000,
    servers: readonly number[] = world.servers.map((_, i) => i + 1),
  ) {
    this.#world = world;
    const indices = servers.map((id) => world.server(id).index);
    this.host = world.sim.addHost(
      name,
      "broker",
      (host) => new TestClient(host, indices, sessionTimeoutMs, this.told),
    );
    world.boot(this.host);
  }

  get client(): TestClient["client"] {
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
}
