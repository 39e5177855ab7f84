import type { Operation, Reply, SetWatchesOperation, WatchEvent, Zxid } from "./types.ts";

/** The watches a client has set and not yet been told of, so that it can set them again. */
export class ClientWatches {
  readonly #data = new Set<string>();
  /** Watches for the creation of a znode that was absent. */
  readonly #exist = new Set<string>();
  readonly #child = new Set<string>();

  /** Notes the watch that a read has set, which its reply tells. */
  replied(operation: Operation, reply: Reply): void {
    switch (operation.op) {
      case "getData":
        if (operation.watch && reply.op === "getData") this.#data.add(operation.path);
        return;
      case "exists":
        if (operation.watch && reply.op === "exists") {
          (reply.stat === null ? this.#exist : this.#data).add(operation.path);
        }
        return;
      case "getChildren":
        if (operation.watch && reply.op === "getChildren") this.#child.add(operation.path);
        return;
      default:
        return;
    }
  }

  /** Takes the watches that an event fires. Returns false when there are none. */
  take(event: WatchEvent): boolean {
    const { type, path } = event;
    switch (type) {
      case "NODE_CREATED":
      case "NODE_DATA_CHANGED":
        return takeFrom([this.#data, this.#exist], path);
      case "NODE_CHILDREN_CHANGED":
        return takeFrom([this.#child], path);
      case "NODE_DELETED":
        return takeFrom([this.#data, this.#exist, this.#child], path);
    }
  }

  /** What to send after a reconnect; null when no watch is set. */
  toSetAgain(relativeZxid: Zxid): SetWatchesOperation | null {
    if (this.#data.size + this.#exist.size + this.#child.size === 0) return null;
    return {
      op: "setWatches",
      relativeZxid,
      dataWatches: [...this.#data],
      existWatches: [...this.#exist],
      childWatches: [...this.#child],
    };
  }
}

function takeFrom(tables: readonly Set<string>[], path: string): boolean {
  let taken = false;
  for (const table of tables) {
    if (table.delete(path)) taken = true;
  }
  return taken;
}
