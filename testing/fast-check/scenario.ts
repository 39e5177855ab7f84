import * as fc from "fast-check";
import { quietPhase } from "../../sim/explore/swarm/episode-steps.ts";
import type { FaultPlan } from "../../sim/faults/plan.ts";
import {
  type ClientSpec,
  type ClusterSpec,
  checkScenario,
  DEFAULT_SEED,
  type Era,
  InputError,
  type Scenario,
  type TopicSpec,
} from "../../sim/index.ts";
import { renderProblem } from "../../text/render.ts";
import { clusterShape } from "./cluster-shape.ts";
import { type ConsumerGroup, consumerGroups } from "./consumer-groups.ts";
import { faultPlan } from "./fault-plan.ts";
import { type Choice, drawn } from "./internals/choice.ts";
import { fitPlan } from "./internals/fit.ts";
import { producerName, stepsOf } from "./internals/steps.ts";
import { seed } from "./seed.ts";
import { topics } from "./topics.ts";
import { type Workload, workload } from "./workload.ts";

/** The parts of a scenario, each a value or what draws one. */
export interface ScenarioOptions {
  readonly cluster?: Choice<ClusterSpec>;
  readonly topics?: Choice<readonly TopicSpec[]>;
  readonly workload?: Choice<Workload>;
  readonly groups?: Choice<readonly ConsumerGroup[]>;
  readonly faults?: Choice<FaultPlan>;
  /** Unsigned 64-bit, decimal; usually any, and it shrinks to 1 or not at all. */
  readonly seed?: Choice<string>;
  /** The version of Kafka; absent: the usual one. */
  readonly era?: Era;
}

interface Parts {
  readonly cluster: ClusterSpec;
  readonly topics: readonly TopicSpec[];
  readonly workload: Workload;
  readonly groups: readonly ConsumerGroup[];
  readonly faults: FaultPlan;
  readonly seed: string;
}

/**
 * Whole runs: a cluster, what clients do in it, faults, and at the end a quiet phase in which faults stop
 * and the cluster must come to rest. `simulate` takes what it draws. A scenario shrinks part by part:
 * towards three brokers, one topic, one partition, one record, no groups and no faults.
 *
 * What was drawn for another cluster is made to fit: brokers that are not there become others, and no topic
 * has more replicas than there are brokers.
 * @throws Error when values are drawn, for settings that do not exist or do not fit
 */
export function scenario(options: ScenarioOptions = {}): fc.Arbitrary<Scenario> {
  return fc
    .record({
      faults: drawn(options.faults, faultPlan()),
      groups: drawn(options.groups, consumerGroups()),
      workload: drawn(options.workload, workload()),
      topics: drawn(options.topics, topics()),
      cluster: drawn(options.cluster, clusterShape()),
      seed: drawn(options.seed, anySeed()),
    })
    .map((parts) => checked(assembled(parts, options.era)));
}

/** Says what is wrong in words. */
function checked(drawnScenario: Scenario): Scenario {
  try {
    return checkScenario(drawnScenario);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const said = error.problems.map((problem) => renderProblem("en", problem));
    throw new Error(said.join("\n"), { cause: error });
  }
}

/** Half a seed is none: another one is another run, not a smaller one. */
function anySeed(): fc.Arbitrary<string> {
  return fc.oneof({ withCrossShrink: true }, fc.constant(DEFAULT_SEED), {
    arbitrary: fc.noShrink(seed()),
    weight: 9,
  });
}

function assembled(parts: Parts, era: Era | undefined): Scenario {
  const { cluster, workload: load, seed: drawnSeed } = parts;
  const fitted = parts.topics.map((topic) => fitTopic(topic, cluster));
  const clients = clientsOf(parts);
  const names = clients.map(({ name }) => name);
  const plan = fitPlan(parts.faults, cluster, fitted, names);
  return {
    id: "generated",
    group: "generated",
    importance: 1,
    title: { en: "A generated run", zh: "生成的运行" },
    explanation: { en: "Drawn by highwater/fast-check.", zh: "由 highwater/fast-check 生成。" },
    ...(era === undefined ? {} : { eras: [era] }),
    cluster,
    topics: fitted,
    clients,
    steps: [...stepsOf(load, fitted, plan), ...quietPhase()],
    expect: [],
    control: { title: { en: "The same", zh: "同样的过程" }, change: {}, expect: [] },
    whenImpossible: "skip",
    ...(drawnSeed === DEFAULT_SEED ? {} : { run: { seed: drawnSeed } }),
  };
}

function fitTopic(topic: TopicSpec, { brokers }: ClusterSpec): TopicSpec {
  const { replicationFactor } = topic;
  if (replicationFactor === undefined) return topic;
  const most = typeof brokers === "number" ? brokers : brokers.length;
  return { ...topic, replicationFactor: Math.min(replicationFactor, most) };
}

function clientsOf({ workload: load, groups, topics: all }: Parts): readonly ClientSpec[] {
  const subscribe = all.map(({ name }) => name);
  return [
    ...load.producers.map((producer, i) => ({ name: producerName(i), producer })),
    ...groups.flatMap(({ group, members, settings, application }) =>
      Array.from({ length: members }, (_, i) => ({
        name: `${group}-${i + 1}`,
        consumer: { "group.id": group, ...settings },
        subscribe,
        application,
      })),
    ),
  ];
}
