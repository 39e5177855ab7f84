import { type Connection, type Message, SERVER_SIDE } from "../kernel/connection.ts";
import type { Host } from "../kernel/host.ts";
import type { Endpoint } from "../kernel/process.ts";
import type { Micros } from "../kernel/time.ts";
import type { ServerId } from "./ensemble.ts";
import type { Zxid } from "./types.ts";

/** Where a follower stands on its way to being in sync. */
export type LearnerPhase =
  | "connected"
  /** It has told the epoch that it last promised. */
  | "registered"
  /** It has promised this leader's epoch. */
  | "promised"
  /** It was sent what makes its log the leader's, and hears of every proposal since. */
  | "syncing"
  /** It has that on its disk: its acknowledgements count. */
  | "synced";

/** The server that a handler's messages are for. */
export interface LearnerHandlerOwner {
  receiveFromPeer(from: LearnerHandler, message: Message): void;
  peerClosed(from: LearnerHandler): void;
}

/** What a server knows of another that connected to it (LearnerHandler). */
export class LearnerHandler implements Endpoint {
  readonly connection: Connection;
  readonly #host: Host;
  readonly #owner: LearnerHandlerOwner;
  server: ServerId = 0;
  phase: LearnerPhase = "connected";
  acceptedEpoch = 0;
  /** Its log's last zxids by epoch, when it promised. */
  epochEnds: readonly Zxid[] = [];
  /** Up to where its log is durable. */
  acknowledged: Zxid = 0;
  lastHeardUs: Micros;

  constructor(host: Host, owner: LearnerHandlerOwner, connection: Connection) {
    this.#host = host;
    this.#owner = owner;
    this.connection = connection;
    this.lastHeardUs = host.monotonicUs();
  }

  /** True when it is sent every proposal and commit. */
  get hearsProposals(): boolean {
    return this.phase === "syncing" || this.phase === "synced";
  }

  send(kind: number, bytes: number, body: unknown, inReplyTo = 0): void {
    const { network } = this.#host.simulation;
    network.send(this.connection, SERVER_SIDE, kind, 0, inReplyTo, bytes, body);
  }

  close(reason: string): void {
    this.#host.simulation.network.close(this.connection, SERVER_SIDE, reason);
  }

  onConnected(): void {}

  onMessage(_connection: Connection, message: Message): void {
    this.lastHeardUs = this.#host.monotonicUs();
    this.#owner.receiveFromPeer(this, message);
  }

  onClosed(): void {
    this.#owner.peerClosed(this);
  }
}
