import { CLIENT_SIDE, type Connection } from "../kernel/connection.ts";
import type { Host } from "../kernel/host.ts";
import { CONNECTION_OPEN } from "../kernel/kernel-facts.ts";
import type { Endpoint } from "../kernel/process.ts";
import { type Micros, seconds } from "../kernel/time.ts";
import { MESSAGE_NOTIFICATION, NOTIFICATION_BYTES, type Notification } from "./quorum-messages.ts";

/** How long an attempt to connect may take (`zookeeper.cnxTimeout`). */
const CONNECT_TIMEOUT_US: Micros = seconds(5);

/**
 * One server's way to tell another of its vote (QuorumCnxManager): a connection that is opened when
 * there is something to tell. Only the latest vote matters; nothing is told twice on its own.
 */
export class ElectionMail implements Endpoint {
  readonly #host: Host;
  readonly #server: number;
  #connection: Connection | null = null;
  #openedAtUs: Micros = 0;
  #latest: Notification | null = null;

  /** @param server index of the other server's host */
  constructor(host: Host, server: number) {
    this.#host = host;
    this.#server = server;
  }

  send(notification: Notification): void {
    this.#latest = notification;
    const connection = this.#connection;
    if (connection === null) this.#open();
    else if (connection.clientState === CONNECTION_OPEN) this.#sendLatest(connection);
    else if (this.#host.monotonicUs() - this.#openedAtUs > CONNECT_TIMEOUT_US) {
      this.#host.simulation.network.close(connection, CLIENT_SIDE, "connecting timed out");
      this.#open();
    }
  }

  onConnected(connection: Connection): void {
    if (connection === this.#connection) this.#sendLatest(connection);
  }

  /** The other server tells its votes on a connection of its own. */
  onMessage(): void {}

  onClosed(connection: Connection): void {
    if (connection === this.#connection) this.#connection = null;
  }

  #open(): void {
    this.#openedAtUs = this.#host.monotonicUs();
    this.#connection = this.#host.simulation.network.connect(this.#host, this.#server, this);
  }

  #sendLatest(connection: Connection): void {
    const { network } = this.#host.simulation;
    const kind = MESSAGE_NOTIFICATION;
    network.send(connection, CLIENT_SIDE, kind, 0, 0, NOTIFICATION_BYTES, this.#latest);
  }
}
