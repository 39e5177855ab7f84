import type { WorkerClient } from "../worker/client.ts";
import type { Actions } from "./actions.ts";
import type { Store } from "./store.ts";

/** What tests and the console may ask of the page, as `window.__viz`. */
export interface VizHook {
  /** A run is open and its picture is drawn. */
  readonly ready: boolean;
  readonly cursor: number;
  /** Number of events. */
  readonly events: number;
  /** Hash of the run, 16 hex digits. */
  readonly hash: string | null;
  /** Shows the moment after an event; resolves when it is drawn. */
  seek(index: number): Promise<void>;
  /** Shows a moment between events, microseconds: where packets are. */
  moveTo(timeUs: number): void;
  /** Hash of the state shown. */
  stateHash(): Promise<string | null>;
  /** The picture's view model. */
  view(): unknown;
  /** Kind and event of every milestone. */
  milestones(): readonly { readonly index: number; readonly kind: string }[];
}

declare global {
  interface Window {
    __viz?: VizHook;
  }
}

function frame(): Promise<number> {
  return new Promise(requestAnimationFrame);
}

export function installTestHook(store: Store, actions: Actions, client: WorkerClient): void {
  const drawn = () => {
    const cursor = store.cursor.peek();
    const hasGroups = !store.groupsShown.peek() || store.groups.peek()?.index === cursor;
    return store.view.peek()?.index === cursor && hasGroups;
  };
  window.__viz = {
    get ready() {
      return store.screen.peek().kind === "explorer" && drawn();
    },
    get cursor() {
      return store.cursor.peek();
    },
    get events() {
      return store.run.peek()?.times.length ?? 0;
    },
    get hash() {
      return store.run.peek()?.summary.hash ?? null;
    },
    async seek(index) {
      actions.navigation.seek(index);
      while (!drawn()) await frame();
      // Panels that appear only now are drawn in the next frame.
      await frame();
      await frame();
    },
    moveTo(timeUs) {
      store.timeUs.value = timeUs;
    },
    async stateHash() {
      const hashes = await client.call("hashes", { index: store.cursor.peek() });
      return hashes?.state ?? null;
    },
    view: () => store.view.peek(),
    milestones: () => store.run.peek()?.milestones ?? [],
  };
}
