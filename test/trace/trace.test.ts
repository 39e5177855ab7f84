import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Snapshots } from "../../sim/trace/fold.ts";
import { StateFold } from "../../sim/trace/fold-facts.ts";
import { initialState } from "../../sim/trace/initial-state.ts";
import { FactBuffer } from "../../sim/trace/pack.ts";
import type { State } from "../../sim/trace/state.ts";
import { hashState } from "../../sim/trace/state-hash.ts";
import { MARK_EVENTS, type Trace } from "../../sim/trace/trace.ts";
import { EVENT_KINDS, FACT_SCHEMAS, kindCode, kindName } from "../../sim/trace/union.ts";
import { events, type HandMade, recorded, repeated, withEvent } from "./support.ts";

function plainStates(trace: Trace): string[] {
  const state = initialState(trace.hosts);
  const fold = new StateFold(state, trace.hosts, trace.texts);
  const facts = new FactBuffer();
  const states: string[] = [];
  for (let event = 0; event < trace.length; event++) {
    trace.events().facts(event, facts);
    fold.apply(facts.data, facts.length);
    states.push(JSON.stringify(state));
  }
  return states;
}

function busy(i: number): HandMade {
  return {
    facts: [
      ["log.append", "orders-0", 1 + (i % 3), Math.floor(i / 3), 1, Math.floor(i / 600), i],
      ["replica.leo", "orders-0", 1 + (i % 3), Math.floor(i / 3) + 1],
      ["replica.hw", "orders-0", 1 + (i % 3), Math.floor(i / 3)],
      ["remote.leo", "orders-0", 1, 2 + (i % 2), i],
      ["position", "audit", `orders-${i % 5}`, i],
    ],
  };
}

describe("the union of facts", () => {
  test("gives every fact and every kind of event a code and a name of its own", () => {
    expect(new Set(FACT_SCHEMAS.map(({ code }) => code)).size).toBe(FACT_SCHEMAS.length);
    expect(new Set(FACT_SCHEMAS.map(({ name }) => name)).size).toBe(FACT_SCHEMAS.length);
    expect(new Set(EVENT_KINDS.map(({ code }) => code)).size).toBe(EVENT_KINDS.length);
    expect(new Set(EVENT_KINDS.map(({ name }) => name)).size).toBe(EVENT_KINDS.length);
    for (const { code, fields } of FACT_SCHEMAS) {
      expect(code).toBeLessThan(256);
      expect(fields.length).toBeLessThanOrEqual(6);
    }
  });

  test("names kinds both ways, also those without a name", () => {
    for (const { code } of EVENT_KINDS) expect(kindCode(kindName(code))).toBe(code);
    expect(kindCode(kindName(1999))).toBe(1999);
    expect(kindCode("no such kind")).toBeUndefined();
  });
});

describe("a recorded trace", () => {
  test("holds the events as they were", () => {
    fc.assert(
      fc.property(events(), (made) => {
        const columns = recorded(made).events();
        let now = 0;
        made.forEach((event, i) => {
          now += event.afterUs ?? 0;
          expect(columns.time(i)).toBe(now);
          expect(columns.kind(i)).toBe(event.kind);
          expect(columns.host(i)).toBe(event.host);
          expect([columns.cause(i), columns.cause2(i)]).toEqual([event.cause, event.cause2]);
          expect(columns.message(i)).toBe(event.message);
        });
        expect(columns.length).toBe(made.length);
      }),
    );
  });

  test("finds events by time", () => {
    const columns = recorded(repeated(9, () => ({ facts: [] }))).events();
    expect(columns.eventAt(0)).toBe(0);
    expect(columns.eventAt(3000)).toBe(2);
    expect(columns.eventAt(3001)).toBe(3);
    expect(columns.eventAt(99_999)).toBe(9);
  });

  test("has the same hash in the modes hash and full, whatever texts were interned before", () => {
    fc.assert(
      fc.property(events(), (made) => {
        expect(recorded(made, "hash").hash).toBe(recorded(made, "full").hash);
      }),
    );
  });

  test("has another hash when any number of any event differs", () => {
    const numbers = ["afterUs", "kind", "host", "cause", "cause2", "message"] as const;
    fc.assert(
      fc.property(events(), fc.nat(), fc.constantFrom(...numbers), (made, where, field) => {
        fc.pre(made.length > 0);
        const at = where % made.length;
        const event = made[at] as HandMade;
        const other = { ...event, [field]: (event[field] as number) + 1 };
        expect(recorded(withEvent(made, at, other)).hash).not.toBe(recorded(made).hash);
      }),
    );
  });

  test("has another hash when any value of any fact differs", () => {
    fc.assert(
      fc.property(events(20), fc.nat(), fc.nat(), (made, where, which) => {
        const withFacts = made.filter(({ facts }) => facts.length > 0);
        fc.pre(withFacts.length > 0);
        const event = withFacts[where % withFacts.length] as HandMade;
        const at = made.indexOf(event);
        const [name, ...values] = event.facts[0] as (typeof event.facts)[0];
        const changed = values.map((value, i) => {
          if (i !== which % values.length) return value;
          if (typeof value === "number") return value + 1;
          if (typeof value === "boolean") return !value;
          return value === "app" ? "audit" : value === "audit" ? "app" : null;
        });
        fc.pre(JSON.stringify(changed) !== JSON.stringify(values));
        fc.pre(changed[which % values.length] !== null || !/host|from|to|client|server/.test(name));
        const other = { ...event, facts: [[name, ...changed] as const, ...event.facts.slice(1)] };
        let trace: Trace;
        try {
          trace = recorded(withEvent(made, at, other));
        } catch {
          return; // A text where a host is needed.
        }
        expect(trace.hash).not.toBe(recorded(made).hash);
      }),
    );
  });

  test("gives the hash of every prefix", () => {
    const made = repeated(2100, busy);
    const whole = recorded(made);
    for (const events of [0, 1, 700, 1024, 1025, 2048, 2099, 2100]) {
      expect(whole.prefixHash(events)).toBe(recorded(made.slice(0, events)).hash);
    }
  });
});

describe("the state of a trace", () => {
  test("is the same after every event, however it is folded", () => {
    fc.assert(
      fc.property(events(), (made) => {
        const trace = recorded(made);
        const expected = plainStates(trace);
        const snapshots = new Snapshots(trace.events());
        for (let event = 0; event < trace.length; event++) {
          expect(JSON.stringify(snapshots.at(event))).toBe(expected[event]);
        }
        expect(snapshots.steps(0).map((state) => JSON.stringify(state))).toEqual(expected);
        expect(JSON.stringify(trace.state)).toBe(expected.at(-1) ?? JSON.stringify(trace.state));
      }),
    );
  });

  test("is the same at any event of many chunks, also while the trace grows", () => {
    const trace = recorded(repeated(3 * MARK_EVENTS + 100, busy));
    const expected = plainStates(trace);
    const snapshots = new Snapshots(trace.events());
    for (const event of [0, 1023, 1024, 2500, 3071, 3072, 3171, 5]) {
      expect(JSON.stringify(snapshots.at(event))).toBe(expected[event]);
    }
    expect(JSON.stringify(snapshots.at(-1))).toBe(JSON.stringify(initialState(trace.hosts)));
    expect(snapshots.steps(3)).toHaveLength(100);
    expect(JSON.stringify(snapshots.steps(2)[0])).toBe(expected[2048]);
    expect(JSON.stringify(snapshots.at(3100))).toBe(expected[3100]);
  });

  test("hashes to what the recorder kept up to date", () => {
    fc.assert(
      fc.property(events(), (made) => {
        const trace = recorded(made);
        expect(trace.currentStateHash()).toBe(hashState(trace.state));
        expect(hashState(new Snapshots(trace.events()).at(trace.length - 1))).toBe(
          trace.currentStateHash(),
        );
      }),
    );
  });

  test("has at every mark the hash that was recorded", () => {
    const trace = recorded(repeated(3 * MARK_EVENTS + 7, busy));
    const snapshots = new Snapshots(trace.events());
    expect(trace.marks.map(({ events }) => events)).toEqual([1024, 2048, 3072]);
    for (const mark of trace.marks) {
      expect(hashState(snapshots.at(mark.events - 1))).toBe(mark.state);
    }
  });

  test("changes its hash with every change of the state", () => {
    fc.assert(
      fc.property(events(), (made) => {
        const trace = recorded(made);
        const hashes = new Map<string, string>();
        const snapshots = new Snapshots(trace.events());
        for (let event = -1; event < trace.length; event++) {
          const state = snapshots.at(event);
          hashes.set(canonical(state), hashState(state));
        }
        expect(new Set(hashes.values()).size).toBe(hashes.size);
      }),
    );
  });

  test("changes its hash with every single value", () => {
    const { state } = recorded([
      {
        facts: [
          ["link", "broker-1", "broker-2", true],
          ["zookeeper.session.opened", 1, "broker-1", 18_000],
          ["znode", "/brokers", "x", 0, 1, 1, 1],
          ["controller", 1, 3, true],
          ["znode", "/brokers/topics/orders", '{"partitions":{"0":[1,2]}}', 0, 2, 2, 0],
          ["replica.role", "orders-0", 1, 1, 4, 1],
          ["log.append", "orders-0", 1, 0, 5, 4, 1],
          ["epoch.cache", "orders-0", 1, [[4, 0]]],
          ["leader.isr", "orders-0", 1, [1, 2], [1, 2, 3], 1],
          ["remote.leo", "orders-0", 1, 2, 5],
          ["record.status", 1, "orders-0", 1, 3, 0, "app"],
          ["position", "audit", "orders-0", 3],
          ["client.error", "app", 6, "orders-0"],
          ["client.leader", "app", "orders-0", 1, 4],
          ["group", "billing", 1, 3, 2, "range", "m-1"],
          ["group.member", "billing", 1, "m-1", "audit", null, ["orders-0"]],
          ["group.offset", "billing", 1, "orders-0", 7, "committed"],
          ["membership", "audit", "billing", "m-1", 2, 3],
          ["assignment", "audit", ["orders-0"]],
          ["membership", "app", "billing", null, -1, 0],
        ],
      },
    ]);
    const before = hashState(state);
    const paths = leaves(state, []);
    expect(paths.length).toBeGreaterThan(80);
    for (const path of paths)
      expect([path.join("."), hashState(changedAt(state, path))]).not.toEqual([
        path.join("."),
        before,
      ]);
  });

  test("tells what an event changed", () => {
    const trace = recorded(repeated(1500, busy));
    const snapshots = new Snapshots(trace.events());
    const { patches, inverse } = snapshots.diff(1200);
    expect(patches.map(({ path }) => path.join("."))).toContain(
      "partitions.orders-0.replicas.1.highWatermark",
    );
    expect(inverse.length).toBeGreaterThan(0);
  });
});

/** Where a value has numbers, texts and nulls. */
function leaves(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (typeof value === "boolean") return [];
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** A copy of a state in which the value at a path is another one. */
function changedAt(state: State, path: readonly string[]): State {
  const copy = structuredClone(state);
  let at = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const last = path.at(-1) as string;
  const value = at[last];
  at[last] = typeof value === "number" ? value + 1 : value === null ? 77 : `${value}x`;
  return copy;
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
      : inner,
  );
}
