import { FACT_STRIDE } from "../kernel/facts.ts";
import { FACT_MESSAGE_DROP, FACT_MESSAGE_SEND } from "../kernel/kernel-facts.ts";
import { FACT_ZNODE, FACT_ZNODE_REMOVED } from "../zookeeper/facts.ts";
import { FactDecoder } from "./fact-json.ts";
import { LINE_LIMIT, type TraceMeta } from "./jsonl-format.ts";
import { isObject, readHeader } from "./jsonl-header.ts";
import { FactBuffer } from "./pack.ts";
import { MARK_EVENTS, Trace } from "./trace.ts";
import { kindCode } from "./union.ts";

/** Deepest path of a znode that is read. */
const PATH_LIMIT = 64;
const EVENT_LIMIT = 0x7fff_ffff;

/** Says what is wrong with a trace file, and in which line (from 1). */
export class TraceFormatError extends Error {
  override readonly name = "TraceFormatError";
  readonly line: number;

  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`);
    this.line = line;
  }
}

/** A trace that was read. */
export interface ReadTrace {
  readonly meta: TraceMeta;
  readonly trace: Trace;
  /** The first mark whose state differs from what the facts give here (its events); null: none does. */
  readonly stateMismatch: number | null;
}

/**
 * Reads a trace file as a stream: `push` its text in pieces of any size, then `end`. Both throw a
 * {@link TraceFormatError} for anything that is not a whole trace.
 */
export class TraceReader {
  private pending = "";
  private line = 0;
  private opened: { meta: TraceMeta; trace: Trace; decoder: FactDecoder } | null = null;
  private finished = false;
  private lastTime = 0;
  private messages = 0;
  private stateMismatch: number | null = null;
  private readonly facts = new FactBuffer();

  /** The trace so far; null before its header. It may be shown while it grows. */
  get trace(): Trace | null {
    return this.opened?.trace ?? null;
  }

  push(text: string): void {
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      this.pending += text.slice(start, end);
      const line = this.pending;
      this.pending = "";
      start = end + 1;
      this.readLine(line);
    }
    this.pending += text.slice(start);
    if (this.pending.length > LINE_LIMIT) this.tooLong();
  }

  end(): ReadTrace {
    if (this.pending !== "") this.readLine(this.pending);
    this.pending = "";
    if (this.opened === null) this.fail("the file is empty; a trace begins with a header");
    if (!this.finished) {
      this.fail(`the file is cut short: no footer after ${this.opened.trace.length} events`);
    }
    const { meta, trace } = this.opened;
    return { meta, trace, stateMismatch: this.stateMismatch };
  }

  private readLine(line: string): void {
    this.line++;
    if (line.length > LINE_LIMIT) this.tooLong();
    if (line.trim() === "") return;
    const json = this.parse(line);
    try {
      this.take(json);
    } catch (error) {
      if (error instanceof TraceFormatError) throw error;
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  private take(json: unknown): void {
    if (this.finished) this.fail("nothing may follow the footer");
    if (this.opened === null) {
      const { meta, hosts } = readHeader(json);
      const trace = new Trace(hosts, true);
      this.opened = { meta, trace, decoder: new FactDecoder(trace) };
    } else if (!isObject(json)) this.fail("a line holds an event, a mark or the footer");
    else if (json.end === true) this.footer(json, this.opened.trace);
    else if (isObject(json.mark)) this.mark(json.mark, this.opened.trace);
    else this.event(json, this.opened.trace, this.opened.decoder);
  }

  private event(json: Record<string, unknown>, trace: Trace, decoder: FactDecoder): void {
    const { i, t, k, p, c, m, s } = json;
    if (i !== trace.length || trace.length >= EVENT_LIMIT) {
      this.fail(`"i" is ${JSON.stringify(i)}; the next event is ${trace.length}`);
    }
    if (!Number.isSafeInteger(t) || (t as number) < this.lastTime) {
      this.fail(`"t" is a whole number of microseconds, not below ${this.lastTime}`);
    }
    const kind = typeof k === "string" ? kindCode(k) : undefined;
    if (kind === undefined) this.fail(`there is no kind of event ${JSON.stringify(k)}`);
    const host = p === undefined ? -1 : decoder.host(p);
    if (host === undefined) this.fail(`there is no host ${JSON.stringify(p)} in the header`);
    const [cause, cause2] = this.causes(c, trace.length);
    this.readFacts(s, decoder);
    this.checkFacts(trace);
    const message = this.messageOf(m);
    this.lastTime = t as number;
    const { data, length } = this.facts;
    trace.add(this.lastTime, kind, host, cause, cause2, message, data, length);
  }

  private causes(c: unknown, event: number): [number, number] {
    if (c === undefined) return [-1, -1];
    const right =
      Array.isArray(c) &&
      c.length >= 1 &&
      c.length <= 2 &&
      c.every((cause) => Number.isSafeInteger(cause) && cause >= -1 && cause < event);
    if (!right) this.fail('"c" lists one or two earlier events');
    return [c[0] as number, (c[1] as number | undefined) ?? -1];
  }

  private messageOf(m: unknown): number {
    if (m === undefined) return 0;
    if (!Number.isSafeInteger(m) || (m as number) < 1 || (m as number) > this.messages) {
      this.fail(`"m" is the number of a message that was sent, not ${JSON.stringify(m)}`);
    }
    return m as number;
  }

  private readFacts(s: unknown, decoder: FactDecoder): void {
    this.facts.length = 0;
    if (s === undefined) return;
    if (!Array.isArray(s)) this.fail('"s" is a list of facts');
    for (const fact of s) decoder.decode(fact, this.facts);
  }

  /** What the numbers in facts must keep to, so that whoever uses them may trust them. */
  private checkFacts(trace: Trace): void {
    const { data, length } = this.facts;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const code = data[at] as number;
      const first = data[at + 1] as number;
      if (code === FACT_MESSAGE_SEND) {
        if (first !== this.messages + 1) {
          this.fail(`the next message is ${this.messages + 1}, not ${first}`);
        }
        this.messages++;
      } else if (code === FACT_MESSAGE_DROP) {
        if (first < 1 || first > this.messages) this.fail(`message ${first} was never sent`);
      } else if (code === FACT_ZNODE || code === FACT_ZNODE_REMOVED) {
        const path = trace.texts.text(first) ?? "";
        if (path.split("/", PATH_LIMIT + 2).length > PATH_LIMIT + 1) {
          this.fail(`the path of a znode is deeper than ${PATH_LIMIT}`);
        }
      }
    }
  }

  private mark(mark: Record<string, unknown>, trace: Trace): void {
    const events = trace.length;
    const own = events % MARK_EVENTS === 0 ? trace.mark(events / MARK_EVENTS - 1) : undefined;
    if (own === undefined || mark.events !== events) {
      this.fail(`a mark comes after every ${MARK_EVENTS} events and tells their number`);
    }
    if (mark.hash !== own.hash) {
      this.fail(`the ${MARK_EVENTS} events before this mark are not those that were written`);
    }
    if (mark.state !== own.state) this.stateMismatch ??= events;
  }

  private footer(footer: Record<string, unknown>, trace: Trace): void {
    if (footer.events !== trace.length) {
      const told = JSON.stringify(footer.events);
      this.fail(`the footer tells ${told} events, but there are ${trace.length}`);
    }
    if (footer.hash !== trace.hash) {
      this.fail(`the events have the hash ${trace.hash}, not ${JSON.stringify(footer.hash)}`);
    }
    this.finished = true;
  }

  private parse(line: string): unknown {
    try {
      return JSON.parse(line) as unknown;
    } catch {
      const start = line.length > 60 ? `${line.slice(0, 60)}…` : line;
      this.fail(`not JSON: ${start}`);
    }
  }

  private tooLong(): never {
    this.fail(`the line is longer than ${LINE_LIMIT} characters`);
  }

  private fail(problem: string): never {
    throw new TraceFormatError(Math.max(this.line, 1), problem);
  }
}
