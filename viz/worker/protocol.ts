import type { Localized } from "../../sim/index.ts";
import type { EventRow } from "../model/event-rows.ts";
import type { GroupsView } from "../model/groups-view.ts";
import type { RecordRow } from "../model/record-index.ts";
import type { RunView } from "../model/run-view.ts";
import type { StepView } from "../model/step-view.ts";
import type { View } from "../model/view.ts";
import type { ZooKeeperView } from "../model/zookeeper-view.ts";

/** A case of the gallery. */
export interface GalleryEntry {
  readonly id: string;
  readonly group: string;
  readonly importance: number;
  readonly title: Localized;
  readonly explanation: Localized;
  readonly controlTitle: Localized;
  /** The versions of which the case speaks, as `0.8.2–0.10.2`; empty: all. */
  readonly eras: string;
  /** From that version on the bad outcome is gone; null when versions make no difference. */
  readonly fixedFrom: string | null;
}

/** What is asked of the worker and what it answers. */
export interface Operations {
  gallery: { args: Record<string, never>; result: readonly GalleryEntry[] };
  /** Opens a run by the part of its link after `#/v1/run?`. */
  run: { args: { readonly query: string }; result: RunView };
  /** Opens a trace file. */
  open: { args: { readonly name: string; readonly bytes: ArrayBuffer }; result: RunView };
  view: { args: { readonly index: number }; result: View };
  step: { args: { readonly index: number }; result: StepView };
  /** The events that a search shows. */
  filter: { args: { readonly query: string }; result: FilterResult };
  rows: { args: { readonly events: readonly number[] }; result: readonly EventRow[] };
  record: { args: CellArgs; result: RecordRow | null };
  records: { args: { readonly index: number }; result: readonly RecordRow[] };
  zookeeper: { args: { readonly index: number }; result: ZooKeeperView };
  groups: { args: { readonly index: number }; result: GroupsView };
  state: { args: { readonly index: number }; result: string };
  /** An event that belongs to another one; -1 when there is none. */
  neighbour: { args: { readonly index: number; readonly relation: Relation }; result: number };
  /** Hash of the events up to an event, and of the state after it, 16 hex digits each. */
  hashes: {
    args: { readonly index: number };
    result: { readonly prefix: string; readonly state: string };
  };
  /** The run as a trace file, gzipped JSON Lines. */
  export: { args: Record<string, never>; result: ArrayBuffer };
}

export interface CellArgs {
  readonly tp: string;
  readonly broker: number;
  readonly offset: number;
  readonly index: number;
}

export interface FilterResult {
  /** Events in order. */
  readonly events: Uint32Array;
  /** Words of the search that could not be understood. */
  readonly bad: readonly string[];
}

export type Relation = "cause" | "effect" | "previousInProcess" | "nextInProcess";

export type OperationName = keyof Operations;
export type Args<K extends OperationName> = Operations[K]["args"];
export type Result<K extends OperationName> = Operations[K]["result"];

export type RequestMessage = {
  [K in OperationName]: { readonly id: number; readonly op: K; readonly args: Args<K> };
}[OperationName];

/** What went wrong: a code for the catalogue, and the particulars. */
export interface Failure {
  readonly code: FailureCode;
  readonly detail: Localized;
}

export type FailureCode =
  | "badLink"
  | "badTrace"
  | "internal"
  | "unreachable"
  /** A link to a trace that this browser does not have. */
  | "notKept";

export type ResponseMessage =
  | { readonly id: number; readonly kind: "result"; readonly result: unknown }
  | { readonly id: number; readonly kind: "failure"; readonly failure: Failure }
  | { readonly id: number; readonly kind: "progress"; readonly progress: Progress }
  /** A newer request of the same operation replaced this one. */
  | { readonly id: number; readonly kind: "superseded" };

export interface Progress {
  readonly events: number;
  readonly virtualUs: number;
}
