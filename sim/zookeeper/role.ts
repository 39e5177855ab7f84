import type { Database } from "./database.ts";
import type { Ensemble, ServerId } from "./ensemble.ts";
import type { QuorumLog } from "./quorum-log.ts";
import type { ForwardedRequest, Proposal, Revalidation } from "./quorum-messages.ts";
import type { SessionId, Zxid } from "./types.ts";

/** What a server is to its ensemble once it is elected, or has elected another. */
export interface Role {
  /** True once the server may answer clients. */
  readonly isServing: boolean;
  /** Carries a write of one of this server's clients to its commit. */
  submit(request: ForwardedRequest): void;
  /** A session was heard of here. Returns false when it is known to be no more. */
  touch(sessionId: SessionId, timeoutMs: number): boolean;
  /** Asks whether a session still lives, to carry it here; see {@link RoleOwner.onRevalidated}. */
  revalidate(session: Revalidation): void;
  /** The log is durable up to its `syncedZxid`. */
  onLogSynced(): void;
  onTimer(handler: number): void;
  /** Ends the role: its connections close, its timers stop. */
  end(reason: string): void;
}

/** The server around a role. */
export interface RoleOwner {
  readonly id: ServerId;
  readonly ensemble: Ensemble;
  readonly log: QuorumLog;
  /** What is committed and applied. */
  readonly database: Database;
  /** Highest epoch promised to a leader; durable. */
  acceptedEpoch: number;
  /** Epoch of the last leader whose log this server took over; durable. */
  currentEpoch: number;
  /** Writes a proposal to the log, not yet durably; notes when a request of this server is in it. */
  propose(proposal: Proposal): void;
  /** Applies what is in the log up to a zxid, and answers those who wait for it. */
  commitTo(zxid: Zxid): void;
  /** The role is settled: from now on clients are served. */
  beginServing(epoch: number): void;
  onRevalidated(sessionId: SessionId, valid: boolean): void;
  /** The role cannot be kept: the server looks for a leader again. */
  giveUp(reason: string): void;
}
