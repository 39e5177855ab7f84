import {
  KIND_MESSAGE,
  type KindName,
  ZOOKEEPER_MESSAGES,
  ZOOKEEPER_TIMERS,
} from "../kernel/kinds.ts";
import { utf8Length } from "./paths.ts";
import type {
  ErrorName,
  Operation,
  Reply,
  SessionId,
  SingleWriteOperation,
  WatchEvent,
  Zxid,
} from "./types.ts";

/** Timers of the server's and the client's process. */
export const TIMER_SESSION_EXPIRY = ZOOKEEPER_TIMERS;
export const TIMER_CLIENT_TRANSPORT = ZOOKEEPER_TIMERS + 1;
export const TIMER_CLIENT_RECONNECT = ZOOKEEPER_TIMERS + 2;
export const TIMER_CLIENT_FAIL = ZOOKEEPER_TIMERS + 3;
/** A slow disk has written what it was given. */
export const TIMER_LOG_SYNC = ZOOKEEPER_TIMERS + 4;
/** Of the servers of an ensemble. */
export const TIMER_ELECTION_RESEND = ZOOKEEPER_TIMERS + 5;
export const TIMER_ELECTION_DECIDE = ZOOKEEPER_TIMERS + 6;
export const TIMER_QUORUM = ZOOKEEPER_TIMERS + 7;
export const TIMER_LEARNER_CONNECT = ZOOKEEPER_TIMERS + 8;

/** Kinds of messages: a request's is even, its response's is one more. */
export const MESSAGE_CONNECT = ZOOKEEPER_MESSAGES;
export const MESSAGE_PING = ZOOKEEPER_MESSAGES + 2;
/** Sent by the server of its own accord; has no response. */
export const MESSAGE_WATCH_EVENT = ZOOKEEPER_MESSAGES + 4;

const OPERATIONS: readonly Operation["op"][] = [
  "create",
  "delete",
  "setData",
  "multi",
  "getData",
  "exists",
  "getChildren",
  "setWatches",
  "closeSession",
];
const FIRST_OPERATION = ZOOKEEPER_MESSAGES + 6;

/** The message kind of a request; its response's is one more. */
export function requestKind(op: Operation["op"]): number {
  return FIRST_OPERATION + 2 * OPERATIONS.indexOf(op);
}

function requestAndResponse(kind: number, name: string): readonly KindName[] {
  return [
    { code: KIND_MESSAGE + kind, name: `zookeeper.${name}` },
    { code: KIND_MESSAGE + kind + 1, name: `zookeeper.${name}.response` },
  ];
}

/** Names of the events of this layer. */
export const ZOOKEEPER_KINDS: readonly KindName[] = [
  { code: TIMER_SESSION_EXPIRY, name: "timer.zookeeper.session-expiry" },
  { code: TIMER_CLIENT_TRANSPORT, name: "timer.zookeeper.client" },
  { code: TIMER_CLIENT_RECONNECT, name: "timer.zookeeper.reconnect" },
  { code: TIMER_CLIENT_FAIL, name: "timer.zookeeper.fail" },
  { code: TIMER_LOG_SYNC, name: "timer.zookeeper.log-sync" },
  { code: TIMER_ELECTION_RESEND, name: "timer.zookeeper.election-resend" },
  { code: TIMER_ELECTION_DECIDE, name: "timer.zookeeper.election-decide" },
  { code: TIMER_QUORUM, name: "timer.zookeeper.quorum" },
  { code: TIMER_LEARNER_CONNECT, name: "timer.zookeeper.learner-connect" },
  ...requestAndResponse(MESSAGE_CONNECT, "connect"),
  ...requestAndResponse(MESSAGE_PING, "ping"),
  { code: KIND_MESSAGE + MESSAGE_WATCH_EVENT, name: "zookeeper.watch-event" },
  ...OPERATIONS.flatMap((op) => requestAndResponse(requestKind(op), op)),
];

/** First message on a connection: opens a session (`sessionId` 0) or attaches to one. */
export type ConnectRequest = {
  readonly sessionId: SessionId;
  readonly password: number;
  readonly timeoutMs: number;
  readonly lastZxidSeen: Zxid;
};

/** `timeoutMs` is what was negotiated; 0 says that the session is no more. */
export type ConnectResponse = {
  readonly sessionId: SessionId;
  readonly password: number;
  readonly timeoutMs: number;
};

export type ResponseBody = { readonly zxid: Zxid; readonly reply: Reply };

export type WatchEventBody = { readonly event: WatchEvent };

/** Sizes in bytes, as ZooKeeper serialises these records. */
export const CONNECT_BYTES = 49;
export const PING_BYTES = 12;
export const PING_RESPONSE_BYTES = 20;
const REQUEST_HEADER_BYTES = 12;
const REPLY_HEADER_BYTES = 20;
const STAT_BYTES = 68;
const MULTI_HEADER_BYTES = 9;

function bytesOf(text: string): number {
  return 4 + utf8Length(text);
}

function writeBytes(operation: SingleWriteOperation): number {
  const path = bytesOf(operation.path);
  switch (operation.op) {
    case "create":
      // One ACL entry (world:anyone) and the flags.
      return path + bytesOf(operation.data) + 31;
    case "setData":
      return path + bytesOf(operation.data) + 4;
    case "delete":
    case "check":
      return path + 4;
  }
}

function sum<T>(items: readonly T[], bytes: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += bytes(item);
  return total;
}

function operationBytes(operation: Operation): number {
  switch (operation.op) {
    case "multi":
      return sum(operation.ops, (op) => MULTI_HEADER_BYTES + writeBytes(op)) + MULTI_HEADER_BYTES;
    case "getData":
    case "exists":
    case "getChildren":
      return bytesOf(operation.path) + 1;
    case "setWatches":
      return (
        20 +
        sum(operation.dataWatches, bytesOf) +
        sum(operation.existWatches, bytesOf) +
        sum(operation.childWatches, bytesOf)
      );
    case "closeSession":
      return 0;
    default:
      return writeBytes(operation);
  }
}

export function requestBytes(operation: Operation): number {
  return REQUEST_HEADER_BYTES + operationBytes(operation);
}

function resultBytes(results: readonly (ErrorName | "OK")[] | undefined): number {
  return results === undefined ? 0 : (results.length + 1) * MULTI_HEADER_BYTES;
}

function replyBytes(reply: Reply): number {
  switch (reply.op) {
    case "create":
      return bytesOf(reply.path) + STAT_BYTES;
    case "setData":
      return STAT_BYTES;
    case "exists":
      return reply.stat === null ? 0 : STAT_BYTES;
    case "getData":
      return bytesOf(reply.data) + STAT_BYTES;
    case "getChildren":
      return 4 + sum(reply.children, bytesOf) + STAT_BYTES;
    case "multi":
      return sum(reply.results, (result) => MULTI_HEADER_BYTES + replyBytes(result));
    case "error":
      return resultBytes(reply.results);
    default:
      return 0;
  }
}

export function responseBytes(reply: Reply): number {
  return REPLY_HEADER_BYTES + replyBytes(reply);
}

export function watchEventBytes(event: WatchEvent): number {
  return REPLY_HEADER_BYTES + 8 + bytesOf(event.path);
}
