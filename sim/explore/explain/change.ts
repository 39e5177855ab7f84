import { present } from "../../kernel/assert.ts";
import { durationMicros, durationText } from "../../scenario/duration.ts";
import { brokerIdsOf, replicationFactorOf } from "../../scenario/names.ts";
import { DEFAULT_WAIT_US } from "../../scenario/plan-steps.ts";
import { applyControl, type Settings } from "../../scenario/resolve.ts";
import type { ClusterSpec, Scenario, Step, TopicSpec } from "../../scenario/types.ts";
import type { RunInput } from "../run-input.ts";
import { withoutFault } from "./fault-steps.ts";

/** One thing that might have been otherwise. Plain data. */
export type Change =
  /** These settings, in every scope that knows them; mostly one. */
  | { readonly kind: "settings"; readonly settings: Settings }
  /** A behaviour of another version alone; `source` is the KIP or the JIRA that brought it. */
  | {
      readonly kind: "switch";
      readonly name: string;
      readonly value: string;
      readonly source: string | null;
    }
  /** Without the step that begins a fault, or by which an operator does something, and what ends it. */
  | { readonly kind: "fault"; readonly step: number }
  | { readonly kind: "replication"; readonly factor: number }
  | { readonly kind: "era"; readonly era: string };

/** How a run goes on when what a step of it needs does not come. */
export interface Allowance {
  /** Waits that end with their time, whether what they wait for came or not; indices of steps. */
  readonly passed: readonly number[];
  /** A step that is impossible is left out. */
  readonly skips: boolean;
}

export const NO_ALLOWANCE: Allowance = { passed: [], skips: false };

/** The steps of a scenario as a change leaves them. */
export interface ChangedSteps {
  readonly steps: readonly Step[];
  /** Which step of the scenario each of them is. */
  readonly indices: readonly number[];
}

/** The same run, of a scenario that is not its control. */
export function plainInput(input: RunInput): RunInput {
  if (!input.control) return input;
  const scenario = applyControl(input.scenario);
  return { ...input, scenario, control: false, published: false };
}

/**
 * The same run with one change. What settings and the era can say leaves the scenario as it is, so that
 * links stay short.
 *
 * @param input a plain one: no control
 */
export function changedInput(
  input: RunInput,
  change: Change,
  allowance: Allowance = NO_ALLOWANCE,
): RunInput {
  const scenario = changedScenario(input.scenario, change, allowance);
  const published = input.published && scenario === input.scenario;
  const changed = { ...input, scenario, published };
  switch (change.kind) {
    case "settings":
      return { ...changed, settings: { ...input.settings, ...change.settings } };
    case "switch":
      return { ...changed, settings: { ...input.settings, [change.name]: change.value } };
    case "era":
      return { ...changed, era: change.era };
    case "fault":
    case "replication":
      return changed;
  }
}

/** The steps of a scenario as a change and its allowance leave them. */
export function changedSteps(
  { steps }: Scenario,
  change: Change,
  { passed }: Allowance,
): ChangedSteps {
  const left = change.kind === "fault" ? withoutFault(steps, change.step) : steps;
  const changed = left.flatMap((step, index) => {
    if (step === null) return [];
    return [{ index, step: passed.includes(index) ? sleepInsteadOf(step) : step }];
  });
  return { steps: changed.map(({ step }) => step), indices: changed.map(({ index }) => index) };
}

function changedScenario(scenario: Scenario, change: Change, allowance: Allowance): Scenario {
  const changesSteps = change.kind === "fault" || allowance.passed.length > 0;
  if (!changesSteps && !allowance.skips && change.kind !== "replication") return scenario;
  return {
    ...scenario,
    ...(changesSteps ? { steps: changedSteps(scenario, change, allowance).steps } : {}),
    ...(allowance.skips ? { whenImpossible: "skip" } : {}),
    ...(change.kind === "replication" ? { topics: withReplicas(scenario, change.factor) } : {}),
  };
}

/** A wait that takes its whole time: what came before it stays as it was. */
function sleepInsteadOf(step: Step): Step {
  if (!("wait" in step)) return step;
  const { at, within } = step;
  const waitUs =
    within === undefined ? DEFAULT_WAIT_US : present(durationMicros(within), `within ${within}`);
  return { sleep: durationText(waitUs), ...(at === undefined ? {} : { at }) };
}

function withReplicas({ topics, cluster }: Scenario, factor: number): readonly TopicSpec[] {
  return topics.map((topic) => {
    const { assignment } = topic;
    if (assignment === undefined) {
      const wanted = Math.max(factor, replicationFactorOf(topic, cluster));
      return { ...topic, replicationFactor: wanted };
    }
    return { ...topic, assignment: assignment.map((replicas) => grown(replicas, cluster, factor)) };
  });
}

/** The replicas of a partition, and brokers that have none yet, in the order of their ids. */
function grown(
  replicas: readonly number[],
  cluster: ClusterSpec,
  factor: number,
): readonly number[] {
  const others = brokerIdsOf(cluster).filter((broker) => !replicas.includes(broker));
  return [...replicas, ...others.slice(0, Math.max(0, factor - replicas.length))];
}
