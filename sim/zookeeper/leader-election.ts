import { type EventHandle, NO_EVENT } from "../kernel/event-queue.ts";
import type { Host } from "../kernel/host.ts";
import { type Micros, seconds, US_PER_MS } from "../kernel/time.ts";
import { type Ensemble, quorumOf, type ServerId } from "./ensemble.ts";
import { TIMER_ELECTION_DECIDE, TIMER_ELECTION_RESEND } from "./messages.ts";
import type { Notification, ServerState, Vote } from "./quorum-messages.ts";
import type { Zxid } from "./types.ts";

/** How long a quorum's candidate must stay the best known (`finalizeWait`). */
const DECIDE_AFTER_US: Micros = 200 * US_PER_MS;
/** Longest pause between two tellings of a vote (`maxNotificationInterval`). */
const LONGEST_RESEND_US: Micros = seconds(60);

export interface ElectionOwner {
  /** Tells another server of this one's vote. */
  notify(server: ServerId, notification: Notification): void;
  /** This server is to lead, or to follow that one. */
  elected(leader: ServerId): void;
}

/**
 * How servers that have no leader find one (FastLeaderElection): each tells all the others for whom it
 * votes, takes over any better vote it hears of, and stops when a quorum votes alike. A server that
 * has a leader answers with its vote, so that latecomers join it. Safe or not is no question here: a
 * leader leads nobody before a quorum has its log.
 */
export class LeaderElection {
  readonly #host: Host;
  readonly #ensemble: Ensemble;
  readonly #id: ServerId;
  readonly #owner: ElectionOwner;
  #state: ServerState = "looking";
  /** `logicalclock`: only votes of one round are counted together. */
  #round = 0;
  #own: Vote;
  #vote: Vote;
  /** What the others voted in this round. */
  readonly #votes = new Map<ServerId, Notification>();
  /** What those said that have a leader already. */
  readonly #settled = new Map<ServerId, Notification>();
  #resendUs: Micros = DECIDE_AFTER_US;
  #resendTimer: EventHandle = NO_EVENT;
  #decideTimer: EventHandle = NO_EVENT;

  constructor(host: Host, ensemble: Ensemble, id: ServerId, owner: ElectionOwner) {
    this.#host = host;
    this.#ensemble = ensemble;
    this.#id = id;
    this.#owner = owner;
    this.#own = { leader: id, zxid: 0, peerEpoch: 0 };
    this.#vote = this.#own;
  }

  /** Begins a new round, voting for oneself. */
  start(lastZxid: Zxid, currentEpoch: number): void {
    this.#state = "looking";
    this.#round++;
    this.#own = { leader: this.#id, zxid: lastZxid, peerEpoch: currentEpoch };
    this.#votes.clear();
    this.#settled.clear();
    this.#resendUs = DECIDE_AFTER_US;
    this.#setVote(this.#own);
    this.#armResend();
  }

  /** The leader voted for leads, in that epoch. */
  established(epoch: number): void {
    this.#vote = { ...this.#vote, peerEpoch: epoch };
  }

  receive(heard: Notification): void {
    if (this.#state !== "looking") {
      if (heard.state === "looking") this.#tell(heard.server);
    } else if (heard.state === "looking") this.#hearCandidate(heard);
    else this.#hearSettled(heard);
  }

  onTimer(handler: number): void {
    if (handler === TIMER_ELECTION_DECIDE) {
      this.#decideTimer = NO_EVENT;
      this.#decide(this.#vote);
    } else {
      this.#resendTimer = NO_EVENT;
      this.#tellAll();
      this.#resendUs = Math.min(2 * this.#resendUs, LONGEST_RESEND_US);
      this.#armResend();
    }
  }

  #hearCandidate(heard: Notification): void {
    if (heard.round < this.#round) {
      this.#tell(heard.server);
      return;
    }
    if (heard.round > this.#round) {
      this.#round = heard.round;
      this.#votes.clear();
      this.#setVote(isBetter(heard, this.#own) ? heard : this.#own);
    } else if (isBetter(heard, this.#vote)) this.#setVote(heard);
    this.#votes.set(heard.server, heard);
    this.#decideSoon();
  }

  #hearSettled(heard: Notification): void {
    this.#settled.set(heard.server, heard);
    if (heard.round === this.#round) {
      this.#votes.set(heard.server, heard);
      if (this.#votesFor(heard) >= this.#quorum && this.#leads(heard)) {
        this.#decide(heard);
        return;
      }
    }
    const { leader, peerEpoch } = heard;
    const agreeing = [...this.#settled.values()].filter(
      (other) => other.leader === leader && other.peerEpoch === peerEpoch,
    );
    if (agreeing.length < this.#quorum || !this.#leads(heard)) return;
    this.#round = heard.round;
    this.#decide(heard);
  }

  /** Whether the leader that somebody follows says so itself. */
  #leads({ leader, round }: Notification): boolean {
    if (leader === this.#id) return round === this.#round;
    return this.#settled.get(leader)?.state === "leading";
  }

  /** When a quorum agrees: unless a better vote comes soon. */
  #decideSoon(): void {
    if (this.#decideTimer !== NO_EVENT || this.#votesFor(this.#vote) < this.#quorum) return;
    this.#decideTimer = this.#host.setTimer(DECIDE_AFTER_US, TIMER_ELECTION_DECIDE);
  }

  #decide({ leader, zxid, peerEpoch }: Vote): void {
    this.#vote = { leader, zxid, peerEpoch };
    this.#state = leader === this.#id ? "leading" : "following";
    this.#decideTimer = this.#host.cancelTimer(this.#decideTimer);
    this.#resendTimer = this.#host.cancelTimer(this.#resendTimer);
    this.#owner.elected(leader);
  }

  /** How many votes of this round are like that one, this server's included. */
  #votesFor(vote: Vote): number {
    let count = isSame(this.#vote, vote) ? 1 : 0;
    for (const other of this.#votes.values()) if (isSame(other, vote)) count++;
    return count;
  }

  get #quorum(): number {
    return quorumOf(this.#ensemble);
  }

  #setVote({ leader, zxid, peerEpoch }: Vote): void {
    this.#vote = { leader, zxid, peerEpoch };
    this.#decideTimer = this.#host.cancelTimer(this.#decideTimer);
    this.#tellAll();
  }

  #tellAll(): void {
    this.#ensemble.hosts.forEach((_host, i) => {
      if (i + 1 !== this.#id) this.#tell(i + 1);
    });
  }

  #tell(server: ServerId): void {
    const notification = {
      ...this.#vote,
      server: this.#id,
      state: this.#state,
      round: this.#round,
    };
    this.#owner.notify(server, notification);
  }

  #armResend(): void {
    this.#host.cancelTimer(this.#resendTimer);
    this.#resendTimer = this.#host.setTimer(this.#resendUs, TIMER_ELECTION_RESEND);
  }
}

function isBetter(vote: Vote, than: Vote): boolean {
  if (vote.peerEpoch !== than.peerEpoch) return vote.peerEpoch > than.peerEpoch;
  if (vote.zxid !== than.zxid) return vote.zxid > than.zxid;
  return vote.leader > than.leader;
}

function isSame(x: Vote, y: Vote): boolean {
  return x.leader === y.leader && x.zxid === y.zxid && x.peerEpoch === y.peerEpoch;
}
