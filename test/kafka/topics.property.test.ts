import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Run } from "../../sim/explore/run.ts";
import { DEFAULT_LIMITS } from "../../sim/explore/run-input.ts";
import { createRun, type Scenario, type Step } from "../../sim/index.ts";
import {
  leftovers,
  logsOf,
  logsWanted,
  runningBrokers,
  topicsInRegistry,
  topicsOfControllers,
} from "./topics-seen.ts";

const text = { en: "topics come and go", zh: "主题来去" };
const BROKERS = [1, 2, 3];

const topic = fc.constantFrom("a", "b", "c");
const broker = fc.constantFrom(...BROKERS);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        name: topic,
        partitions: fc.nat(2),
        replicationFactor: fc.integer({ min: 1, max: 3 }),
      })
      .map(({ name, partitions, replicationFactor }) => ({
        createTopic: { name, partitions: partitions + 1, replicationFactor },
      })),
  },
  { weight: 4, arbitrary: topic.map((name) => ({ deleteTopic: name })) },
  {
    weight: 2,
    arbitrary: fc
      .record({ topic, count: fc.integer({ min: 2, max: 5 }) })
      .map((addPartitions) => ({ addPartitions })),
  },
  { weight: 2, arbitrary: broker.map((id) => ({ kill: id })) },
  { weight: 1, arbitrary: broker.map((id) => ({ shutdown: id })) },
  { weight: 3, arbitrary: broker.map((id) => ({ restart: id })) },
);

/** Mostly the next step comes while the last one is under way. */
const pause = fc.constantFrom("0ms", "3ms", "10ms", "20ms", "100ms", "3s", "25s");

const plan = fc
  .array(fc.tuple(step, pause), { minLength: 4, maxLength: 16 })
  .map((steps) => possible(steps).flatMap(([one, sleep]): Step[] => [one, { sleep }]));

/** Only who runs is stopped, and only who was stopped is started. */
function possible<Pair extends readonly [Step, string]>(steps: readonly Pair[]): readonly Pair[] {
  const down = new Set<unknown>();
  return steps.filter(([one]) => {
    if ("restart" in one) return down.delete(one.restart);
    const stopped = "kill" in one ? one.kill : "shutdown" in one ? one.shutdown : null;
    if (stopped === null) return true;
    const runs = !down.has(stopped);
    down.add(stopped);
    return runs;
  });
}

function scenario(steps: readonly Step[], election: string): Scenario {
  return {
    id: "test-topics-come-and-go",
    group: "basics",
    importance: 1,
    title: text,
    explanation: text,
    cluster: {
      brokers: BROKERS.length,
      settings: { "controller.election": election, "delete.topic.enable": true },
    },
    topics: [
      { name: "a", assignment: [BROKERS] },
      {
        name: "b",
        assignment: [
          [2, 3],
          [3, 1],
        ],
      },
    ],
    clients: [],
    steps: [...steps, { sleep: "30s" }, { restart: "all" }, { sleep: "120s" }],
    expect: [{ lost: [], text }],
    control: { title: text, change: {}, expect: [{ lost: [], text }] },
  };
}

function finished(steps: readonly Step[], seed: number, era: string, election: string): Run {
  const input = { scenario: scenario(steps, election), published: false, control: false };
  const more = { seed: String(seed), era, settings: {}, overrides: [] };
  const run = createRun({ ...input, ...more }, { trace: "hash", limits: DEFAULT_LIMITS });
  run.finish();
  return run;
}

describe.each([
  ["2.8", "race"],
  ["2.8", "sequential"],
  ["1.1", "race"],
])("after random creations, deletions, expansions and crashes (%s, %s)", (era, election) => {
  test("the registry, the controller and all brokers agree on the topics", () => {
    fc.assert(
      fc.property(plan, fc.nat(1000), (steps, seed) => {
        const run = finished(steps, seed, era, election);
        // Who starts before its old session has ended may end again, and then cannot be stopped.
        fc.pre(run.result().inconclusive === null);
        const { sim, cluster } = run;
        const topics = topicsInRegistry(cluster);
        const [toBeDeleted, withOverrides = []] = leftovers(cluster);
        expect(toBeDeleted).toEqual([]);
        expect(Object.keys(topics).filter((name) => !withOverrides.includes(name))).toEqual([]);
        expect(topicsOfControllers(sim)).toEqual([topics]);
        expect(logsOf(sim)).toEqual(logsWanted(topics));
        for (const { metadataCache } of runningBrokers(sim)) {
          const known = metadataCache.metadata(null).topics;
          const partitions = known.map((each) => [each.topic, each.partitions.length]);
          const wanted = Object.entries(topics).map(([name, all]) => [name, all.length]);
          expect(partitions.sort()).toEqual(wanted.sort());
        }
        run.checker.checkConvergence();
        expect(run.checker.violations).toEqual([]);
      }),
      { numRuns: 15, seed: 7 },
    );
  });
});
