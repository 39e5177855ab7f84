import { CLIENT_SIDE, type Connection, type Message } from "../kernel/connection.ts";
import { type EventHandle, NO_EVENT } from "../kernel/event-queue.ts";
import type { Host } from "../kernel/host.ts";
import type { Endpoint } from "../kernel/process.ts";
import { type Micros, seconds } from "../kernel/time.ts";
import { ticksUs } from "./ensemble.ts";
import { TIMER_LEARNER_CONNECT, TIMER_QUORUM } from "./messages.ts";
import type * as Q from "./quorum-messages.ts";
import {
  forwardedBytes,
  MESSAGE_ACK,
  MESSAGE_ACK_EPOCH,
  MESSAGE_ACK_NEW_LEADER,
  MESSAGE_COMMIT,
  MESSAGE_FOLLOWER_INFO,
  MESSAGE_LEADER_INFO,
  MESSAGE_PROPOSAL,
  MESSAGE_QUORUM_PING,
  MESSAGE_QUORUM_PING_RESPONSE,
  MESSAGE_REQUEST,
  MESSAGE_REVALIDATE,
  MESSAGE_REVALIDATE_RESPONSE,
  MESSAGE_SYNC,
  MESSAGE_UP_TO_DATE,
  PACKET_BYTES,
} from "./quorum-messages.ts";
import type { Role, RoleOwner } from "./role.ts";
import type { SessionId, Zxid } from "./types.ts";

/** How often a follower tries to connect to its leader, and the pause between (Learner). */
const CONNECT_TRIES = 5;
const CONNECT_PAUSE_US: Micros = seconds(1);

/**
 * A server that follows a leader: it promises the leader's epoch, takes over its log, acknowledges
 * proposals once they are on its disk, and applies what the leader says is committed. Nothing it
 * answers to its clients need be the latest.
 */
export class Learner implements Role, Endpoint {
  readonly #host: Host;
  readonly #leaderHost: number;
  readonly #owner: RoleOwner;
  #connection: Connection | null = null;
  #tries = 0;
  #registered = false;
  #epoch = 0;
  /** Last zxid of what the leader sent to make the logs alike; null before, and once acknowledged. */
  #syncEnd: Zxid | null = null;
  #acknowledged: Zxid = 0;
  #committed: Zxid = 0;
  #serving = false;
  #ended = false;
  #lastHeardUs: Micros;
  #touched = new Map<SessionId, number>();
  #timer: EventHandle = NO_EVENT;
  #connectTimer: EventHandle = NO_EVENT;

  constructor(host: Host, leaderHost: number, owner: RoleOwner) {
    this.#host = host;
    this.#leaderHost = leaderHost;
    this.#owner = owner;
    this.#lastHeardUs = host.monotonicUs();
  }

  get isServing(): boolean {
    return this.#serving;
  }

  start(): void {
    this.#timer = this.#host.setTimer(this.#patienceUs, TIMER_QUORUM);
    this.#connect();
  }

  submit(request: Q.ForwardedRequest): void {
    this.#send(MESSAGE_REQUEST, forwardedBytes(request), request);
  }

  touch(sessionId: SessionId, timeoutMs: number): boolean {
    this.#touched.set(sessionId, timeoutMs);
    return true;
  }

  revalidate(session: Q.Revalidation): void {
    this.#send(MESSAGE_REVALIDATE, PACKET_BYTES + 12, session);
  }

  onLogSynced(): void {
    const { syncedZxid } = this.#owner.log;
    if (this.#syncEnd !== null) {
      if (syncedZxid < this.#syncEnd) return;
      this.#syncEnd = null;
      this.#owner.currentEpoch = this.#epoch;
      this.#acknowledged = syncedZxid;
      this.#acknowledge(MESSAGE_ACK_NEW_LEADER, syncedZxid);
    } else if (syncedZxid > this.#acknowledged) {
      this.#acknowledged = syncedZxid;
      this.#acknowledge(MESSAGE_ACK, syncedZxid);
    }
  }

  onTimer(handler: number): void {
    if (handler === TIMER_LEARNER_CONNECT) {
      this.#connectTimer = NO_EVENT;
      this.#connect();
    } else if (handler === TIMER_QUORUM) {
      this.#timer = NO_EVENT;
      const leftUs = this.#lastHeardUs + this.#patienceUs - this.#host.monotonicUs();
      if (leftUs <= 0) this.#owner.giveUp("the leader is silent");
      else this.#timer = this.#host.setTimer(leftUs, TIMER_QUORUM);
    }
  }

  end(reason: string): void {
    this.#ended = true;
    this.#serving = false;
    this.#timer = this.#host.cancelTimer(this.#timer);
    this.#connectTimer = this.#host.cancelTimer(this.#connectTimer);
    if (this.#connection === null) return;
    this.#host.simulation.network.close(this.#connection, CLIENT_SIDE, reason);
    this.#connection = null;
  }

  onConnected(connection: Connection): void {
    if (connection !== this.#connection) return;
    const { id: server, acceptedEpoch } = this.#owner;
    const body: Q.FollowerInfo = { server, acceptedEpoch };
    this.#send(MESSAGE_FOLLOWER_INFO, PACKET_BYTES + 8, body);
  }

  onClosed(connection: Connection): void {
    if (connection !== this.#connection) return;
    this.#connection = null;
    if (this.#registered || this.#tries >= CONNECT_TRIES) {
      this.#owner.giveUp("the connection to the leader is lost");
    } else this.#connectTimer = this.#host.setTimer(CONNECT_PAUSE_US, TIMER_LEARNER_CONNECT);
  }

  onMessage(connection: Connection, message: Message): void {
    if (connection !== this.#connection) return;
    this.#lastHeardUs = this.#host.monotonicUs();
    switch (message.kind) {
      case MESSAGE_LEADER_INFO:
        this.#onLeaderInfo(message.body as Q.LeaderInfo);
        break;
      case MESSAGE_SYNC:
        this.#onSync(message.body as Q.Sync);
        break;
      case MESSAGE_UP_TO_DATE:
        this.#serving = true;
        this.#commitTo((message.body as Q.UpToZxid).zxid);
        this.#owner.beginServing(this.#epoch);
        this.#host.cancelTimer(this.#timer);
        this.#timer = this.#host.setTimer(this.#patienceUs, TIMER_QUORUM);
        break;
      case MESSAGE_PROPOSAL:
        this.#owner.propose(message.body as Q.Proposal);
        this.#owner.log.sync();
        break;
      case MESSAGE_COMMIT:
        this.#commitTo((message.body as Q.UpToZxid).zxid);
        break;
      case MESSAGE_QUORUM_PING:
        this.#answerPing(message);
        break;
      case MESSAGE_REVALIDATE_RESPONSE: {
        const { sessionId, valid } = message.body as Q.RevalidationResponse;
        this.#owner.onRevalidated(sessionId, valid);
        break;
      }
    }
  }

  /** How long it bears the leader's silence. */
  get #patienceUs(): Micros {
    const { ensemble } = this.#owner;
    return ticksUs(ensemble, this.#serving ? ensemble.syncLimit : ensemble.initLimit);
  }

  #connect(): void {
    this.#tries++;
    const { network } = this.#host.simulation;
    this.#connection = network.connect(this.#host, this.#leaderHost, this);
  }

  #onLeaderInfo({ epoch }: Q.LeaderInfo): void {
    const { acceptedEpoch, currentEpoch, log } = this.#owner;
    if (epoch < acceptedEpoch) {
      this.#owner.giveUp("a later epoch was promised to another leader");
      return;
    }
    this.#registered = true;
    this.#epoch = epoch;
    this.#owner.acceptedEpoch = epoch;
    const epochEnds = log.epochEnds();
    const body: Q.AckEpoch = { currentEpoch, lastZxid: log.lastZxid, epochEnds };
    this.#send(MESSAGE_ACK_EPOCH, PACKET_BYTES + 4 + 8 * epochEnds.length, body);
  }

  /** Makes the log the leader's. What it never had was not committed, and goes. */
  #onSync({ keepZxid, records }: Q.Sync): void {
    const { log } = this.#owner;
    if (log.lastZxid > keepZxid) log.truncate(keepZxid);
    for (const record of records) log.append(record);
    this.#syncEnd = log.lastZxid;
    log.sync();
  }

  /** Commits are heard of while the server is still to be told that it is in sync. */
  #commitTo(zxid: Zxid): void {
    this.#committed = Math.max(this.#committed, zxid);
    if (this.#serving) this.#owner.commitTo(this.#committed);
  }

  #answerPing(ping: Message): void {
    const sessions = [...this.#touched];
    this.#touched = new Map();
    const body: Q.TouchedSessions = { sessions };
    const bytes = PACKET_BYTES + 12 * sessions.length;
    this.#send(MESSAGE_QUORUM_PING_RESPONSE, bytes, body, ping.id);
  }

  #acknowledge(kind: number, zxid: Zxid): void {
    const body: Q.UpToZxid = { zxid };
    this.#send(kind, PACKET_BYTES, body);
  }

  #send(kind: number, bytes: number, body: unknown, inReplyTo = 0): void {
    if (this.#ended || this.#connection === null) return;
    const { network } = this.#host.simulation;
    network.send(this.#connection, CLIENT_SIDE, kind, 0, inReplyTo, bytes, body);
  }
}
