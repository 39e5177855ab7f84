import type { Connection, Message } from "../kernel/connection.ts";
import type { Host } from "../kernel/host.ts";
import type { Endpoint, Process } from "../kernel/process.ts";
import { ClientConnection } from "./client-connections.ts";
import { ClientRequests } from "./client-requests.ts";
import { Database } from "./database.ts";
import { ElectionMail } from "./election-mail.ts";
import type { Ensemble, ServerId } from "./ensemble.ts";
import { FactsOfServer, SERVER_FOLLOWING, SERVER_LEADING, SERVER_LOOKING } from "./facts.ts";
import { Leader } from "./leader.ts";
import { LeaderElection } from "./leader-election.ts";
import { Learner } from "./learner.ts";
import { LearnerHandler } from "./learner-handler.ts";
import { TIMER_ELECTION_DECIDE, TIMER_ELECTION_RESEND, TIMER_LOG_SYNC } from "./messages.ts";
import { QuorumLog } from "./quorum-log.ts";
import { MESSAGE_NOTIFICATION, type Notification, type Proposal } from "./quorum-messages.ts";
import type { Role, RoleOwner } from "./role.ts";
import type { SessionId, Zxid } from "./types.ts";

const ACCEPTED_EPOCH = "zookeeper/acceptedEpoch";
const CURRENT_EPOCH = "zookeeper/currentEpoch";

/**
 * One server of an ensemble (QuorumPeer). It looks for a leader, then leads or follows until that
 * fails, then looks again; only a server that leads or follows serves clients. What survives its
 * process is its log and two epochs.
 */
export class QuorumPeer implements Process, RoleOwner {
  readonly id: ServerId;
  readonly ensemble: Ensemble;
  readonly log: QuorumLog;
  readonly database: Database;
  readonly #host: Host;
  readonly #facts: FactsOfServer;
  readonly #clients: ClientRequests;
  readonly #election: LeaderElection;
  readonly #mail: readonly ElectionMail[];
  #leader: Leader | null = null;
  #learner: Learner | null = null;
  /** How many records of the log are applied. */
  #applied = 0;
  /** The requests of this server that are in the log and not yet applied, by zxid. */
  readonly #requests = new Map<Zxid, number>();

  /** @param id number of the server, from 1 */
  constructor(host: Host, ensemble: Ensemble, id: ServerId) {
    this.#host = host;
    this.ensemble = ensemble;
    this.id = id;
    this.#facts = new FactsOfServer(host.simulation.facts);
    this.database = new Database(this.#facts);
    this.log = new QuorumLog(host, this);
    this.#clients = new ClientRequests(host.simulation.network, this.database, ensemble.times);
    this.#election = new LeaderElection(host, ensemble, id, this);
    this.#mail = ensemble.hosts.map((server) => new ElectionMail(host, server));
  }

  get acceptedEpoch(): number {
    return this.#host.disk.readValue<number>(ACCEPTED_EPOCH) ?? 0;
  }

  set acceptedEpoch(epoch: number) {
    this.#host.disk.writeValue(ACCEPTED_EPOCH, epoch);
  }

  get currentEpoch(): number {
    return this.#host.disk.readValue<number>(CURRENT_EPOCH) ?? 0;
  }

  set currentEpoch(epoch: number) {
    this.#host.disk.writeValue(CURRENT_EPOCH, epoch);
  }

  /** True while it leads a quorum. */
  get isServingLeader(): boolean {
    return this.#leader?.isServing ?? false;
  }

  start(): void {
    this.#host.listening = true;
    this.#look();
  }

  shutdown(): void {
    this.#host.simulation.exit(this.#host);
  }

  onAccept(connection: Connection): Endpoint {
    return this.ensemble.hosts.includes(connection.client)
      ? new LearnerHandler(this.#host, this, connection)
      : new ClientConnection(this.#clients, connection);
  }

  onTimer(handler: number): void {
    if (handler === TIMER_LOG_SYNC) this.log.onTimer();
    else if (handler === TIMER_ELECTION_RESEND || handler === TIMER_ELECTION_DECIDE) {
      this.#election.onTimer(handler);
    } else this.#role?.onTimer(handler);
  }

  /** Expires the sessions of a host at once; only a serving leader can. */
  expireSessionsOf(clientHost: number): void {
    this.#leader?.expireSessionsOf(clientHost);
  }

  receiveFromPeer(from: LearnerHandler, message: Message): void {
    if (message.kind === MESSAGE_NOTIFICATION) {
      this.#election.receive(message.body as Notification);
    } else if (this.#leader === null) from.close("this server does not lead");
    else this.#leader.receive(from, message);
  }

  peerClosed(from: LearnerHandler): void {
    this.#leader?.lost(from);
  }

  notify(server: ServerId, notification: Notification): void {
    this.#mail[server - 1]?.send(notification);
  }

  elected(leader: ServerId): void {
    if (leader === this.id) {
      this.#leader = new Leader(this.#host, this);
      this.#clients.role = this.#leader;
      this.#leader.start();
    } else {
      const leaderHost = this.ensemble.hosts[leader - 1] ?? -1;
      this.#learner = new Learner(this.#host, leaderHost, this);
      this.#clients.role = this.#learner;
      this.#learner.start();
    }
  }

  propose({ record, origin, requestId }: Proposal): void {
    this.log.append(record);
    if (origin === this.id && requestId !== 0) this.#requests.set(record.zxid, requestId);
  }

  commitTo(zxid: Zxid): void {
    for (;;) {
      const record = this.log.at(this.#applied);
      if (record === undefined || record.zxid > zxid) break;
      this.#applied++;
      // The same change is applied by every server; the leader that commits it first tells of it.
      const { told } = this.ensemble;
      this.#facts.silent = this.#leader === null || record.zxid <= told.zxid;
      if (!this.#facts.silent) told.zxid = record.zxid;
      const results = this.database.apply(record);
      const requestId = this.#requests.get(record.zxid) ?? 0;
      this.#requests.delete(record.zxid);
      this.#clients.onApplied(record, results, requestId);
    }
    this.#tellRole();
  }

  beginServing(epoch: number): void {
    this.#election.established(epoch);
    this.#tellRole();
  }

  onRevalidated(sessionId: SessionId, valid: boolean): void {
    this.#clients.onRevalidated(sessionId, valid);
  }

  onLogSynced(): void {
    this.#role?.onLogSynced();
  }

  giveUp(reason: string): void {
    this.#role?.end(reason);
    this.#leader = null;
    this.#learner = null;
    this.#clients.role = null;
    this.#clients.dropAll(reason);
    this.#requests.clear();
    this.log.settle();
    this.#look();
  }

  get #role(): Role | null {
    return this.#leader ?? this.#learner;
  }

  #look(): void {
    this.#election.start(this.log.lastZxid, this.currentEpoch);
    this.#tellRole();
  }

  #tellRole(): void {
    const serves = this.#role?.isServing ?? false;
    const leads = serves && this.#leader !== null;
    const role = leads ? SERVER_LEADING : serves ? SERVER_FOLLOWING : SERVER_LOOKING;
    this.#facts.serverIs(this.#host.index, role, this.currentEpoch, this.database.lastZxid);
  }
}
