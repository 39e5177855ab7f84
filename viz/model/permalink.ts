import { TIME_SCALES, type TimeScaleKind } from "./time-scale.ts";

/** What of a link says where to look; the rest of it says which run. */
export interface ViewParameters {
  /** Event. */
  readonly ev: number | null;
  /** First 8 hex digits of the run's hash at that event. */
  readonly ph: string | null;
  readonly ts: TimeScaleKind | null;
  /** Panel of details. */
  readonly p: string | null;
  /** What the stage shows instead of the cluster: `groups`. */
  readonly st: string | null;
  readonly tp: string | null;
  /** Search of the event list. */
  readonly f: string | null;
  /** Selection: `host.NAME` or `msg.ID`. */
  readonly sel: string | null;
  /** Window of the timeline: first and last event. */
  readonly z: readonly [number, number] | null;
}

const NAMES = ["ev", "ph", "ts", "p", "st", "tp", "f", "sel", "z"] as const;

export type Route =
  | { readonly kind: "home" }
  | {
      readonly kind: "run" | "open" | "local";
      readonly source: string;
      readonly view: ViewParameters;
    }
  | { readonly kind: "unknown"; readonly hash: string };

/**
 * Reads the part of an address after `#`. `source` is what tells the run: the parameters of
 * `/v1/run?`, `/v1/open?` or `/v1/local?` without those that only say where to look.
 */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#/, "");
  if (path === "" || path === "/" || path === "/v1/") return { kind: "home" };
  const match = /^\/v1\/(run|open|local)\?(.*)$/.exec(path);
  if (match === null) return { kind: "unknown", hash };
  const source: string[] = [];
  const view: Record<string, string> = {};
  for (const part of (match[2] ?? "").split("&").filter((text) => text !== "")) {
    const equals = part.indexOf("=");
    const name = equals < 0 ? part : part.slice(0, equals);
    if ((NAMES as readonly string[]).includes(name)) {
      view[name] = decode(equals < 0 ? "" : part.slice(equals + 1));
    } else source.push(part);
  }
  return {
    kind: match[1] as "run" | "open" | "local",
    source: source.join("&"),
    view: viewParameters(view),
  };
}

/** The address of a moment. @param base the run's own link, such as `#/v1/run?sc=…` */
export function formatRoute(base: string, view: ViewParameters): string {
  const parts: string[] = [];
  for (const name of NAMES) {
    const value = view[name];
    if (value === null) continue;
    const text = typeof value === "object" ? value.join("-") : String(value);
    parts.push(`${name}=${encodeURIComponent(text)}`);
  }
  const separator = base.includes("?") ? (base.endsWith("?") ? "" : "&") : "?";
  return parts.length === 0 ? base : `${base}${separator}${parts.join("&")}`;
}

function viewParameters(raw: Readonly<Record<string, string>>): ViewParameters {
  const window = /^(-?\d{1,9})-(-?\d{1,9})$/.exec(raw.z ?? "");
  const scale = TIME_SCALES.find((kind) => kind === raw.ts);
  return {
    ev: /^-?\d{1,15}$/.test(raw.ev ?? "") ? Number(raw.ev) : null,
    ph: /^[0-9a-f]{8}$/.test(raw.ph ?? "") ? (raw.ph ?? null) : null,
    ts: scale ?? null,
    p: raw.p ?? null,
    st: raw.st ?? null,
    tp: raw.tp ?? null,
    f: raw.f ?? null,
    sel: raw.sel ?? null,
    z: window === null ? null : [Number(window[1]), Number(window[2])],
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
