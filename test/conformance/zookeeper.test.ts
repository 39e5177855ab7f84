import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { type DataTree, statOf } from "../../sim/zookeeper/data-tree.ts";
import { Database, type DatabaseObserver } from "../../sim/zookeeper/database.ts";
import type { ProcessedRequest } from "../../sim/zookeeper/request-processor.ts";
import { RequestProcessor } from "../../sim/zookeeper/request-processor.ts";
import type { Reply, SessionId, Stat } from "../../sim/zookeeper/types.ts";
import { jsonLinesVectors, Tally } from "./support.ts";
import { orderThatExplains } from "./zookeeper-deletion-order.ts";
import type {
  RecordedEvent,
  RecordedHistory,
  RecordedResult,
  RecordedStat,
  RecordedStep,
} from "./zookeeper-history.ts";
import { isRecordedHistory, operationOf } from "./zookeeper-history.ts";

const SILENT: DatabaseObserver = {
  znodeChanged() {},
  znodeRemoved() {},
  sessionOpened() {},
  sessionEnded() {},
};

/** A history replayed: what each step gave, in the recorded form, but with plain zxids. */
type Replay = {
  readonly results: RecordedResult[];
  readonly events: RecordedEvent[][];
  readonly tree: RecordedHistory["tree"];
};

class Replayer {
  readonly #database = new Database(SILENT);
  readonly #processor = new RequestProcessor(this.#database, { append() {} });
  readonly #sessionOfClient: SessionId[] = [];
  readonly #clientOfSession = new Map<SessionId, number>();

  constructor(clients: number) {
    for (let client = 0; client < clients; client++) this.#openSession(client);
  }

  #openSession(client: number): void {
    const sessionId = this.#processor.createSession(30_000, client);
    this.#sessionOfClient[client] = sessionId;
    this.#clientOfSession.set(sessionId, client);
  }

  step(step: RecordedStep): { result: RecordedResult; events: RecordedEvent[] } {
    const sessionId = this.#sessionOfClient[step.client];
    if (sessionId === undefined) throw new Error(`unknown client ${step.client}`);
    const { reply, notifications } = this.#process(sessionId, step);
    const events = notifications.map(({ sessionId, event }) => ({
      client: this.#clientOf(sessionId),
      ...event,
    }));
    if (step.op === "closeSession") {
      this.#database.watches.removeSession(sessionId);
      this.#openSession(step.client);
    }
    return { result: this.#resultOf(reply), events };
  }

  #process(sessionId: SessionId, step: RecordedStep): ProcessedRequest {
    const operation = operationOf(step);
    if (operation.op !== "closeSession") return this.#processor.process(sessionId, operation);
    const ephemerals = this.#database.tree.ephemeralsOf(sessionId);
    return this.#processor.closeSession(
      sessionId,
      "closed",
      orderThatExplains(step.events, ephemerals),
    );
  }

  get tree(): RecordedHistory["tree"] {
    return recordedTree(this.#database.tree, (stat) => this.#stat(stat));
  }

  #clientOf(sessionId: SessionId): number {
    const client = this.#clientOfSession.get(sessionId);
    if (client === undefined) throw new Error(`unknown session ${sessionId}`);
    return client;
  }

  #resultOf(reply: Reply): RecordedResult {
    switch (reply.op) {
      case "error":
        return reply.results === undefined
          ? { error: reply.error }
          : { error: reply.error, results: [...reply.results] };
      case "create":
        return { path: reply.path };
      case "setData":
        return { stat: this.#stat(reply.stat) };
      case "exists":
        return { stat: reply.stat === null ? null : this.#stat(reply.stat) };
      case "getData":
        return { data: reply.data, stat: this.#stat(reply.stat) };
      case "getChildren":
        return { children: [...reply.children], stat: this.#stat(reply.stat) };
      case "multi":
        return { results: reply.results.map((result) => this.#resultOf(result)) };
      default:
        return {};
    }
  }

  #stat(stat: Stat): RecordedStat {
    const { ephemeralOwner, ...rest } = stat;
    return {
      ...rest,
      ephemeralOwner: ephemeralOwner === 0 ? null : this.#clientOf(ephemeralOwner),
    };
  }
}

function recordedTree(
  tree: DataTree,
  recorded: (stat: Stat) => RecordedStat,
): RecordedHistory["tree"] {
  const result: RecordedHistory["tree"] = {};
  for (const znode of tree.all()) {
    if (znode.path !== "/") result[znode.path] = { data: znode.data, ...recorded(statOf(znode)) };
  }
  return result;
}

function replay(history: RecordedHistory): Replay {
  const replayer = new Replayer(history.clients);
  const steps = history.steps.map((step) => replayer.step(step));
  return {
    results: steps.map((step) => step.result),
    events: steps.map((step) => step.events),
    tree: replayer.tree,
  };
}

function* statsIn(value: unknown): Generator<RecordedStat> {
  if (typeof value !== "object" || value === null) return;
  if ("czxid" in value) yield value as RecordedStat;
  for (const inner of Object.values(value)) yield* statsIn(inner);
}

/** Replaces zxids by their ranks among all that the history shows, as the recordings do. */
function rankZxids(replay: Replay): void {
  const stats = [...statsIn(replay.results), ...statsIn(replay.tree)];
  const zxids = new Set(stats.flatMap(({ czxid, mzxid, pzxid }) => [czxid, mzxid, pzxid]));
  const ranks = new Map([...zxids].sort((a, b) => a - b).map((zxid, rank) => [zxid, rank]));
  const rankOf = (zxid: number) => ranks.get(zxid) ?? Number.NaN;
  for (const stat of stats) {
    stat.czxid = rankOf(stat.czxid);
    stat.mzxid = rankOf(stat.mzxid);
    stat.pzxid = rankOf(stat.pzxid);
  }
}

/** Events by client: their order is recorded for each client, not between clients. */
function byClient(events: readonly RecordedEvent[]): string[][] {
  const sequences: string[][] = [];
  for (const { client, type, path } of events) {
    let sequence = sequences[client];
    if (sequence === undefined) {
      sequence = [];
      sequences[client] = sequence;
    }
    sequence.push(`${type} ${path}`);
  }
  return Array.from(sequences, (sequence) => sequence ?? []);
}

function different(what: string, expected: unknown, actual: unknown): string | null {
  if (isDeepStrictEqual(expected, actual)) return null;
  return `${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}

function differenceOf(history: RecordedHistory): string | null {
  const actual = replay(history);
  rankZxids(actual);
  for (const [index, step] of history.steps.entries()) {
    const what = `step ${index} (${step.op} ${step.path ?? ""})`;
    const found =
      different(`${what} result`, step.result, actual.results[index]) ??
      different(`${what} events`, byClient(step.events), byClient(actual.events[index] ?? []));
    if (found !== null) return found;
  }
  return different("final tree", history.tree, actual.tree);
}

test("the registry answers recorded histories as the real ZooKeeper server did", () => {
  const tally = new Tally("zookeeper history");
  for (const { where, value } of jsonLinesVectors()) {
    if (isRecordedHistory(value)) {
      tally.run(`${where} history ${value.history}`, () => differenceOf(value));
    } else {
      tally.run(where, () => "not a ZooKeeper history");
    }
  }
  tally.print();
  expect(tally.failures).toEqual([]);
});
