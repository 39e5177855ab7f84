import type { Message } from "../kernel/connection.ts";
import { type EventHandle, NO_EVENT } from "../kernel/event-queue.ts";
import type { Host } from "../kernel/host.ts";
import type { Micros } from "../kernel/time.ts";
import { Broadcast } from "./broadcast.ts";
import { quorumOf, type ServerId, ticksUs } from "./ensemble.ts";
import type { LearnerHandler } from "./learner-handler.ts";
import { TIMER_QUORUM, TIMER_SESSION_EXPIRY } from "./messages.ts";
import { commonZxid } from "./quorum-log.ts";
import type * as Q from "./quorum-messages.ts";
import {
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
  recordBytes,
  syncBytes,
} from "./quorum-messages.ts";
import type { Role, RoleOwner } from "./role.ts";
import { SessionExpiry } from "./session-expiry.ts";
import type { SessionId, Zxid } from "./types.ts";

/**
 * A server that was elected (Zab). It asks a quorum for the epochs they promised and takes the next;
 * when a quorum has promised that one, and none of them has a later log, it sends each what its log
 * lacks; when a quorum has the leader's log on disk, all of it is committed and the leader serves. Then
 * it orders writes: each is proposed, and committed once it is on the disks of a quorum.
 */
export class Leader implements Role {
  readonly #host: Host;
  readonly #owner: RoleOwner;
  readonly #learners = new Map<ServerId, LearnerHandler>();
  readonly #sessions: SessionExpiry;
  /** 0 until a quorum has told its epochs. */
  #epoch = 0;
  #promised = false;
  #broadcast: Broadcast | null = null;
  #committed: Zxid = 0;
  #ended = false;
  #halfTicks = 0;
  #timer: EventHandle = NO_EVENT;

  constructor(host: Host, owner: RoleOwner) {
    this.#host = host;
    this.#owner = owner;
    this.#sessions = new SessionExpiry(host, owner.ensemble.times);
  }

  get isServing(): boolean {
    return this.#broadcast !== null;
  }

  start(): void {
    const { ensemble } = this.#owner;
    this.#timer = this.#host.setTimer(ticksUs(ensemble, ensemble.initLimit), TIMER_QUORUM);
  }

  submit(request: Q.ForwardedRequest): void {
    this.#order(this.#owner.id, request);
  }

  touch(sessionId: SessionId, timeoutMs: number): boolean {
    return this.#sessions.touch(sessionId, timeoutMs);
  }

  revalidate({ sessionId, timeoutMs }: Q.Revalidation): void {
    const valid = this.#broadcast?.move(sessionId, timeoutMs, this.#owner.id) ?? false;
    this.#owner.onRevalidated(sessionId, valid);
  }

  /** Expires the open sessions of a host at once, as if nothing had been heard of it. */
  expireSessionsOf(clientHost: number): void {
    for (const sessionId of this.#broadcast?.sessionsOf(clientHost) ?? []) this.#expire(sessionId);
  }

  onLogSynced(): void {
    if (this.#broadcast !== null) this.#commit();
    else if (this.#promised) this.#establish();
  }

  onTimer(handler: number): void {
    if (handler === TIMER_SESSION_EXPIRY) {
      for (const sessionId of this.#sessions.takeExpired()) this.#expire(sessionId);
    } else if (handler === TIMER_QUORUM) {
      this.#timer = NO_EVENT;
      if (this.#broadcast === null) this.#owner.giveUp("no quorum followed in time");
      else this.#halfTick();
    }
  }

  end(reason: string): void {
    this.#ended = true;
    this.#broadcast = null;
    this.#sessions.stop();
    this.#timer = this.#host.cancelTimer(this.#timer);
    for (const learner of this.#learners.values()) learner.close(reason);
    this.#learners.clear();
  }

  receive(from: LearnerHandler, message: Message): void {
    if (message.kind === MESSAGE_FOLLOWER_INFO) {
      this.#register(from, message.body as Q.FollowerInfo);
      return;
    }
    if (this.#learners.get(from.server) !== from) return;
    switch (message.kind) {
      case MESSAGE_ACK_EPOCH:
        this.#onPromise(from, message.body as Q.AckEpoch);
        break;
      case MESSAGE_ACK_NEW_LEADER:
        this.#onSynced(from, (message.body as Q.UpToZxid).zxid);
        break;
      case MESSAGE_ACK:
        from.acknowledged = (message.body as Q.UpToZxid).zxid;
        if (this.#broadcast !== null) this.#commit();
        break;
      case MESSAGE_QUORUM_PING_RESPONSE:
        for (const [sessionId, timeoutMs] of (message.body as Q.TouchedSessions).sessions) {
          this.#sessions.touch(sessionId, timeoutMs);
        }
        break;
      case MESSAGE_REQUEST:
        this.#order(from.server, message.body as Q.ForwardedRequest);
        break;
      case MESSAGE_REVALIDATE: {
        const { sessionId, timeoutMs } = message.body as Q.Revalidation;
        const valid = this.#broadcast?.move(sessionId, timeoutMs, from.server) ?? false;
        const body: Q.RevalidationResponse = { sessionId, valid };
        from.send(MESSAGE_REVALIDATE_RESPONSE, PACKET_BYTES + 9, body, message.id);
        break;
      }
    }
  }

  /** A follower's connection is gone. Whether a quorum is left is seen at the next tick. */
  lost(learner: LearnerHandler): void {
    if (this.#learners.get(learner.server) === learner) this.#learners.delete(learner.server);
  }

  #register(learner: LearnerHandler, { server, acceptedEpoch }: Q.FollowerInfo): void {
    this.#learners.get(server)?.close("the server connected again");
    learner.server = server;
    learner.acceptedEpoch = acceptedEpoch;
    learner.phase = "registered";
    this.#learners.set(server, learner);
    if (this.#epoch > 0) {
      this.#tellEpoch(learner);
      return;
    }
    const registered = [...this.#learners.values()];
    if (registered.length + 1 < this.#quorum) return;
    const promised = registered.map((other) => other.acceptedEpoch);
    this.#epoch = Math.max(this.#owner.acceptedEpoch, ...promised) + 1;
    this.#owner.acceptedEpoch = this.#epoch;
    for (const other of registered) this.#tellEpoch(other);
  }

  #tellEpoch(learner: LearnerHandler): void {
    const body: Q.LeaderInfo = { epoch: this.#epoch };
    learner.send(MESSAGE_LEADER_INFO, PACKET_BYTES + 4, body);
  }

  #onPromise(learner: LearnerHandler, { currentEpoch, lastZxid, epochEnds }: Q.AckEpoch): void {
    learner.phase = "promised";
    learner.epochEnds = epochEnds;
    if (this.#promised) {
      this.#synchronize(learner);
      return;
    }
    const own = this.#owner;
    const isLater =
      currentEpoch > own.currentEpoch ||
      (currentEpoch === own.currentEpoch && lastZxid > own.log.lastZxid);
    if (isLater) {
      own.giveUp("a follower is ahead");
      return;
    }
    const promised = [...this.#learners.values()].filter((other) => other.phase === "promised");
    if (promised.length + 1 < this.#quorum) return;
    this.#promised = true;
    own.currentEpoch = this.#epoch;
    for (const other of promised) this.#synchronize(other);
    own.log.sync();
  }

  /** Sends what makes a follower's log this one; what is not committed yet follows as proposals. */
  #synchronize(learner: LearnerHandler): void {
    const { log } = this.#owner;
    const keepZxid = commonZxid(log.epochEnds(), learner.epochEnds);
    const settled = this.#broadcast === null ? log.lastZxid : this.#committed;
    const body: Q.Sync = { keepZxid, records: log.between(keepZxid, settled) };
    learner.phase = "syncing";
    learner.send(MESSAGE_SYNC, syncBytes(body), body);
    for (const record of log.between(Math.max(keepZxid, settled), log.lastZxid)) {
      this.#propose(learner, { record, origin: 0, requestId: 0 });
    }
  }

  #onSynced(learner: LearnerHandler, zxid: Zxid): void {
    learner.phase = "synced";
    learner.acknowledged = zxid;
    if (this.#broadcast === null) this.#establish();
    else {
      this.#tellUpToDate(learner);
      this.#commit();
    }
  }

  /** Serves once a quorum has all of its log on disk. */
  #establish(): void {
    const { log } = this.#owner;
    const synced = this.#synced();
    if (synced.length + 1 < this.#quorum || log.syncedZxid < log.lastZxid) return;
    this.#committed = log.lastZxid;
    this.#broadcast = new Broadcast(this.#epoch, log, this.#sessions);
    this.#owner.commitTo(this.#committed);
    for (const learner of synced) this.#tellUpToDate(learner);
    this.#host.cancelTimer(this.#timer);
    this.#armHalfTick();
    this.#owner.beginServing(this.#epoch);
  }

  #tellUpToDate(learner: LearnerHandler): void {
    const body: Q.UpToZxid = { zxid: this.#committed };
    learner.send(MESSAGE_UP_TO_DATE, PACKET_BYTES, body);
  }

  #order(origin: ServerId, request: Q.ForwardedRequest): void {
    if (this.#broadcast !== null) this.#proposeToAll(this.#broadcast.order(origin, request));
  }

  #expire(sessionId: SessionId): void {
    const proposal = this.#broadcast?.expire(sessionId) ?? null;
    if (proposal !== null) this.#proposeToAll(proposal);
  }

  #proposeToAll(proposal: Q.Proposal): void {
    this.#owner.propose(proposal);
    for (const learner of this.#learners.values()) {
      if (learner.hearsProposals) this.#propose(learner, proposal);
    }
    this.#owner.log.sync();
  }

  #propose(learner: LearnerHandler, proposal: Q.Proposal): void {
    learner.send(MESSAGE_PROPOSAL, recordBytes(proposal.record), proposal);
  }

  /** Commits what is on the disks of a quorum. */
  #commit(): void {
    const durable = this.#synced().map((learner) => learner.acknowledged);
    durable.push(this.#owner.log.syncedZxid);
    durable.sort((x, y) => y - x);
    const zxid = durable[this.#quorum - 1] ?? 0;
    if (zxid <= this.#committed) return;
    this.#committed = zxid;
    this.#owner.commitTo(zxid);
    const body: Q.UpToZxid = { zxid };
    for (const learner of this.#learners.values()) {
      if (learner.hearsProposals) learner.send(MESSAGE_COMMIT, PACKET_BYTES, body);
    }
  }

  /** Twice a tick it pings; once a tick it looks whether a quorum still answers. */
  #halfTick(): void {
    this.#halfTicks++;
    this.#dropSilent();
    if (this.#halfTicks % 2 === 0 && this.#synced().length + 1 < this.#quorum) {
      this.#owner.giveUp("no quorum answers");
      return;
    }
    for (const learner of this.#synced()) learner.send(MESSAGE_QUORUM_PING, PACKET_BYTES, null);
    this.#armHalfTick();
  }

  #dropSilent(): void {
    const { ensemble } = this.#owner;
    const nowUs = this.#host.monotonicUs();
    for (const learner of [...this.#learners.values()]) {
      const limit = learner.phase === "synced" ? ensemble.syncLimit : ensemble.initLimit;
      if (nowUs - learner.lastHeardUs <= ticksUs(ensemble, limit)) continue;
      this.#learners.delete(learner.server);
      learner.close("the follower is silent");
    }
  }

  #armHalfTick(): void {
    if (this.#ended) return;
    const halfTickUs: Micros = Math.ceil(ticksUs(this.#owner.ensemble, 1) / 2);
    this.#timer = this.#host.setTimer(halfTickUs, TIMER_QUORUM);
  }

  #synced(): LearnerHandler[] {
    return [...this.#learners.values()].filter((learner) => learner.phase === "synced");
  }

  get #quorum(): number {
    return quorumOf(this.#owner.ensemble);
  }
}
