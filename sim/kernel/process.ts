import type { Connection, Message } from "./connection.ts";

/** One side of a connection: who is told what arrives there. */
export interface Endpoint {
  /** The connection this endpoint asked for is open. */
  onConnected(connection: Connection): void;
  onMessage(connection: Connection, message: Message): void;
  /** The other side closed, refused or reset the connection. Not called for one's own close. */
  onClosed(connection: Connection, reason: string): void;
}

/**
 * The program that runs on a host during one incarnation. It lives in memory: a kill forgets it, and
 * the next boot makes a new one. What must survive is on the host's disk.
 */
export interface Process {
  /** Called once, when the process starts. */
  start(): void;
  /** A timer set through `Host.setTimer` fired. */
  onTimer(handler: number, a: number, b: number): void;
  /** Somebody opened a connection to this host; only while `host.listening`. */
  onAccept(connection: Connection): Endpoint;
  /** The operator asks for a clean shutdown (SIGTERM). Ends with `Simulation.exit`. */
  shutdown(): void;
}
