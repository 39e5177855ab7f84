import { effect } from "@preact/signals";
import { sentenceOf } from "../model/sentence.ts";
import type { WorkerClient } from "../worker/client.ts";
import type { Args, OperationName, Result } from "../worker/protocol.ts";
import type { Actions } from "./actions.ts";
import type { Player } from "./player.ts";
import type { Store } from "./store.ts";

/** Keeps one request of an operation under way and remembers only the latest wish behind it. */
function latest<K extends OperationName>(
  client: WorkerClient,
  op: K,
  take: (result: Result<K>) => void,
): (args: Args<K>) => void {
  let busy = false;
  let wish: Args<K> | null = null;
  async function ask(args: Args<K>): Promise<void> {
    busy = true;
    try {
      const result = await client.call(op, args);
      if (result !== null) take(result);
    } catch (error) {
      // The screen for failures is for what a person asked; this is the page's own doing.
      console.error(op, error);
    } finally {
      busy = false;
    }
    if (wish === null) return;
    const next = wish;
    wish = null;
    void ask(next);
  }
  return (args) => {
    if (busy) wish = args;
    else void ask(args);
  };
}

/** Asks the worker for what the page shows, whenever something it depends on changes. */
export function wireData(store: Store, client: WorkerClient, actions: Actions): void {
  const askView = latest(client, "view", (view) => {
    store.view.value = view;
  });
  const askStep = latest(client, "step", (step) => {
    store.step.value = step;
  });
  const askRecords = latest(client, "records", (records) => {
    store.records.value = records;
  });
  const askZooKeeper = latest(client, "zookeeper", (zookeeper) => {
    store.zookeeper.value = zookeeper;
  });
  const askGroups = latest(client, "groups", (groups) => {
    store.groups.value = groups;
  });
  const askState = latest(client, "state", (state) => {
    store.state.value = state;
  });
  const askFilter = latest(client, "filter", (result) => {
    store.filtered.value = result;
  });
  effect(() => {
    if (store.run.value !== null) askView({ index: store.cursor.value });
  });
  effect(() => {
    if (store.run.value === null) return;
    const index = store.cursor.value;
    const detail = store.detail.value;
    // While playing the inspector rests: nobody reads it, and it costs more than the picture.
    const resting = store.playing.value;
    if (index < 0) store.step.value = null;
    else if (!resting) askStep({ index });
    if (detail === "records") askRecords({ index });
    else if (detail === "zookeeper") askZooKeeper({ index });
    else if (detail === "state" && !resting) askState({ index });
  });
  effect(() => {
    if (store.groupsShown.value) askGroups({ index: store.cursor.value });
  });
  effect(() => {
    if (store.run.value !== null) askFilter({ query: store.query.value });
  });
  effect(() => {
    if (store.run.value === null) return;
    const isPinned = store.selection.value?.kind === "cell";
    // The record in a selected cell is looked up anew at every moment.
    if (isPinned && store.cursor.value >= -1) void actions.point(null);
    else store.pointed.value = null;
  });
  client.onProgress = (progress) => {
    store.progress.value = progress;
  };
}

/** Runs the player once per frame of the screen. */
export function wirePlayer(store: Store, player: Player): void {
  function frame(nowMs: number): void {
    if (!store.playing.peek()) return;
    player.frame(nowMs);
    requestAnimationFrame(frame);
  }
  effect(() => {
    if (store.playing.value) requestAnimationFrame(frame);
  });
}

/** How often the address may follow the cursor; browsers limit such calls. */
const ADDRESS_INTERVAL_MS = 250;

/** Lets the address bar name the moment shown, without adding to the history. */
export function wireAddress(store: Store, actions: Actions): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  async function write(): Promise<void> {
    timer = null;
    if (store.screen.peek().kind !== "explorer" || store.playing.peek()) return;
    const address = await actions.address();
    if (store.screen.peek().kind !== "explorer" || timer !== null) return;
    history.replaceState(null, "", address);
  }
  effect(() => {
    const { cursor, playing, screen, scaleKind, detail, tp, query, selection, viewport } = store;
    store.groupsShown.value;
    for (const part of [
      cursor,
      playing,
      screen,
      scaleKind,
      detail,
      tp,
      query,
      selection,
      viewport,
    ]) {
      part.value;
    }
    if (screen.value.kind !== "explorer") return;
    timer ??= setTimeout(write, ADDRESS_INTERVAL_MS);
  });
}

/** Follows what the system prefers: theme, motion, and the width of the window. */
export function wireSystem(store: Store): void {
  follow("(prefers-color-scheme: dark)", (dark) => {
    store.systemDark.value = dark;
  });
  follow("(prefers-reduced-motion: reduce)", (reduce) => {
    store.reducedMotion.value = reduce;
  });
  follow("(max-width: 767px)", (narrow) => {
    store.narrow.value = narrow;
  });
  effect(() => {
    const root = document.documentElement;
    root.dataset.theme = store.theme.value;
    root.lang = store.lang.value === "zh" ? "zh-CN" : "en";
  });
}

function follow(media: string, take: (matches: boolean) => void): void {
  const query = matchMedia(media);
  take(query.matches);
  query.addEventListener("change", () => take(query.matches));
}

/** At most one sentence a second is said aloud. */
const ANNOUNCEMENT_INTERVAL_MS = 1000;

/** Says each step to those who do not see the page; silent while playing. */
export function wireAnnouncements(store: Store): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  effect(() => {
    if (store.step.value === null || store.playing.value || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      const step = store.step.peek();
      if (step === null || store.playing.peek()) return;
      const { headline, phrases } = sentenceOf(step, store.texts.peek().find);
      store.announcement.value = [headline, ...phrases.slice(0, 2)].join(" ");
    }, ANNOUNCEMENT_INTERVAL_MS);
  });
}

/** Names the run in the window's title. */
export function wireTitle(store: Store): void {
  effect(() => {
    const origin = store.screen.value.kind === "explorer" ? store.run.value?.origin : undefined;
    const name = origin?.kind === "scenario" ? store.texts.value.pick(origin.title) : origin?.name;
    document.title = name === undefined ? "Highwater" : `${name} · Highwater`;
  });
}
