import { CONNECTION_OPENING } from "./kernel-facts.ts";
import type { Endpoint } from "./process.ts";
import type { Micros } from "./time.ts";

/** One message on the wire. `body` is plain data and must not be changed after sending. */
export class Message {
  readonly id: number;
  readonly connection: number;
  readonly from: number;
  readonly to: number;
  readonly kind: number;
  readonly correlationId: number;
  /** Id of the request this answers; 0 for none. */
  readonly inReplyTo: number;
  readonly sizeBytes: number;
  readonly body: unknown;

  constructor(
    id: number,
    connection: number,
    from: number,
    to: number,
    kind: number,
    correlationId: number,
    inReplyTo: number,
    sizeBytes: number,
    body: unknown,
  ) {
    this.id = id;
    this.connection = connection;
    this.from = from;
    this.to = to;
    this.kind = kind;
    this.correlationId = correlationId;
    this.inReplyTo = inReplyTo;
    this.sizeBytes = sizeBytes;
    this.body = body;
  }
}

/** What waits behind a cut. */
export interface HeldSegment {
  readonly handler: number;
  readonly sizeBytes: number;
  readonly kind: number;
  readonly data: unknown;
  readonly sinceUs: Micros;
  /** Whether everything was held then, or one kind of message. */
  readonly behindCut: boolean;
}

/** One direction of a connection: bytes leave and arrive in order. */
export class Direction {
  readonly from: number;
  readonly to: number;
  freeAt: Micros = 0;
  lastArrival: Micros = 0;
  held: HeldSegment[] = [];

  constructor(from: number, to: number) {
    this.from = from;
    this.to = to;
  }
}

/** Index of a side in a connection. */
export const CLIENT_SIDE = 0;
export const SERVER_SIDE = 1;

/** A TCP connection. Each side has its own idea of its state. */
export class Connection {
  readonly id: number;
  readonly client: number;
  readonly server: number;
  clientState = CONNECTION_OPENING;
  serverState = CONNECTION_OPENING;
  clientEndpoint: Endpoint | null;
  serverEndpoint: Endpoint | null = null;
  readonly toServer: Direction;
  readonly toClient: Direction;

  constructor(id: number, client: number, server: number, endpoint: Endpoint) {
    this.id = id;
    this.client = client;
    this.server = server;
    this.clientEndpoint = endpoint;
    this.toServer = new Direction(client, server);
    this.toClient = new Direction(server, client);
  }

  stateAt(side: number): number {
    return side === CLIENT_SIDE ? this.clientState : this.serverState;
  }

  setState(side: number, state: number): void {
    if (side === CLIENT_SIDE) this.clientState = state;
    else this.serverState = state;
  }

  endpointAt(side: number): Endpoint | null {
    return side === CLIENT_SIDE ? this.clientEndpoint : this.serverEndpoint;
  }

  hostAt(side: number): number {
    return side === CLIENT_SIDE ? this.client : this.server;
  }

  /** The direction that leads to that side. */
  directionTo(side: number): Direction {
    return side === CLIENT_SIDE ? this.toClient : this.toServer;
  }
}
