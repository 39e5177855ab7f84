import { batch } from "@preact/signals";
import type { EventRow } from "../model/event-rows.ts";
import { formatRoute, type Route, type ViewParameters } from "../model/permalink.ts";
import type { RunView } from "../model/run-view.ts";
import { TIME_SCALES } from "../model/time-scale.ts";
import { failed, type WorkerClient, WorkerFailure } from "../worker/client.ts";
import type { Failure, Relation } from "../worker/protocol.ts";
import { saveChoice } from "./choices.ts";
import { keepTrace, loadTrace } from "./local-traces.ts";
import type { Navigation } from "./navigation.ts";
import type { Player } from "./player.ts";
import { selectionOf, selectionText } from "./selection.ts";
import {
  DETAILS,
  type Detail,
  type Dialog,
  hasGroups,
  type Selection,
  type Stage,
  type Store,
  type ThemeChoice,
} from "./store.ts";
import type { Lang } from "./text.ts";

/** Everything a person can do. */
export interface Actions {
  readonly navigation: Navigation;
  readonly player: Player;
  /** Follows an address; opens its run unless it is open already. */
  follow(route: Route): Promise<void>;
  /** Follows a link as if it had been clicked. */
  openLink(link: string): void;
  /** Opens a trace file. */
  openFile(file: File): Promise<void>;
  goHome(): void;
  select(selection: Selection | null): void;
  /** Points at a cell of a log for as long as the pointer is there; null ends it. */
  point(cell: Extract<Selection, { kind: "cell" }> | null): Promise<void>;
  /** Looks events up for the list; null when newer ones were asked for meanwhile. */
  rows(events: readonly number[]): Promise<readonly EventRow[] | null>;
  goTo(relation: Relation): Promise<void>;
  showDetail(detail: Detail): void;
  /** Shows the cluster or the groups; those only in a run that has some. */
  showStage(stage: Stage): void;
  /** From the cluster to the groups, and back. */
  toggleGroups(): void;
  cycleTimeScale(): void;
  setLang(lang: Lang): void;
  setTheme(theme: ThemeChoice): void;
  setShortcuts(on: boolean): void;
  toggleDialog(dialog: Dialog): void;
  escape(): void;
  focusSearch(): void;
  /** Shows the events that a search finds. */
  search(query: string): void;
  /** The address of the moment shown, with the hash that proves it. */
  address(): Promise<string>;
  copyAddress(): Promise<void>;
  copy(text: string): Promise<void>;
  saveTrace(): Promise<void>;
}

export interface ActionParts {
  readonly store: Store;
  readonly client: WorkerClient;
  readonly navigation: Navigation;
  readonly player: Player;
}

export function createActions({ store, client, navigation, player }: ActionParts): Actions {
  /** What tells the open run, as in its address. */
  let openSource = "";
  /** Counts openings, so that a late answer does not replace a newer one. */
  let opening = 0;

  async function open(
    source: string,
    view: ViewParameters | null,
    load: () => Promise<RunView | null>,
  ): Promise<void> {
    const mine = ++opening;
    openSource = "";
    batch(() => {
      store.playing.value = false;
      store.progress.value = null;
      store.screen.value = { kind: "opening" };
    });
    try {
      const run = await load();
      if (run === null || mine !== opening) return;
      openSource = source;
      batch(() => {
        resetFor(store, run);
        store.screen.value = { kind: "explorer" };
        if (view !== null) applyView(view);
        else navigation.seek(firstMoment(run));
      });
      await checkHash(view);
    } catch (error) {
      if (mine === opening) store.screen.value = { kind: "failed", failure: failureOf(error) };
    }
  }

  function applyView(view: ViewParameters): void {
    batch(() => {
      if (view.ts !== null) store.scaleKind.value = view.ts;
      const detail = DETAILS.find((name) => name === view.p);
      if (detail !== undefined) store.detail.value = detail;
      const run = store.run.peek();
      const known = [...(run?.partitions ?? []), ...(run?.internalPartitions ?? [])];
      if (view.tp !== null && known.includes(view.tp)) store.tp.value = view.tp;
      if (view.st === "groups") actions.showStage("groups");
      store.query.value = view.f ?? "";
      store.selection.value = selectionOf(view.sel);
      navigation.seek(view.ev ?? firstMoment(run));
      if (view.z !== null) {
        const { placeOfEvent } = store.scale.peek();
        const [from, to] = [placeOfEvent(view.z[0]), placeOfEvent(view.z[1])];
        store.viewport.value = to > from ? [from, to] : null;
      }
    });
  }

  /** A link may ask for a language and a theme; that does not change what the person chose. */
  function applyLook(source: string): void {
    const parameters = new URLSearchParams(source);
    const [lang, theme] = [parameters.get("lang"), parameters.get("theme")];
    if (lang === "en" || lang === "zh") store.lang.value = lang;
    if (theme === "light" || theme === "dark") store.themeChoice.value = theme;
  }

  async function checkHash(view: ViewParameters | null): Promise<void> {
    if (view === null || view.ph === null || view.ev === null || view.ev < 0) return;
    const index = Math.min(view.ev, (store.run.peek()?.times.length ?? 0) - 1);
    const hashes = await client.call("hashes", { index });
    const same = view.ev === index && hashes?.prefix.slice(0, 8) === view.ph;
    store.hashDiffers.value = hashes !== null && !same;
  }

  function viewNow(ph: string | null): ViewParameters {
    const window = store.viewport.peek();
    const { eventAt } = store.scale.peek();
    const run = store.run.peek();
    return {
      ev: store.cursor.peek(),
      ph,
      ts: store.scaleKind.peek() === "gap" ? null : store.scaleKind.peek(),
      p: store.detail.peek() === "step" ? null : store.detail.peek(),
      st: store.groupsShown.peek() ? "groups" : null,
      tp: store.tp.peek() === run?.partitions[0] ? null : store.tp.peek(),
      f: store.query.peek() === "" ? null : store.query.peek(),
      sel: selectionText(store.selection.peek()),
      z: window === null ? null : [eventAt(window[0]), eventAt(window[1])],
    };
  }

  async function say(text: string): Promise<void> {
    store.toast.value = text;
    store.announcement.value = text;
  }

  const actions: Actions = {
    navigation,
    player,

    async follow(route) {
      if (route.kind === "home") {
        opening++;
        openSource = "";
        store.playing.value = false;
        store.screen.value = { kind: "home" };
      } else if (route.kind === "unknown") {
        store.screen.value = { kind: "failed", failure: failed("badLink", route.hash) };
      } else if (openSource === `${route.kind}?${route.source}`) {
        store.screen.value = { kind: "explorer" };
        applyView(route.view);
      } else {
        const { kind, source, view } = route;
        applyLook(source);
        await open(`${kind}?${source}`, view, () => {
          return kind === "run"
            ? client.call("run", { query: source })
            : loadTraceFrom(kind, source);
        });
      }
    },

    openLink(link) {
      location.hash = link;
    },

    async openFile(file) {
      const bytes = await file.arrayBuffer();
      const id = await keepTrace(file.name, bytes.slice(0));
      const source = `local?id=${id}`;
      await open(source, null, () => client.call("open", { name: file.name, bytes }, [bytes]));
      if (store.screen.peek().kind === "explorer") history.pushState(null, "", `#/v1/${source}`);
    },

    goHome() {
      history.pushState(null, "", location.pathname + location.search);
      actions.follow({ kind: "home" });
    },

    select(selection) {
      const same = JSON.stringify(selection) === JSON.stringify(store.selection.peek());
      store.selection.value = same ? null : selection;
      if (!same && selection !== null) history.pushState(null, "", location.hash);
    },

    async point(cell) {
      const target = cell ?? store.selection.peek();
      if (target?.kind !== "cell") {
        store.pointed.value = null;
        return;
      }
      const { tp, broker, offset } = target;
      const index = store.cursor.peek();
      const record = await client.call("record", { tp, broker, offset, index });
      store.pointed.value = record;
    },

    rows: (events) => client.call("rows", { events }),

    async goTo(relation) {
      const index = await client.call("neighbour", { index: store.cursor.peek(), relation });
      if (index !== null && index >= 0) navigation.seek(index);
    },

    showDetail(detail) {
      store.detail.value = detail;
      if (store.narrow.peek()) store.phoneTab.value = "details";
    },

    showStage(stage) {
      if (stage === "groups" && !hasGroups(store.run.peek())) return;
      store.stage.value = stage;
      if (store.narrow.peek()) store.phoneTab.value = stage;
    },

    toggleGroups() {
      actions.showStage(store.groupsShown.peek() ? "cluster" : "groups");
    },

    cycleTimeScale() {
      const next = TIME_SCALES.indexOf(store.scaleKind.peek()) + 1;
      store.scaleKind.value = TIME_SCALES[next % TIME_SCALES.length] ?? "gap";
    },

    setLang(lang) {
      store.lang.value = lang;
      saveChoice("lang", lang);
    },

    setTheme(theme) {
      store.themeChoice.value = theme;
      saveChoice("theme", theme === "auto" ? null : theme);
    },

    setShortcuts(on) {
      store.shortcuts.value = on;
      saveChoice("shortcuts", on ? null : "off");
    },

    toggleDialog(dialog) {
      store.dialog.value = store.dialog.peek() === dialog ? null : dialog;
    },

    escape() {
      if (store.dialog.peek() !== null) store.dialog.value = null;
      else store.selection.value = null;
    },

    focusSearch() {
      if (store.narrow.peek()) store.phoneTab.value = "events";
      // After the panel is there.
      requestAnimationFrame(() => document.getElementById("event-search")?.focus());
    },

    search(query) {
      store.query.value = query;
      if (store.narrow.peek()) store.phoneTab.value = "events";
    },

    async address() {
      const index = store.cursor.peek();
      const hashes = index < 0 ? null : await client.call("hashes", { index });
      const base = store.run.peek()?.summary.link ?? `#/v1/${openSource}`;
      const route = formatRoute(base, viewNow(hashes?.prefix.slice(0, 8) ?? null));
      return new URL(route, location.href).href;
    },

    async copyAddress() {
      await actions.copy(await actions.address());
    },

    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        say(store.texts.peek().t("copied"));
      } catch {
        say(store.texts.peek().t("copyFailed"));
      }
    },

    async saveTrace() {
      const bytes = await client.call("export", {});
      if (bytes === null) return;
      const url = URL.createObjectURL(new Blob([bytes], { type: "application/gzip" }));
      const link = document.createElement("a");
      link.href = url;
      link.download = `${fileName(store.run.peek())}.jsonl.gz`;
      link.click();
      URL.revokeObjectURL(url);
    },
  };

  async function loadTraceFrom(kind: "open" | "local", source: string): Promise<RunView | null> {
    const parameters = new URLSearchParams(source);
    const { name, bytes } =
      kind === "local"
        ? await loadTrace(parameters.get("id") ?? "")
        : await fetchTrace(parameters.get("url") ?? "");
    return client.call("open", { name, bytes }, [bytes]);
  }

  return actions;
}

/** A run opens where its clients begin to work: before that a cluster only starts. */
function firstMoment(run: RunView | null): number {
  return run?.firstMoment ?? -1;
}

function resetFor(store: Store, run: RunView): void {
  store.run.value = run;
  store.hashDiffers.value = false;
  store.view.value = null;
  store.step.value = null;
  store.records.value = null;
  store.zookeeper.value = null;
  store.groups.value = null;
  store.state.value = null;
  store.filtered.value = null;
  store.selection.value = null;
  store.pointed.value = null;
  store.viewport.value = null;
  store.query.value = "";
  store.tp.value = run.partitions[0] ?? null;
  store.group.value = run.timeline.groups[0]?.id ?? null;
  if (!hasGroups(run)) {
    store.stage.value = "cluster";
    if (store.phoneTab.peek() === "groups") store.phoneTab.value = "cluster";
  }
  store.dialog.value = null;
}

async function fetchTrace(url: string): Promise<{ name: string; bytes: ArrayBuffer }> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    return { name: url.split("/").at(-1) ?? url, bytes: await response.arrayBuffer() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WorkerFailure(failed("unreachable", `${url}: ${reason}`));
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof WorkerFailure) return error.failure;
  return failed("internal", error instanceof Error ? error.message : String(error));
}

function fileName(run: RunView | null): string {
  const origin = run?.origin;
  if (origin?.kind === "scenario") return `${origin.scenario}-${run?.summary.seed}`;
  return (origin?.name ?? "trace").replace(/\.jsonl(?:\.gz)?$/, "");
}
