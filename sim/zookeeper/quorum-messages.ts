import { KIND_MESSAGE, type KindName, ZOOKEEPER_MESSAGES } from "../kernel/kinds.ts";
import type { ServerId } from "./ensemble.ts";
import { requestBytes } from "./messages.ts";
import { utf8Length } from "./paths.ts";
import type { LogRecord } from "./transactions.ts";
import type { SessionId, WriteOperation, Zxid } from "./types.ts";

/** What the servers of an ensemble say to each other. */
const FIRST = ZOOKEEPER_MESSAGES + 32;
export const MESSAGE_NOTIFICATION = FIRST;
export const MESSAGE_FOLLOWER_INFO = FIRST + 2;
export const MESSAGE_LEADER_INFO = FIRST + 4;
export const MESSAGE_ACK_EPOCH = FIRST + 6;
export const MESSAGE_SYNC = FIRST + 8;
export const MESSAGE_ACK_NEW_LEADER = FIRST + 10;
export const MESSAGE_UP_TO_DATE = FIRST + 12;
export const MESSAGE_PROPOSAL = FIRST + 14;
export const MESSAGE_ACK = FIRST + 16;
export const MESSAGE_COMMIT = FIRST + 18;
export const MESSAGE_QUORUM_PING = FIRST + 20;
export const MESSAGE_QUORUM_PING_RESPONSE = FIRST + 21;
export const MESSAGE_REQUEST = FIRST + 22;
export const MESSAGE_REVALIDATE = FIRST + 24;
export const MESSAGE_REVALIDATE_RESPONSE = FIRST + 25;

function message(kind: number, name: string): KindName {
  return { code: KIND_MESSAGE + kind, name: `zookeeper.${name}` };
}

export const QUORUM_MESSAGE_KINDS: readonly KindName[] = [
  message(MESSAGE_NOTIFICATION, "notification"),
  message(MESSAGE_FOLLOWER_INFO, "followerInfo"),
  message(MESSAGE_LEADER_INFO, "leaderInfo"),
  message(MESSAGE_ACK_EPOCH, "ackEpoch"),
  message(MESSAGE_SYNC, "sync"),
  message(MESSAGE_ACK_NEW_LEADER, "ackNewLeader"),
  message(MESSAGE_UP_TO_DATE, "upToDate"),
  message(MESSAGE_PROPOSAL, "proposal"),
  message(MESSAGE_ACK, "ack"),
  message(MESSAGE_COMMIT, "commit"),
  message(MESSAGE_QUORUM_PING, "quorumPing"),
  message(MESSAGE_QUORUM_PING_RESPONSE, "quorumPing.response"),
  message(MESSAGE_REQUEST, "request"),
  message(MESSAGE_REVALIDATE, "revalidate"),
  message(MESSAGE_REVALIDATE_RESPONSE, "revalidate.response"),
];

export type ServerState = "looking" | "following" | "leading";

/** Whom a server votes for: the one with the latest epoch, then zxid, then the greatest id. */
export type Vote = {
  readonly leader: ServerId;
  readonly zxid: Zxid;
  readonly peerEpoch: number;
};

/** A server's vote, told to another. */
export type Notification = Vote & {
  readonly server: ServerId;
  readonly state: ServerState;
  /** The round of the election in which it was cast (`logicalclock`). */
  readonly round: number;
};

export type FollowerInfo = { readonly server: ServerId; readonly acceptedEpoch: number };

export type LeaderInfo = { readonly epoch: number };

export type AckEpoch = {
  readonly currentEpoch: number;
  readonly lastZxid: Zxid;
  /** The last zxid of each epoch in the follower's log. */
  readonly epochEnds: readonly Zxid[];
};

/** What makes a follower's log the leader's: it keeps its records up to a zxid and adds these. */
export type Sync = { readonly keepZxid: Zxid; readonly records: readonly LogRecord[] };

/** Everything up to a zxid: of an acknowledgement, on the follower's disk; of a commit, committed. */
export type UpToZxid = { readonly zxid: Zxid };

export type Proposal = {
  readonly record: LogRecord;
  /** The server that has to answer, and which of its requests; 0 when nobody asked. */
  readonly origin: ServerId;
  readonly requestId: number;
};

/** The sessions that a follower has heard of since the last ping, with their timeouts. */
export type TouchedSessions = {
  readonly sessions: readonly (readonly [sessionId: SessionId, timeoutMs: number])[];
};

export type CreateSession = {
  readonly op: "createSession";
  readonly timeoutMs: number;
  readonly clientHost: number;
};

/** A write on its way to the leader. */
export type ForwardedRequest = {
  readonly requestId: number;
  readonly sessionId: SessionId;
  readonly operation: WriteOperation | CreateSession;
};

/** A session that goes on at another server. */
export type Revalidation = { readonly sessionId: SessionId; readonly timeoutMs: number };

export type RevalidationResponse = { readonly sessionId: SessionId; readonly valid: boolean };

/** Sizes in bytes, about as ZooKeeper serialises these packets. */
export const NOTIFICATION_BYTES = 44;
export const PACKET_BYTES = 20;

export function recordBytes({ change }: LogRecord): number {
  const header = PACKET_BYTES + 32;
  if (change.type === "closeSession") {
    return change.ephemerals.reduce((sum, path) => sum + 4 + utf8Length(path), header);
  }
  if (change.type !== "write") return header + 8;
  return change.transactions.reduce((sum, transaction) => {
    const data = "data" in transaction ? utf8Length(transaction.data) : 0;
    return sum + 16 + utf8Length(transaction.path) + data;
  }, header);
}

export function syncBytes({ records }: Sync): number {
  return records.reduce((sum, record) => sum + recordBytes(record), PACKET_BYTES);
}

export function forwardedBytes({ operation }: ForwardedRequest): number {
  return PACKET_BYTES + (operation.op === "createSession" ? 20 : requestBytes(operation));
}
