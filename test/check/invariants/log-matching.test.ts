import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FOLLOWER, Script, TP } from "../support.ts";

const BATCH_SIZE = 2;

type Action =
  | { readonly do: "append"; readonly to: number; readonly variant: number }
  | { readonly do: "truncate"; readonly to: number; readonly share: number }
  | { readonly do: "raise"; readonly to: number; readonly share: number }
  | { readonly do: "restart"; readonly to: number };

const REPLICA = fc.constantFrom(2, 3);
const SHARE = fc.integer({ min: 0, max: 4 });
const ACTION: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("append" as const),
      to: REPLICA,
      // Mostly the same batch at the same place.
      variant: fc.constantFrom(0, 0, 0, 0, 1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("truncate" as const), to: REPLICA, share: SHARE }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("raise" as const), to: REPLICA, share: SHARE }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const), to: REPLICA }) },
);

/** A replica, record by record. */
class PlainReplica {
  readonly broker: number;
  records: string[] = [];
  highWatermark = 0;

  constructor(broker: number) {
    this.broker = broker;
  }
}

function perform(action: Action, replica: PlainReplica, script: Script): void {
  const { broker, records } = replica;
  const base = records.length;
  switch (action.do) {
    case "append": {
      const batch = base * 2 + action.variant;
      script.append(broker, base, BATCH_SIZE, 0, batch);
      for (let i = 0; i < BATCH_SIZE; i++) records.push(`${batch}/${i}`);
      break;
    }
    case "truncate":
      replica.records = records.slice(0, Math.floor((base * action.share) / 4));
      replica.highWatermark = Math.min(replica.highWatermark, replica.records.length);
      script.truncate(broker, replica.records.length, replica.highWatermark);
      break;
    case "raise":
      replica.highWatermark = Math.max(
        replica.highWatermark,
        Math.floor((base * action.share) / 4),
      );
      script.hw(broker, replica.highWatermark);
      break;
    case "restart":
      script.kill(broker).boot(broker, base, replica.highWatermark).role(broker, FOLLOWER, 0);
      break;
  }
}

function agree(one: PlainReplica, other: PlainReplica): boolean {
  const below = Math.min(one.highWatermark, other.highWatermark);
  return one.records.slice(0, below).every((record, offset) => record === other.records[offset]);
}

describe("log-matching", () => {
  test("sees a difference below both high watermarks in the event that makes it", () => {
    let [matching, differing] = [0, 0];
    fc.assert(
      fc.property(fc.array(ACTION, { minLength: 10, maxLength: 60 }), (actions) => {
        const script = new Script().start([1]);
        const replicas = [new PlainReplica(2), new PlainReplica(3)] as const;
        for (const action of actions) {
          perform(action, replicas[action.to === 2 ? 0 : 1], script);
          const told = script.violations();
          if (agree(...replicas)) {
            expect(told).toEqual([]);
          } else {
            differing++;
            expect(told).toEqual(["log-matching: protocol bug"]);
            return;
          }
        }
        matching++;
      }),
      { numRuns: 300 },
    );
    expect(matching).toBeGreaterThan(5);
    expect(differing).toBeGreaterThan(5);
  });

  test("does not compare what one of them dropped by retention", () => {
    const script = new Script().start([1]).append(2, 0, 2, 0, 7).hw(2, 2);
    script.facts(
      ["log.truncate", TP, 3, 2, "out of range"],
      ["replica.start", TP, 3, 2],
      ["replica.leo", TP, 3, 2],
      ["replica.hw", TP, 3, 2],
    );
    expect(script.violations()).toEqual([]);
  });

  test("leaves alone a replica whose process does not run, until it has a role again", () => {
    const script = new Script().start([1]);
    script.append(2, 0, 2, 0, 7).append(3, 0, 2, 0, 8).kill(3).hw(3, 2).hw(2, 2);
    expect(script.violations()).toEqual([]);
    expect(script.boot(3, 2).violations()).toEqual([]);
    expect(script.role(3, FOLLOWER, 0).violations()).toEqual(["log-matching: protocol bug"]);
  });
});
