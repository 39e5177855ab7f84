import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { SCENARIOS } from "../../../scenarios/index.ts";
import { createRun } from "../../../sim/explore/run.ts";
import { runOf } from "../../../sim/explore/run-input.ts";
import { drawScenario } from "../../../sim/explore/swarm/draw-scenario.ts";
import type { SwarmSpace } from "../../../sim/explore/swarm/space.ts";
import { DEFAULT_FAULT_KINDS, FAULT_KINDS, type FaultKind } from "../../../sim/faults/plan.ts";
import { ERAS, isFrom } from "../../../sim/kafka/era/eras.ts";
import { eraNotices } from "../../../sim/scenario/era-notices.ts";
import { checkScenario } from "../../../sim/scenario/parse.ts";
import { resolveScenario } from "../../../sim/scenario/resolve.ts";
import { defaultEraOf } from "../../../sim/scenario/scenario-era.ts";
import type { Scenario, Step } from "../../../sim/scenario/types.ts";

const seeds = fc.bigInt({ min: 0n, max: 18_446_744_073_709_551_615n }).map(String);
const eras = fc.constantFrom(...ERAS);
const kinds = fc.subarray([...FAULT_KINDS]);
const spaces = fc.record({
  era: eras,
  settings: fc.constant({}),
  base: fc.constant(null),
  faults: kinds,
});

function space(changes: Partial<SwarmSpace> = {}): SwarmSpace {
  return { era: "2.8", settings: {}, base: null, faults: DEFAULT_FAULT_KINDS, ...changes };
}

/** Names of the actions of steps: `kill`, `produce`… */
function actionsOf(steps: readonly Step[]): ReadonlySet<string> {
  const isAction = (key: string) => key !== "at" && key !== "note";
  return new Set(steps.flatMap((step) => Object.keys(step).filter(isAction)));
}

describe("a drawn scenario", () => {
  property.prop([seeds, spaces])("is valid in its era", (seed, drawnFrom) => {
    const scenario = checkScenario(drawScenario(seed, drawnFrom));
    const resolved = resolveScenario(scenario, false, {}, drawnFrom.era);
    expect(eraNotices(scenario, resolved, false, drawnFrom.era)).toEqual([]);
    expect(resolveScenario(scenario, true, {}, drawnFrom.era).steps.length).toBeGreaterThan(0);
  });

  property.prop([seeds, spaces])("is the same for the same seed", (seed, drawnFrom) => {
    expect(drawScenario(seed, drawnFrom)).toEqual(drawScenario(seed, drawnFrom));
  });

  test("is another one for another seed", () => {
    const texts = Array.from({ length: 50 }, (_, i) =>
      JSON.stringify({ ...drawScenario(String(i), space()), id: "", title: "", run: {} }),
    );
    expect(new Set(texts).size).toBe(50);
  });

  property.prop([seeds, spaces])("sends every record under a value of its own", (seed, from) => {
    const values = drawScenario(seed, from).steps.flatMap((step) =>
      "produce" in step ? valuesOf(step.produce.values) : [],
    );
    expect(values.length).toBeGreaterThan(0);
    expect(new Set(values).size).toBe(values.length);
  });

  property.prop([seeds])("has no fault when none may be", (seed) => {
    const { steps, control } = drawScenario(seed, space({ faults: [] }));
    const quiet = ["heal", "resume", "restart", "sleep"];
    const left = [...actionsOf(steps)].filter((action) => !quiet.includes(action));
    expect(actionsOf(control.change.steps ?? [])).toEqual(new Set(left));
  });
});

function valuesOf(values: string | readonly (string | null)[]): readonly (string | null)[] {
  if (typeof values !== "string") return values;
  const [, prefix = "", first, last] = /^(.*-)(\d+)\.\..*?(\d+)$/.exec(values) ?? [];
  if (first === undefined) return [values];
  const count = Number(last) - Number(first) + 1;
  return Array.from({ length: count }, (_, i) => `${prefix}${Number(first) + i}`);
}

/** The action that only one kind of fault leads to. */
const TELLING: Readonly<Record<FaultKind, string | null>> = {
  kill: null,
  powerLoss: "powerLoss",
  shutdown: "shutdown",
  pause: null,
  cut: null,
  hold: "hold",
  reset: "reset",
  expireSession: "expireSession",
  jumpClock: "jumpClock",
  failLogDir: "failLogDir",
  corrupt: "corrupt",
  slowDisk: null,
  zookeeper: null,
};

describe("kinds of faults", () => {
  property.prop([seeds, kinds])("that are off never appear", (seed, on) => {
    const { steps, cluster } = drawScenario(seed, space({ faults: on }));
    for (const kind of FAULT_KINDS.filter((one) => !on.includes(one))) {
      expect(actionsOf(steps)).not.toContain(TELLING[kind] ?? "nothing");
    }
    const ofServers = steps.filter((step) => JSON.stringify(step).includes("zookeeper"));
    const named = ofServers.filter((step) => !("cut" in step || "heal" in step));
    const others = on.includes("hold") || on.includes("reset") || on.includes("zookeeper");
    if (!others) expect(named).toEqual([]);
    if (!on.includes("slowDisk")) expect(cluster.hardware).toBeUndefined();
    const kills = ["kill", "shutdown", "failLogDir", "zookeeper"] as const;
    if (!kills.some((kind) => on.includes(kind))) expect(actionsOf(steps)).not.toContain("kill");
    if (!on.includes("pause") && !on.includes("zookeeper"))
      expect(actionsOf(steps)).not.toContain("pause");
    if (!on.includes("cut") && !on.includes("zookeeper"))
      expect(actionsOf(steps)).not.toContain("cut");
  });

  test.each(FAULT_KINDS)("%s appears, and not in every run", (kind) => {
    const faults: readonly FaultKind[] = [kind, "expireSession"];
    const drawn = Array.from({ length: 60 }, (_, i) => drawScenario(String(i), space({ faults })));
    const others = new Set(["expireSession", "produce", "heal", "resume", "restart", "sleep"]);
    const has = ({ steps, control }: Scenario) => {
      const own = actionsOf(control.change.steps ?? []);
      return [...actionsOf(steps)].some((action) => !others.has(action) && !own.has(action));
    };
    const count =
      kind === "expireSession"
        ? drawn.filter(({ steps }) => actionsOf(steps).has(kind)).length
        : drawn.filter(has).length;
    expect(count).toBeGreaterThan(10);
    if (kind !== "expireSession") expect(count).toBeLessThan(60);
  });
});

describe("what the user fixed", () => {
  test.each([
    { acks: "1", "min.insync.replicas": "1" },
    { "enable.idempotence": "true", "max.in.flight.requests.per.connection": "5" },
    { retries: "0", acks: "0" },
    { "request.timeout.ms": "30000", "linger.ms": "1000" },
    { "session.timeout.ms": "2000" },
    { "heartbeat.interval.ms": "8000" },
    { "enable.auto.commit": "true", "group.id": "one" },
    { "producer.batch.size": "16384", "segment.bytes": "5000" },
    { "zookeeper.session.timeout.ms": "18000", "replica.lag.time.max.ms": "30000" },
    { "broker.unclean.leader.election.enable": "true" },
  ])("is not drawn, nor contradicted: %o", (settings) => {
    const names = Object.keys(settings).map((name) =>
      name.replace(/^(producer|broker)\.(?=[a-z.]+$)/, ""),
    );
    for (let seed = 0; seed < 30; seed++) {
      const scenario = checkScenario(drawScenario(String(seed), space({ settings })));
      const drawn = [
        ...Object.keys(scenario.cluster.settings ?? {}),
        ...scenario.topics.flatMap(({ configs }) => Object.keys(configs ?? {})),
        ...scenario.clients.flatMap((client) =>
          Object.keys("producer" in client ? client.producer : client.consumer),
        ),
      ];
      // A group has a name even where the user chose it.
      const own = names.filter((name) => name !== "group.id");
      expect(drawn.filter((name) => own.includes(name))).toEqual([]);
      resolveScenario(scenario, false, settings, "2.8");
    }
  });

  test("makes trouble last long enough to be noticed", () => {
    const settings = {
      "zookeeper.session.timeout.ms": "18000",
      "replica.lag.time.max.ms": "30000",
    };
    const { steps } = drawScenario("1", space({ settings }));
    const sleep = steps.flatMap((step) => ("sleep" in step ? [step.sleep] : []));
    expect(Number.parseFloat(String(sleep[0]))).toBeGreaterThan(18);
  });
});

describe("a base", () => {
  test.each(SCENARIOS.map((base) => [base.id, base] as const))(
    "keeps its cluster: %s",
    (_, base) => {
      const era = defaultEraOf(base);
      const drawn = checkScenario(drawScenario("7", space({ base, era, faults: FAULT_KINDS })));
      expect(drawn.cluster).toEqual(base.cluster);
      expect(drawn.clients.slice(0, base.clients.length)).toEqual(base.clients);
      expect(drawn.topics.map(({ name }) => name)).toEqual(
        expect.arrayContaining(base.topics.map(({ name }) => name)),
      );
      resolveScenario(drawn, false, {}, era);
    },
  );
});

describe("the quiet phase", () => {
  test.each(ERAS)("leaves nobody down, paused or cut off in %s", (era) => {
    // Old brokers halt rather than lose what a power loss took from their leader.
    const faults = isFrom(era, "2.0") ? FAULT_KINDS : DEFAULT_FAULT_KINDS;
    for (const seed of ["1", "2", "3"]) {
      const scenario = drawScenario(seed, space({ era, faults }));
      const run = createRun({ ...runOf(scenario), published: false });
      const result = run.finish();
      expect(result.inconclusive).toBeNull();
      expect(run.faultsAreOver).toBe(true);
      expect(run.sim.hosts.filter(({ up }) => !up).map(({ name }) => name)).toEqual([]);
    }
  });

  property.prop([seeds, spaces])("comes after every fault", (seed, from) => {
    const { steps } = drawScenario(seed, from);
    const begins = steps.findIndex(
      (step) => "heal" in step && step.heal === "all" && isQuiet(step, steps),
    );
    const after = actionsOf(steps.slice(begins));
    expect([...after].sort()).toEqual(["heal", "produce", "restart", "resume", "sleep", "start"]);
  });
});

/** Whether nothing but the quiet phase and what follows it comes after a step. */
function isQuiet(step: Step, steps: readonly Step[]): boolean {
  const rest = steps.slice(steps.indexOf(step));
  return rest.filter(({ at }) => at !== undefined).length === 1;
}
