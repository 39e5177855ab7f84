import { type FactLog, type FactSchema, ZOOKEEPER_FACTS } from "../kernel/facts.ts";
import type { Znode } from "./data-tree.ts";
import type { DatabaseObserver } from "./database.ts";
import type { SessionEnd } from "./transactions.ts";
import type { SessionId, Zxid } from "./types.ts";

export const FACT_ZNODE = ZOOKEEPER_FACTS;
export const FACT_ZNODE_REMOVED = ZOOKEEPER_FACTS + 1;
export const FACT_SESSION_OPENED = ZOOKEEPER_FACTS + 2;
export const FACT_SESSION_ENDED = ZOOKEEPER_FACTS + 3;
export const FACT_ZOOKEEPER_CLIENT = ZOOKEEPER_FACTS + 4;
export const FACT_ZOOKEEPER_SERVER = ZOOKEEPER_FACTS + 5;

/** Values of `role` in `zookeeper.server`. */
export const SERVER_LOOKING = 0;
export const SERVER_FOLLOWING = 1;
export const SERVER_LEADING = 2;

/** Values of `state` in `zookeeper.client`. */
export const CLIENT_DISCONNECTED = 0;
export const CLIENT_CONNECTED = 1;
export const CLIENT_EXPIRED = 2;
export const CLIENT_CLOSED = 3;

export const ZOOKEEPER_FACT_SCHEMAS: readonly FactSchema[] = [
  {
    code: FACT_ZNODE,
    name: "znode",
    fields: [
      ["path", "text"],
      ["data", "text"],
      ["version", "int"],
      ["czxid", "int"],
      ["mzxid", "int"],
      // The session that owns an ephemeral znode; 0 for a persistent one.
      ["ephemeralOwner", "int"],
    ],
  },
  {
    code: FACT_ZNODE_REMOVED,
    name: "znode.removed",
    fields: [
      ["path", "text"],
      ["zxid", "int"],
    ],
  },
  {
    code: FACT_SESSION_OPENED,
    name: "zookeeper.session.opened",
    fields: [
      ["session", "int"],
      ["host", "host"],
      ["timeoutMs", "int"],
    ],
  },
  {
    code: FACT_SESSION_ENDED,
    name: "zookeeper.session.ended",
    fields: [
      ["session", "int"],
      ["reason", "text"],
    ],
  },
  {
    // What a client believes; the server may have expired its session long ago.
    code: FACT_ZOOKEEPER_CLIENT,
    name: "zookeeper.client",
    fields: [
      ["host", "host"],
      ["state", "int"],
      ["session", "int"],
    ],
  },
  {
    // A server of an ensemble; it is looking until it is in sync and serves. A standalone server has
    // no role.
    code: FACT_ZOOKEEPER_SERVER,
    name: "zookeeper.server",
    fields: [
      ["host", "host"],
      ["role", "int"],
      ["epoch", "int"],
      // The last zxid that it has applied: what it reads from.
      ["zxid", "int"],
    ],
  },
];

/** Writes a server's changes to the log of facts; not while it only rebuilds what it had. */
export class FactsOfServer implements DatabaseObserver {
  readonly #facts: FactLog;
  /** True while what is applied was told before, or is told by another server. */
  silent = false;
  /** What was told last of the server itself. */
  #role = -1;
  #epoch = -1;
  #zxid = -1;

  constructor(facts: FactLog) {
    this.#facts = facts;
  }

  znodeChanged(znode: Readonly<Znode>): void {
    if (this.silent) return;
    const facts = this.#facts;
    const { path, data, version, czxid, mzxid, ephemeralOwner } = znode;
    const pathId = facts.intern(path);
    facts.add(FACT_ZNODE, pathId, facts.intern(data), version, czxid, mzxid, ephemeralOwner);
  }

  znodeRemoved(path: string, zxid: Zxid): void {
    if (!this.silent) this.#facts.add(FACT_ZNODE_REMOVED, this.#facts.intern(path), zxid);
  }

  sessionOpened(sessionId: SessionId, timeoutMs: number, clientHost: number): void {
    if (!this.silent) this.#facts.add(FACT_SESSION_OPENED, sessionId, clientHost, timeoutMs);
  }

  sessionEnded(sessionId: SessionId, reason: SessionEnd): void {
    if (!this.silent) this.#facts.add(FACT_SESSION_ENDED, sessionId, this.#facts.intern(reason));
  }

  /** What a server of an ensemble is to it; told when it changes. */
  serverIs(host: number, role: number, epoch: number, zxid: Zxid): void {
    if (role === this.#role && epoch === this.#epoch && zxid === this.#zxid) return;
    this.#role = role;
    this.#epoch = epoch;
    this.#zxid = zxid;
    this.#facts.add(FACT_ZOOKEEPER_SERVER, host, role, epoch, zxid);
  }
}
