import type { SessionId, WatchEventType, WatchNotification } from "./types.ts";

/** One-shot watches of one kind (data or child), by path and by session. */
export class WatchTable {
  readonly #sessionsByPath = new Map<string, Set<SessionId>>();
  readonly #pathsBySession = new Map<SessionId, Set<string>>();

  add(path: string, sessionId: SessionId): void {
    let sessions = this.#sessionsByPath.get(path);
    if (sessions === undefined) {
      sessions = new Set();
      this.#sessionsByPath.set(path, sessions);
    }
    sessions.add(sessionId);
    let paths = this.#pathsBySession.get(sessionId);
    if (paths === undefined) {
      paths = new Set();
      this.#pathsBySession.set(sessionId, paths);
    }
    paths.add(path);
  }

  /** Takes the sessions that watch `path`, in the order in which they set their watches. */
  take(path: string): ReadonlySet<SessionId> | undefined {
    const sessions = this.#sessionsByPath.get(path);
    if (sessions === undefined) return undefined;
    this.#sessionsByPath.delete(path);
    for (const sessionId of sessions) this.#forget(sessionId, path);
    return sessions;
  }

  removeSession(sessionId: SessionId): void {
    const paths = this.#pathsBySession.get(sessionId);
    if (paths === undefined) return;
    this.#pathsBySession.delete(sessionId);
    for (const path of paths) {
      const sessions = this.#sessionsByPath.get(path);
      sessions?.delete(sessionId);
      if (sessions?.size === 0) this.#sessionsByPath.delete(path);
    }
  }

  #forget(sessionId: SessionId, path: string): void {
    const paths = this.#pathsBySession.get(sessionId);
    paths?.delete(path);
    if (paths?.size === 0) this.#pathsBySession.delete(sessionId);
  }
}

/**
 * The server's watches. They are volatile and belong to a session's current connection: they go when
 * that closes, and the client sets them again (`setWatches`).
 *
 * Fired watches are collected until the request that fired them has been applied.
 */
export class Watches {
  readonly data = new WatchTable();
  readonly child = new WatchTable();
  #fired: WatchNotification[] = [];

  /** Removes all watches of a session whose connection is gone. */
  removeSession(sessionId: SessionId): void {
    this.data.removeSession(sessionId);
    this.child.removeSession(sessionId);
  }

  nodeCreated(path: string, parent: string): void {
    this.#notify(this.data.take(path), "NODE_CREATED", path);
    this.#notify(this.child.take(parent), "NODE_CHILDREN_CHANGED", parent);
  }

  nodeDataChanged(path: string): void {
    this.#notify(this.data.take(path), "NODE_DATA_CHANGED", path);
  }

  /** A session that watches both the data and the children of a deleted znode hears of it once. */
  nodeDeleted(path: string, parent: string): void {
    const dataWatchers = this.data.take(path);
    this.#notify(dataWatchers, "NODE_DELETED", path);
    this.#notify(this.child.take(path), "NODE_DELETED", path, dataWatchers);
    this.#notify(this.child.take(parent), "NODE_CHILDREN_CHANGED", parent);
  }

  /** A watch found to be overdue when its session set it again. */
  overdue(sessionId: SessionId, type: WatchEventType, path: string): void {
    this.#fired.push({ sessionId, event: { type, path } });
  }

  /** The notifications fired since the last call, in order. */
  takeFired(): readonly WatchNotification[] {
    const fired = this.#fired;
    if (fired.length > 0) this.#fired = [];
    return fired;
  }

  #notify(
    sessions: ReadonlySet<SessionId> | undefined,
    type: WatchEventType,
    path: string,
    except?: ReadonlySet<SessionId>,
  ): void {
    if (sessions === undefined) return;
    for (const sessionId of sessions) {
      if (except?.has(sessionId)) continue;
      this.#fired.push({ sessionId, event: { type, path } });
    }
  }
}
