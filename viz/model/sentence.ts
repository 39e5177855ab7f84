import { errorName } from "../../sim/kafka/errors.ts";
import type { Json, NamedFact } from "../../sim/trace/fact-json.ts";
import { topicOfPath } from "../../sim/trace/registry.ts";
import { formatZxid, zookeeperTitle } from "./format.ts";
import type { EventTold } from "./step-view.ts";

/** Where sentences come from: a catalogue's texts by name, null when it has none of that name. */
export type FindText = (
  key: string,
  args: Readonly<Record<string, string | number>>,
) => string | null;

/** An event in words: what happened, and what that changed. */
export interface Sentence {
  readonly headline: string;
  readonly phrases: readonly string[];
}

export function sentenceOf(told: EventTold, find: FindText): Sentence {
  const phrases: string[] = [];
  for (const fact of told.facts) {
    const phrase = phraseOf(fact, find);
    if (phrase !== null && !phrases.includes(phrase)) phrases.push(phrase);
  }
  return { headline: headlineOf(told, find), phrases };
}

/** The shortest telling: the most telling change, or else what happened. */
export function shortSentence(told: EventTold, find: FindText): string {
  for (const fact of told.facts) {
    const phrase = phraseOf(fact, find);
    if (phrase !== null) return phrase;
  }
  return headlineOf(told, find, "short");
}

function headlineOf(told: EventTold, find: FindText, form: "full" | "short" = "full"): string {
  const { kind, from } = told;
  const args = {
    kind: kind.replace(/^zookeeper\./, ""),
    process: hostNamed(told.process, find),
    from: hostNamed(from ?? "", find),
    timer: kind.replace(/^timer\./, ""),
  };
  const own = find(`event.${kind}`, args);
  if (own !== null) return own;
  const message = form === "short" ? "message.short" : "message";
  const general = from !== null ? message : kind.startsWith("timer.") ? "timer" : "other";
  return find(`event.${general}`, args) ?? kind;
}

function phraseOf({ fact, values }: NamedFact, find: FindText): string | null {
  const args: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(values)) {
    if (name === "error" && typeof value === "number") args[name] = errorName(value);
    else if (HOST_FIELDS.includes(name) && typeof value === "string") {
      args[name] = hostNamed(value, find);
    } else if (name === "reason" && typeof value === "string") {
      args[name] = find(`reason.${value}`, {}) ?? value;
    } else if (name === "zxid" && typeof value === "number") args[name] = formatZxid(value);
    else if (name === "offsets") args[name] = rangesText(value);
    else args[name] = shown(value);
  }
  const topic = typeof values.path === "string" ? topicOfPath(values.path) : null;
  if (topic !== null) args.topic = topic;
  const variant = variantOf(fact, values);
  return variant === null ? find(`fact.${fact}`, args) : find(`fact.${fact}.${variant}`, args);
}

const HOST_FIELDS = ["host", "from", "to", "client", "server"];

/** `broker-1` as people say it. */
function hostNamed(host: string, find: FindText): string {
  const broker = /^broker-(\d+)$/.exec(host)?.[1];
  if (broker !== undefined) return find("host.broker", { broker }) ?? host;
  return zookeeperTitle(host) ?? host;
}

function shown(value: Json): string | number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.length === 0 ? "–" : value.join(", ");
  return value === null ? "–" : JSON.stringify(value);
}

/** `0–2, 5`: of ranges that end before their second number. */
function rangesText(ranges: Json): string {
  if (!Array.isArray(ranges)) return shown(ranges).toString();
  const texts = ranges.map((range) => {
    const [from, end] = Array.isArray(range) ? range.map(Number) : [];
    return from === undefined || end === undefined
      ? shown(range)
      : end === from + 1
        ? `${from}`
        : `${from}–${end - 1}`;
  });
  return texts.join(", ");
}

const LIFE = ["down", "up", "paused"];
const ROLE = ["none", "leader", "follower", "offline"];
const STATUS = ["pending", "acked", "failed", "unknown", "unacknowledged"];
const ZOOKEEPER_CLIENT = ["disconnected", "connected", "expired", "closed"];
const ZOOKEEPER_SERVER = ["looking", "following", "leading"];
const CONNECTION = ["opening", "open", "closed"];
const GROUP = ["empty", "preparing", "completing", "stable", "dead"];
const MEMBER = ["unjoined", "preparing", "completing", "stable"];
const PROCESSED = ["other", "applied", "duplicate", "fenced", "skipped", "failed"];

/** Facts of which one template would not do; null for those of which it does. */
function variantOf(fact: string, values: Readonly<Record<string, Json>>): string | null {
  const word = (words: readonly string[], value: Json | undefined) =>
    words[typeof value === "number" ? value : -1] ?? "other";
  switch (fact) {
    case "host.life":
      return word(LIFE, values.life);
    case "link":
      return values.cut === true ? "cut" : "healed";
    case "disk.failure":
      return values.failing === true ? "failing" : "repaired";
    case "znode":
      if (topicOfPath(String(values.path)) === null) return null;
      return values.version === 0 ? "topic" : "topicChanged";
    case "znode.removed":
      return topicOfPath(String(values.path)) === null ? null : "topic";
    case "controller":
      return values.active === true ? "active" : "resigned";
    case "election":
      return values.leader === -1 ? "none" : values.unclean === true ? "unclean" : "clean";
    case "replica.role":
      return word(ROLE, values.role);
    case "record.status":
      return word(STATUS, values.status);
    case "fetcher":
      return values.source === -1 ? "none" : "some";
    case "zookeeper.client":
      return word(ZOOKEEPER_CLIENT, values.state);
    case "zookeeper.server":
      return word(ZOOKEEPER_SERVER, values.role);
    case "connection":
      return word(CONNECTION, values.state);
    case "group":
      return word(GROUP, values.state);
    case "group.member":
      return values.assignment === null ? "out" : "in";
    case "group.offset":
      return values.offset === -1 ? "none" : "some";
    case "membership":
      return word(MEMBER, values.state);
    case "assignment":
      return Array.isArray(values.partitions) && values.partitions.length > 0 ? "some" : "none";
    case "commit":
      return values.error === 0 ? "done" : "failed";
    case "record.processed":
      return word(PROCESSED, values.outcome);
    case "broker.state":
      return values.state === 3 ? "running" : "other";
    default:
      return null;
  }
}
