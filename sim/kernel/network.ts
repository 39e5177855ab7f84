import {
  CLIENT_SIDE,
  Connection,
  type Direction,
  type HeldSegment,
  Message,
  SERVER_SIDE,
} from "./connection.ts";
import { NO_EVENT } from "./event-queue.ts";
import type { Host } from "./host.ts";
import {
  CONNECTION_CLOSED,
  CONNECTION_OPEN,
  CONNECTION_OPENING,
  FACT_CONNECTION,
  FACT_LINK,
  FACT_MESSAGE_DROP,
  FACT_MESSAGE_SEND,
  LIFE_PAUSED,
} from "./kernel-facts.ts";
import { HANDLER_CLOSE, HANDLER_CONNECT, HANDLER_CONNECTED, HANDLER_DELIVER } from "./kinds.ts";
import type { Nics } from "./nics.ts";
import { ANY_KIND, Paths } from "./paths.ts";
import type { Endpoint } from "./process.ts";
import type { Simulation } from "./simulation.ts";
import type { Micros } from "./time.ts";

/** Longest wait, after a cut heals, for TCP to send again. */
const RETRANSMIT_LIMIT_US = 200_000;
const SEGMENT_BYTES = 64;

/** Messages that waited: at a link, or at a host that was paused, until a moment. */
export interface Wait {
  readonly behind: "cut" | "hold" | "pause";
  readonly from: number;
  readonly to: number;
  readonly messages: number;
  /** How long they waited, all added. */
  readonly waitedUs: Micros;
  /** The event in which they went on, or were dropped. */
  readonly event: number;
}

/**
 * Connections between hosts: in order within a connection, with latency and bandwidth per direction.
 * A cut holds bytes, as TCP does, until it heals or the connection is reset.
 */
export class Network {
  private readonly sim: Simulation;
  private readonly connections = new Map<number, Connection>();
  readonly paths: Paths;
  /** Interfaces that connections share; null: each connection has its path for itself. */
  nics: Nics | null = null;
  /** What faults kept waiting, for who counts what they did. What waits still is not among it. */
  readonly waits: Wait[] = [];
  /** Held kinds by link; a link that is cut holds {@link ANY_KIND}. */
  private readonly holds = new Map<number, number[]>();
  private nextConnection = 1;
  private nextMessage = 1;

  constructor(sim: Simulation) {
    this.sim = sim;
    this.paths = new Paths(sim.choices, {
      hostName: (index) => sim.host(index).name,
      messageName: sim.messageName,
    });
  }

  /** Begins to open a connection; the endpoint is told when it is open or refused. */
  connect(client: Host, server: number, endpoint: Endpoint): Connection {
    const connection = new Connection(this.nextConnection++, client.index, server, endpoint);
    this.connections.set(connection.id, connection);
    this.sim.facts.add(
      FACT_CONNECTION,
      connection.id,
      client.index,
      server,
      CONNECTION_OPENING,
      -1,
    );
    this.transmit(connection, SERVER_SIDE, HANDLER_CONNECT, SEGMENT_BYTES, ANY_KIND, null);
    return connection;
  }

  /**
   * Sends a message from one side. Returns null when that side is closed: the caller lost a race and
   * will be or was told.
   */
  send(
    connection: Connection,
    side: number,
    kind: number,
    correlationId: number,
    inReplyTo: number,
    sizeBytes: number,
    body: unknown,
  ): Message | null {
    if (connection.stateAt(side) !== CONNECTION_OPEN) return null;
    const from = connection.hostAt(side);
    const to = connection.hostAt(1 - side);
    const message = new Message(
      this.nextMessage++,
      connection.id,
      from,
      to,
      kind,
      correlationId,
      inReplyTo,
      sizeBytes,
      body,
    );
    this.sim.facts.add(FACT_MESSAGE_SEND, message.id, from, to, kind, sizeBytes, inReplyTo);
    this.transmit(connection, 1 - side, HANDLER_DELIVER, sizeBytes, kind, message);
    return message;
  }

  /** Closes one side; the other learns of it after what was sent before. */
  close(connection: Connection, side: number, reason: string): void {
    if (connection.stateAt(side) === CONNECTION_CLOSED) return;
    this.closeSide(connection, side, reason);
    if (connection.stateAt(1 - side) !== CONNECTION_CLOSED) {
      this.transmit(connection, 1 - side, HANDLER_CLOSE, SEGMENT_BYTES, ANY_KIND, reason);
    }
  }

  /** The process of a host ended. Its system closes the connections, unless the power went too. */
  hostEnded(host: Host, powerLost: boolean, reason: string): void {
    for (const connection of [...this.connections.values()]) {
      for (const side of [CLIENT_SIDE, SERVER_SIDE]) {
        if (connection.hostAt(side) !== host.index) continue;
        if (connection.stateAt(side) === CONNECTION_CLOSED) continue;
        if (powerLost) {
          this.closeSide(connection, side, reason);
          this.dropHeld(connection.directionTo(1 - side), "the sender lost power");
        } else this.close(connection, side, reason);
      }
    }
  }

  /** Closes every connection between two hosts on both sides, now (a TCP reset). */
  reset(x: number, y: number): void {
    for (const connection of [...this.connections.values()]) {
      const { client, server } = connection;
      if (!((client === x && server === y) || (client === y && server === x))) continue;
      for (const side of [CLIENT_SIDE, SERVER_SIDE]) {
        this.dropHeld(connection.directionTo(side), "connection reset");
        if (connection.stateAt(side) === CONNECTION_CLOSED) continue;
        const host = this.sim.host(connection.hostAt(side));
        const endpoint = connection.endpointAt(side);
        if (host.life === LIFE_PAUSED) {
          this.resetLater(connection, side, host);
          continue;
        }
        this.closeSide(connection, side, "connection reset");
        if (host.process !== null) endpoint?.onClosed(connection, "connection reset");
      }
    }
  }

  /** A paused process is told when it goes on. */
  private resetLater(connection: Connection, side: number, host: Host): void {
    host.backlog.push({
      time: this.sim.now,
      handler: HANDLER_CLOSE,
      a: connection.id,
      b: side,
      cause: this.sim.row,
      data: "connection reset",
      handle: NO_EVENT,
    });
  }

  /** Holds what `from` sends to `to` from now on: everything, or one kind of message and what follows it. */
  hold(from: number, to: number, kind: number = ANY_KIND): void {
    const key = linkKey(from, to);
    const held = this.holds.get(key) ?? [];
    if (held.includes(kind)) return;
    this.holds.set(key, [...held, kind]);
    if (kind === ANY_KIND) this.sim.facts.add(FACT_LINK, from, to, 1);
  }

  /** Ends a hold; what was held is sent again, in order, after TCP notices. */
  release(from: number, to: number, kind: number = ANY_KIND): void {
    const key = linkKey(from, to);
    const held = this.holds.get(key) ?? [];
    if (!held.includes(kind)) return;
    const left = held.filter((k) => k !== kind);
    if (left.length > 0) this.holds.set(key, left);
    else this.holds.delete(key);
    if (kind === ANY_KIND) this.sim.facts.add(FACT_LINK, from, to, 0);
    for (const connection of [...this.connections.values()]) {
      for (const side of [CLIENT_SIDE, SERVER_SIDE]) {
        const direction = connection.directionTo(side);
        if (direction.from !== from || direction.to !== to || direction.held.length === 0) continue;
        const waiting = direction.held;
        direction.held = [];
        this.noteHeld(direction, waiting);
        const resumed = this.sim.choices
          .stream(`network/${this.sim.host(from).name}>${this.sim.host(to).name}/retransmit`)
          .next(RETRANSMIT_LIMIT_US);
        direction.freeAt = Math.max(direction.freeAt, this.sim.now + resumed);
        for (const s of waiting)
          this.transmit(connection, side, s.handler, s.sizeBytes, s.kind, s.data);
      }
    }
  }

  /** True while nothing is held. */
  get isUndisturbed(): boolean {
    return this.holds.size === 0;
  }

  /** True while everything from `from` to `to` is held. */
  isCut(from: number, to: number): boolean {
    return this.holds.get(linkKey(from, to))?.includes(ANY_KIND) ?? false;
  }

  connection(id: number): Connection | undefined {
    return this.connections.get(id);
  }

  /** A connection request reached the server's machine. Returns true when the process is to be told. */
  arriveConnect(connection: Connection): boolean {
    const server = this.sim.host(connection.server);
    if (!server.machineOn) return false;
    if (server.process === null || !server.listening) {
      connection.serverState = CONNECTION_CLOSED;
      this.transmit(connection, CLIENT_SIDE, HANDLER_CLOSE, SEGMENT_BYTES, ANY_KIND, "refused");
      return false;
    }
    connection.serverState = CONNECTION_OPEN;
    this.transmit(connection, CLIENT_SIDE, HANDLER_CONNECTED, SEGMENT_BYTES, ANY_KIND, null);
    return true;
  }

  /** The server's answer reached the client's machine. Returns true when the process is to be told. */
  arriveConnected(connection: Connection): boolean {
    if (!this.reachable(connection, CLIENT_SIDE)) return false;
    connection.clientState = CONNECTION_OPEN;
    const { id, client, server } = connection;
    this.sim.facts.add(FACT_CONNECTION, id, client, server, CONNECTION_OPEN, -1);
    return true;
  }

  /** A message reached a machine. Returns true when the process is to be told. */
  arriveMessage(connection: Connection, side: number, message: Message): boolean {
    if (this.reachable(connection, side)) return true;
    this.drop(message, "nobody there");
    return false;
  }

  /** The end of a connection reached a machine. Returns true when the process is to be told. */
  arriveClose(connection: Connection, side: number, reason: string): boolean {
    const known = connection.stateAt(side) !== CONNECTION_CLOSED;
    const host = this.sim.host(connection.hostAt(side));
    if (!host.machineOn) return false;
    if (known) this.closeSide(connection, side, reason);
    return known && host.process !== null;
  }

  drop(message: Message, reason: string): void {
    this.sim.facts.add(FACT_MESSAGE_DROP, message.id, this.sim.facts.intern(reason));
  }

  /** Whether bytes for that side find somebody; a machine without the connection answers a reset. */
  private reachable(connection: Connection, side: number): boolean {
    const host = this.sim.host(connection.hostAt(side));
    if (!host.machineOn) return false;
    if (connection.stateAt(side) !== CONNECTION_CLOSED) return true;
    if (connection.stateAt(1 - side) !== CONNECTION_CLOSED) {
      this.transmit(
        connection,
        1 - side,
        HANDLER_CLOSE,
        SEGMENT_BYTES,
        ANY_KIND,
        "connection reset",
      );
    }
    return false;
  }

  private closeSide(connection: Connection, side: number, reason: string): void {
    connection.setState(side, CONNECTION_CLOSED);
    if (side === CLIENT_SIDE) {
      const { id, client, server } = connection;
      const text = this.sim.facts.intern(reason);
      this.sim.facts.add(FACT_CONNECTION, id, client, server, CONNECTION_CLOSED, text);
    }
    const bothClosed =
      connection.clientState === CONNECTION_CLOSED && connection.serverState === CONNECTION_CLOSED;
    if (!bothClosed) return;
    this.connections.delete(connection.id);
    this.dropHeld(connection.toClient, "connection closed");
    this.dropHeld(connection.toServer, "connection closed");
  }

  /** Notes messages that waited since then at a host that was paused. */
  notePaused(to: number, since: readonly Micros[]): void {
    this.noteWait("pause", to, to, since);
  }

  private noteHeld({ from, to }: Direction, held: readonly HeldSegment[]): void {
    const messages = held.filter(({ data }) => data instanceof Message);
    const since = (cut: boolean) =>
      messages.filter(({ behindCut }) => behindCut === cut).map(({ sinceUs }) => sinceUs);
    this.noteWait("cut", from, to, since(true));
    this.noteWait("hold", from, to, since(false));
  }

  private noteWait(
    behind: Wait["behind"],
    from: number,
    to: number,
    since: readonly Micros[],
  ): void {
    if (since.length === 0) return;
    const { now, row: event } = this.sim;
    const waitedUs = since.reduce((sum, sinceUs) => sum + now - sinceUs, 0);
    this.waits.push({ behind, from, to, messages: since.length, waitedUs, event });
  }

  private dropHeld(direction: Direction, reason: string): void {
    this.noteHeld(direction, direction.held);
    for (const segment of direction.held) {
      if (segment.data instanceof Message) this.drop(segment.data, reason);
    }
    direction.held = [];
  }

  private transmit(
    connection: Connection,
    side: number,
    handler: number,
    sizeBytes: number,
    kind: number,
    data: unknown,
  ): void {
    const direction = connection.directionTo(side);
    if (this.holds.size > 0 || direction.held.length > 0) {
      const holds = this.holds.get(linkKey(direction.from, direction.to));
      const stopped =
        holds !== undefined && (holds.includes(ANY_KIND) || (kind >= 0 && holds.includes(kind)));
      if (stopped || direction.held.length > 0) {
        const behindCut = stopped
          ? holds.includes(ANY_KIND)
          : (direction.held[0]?.behindCut ?? false);
        const sinceUs = this.sim.now;
        direction.held.push({ handler, sizeBytes, kind, data, sinceUs, behindCut });
        return;
      }
    }
    const path = this.paths.get(direction.from, direction.to);
    const begins = Math.max(this.sim.now, direction.freeAt);
    const wireUs = Math.ceil(sizeBytes / path.bytesPerUs);
    direction.freeAt = begins + wireUs;
    const nics = direction.from === direction.to ? null : this.nics;
    if (nics !== null) {
      direction.freeAt = Math.max(direction.freeAt, nics.sent(direction.from, begins, sizeBytes));
    }
    const latency = this.paths.latencyUs(path, direction.from, direction.to, kind);
    let arrival = Math.max(direction.freeAt + latency, direction.lastArrival);
    if (nics !== null) {
      const { from, to } = direction;
      const first = arrival - Math.max(wireUs, nics.sendingUs(from, sizeBytes));
      arrival = nics.received(to, first, arrival, sizeBytes);
    }
    direction.lastArrival = arrival;
    this.sim.queue.push(arrival, direction.to, 0, handler, connection.id, side, this.sim.row, data);
  }
}

function linkKey(from: number, to: number): number {
  return from * 4096 + to;
}
