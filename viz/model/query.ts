/** One condition of a search. */
export type QueryTerm =
  | {
      readonly field: "text" | "kind" | "proc" | "tp";
      readonly pattern: string;
      readonly not: boolean;
    }
  | { readonly field: "msg"; readonly message: number; readonly not: boolean }
  | { readonly field: "t"; readonly fromUs: number; readonly toUs: number; readonly not: boolean };

/** All terms must hold. `noise` keeps heartbeats and empty fetches, which are hidden otherwise. */
export interface Query {
  readonly terms: readonly QueryTerm[];
  readonly noise: boolean;
  /** Words that could not be understood, such as `t:abc`. */
  readonly bad: readonly string[];
}

/** What a query is asked of. */
export interface QueryRow {
  readonly kind: string;
  readonly process: string;
  readonly timeUs: number;
  readonly noise: boolean;
  /** Whether the event sent or received that message. */
  concerns(message: number): boolean;
  partitions(): readonly string[];
  text(): string;
}

/**
 * Reads a search: free words, `"two words"`, `kind:Fetch*`, `proc:broker-2` (or `proc:2`), `tp:orders-0`, `msg:771`,
 * `t:1.2s..1.4s`, `is:noise`; a leading `-` turns a term round.
 */
export function parseQuery(source: string): Query {
  const terms: QueryTerm[] = [];
  const bad: string[] = [];
  let noise = false;
  for (const word of source.match(/-?(?:\w+:)?"[^"]*"|\S+/g) ?? []) {
    const not = word.startsWith("-") && word.length > 1;
    const body = (not ? word.slice(1) : word).replaceAll('"', "");
    const colon = body.indexOf(":");
    const field = colon > 0 ? body.slice(0, colon) : "";
    const value = body.slice(colon + 1).toLowerCase();
    if (field === "is" && value === "noise") noise = !not;
    else if (field === "kind" || field === "proc" || field === "tp") {
      terms.push({ field, pattern: value, not });
    } else if (field === "msg") {
      if (/^\d+$/.test(value)) terms.push({ field, message: Number(value), not });
      else bad.push(word);
    } else if (field === "t") {
      const range = parseRange(value);
      if (range === null) bad.push(word);
      else terms.push({ field, ...range, not });
    } else terms.push({ field: "text", pattern: body.toLowerCase(), not });
  }
  return { terms, noise, bad };
}

const UNITS_US: Readonly<Record<string, number>> = { us: 1, ms: 1000, s: 1_000_000, m: 60_000_000 };

/** `1.2s`, `350ms`, `2m`, `17us`; null when it is none of these. */
export function parseTime(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(us|ms|s|m)$/.exec(text);
  const unit = UNITS_US[match?.[2] ?? ""];
  return match === null || unit === undefined ? null : Math.round(Number(match[1]) * unit);
}

function parseRange(text: string): { fromUs: number; toUs: number } | null {
  const dots = text.indexOf("..");
  if (dots === -1) {
    const at = parseTime(text);
    return at === null ? null : { fromUs: at, toUs: at + precisionUs(text) - 1 };
  }
  const from = dots === 0 ? 0 : parseTime(text.slice(0, dots));
  const rest = text.slice(dots + 2);
  const to = rest === "" ? Number.MAX_SAFE_INTEGER : parseTime(rest);
  return from === null || to === null ? null : { fromUs: from, toUs: to };
}

/** `1.2s` means everything that is shown as 1.2 s: up to 1.3 s. */
function precisionUs(text: string): number {
  const match = /\.?(\d*?)([a-z]+)$/.exec(text);
  const digits = text.includes(".") ? (match?.[1] ?? "").length : 0;
  return Math.max(1, (UNITS_US[match?.[2] ?? ""] ?? 1) / 10 ** digits);
}

export function matchesQuery(query: Query, row: QueryRow): boolean {
  if (row.noise && !query.noise) return false;
  return query.terms.every((term) => matchesTerm(term, row) !== term.not);
}

function matchesTerm(term: QueryTerm, row: QueryRow): boolean {
  switch (term.field) {
    case "kind":
      return matchesPattern(term.pattern, row.kind.toLowerCase());
    case "proc": {
      const process = row.process.toLowerCase();
      const pattern = /^\d+$/.test(term.pattern) ? `broker-${term.pattern}` : term.pattern;
      return matchesPattern(pattern, process);
    }
    case "tp":
      return row.partitions().some((tp) => matchesPattern(term.pattern, tp.toLowerCase()));
    case "msg":
      return row.concerns(term.message);
    case "t":
      return row.timeUs >= term.fromUs && row.timeUs <= term.toUs;
    case "text":
      return row.text().toLowerCase().includes(term.pattern);
  }
}

/** `*` stands for any characters. */
function matchesPattern(pattern: string, text: string): boolean {
  if (!pattern.includes("*")) return text === pattern;
  const parts = pattern.split("*");
  let at = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string;
    if (i === 0) {
      if (!text.startsWith(part)) return false;
      at = part.length;
    } else if (i === parts.length - 1) {
      return text.length - at >= part.length && text.endsWith(part);
    } else {
      const found = text.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
  }
  return true;
}
