import { present } from "../kernel/assert.ts";
import { CLIENT_SIDE, type Connection, type Message } from "../kernel/connection.ts";
import { type EventHandle, NO_EVENT } from "../kernel/event-queue.ts";
import type { Host } from "../kernel/host.ts";
import type { Endpoint } from "../kernel/process.ts";
import { type Micros, US_PER_MS, US_PER_SECOND } from "../kernel/time.ts";
import { HostProvider } from "./host-provider.ts";
import {
  MESSAGE_PING,
  PING_BYTES,
  TIMER_CLIENT_RECONNECT,
  TIMER_CLIENT_TRANSPORT,
} from "./messages.ts";

/** The pause before the list of servers is gone through once more (`hostProvider.next(1000)`). */
const RECONNECT_PAUSE_US = US_PER_SECOND;
/** What is added at random once a connection has ever been open (ClientCnxn.startConnect). */
const RECONNECT_JITTER_MS = 1000;
/** By how much a ping may come early when something else wakes the client. */
const PING_SLACK_US = US_PER_SECOND;
const MAX_PING_INTERVAL_US = 10 * US_PER_SECOND;

export interface TransportOwner {
  /** The connection is open; no session is established on it yet. */
  onTransportOpened(): void;
  /** Anything but the answer to a ping. */
  onTransportMessage(message: Message): void;
  /** The connection, or the attempt to open one, failed. */
  onTransportLost(): void;
}

/**
 * A ZooKeeper client's connection: gives up a silent server, keeps the session alive by pings, and
 * waits before it connects again (the loop of ZooKeeper's ClientCnxn.SendThread).
 */
export class ClientTransport implements Endpoint {
  readonly #host: Host;
  readonly #servers: HostProvider;
  readonly #owner: TransportOwner;
  #timeoutMs: number;
  #connection: Connection | null = null;
  #established = false;
  #wasEverOpen = false;
  #lastSendUs: Micros = 0;
  #lastHeardUs: Micros = 0;
  /** When to look at the clock next. */
  #wakeAtUs: Micros = 0;
  #timer: EventHandle = NO_EVENT;
  #timerAtUs: Micros = 0;
  #reconnectTimer: EventHandle = NO_EVENT;

  /**
   * @param servers indices of the servers' hosts
   * @param timeoutMs the session timeout to ask for: the servers' share of it is how long an attempt
   * to connect may take
   */
  constructor(host: Host, servers: readonly number[], owner: TransportOwner, timeoutMs: number) {
    this.#host = host;
    const stream = host.simulation.choices.stream(`zookeeper/${host.name}/servers`);
    this.#servers = new HostProvider(servers, stream);
    this.#owner = owner;
    this.#timeoutMs = timeoutMs;
  }

  open(): void {
    this.#servers.next();
    this.#connect();
  }

  #connect(): void {
    this.#established = false;
    const server = this.#servers.current;
    this.#connection = this.#host.simulation.network.connect(this.#host, server, this);
    this.#lastSendUs = this.#host.monotonicUs();
    this.#lastHeardUs = this.#lastSendUs;
    this.#scheduleWake(this.#lastSendUs);
  }

  /** Opens another connection, to the next server, after the client's pause. */
  openLater(): void {
    let delayUs = this.#servers.next() ? RECONNECT_PAUSE_US : 0;
    if (this.#wasEverOpen) {
      const { choices } = this.#host.simulation;
      const stream = choices.stream(`zookeeper/${this.#host.name}/reconnect`);
      delayUs += stream.next(RECONNECT_JITTER_MS) * US_PER_MS;
    }
    this.#reconnectTimer = this.#host.setTimer(delayUs, TIMER_CLIENT_RECONNECT);
  }

  /** A session with that timeout is established on the connection: from now on, pings keep it. */
  established(timeoutMs: number): void {
    this.#timeoutMs = timeoutMs;
    this.#established = true;
    this.#servers.connected();
  }

  send(kind: number, xid: number, bytes: number, body: unknown): void {
    const connection = present(this.#connection, "sending needs a connection");
    this.#host.simulation.network.send(connection, CLIENT_SIDE, kind, xid, 0, bytes, body);
    this.#lastSendUs = this.#host.monotonicUs();
    this.#scheduleWake(this.#lastSendUs);
  }

  /** Ends the connection and every timer; the owner is not called back. */
  close(reason: string): void {
    const connection = this.#forget();
    this.#reconnectTimer = this.#host.cancelTimer(this.#reconnectTimer);
    if (connection !== null) this.#host.simulation.network.close(connection, CLIENT_SIDE, reason);
  }

  onTimer(handler: number): void {
    if (handler === TIMER_CLIENT_RECONNECT) {
      this.#reconnectTimer = NO_EVENT;
      this.#connect();
    } else if (handler === TIMER_CLIENT_TRANSPORT) {
      this.#timer = NO_EVENT;
      this.#wake();
    }
  }

  onConnected(connection: Connection): void {
    if (connection !== this.#connection) return;
    this.#wasEverOpen = true;
    this.#owner.onTransportOpened();
  }

  onMessage(connection: Connection, message: Message): void {
    if (connection !== this.#connection) return;
    this.#lastHeardUs = this.#host.monotonicUs();
    this.#wakeAtUs = this.#lastHeardUs;
    if (message.kind !== MESSAGE_PING + 1) this.#owner.onTransportMessage(message);
    if (connection === this.#connection) this.#wake();
  }

  onClosed(connection: Connection): void {
    if (connection !== this.#connection) return;
    this.#forget();
    this.#owner.onTransportLost();
  }

  #forget(): Connection | null {
    const connection = this.#connection;
    this.#connection = null;
    this.#timer = this.#host.cancelTimer(this.#timer);
    return connection;
  }

  get #readTimeoutUs(): Micros {
    return Math.floor((this.#timeoutMs * 2) / 3) * US_PER_MS;
  }

  get #connectTimeoutUs(): Micros {
    return Math.floor(this.#timeoutMs / this.#servers.count) * US_PER_MS;
  }

  get #giveUpAtUs(): Micros {
    const silenceUs = this.#established ? this.#readTimeoutUs : this.#connectTimeoutUs;
    return this.#lastHeardUs + silenceUs;
  }

  /** When a ping is due, seen from now: early when nothing was sent for more than the slack. */
  #pingDueUs(nowUs: Micros): Micros {
    const slackUs = nowUs - this.#lastSendUs > PING_SLACK_US ? PING_SLACK_US : 0;
    return this.#lastSendUs + Math.floor(this.#readTimeoutUs / 2) - slackUs;
  }

  #wake(): void {
    const nowUs = this.#host.monotonicUs();
    if (nowUs < this.#wakeAtUs) {
      this.#arm(nowUs);
    } else if (nowUs >= this.#giveUpAtUs) {
      this.close("session timed out");
      this.#owner.onTransportLost();
    } else if (this.#established && this.#pingIsDue(nowUs)) {
      this.send(MESSAGE_PING, 0, PING_BYTES, null);
    } else this.#scheduleWake(nowUs);
  }

  #pingIsDue(nowUs: Micros): boolean {
    return nowUs >= this.#pingDueUs(nowUs) || nowUs - this.#lastSendUs > MAX_PING_INTERVAL_US;
  }

  #scheduleWake(nowUs: Micros): void {
    const giveUpAtUs = this.#giveUpAtUs;
    this.#wakeAtUs = this.#established ? Math.min(giveUpAtUs, this.#pingDueUs(nowUs)) : giveUpAtUs;
    this.#arm(nowUs);
  }

  /** One timer, left alone while it is early enough: what it waits for mostly moves away. */
  #arm(nowUs: Micros): void {
    if (this.#timer !== NO_EVENT) {
      if (this.#timerAtUs <= this.#wakeAtUs) return;
      this.#host.cancelTimer(this.#timer);
    }
    this.#timerAtUs = this.#wakeAtUs;
    const delayUs = Math.max(0, this.#wakeAtUs - nowUs);
    this.#timer = this.#host.setTimer(delayUs, TIMER_CLIENT_TRANSPORT);
  }
}
