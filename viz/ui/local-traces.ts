import { failed, WorkerFailure } from "../worker/client.ts";

/** Traces that were opened from files, kept in the browser so that their links work again here. */
const DATABASE = "highwater";
const STORE = "traces";

interface KeptTrace {
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

/** Keeps a trace and returns its id: the beginning of its SHA-256. Without storage the id is all. */
export async function keepTrace(name: string, bytes: ArrayBuffer): Promise<string> {
  const id = await digest(bytes);
  try {
    const database = await openDatabase();
    const transaction = database.transaction(STORE, "readwrite");
    transaction.objectStore(STORE).put({ name, bytes } satisfies KeptTrace, id);
    await done(transaction);
    database.close();
  } catch {
    // Private windows and full disks: the trace opens all the same, its link works in no other tab.
  }
  return id;
}

export async function loadTrace(id: string): Promise<KeptTrace> {
  let kept: KeptTrace | undefined;
  try {
    const database = await openDatabase();
    const request = database.transaction(STORE).objectStore(STORE).get(id);
    kept = await answer<KeptTrace | undefined>(request);
    database.close();
  } catch {
    kept = undefined;
  }
  if (kept === undefined) throw new WorkerFailure(failed("notKept", id));
  return kept;
}

async function digest(bytes: ArrayBuffer): Promise<string> {
  // Only pages from a secure origin may hash; elsewhere the size must do.
  if (crypto.subtle === undefined) return `size${bytes.byteLength}`;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash.slice(0, 6)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return answer(request);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
