import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { GroupsView } from "../model/groups-view.ts";
import type { RecordRow } from "../model/record-index.ts";
import type { RunView } from "../model/run-view.ts";
import type { StepView } from "../model/step-view.ts";
import { type TimeScale, type TimeScaleKind, timeScale } from "../model/time-scale.ts";
import type { View } from "../model/view.ts";
import type { ZooKeeperView } from "../model/zookeeper-view.ts";
import type { Failure, FilterResult, GalleryEntry, Progress } from "../worker/protocol.ts";
import { loadChoice } from "./choices.ts";
import { firstLang, type Lang, type Texts, textsOf } from "./text.ts";

export type ThemeChoice = "auto" | "light" | "dark";
export type Screen =
  | { readonly kind: "home" }
  | { readonly kind: "opening" }
  | { readonly kind: "explorer" }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Panels beside the stage. */
export const DETAILS = ["step", "story", "records", "invariants", "state", "zookeeper"] as const;
export type Detail = (typeof DETAILS)[number];

/** What the stage shows above the logs; the groups only in a run that has some. */
export const STAGES = ["cluster", "groups"] as const;
export type Stage = (typeof STAGES)[number];

/** Tabs of the narrow layout; the groups only in a run that has some. */
export const PHONE_TABS = ["cluster", "groups", "logs", "events", "details"] as const;
export type PhoneTab = (typeof PHONE_TABS)[number];

export type Dialog = "help" | "palette" | "run" | "more" | null;
export type Selection =
  | { readonly kind: "host"; readonly host: string }
  | { readonly kind: "message"; readonly message: number }
  | {
      readonly kind: "cell";
      readonly tp: string;
      readonly broker: number;
      readonly offset: number;
    };

/** Everything the page shows depends on these, and on nothing else. */
export interface Store {
  readonly lang: Signal<Lang>;
  readonly texts: ReadonlySignal<Texts>;
  readonly themeChoice: Signal<ThemeChoice>;
  /** What the system asks for. */
  readonly systemDark: Signal<boolean>;
  readonly theme: ReadonlySignal<"light" | "dark">;
  readonly reducedMotion: Signal<boolean>;
  /** The page is as narrow as a phone. */
  readonly narrow: Signal<boolean>;
  /** Whether single keys are shortcuts. */
  readonly shortcuts: Signal<boolean>;

  readonly screen: Signal<Screen>;
  readonly progress: Signal<Progress | null>;
  readonly gallery: Signal<readonly GalleryEntry[] | null>;
  readonly run: Signal<RunView | null>;
  /** The link's hash at its event is not the hash here. */
  readonly hashDiffers: Signal<boolean>;

  /** Event whose result is shown; -1 before the first. */
  readonly cursor: Signal<number>;
  /** Moment shown; lies between the cursor and the next event while playing. */
  readonly timeUs: Signal<number>;
  readonly playing: Signal<boolean>;
  /** Decimal logarithm of virtual microseconds per second. */
  readonly speed: Signal<number>;
  readonly scaleKind: Signal<TimeScaleKind>;
  readonly scale: ReadonlySignal<TimeScale>;
  /** Places that the timeline shows; null for all. */
  readonly viewport: Signal<readonly [number, number] | null>;

  readonly view: Signal<View | null>;
  readonly step: Signal<StepView | null>;
  readonly records: Signal<readonly RecordRow[] | null>;
  readonly zookeeper: Signal<ZooKeeperView | null>;
  readonly groups: Signal<GroupsView | null>;
  /** The state as JSON. */
  readonly state: Signal<string | null>;

  readonly query: Signal<string>;
  readonly filtered: Signal<FilterResult | null>;
  readonly detail: Signal<Detail>;
  readonly stage: Signal<Stage>;
  readonly phoneTab: Signal<PhoneTab>;
  /** Whether the groups are in sight. */
  readonly groupsShown: ReadonlySignal<boolean>;
  /** The group chosen where there is room for one only. */
  readonly group: Signal<string | null>;
  /** Partition that the timeline and the narrow log panel show. */
  readonly tp: Signal<string | null>;
  readonly selection: Signal<Selection | null>;
  /** The record in the cell that is pointed at, or selected. */
  readonly pointed: Signal<RecordRow | null>;
  readonly lanesAsTable: Signal<boolean>;
  readonly dialog: Signal<Dialog>;
  /** Said once to those who do not see the page. */
  readonly announcement: Signal<string>;
  readonly toast: Signal<string | null>;
}

/** A log speed of 2 virtual milliseconds per second: a message takes some 0.4 s. */
const FIRST_SPEED = 3.3;
export const SLOWEST = 2;
export const FASTEST = 7.7;

const NO_EVENTS = new Float64Array(0);

export function createStore(): Store {
  const lang = signal(firstLang(loadChoice("lang")));
  const themeChoice = signal(themeOf(loadChoice("theme")));
  const systemDark = signal(false);
  const run = signal<RunView | null>(null);
  const scaleKind = signal<TimeScaleKind>("gap");
  const narrow = signal(false);
  const stage = signal<Stage>("cluster");
  const phoneTab = signal<PhoneTab>("cluster");
  return {
    lang,
    texts: computed(() => textsOf(lang.value)),
    themeChoice,
    systemDark,
    theme: computed(() => {
      const choice = themeChoice.value;
      return choice === "auto" ? (systemDark.value ? "dark" : "light") : choice;
    }),
    reducedMotion: signal(false),
    narrow,
    shortcuts: signal(loadChoice("shortcuts") !== "off"),
    screen: signal<Screen>({ kind: "home" }),
    progress: signal<Progress | null>(null),
    gallery: signal<readonly GalleryEntry[] | null>(null),
    run,
    hashDiffers: signal(false),
    cursor: signal(-1),
    timeUs: signal(0),
    playing: signal(false),
    speed: signal(FIRST_SPEED),
    scaleKind,
    scale: computed(() => timeScale(scaleKind.value, run.value?.times ?? NO_EVENTS)),
    viewport: signal<readonly [number, number] | null>(null),
    view: signal<View | null>(null),
    step: signal<StepView | null>(null),
    records: signal<readonly RecordRow[] | null>(null),
    zookeeper: signal<ZooKeeperView | null>(null),
    groups: signal<GroupsView | null>(null),
    state: signal<string | null>(null),
    query: signal(""),
    filtered: signal<FilterResult | null>(null),
    detail: signal<Detail>("step"),
    stage,
    phoneTab,
    groupsShown: computed(() => {
      return hasGroups(run.value) && (narrow.value ? phoneTab.value : stage.value) === "groups";
    }),
    group: signal<string | null>(null),
    tp: signal<string | null>(null),
    selection: signal<Selection | null>(null),
    pointed: signal<RecordRow | null>(null),
    lanesAsTable: signal(false),
    dialog: signal<Dialog>(null),
    announcement: signal(""),
    toast: signal<string | null>(null),
  };
}

/** Whether there ever is a consumer group. */
export function hasGroups(run: RunView | null): boolean {
  return (run?.timeline.groups.length ?? 0) > 0;
}

function themeOf(text: string | null): ThemeChoice {
  return text === "light" || text === "dark" ? text : "auto";
}

/** Places that the timeline shows now. */
export function shownPlaces(store: Store): readonly [number, number] {
  const scale = store.scale.value;
  return store.viewport.value ?? [scale.start, scale.end];
}
