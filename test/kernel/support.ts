import { type Connection, type Message, SERVER_SIDE } from "../../sim/kernel/connection.ts";
import type { Host } from "../../sim/kernel/host.ts";
import { type InFlightRequest, Link, type LinkOwner } from "../../sim/kernel/link.ts";
import type { Endpoint, Process } from "../../sim/kernel/process.ts";
import { Simulation } from "../../sim/kernel/simulation.ts";
import { ms } from "../../sim/kernel/time.ts";

export const REQUEST = 2;
export const SETUP_TIMEOUT_US = ms(10_000);

/** Answers every request with its body, unless told to be silent. */
export class EchoServer implements Process, Endpoint {
  readonly log: string[];
  silent = false;
  private readonly host: Host;

  constructor(host: Host, log: string[]) {
    this.host = host;
    this.log = log;
  }

  start(): void {
    this.host.listening = true;
    this.log.push("server start");
  }

  onTimer(handler: number): void {
    this.log.push(`server timer ${handler} at ${this.host.monotonicMs()}`);
  }

  onAccept(): Endpoint {
    return this;
  }

  onConnected(): void {}

  onMessage(connection: Connection, message: Message): void {
    this.log.push(`server got ${message.body}`);
    if (this.silent) return;
    const { kind, correlationId, id, body } = message;
    const network = this.host.simulation.network;
    network.send(connection, SERVER_SIDE, kind + 1, correlationId, id, 100, body);
  }

  onClosed(_connection: Connection, reason: string): void {
    this.log.push(`server closed: ${reason}`);
  }

  shutdown(): void {
    this.host.simulation.exit(this.host);
  }
}

/** Sends what it is told over one link and notes what comes of it. */
export class EchoClient implements Process, LinkOwner {
  readonly link: Link;
  readonly log: string[];
  private readonly host: Host;

  constructor(host: Host, server: number, log: string[]) {
    this.host = host;
    this.log = log;
    this.link = new Link(host, server, this, 0, SETUP_TIMEOUT_US);
  }

  start(): void {
    this.link.connect();
  }

  ask(body: string, timeoutUs = ms(30_000)): void {
    this.link.send(REQUEST, body, 100, timeoutUs, body);
  }

  onLinkConnected(): void {
    this.log.push("connected");
  }

  onLinkDisconnected(_link: Link, reason: string, unanswered: readonly InFlightRequest[]): void {
    this.log.push(
      `disconnected: ${reason}; unanswered ${unanswered.map((r) => r.context).join(",")}`,
    );
  }

  onLinkResponse(_link: Link, request: InFlightRequest, response: Message): void {
    this.log.push(`answer ${response.body} to ${request.context}`);
  }

  onTimer(handler: number): void {
    this.log.push(`client timer ${handler} at ${this.host.monotonicMs()}`);
  }

  onAccept(): Endpoint {
    throw new Error("a client accepts nothing");
  }

  shutdown(): void {
    this.host.simulation.exit(this.host);
  }
}

/** A server and a client, both running and connected. */
export function echoPair(seed = "1") {
  const log: string[] = [];
  const sim = new Simulation({ seed, messageName: (kind) => `kind-${kind}` });
  const server = sim.addHost("server", "broker", (host) => new EchoServer(host, log));
  const client = sim.addHost("client", "producer", (host) => new EchoClient(host, 0, log));
  sim.boot(server);
  sim.boot(client, 10);
  runUntil(sim, ms(20));
  log.length = 0;
  return {
    sim,
    log,
    server,
    client,
    ask: (body: string, timeoutUs?: number) => (client.process as EchoClient).ask(body, timeoutUs),
    echo: () => server.process as EchoServer,
  };
}

/** Runs every event up to a virtual time. */
export function runUntil(sim: Simulation, timeUs: number): void {
  while (sim.step(timeUs));
  sim.now = Math.max(sim.now, timeUs);
}

/** A process that does nothing; notes what it is told by its timers. */
export class NoProcess implements Process {
  readonly timers: [handler: number, a: number][] = [];

  start(): void {}

  onTimer(handler: number, a: number): void {
    this.timers.push([handler, a]);
  }

  onAccept(): Endpoint {
    throw new Error("nobody connects to it");
  }

  shutdown(): void {}
}
