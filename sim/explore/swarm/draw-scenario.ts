import type { FaultKind, FaultPlan } from "../../faults/plan.ts";
import { Choices } from "../../kernel/choices.ts";
import { partitionsOf } from "../../scenario/names.ts";
import type { Scenario, Step } from "../../scenario/types.ts";
import { baseOf, startsOf } from "./base.ts";
import { explanationOf, titleOf, undisturbed } from "./describe.ts";
import { drawAdmin } from "./draw-admin.ts";
import { drawConsumers, drawProducers, finalReader } from "./draw-clients.ts";
import { drawCluster } from "./draw-cluster.ts";
import { drawFaults, drawKinds } from "./draw-faults.ts";
import { drawTopics } from "./draw-topics.ts";
import { drawWorkload, lastRecords, resendersOf } from "./draw-workload.ts";
import { inOrder, msText, quietPhase, secondStarts, timedStepsOf } from "./episode-steps.ts";
import type { SwarmSpace } from "./space.ts";
import { type Targets, targetsOf } from "./targets.ts";
import { drawWindow, type Window } from "./window.ts";

/** What a seed draws, before its steps are put together. */
export interface DrawnCase {
  /** Cluster, topics and clients, without steps. */
  readonly shape: Scenario;
  readonly window: Window;
  readonly targets: Targets;
  readonly kinds: readonly FaultKind[];
  readonly plan: FaultPlan;
}

/** Draws what there is, and which faults strike when. */
export function drawCase(seed: string, space: SwarmSpace): DrawnCase {
  const choices = new Choices(seed);
  const shape = space.base === null ? drawShape(seed, choices, space) : baseOf(seed, space.base);
  const window = drawWindow(choices, shape.cluster, space);
  const targets = targetsOf(shape, space);
  const kinds = drawKinds(choices, space);
  return { shape, window, targets, kinds, plan: drawFaults(choices, kinds, targets, window) };
}

/**
 * Draws the run of a seed: what there is, what its clients and operators do, which faults strike and when;
 * then a quiet phase in which all of them are over, a last record of every producer, and a reader of
 * everything. The same seed and space give the same scenario, and every draw is from a stream of its own.
 * @param seed unsigned 64-bit, decimal
 */
export function drawScenario(seed: string, space: SwarmSpace): Scenario {
  return scenarioOf(seed, space, drawCase(seed, space));
}

/** The run of what a seed drew, or of the same with other faults in place of those. */
export function scenarioOf(seed: string, space: SwarmSpace, drawnCase: DrawnCase): Scenario {
  const { shape: drawn, window, targets, kinds, plan } = drawnCase;
  const choices = new Choices(seed);
  const { cluster, topics, clients } = drawn;
  const load = {
    cluster,
    topics,
    producers: targets.producers,
    resenders: resendersOf(drawn, space),
  };
  const work = [
    ...startsOf(choices, clients, window),
    ...drawWorkload(choices, load, window),
    ...(space.base === null ? drawAdmin(choices, drawn, window, space) : []),
  ];
  const trouble = [
    ...plan.flatMap(timedStepsOf),
    ...secondStarts(plan, window.expiryMs, window.quietMs),
  ];
  const partitions = topics.flatMap(({ name }, i) =>
    Array.from({ length: partitionsOf(topics[i] ?? { name }, cluster) }, (_, p) => `${name}-${p}`),
  );
  const names = clients.map(({ name }) => name);
  const reader = finalReader(partitions, names, space);
  const end = [...lastRecords(load), ...(partitions.length > 0 ? [{ start: reader.name }] : [])];
  const at = msText(window.quietMs);
  const quiet = quietPhase(window.expiryMs).map(
    (step, i): Step => (i === 0 ? { ...step, at } : step),
  );
  const undisturbedEnd = end.map((step, i): Step => (i === 0 ? { ...step, at } : step));
  return {
    ...drawn,
    eras: [space.era],
    title: titleOf(seed, drawn),
    explanation: explanationOf(kinds),
    clients: partitions.length > 0 ? [...clients, reader] : clients,
    steps: [...inOrder([...work, ...trouble]), ...quiet, ...end],
    expect: [],
    control: undisturbed([...inOrder(work), ...undisturbedEnd]),
    whenImpossible: "skip",
    run: { seed },
  };
}

function drawShape(seed: string, choices: Choices, space: SwarmSpace): Scenario {
  const cluster = drawCluster(choices, space);
  const topics = drawTopics(choices, cluster, space);
  const nothing = { en: "", zh: "" };
  return {
    id: `swarm-${seed}`,
    group: "swarm",
    importance: 1,
    title: nothing,
    explanation: nothing,
    cluster,
    topics,
    clients: [...drawProducers(choices, topics, space), ...drawConsumers(choices, topics, space)],
    steps: [],
    expect: [],
    control: { title: nothing, change: {}, expect: [] },
  };
}
