import { Checker } from "../check/checker.ts";
import { buildCluster } from "../cluster/cluster.ts";
import type { Cluster } from "../cluster/hosts.ts";
import { zookeeperServes } from "../cluster/zookeeper.ts";
import { type ChoiceOverride, SCHEDULE_STREAM } from "../kernel/choices.ts";
import { Simulation } from "../kernel/simulation.ts";
import { checkSettingsOf } from "../scenario/check-settings.ts";
import { describeCluster } from "../scenario/describe-cluster.ts";
import { durationMicros } from "../scenario/duration.ts";
import { ExpectationTracker } from "../scenario/expectation-tracker.ts";
import { planStartUp, planSteps } from "../scenario/plan-steps.ts";
import { resolveScenario } from "../scenario/resolve.ts";
import { type Injection, ScenarioRunner } from "../scenario/runner.ts";
import type { Scenario } from "../scenario/types.ts";
import { Watcher } from "../scenario/watcher.ts";
import { type Recorder, record } from "../trace/recorder.ts";
import { kindName, messageName } from "../trace/union.ts";
import { RunNotes } from "./marks/run-notes.ts";
import {
  DEFAULT_LIMITS,
  eraNamed,
  type RunInput,
  type RunLimits,
  type RunOptions,
  runOf,
} from "./run-input.ts";
import { type RunResult, resultOf } from "./run-result.ts";

/** Kinds of events that are named when a run was too busy. */
const MOST_KINDS = 8;

/** One run under way: a simulation with its scenario, its trace and its checks. */
export class Run {
  readonly input: RunInput;
  /** The scenario as it runs: with the control's change and this run's settings. */
  readonly scenario: Scenario;
  readonly sim: Simulation;
  readonly cluster: Cluster;
  /** Null with `trace: "off"`. */
  readonly recorder: Recorder | null;
  readonly checker: Checker;
  readonly watcher: Watcher;
  readonly tracker: ExpectationTracker;
  /** Null unless the run was asked for its marks. */
  readonly notes: RunNotes | null;
  private readonly runner: ScenarioRunner;
  private readonly limits: RunLimits;

  constructor(input: RunInput, options: RunOptions) {
    this.input = input;
    const era = eraNamed(input.era);
    this.scenario = resolveScenario(input.scenario, input.control, input.settings, era);
    this.limits = limitsOf(this.scenario, options.limits);
    const { seed, overrides } = input;
    const scheduler = options.scheduler ?? null;
    this.sim = new Simulation({ seed, overrides, messageName, scheduler });
    this.cluster = buildCluster(this.sim, describeCluster(this.scenario, era));
    this.recorder = record(this.sim, options.trace);
    this.checker = new Checker(this.sim, checkSettingsOf(this.scenario, era));
    this.watcher = new Watcher(this.sim, this.recorder?.trace.state ?? null);
    const expected = [...this.scenario.expect, ...(input.control ? input.scenario.expect : [])];
    this.tracker = new ExpectationTracker(this.watcher, expected);
    this.notes =
      options.marks === true ? new RunNotes(this.checker.model, this.cluster.names) : null;
    if (this.notes !== null) this.sim.observers.push(this.notes);
    this.sim.observers.push(this.checker, this.watcher, this.tracker);
    const steps = [...planStartUp(this.scenario), ...planSteps(this.scenario)];
    this.runner = new ScenarioRunner(
      this.cluster,
      this.watcher,
      steps,
      this.scenario.whenImpossible === "skip",
    );
  }

  /** True when the run is over. */
  get done(): boolean {
    return this.runner.done;
  }

  /** True when nothing disturbs the network and ZooKeeper serves: the cluster may come to rest. */
  get faultsAreOver(): boolean {
    return this.sim.network.isUndisturbed && zookeeperServes(this.cluster);
  }

  /**
   * The overrides with which this run, so far, takes the same course without its scheduler: those of the
   * input, and what the scheduler chose.
   */
  get overridesMade(): readonly ChoiceOverride[] {
    const others = this.input.overrides.filter(({ stream }) => stream !== SCHEDULE_STREAM);
    return [...others, ...this.sim.scheduleChoices];
  }

  /** The faults of the scenario's steps so far, those that were left out too. */
  get faults(): readonly Injection[] {
    return this.runner.faults;
  }

  /** Index of the scenario's step that is under way; -1 during start-up. */
  get stepIndex(): number {
    return this.runner.stepIndex;
  }

  /**
   * Executes up to that many events.
   * @returns false when the run is over
   */
  advance(maxEvents: number): boolean {
    const { sim, runner, limits } = this;
    const end = Math.min(sim.events + maxEvents, limits.events);
    runner.act();
    while (!runner.done && sim.events < end) {
      const wakeUs = Math.min(runner.wakeUs, limits.virtualTimeUs);
      if (!sim.step(wakeUs)) {
        sim.now = wakeUs;
        if (wakeUs >= limits.virtualTimeUs) this.stop("virtualTime", limits.virtualTimeUs);
      }
      runner.act();
    }
    if (!runner.done && sim.events >= limits.events) this.stop("events", limits.events);
    return !runner.done;
  }

  /** Executes the rest of the run. */
  finish(): RunResult {
    while (this.advance(Number.POSITIVE_INFINITY));
    return this.result();
  }

  /** What came of the run so far; meant for when it is over. */
  result(): RunResult {
    return resultOf(this, this.runner.begun, this.runner.inconclusive);
  }

  private stop(limit: "events" | "virtualTime", value: number): void {
    const { sim, runner } = this;
    const counts = [...sim.kindCounts.entries()].filter(([, count]) => count > 0);
    counts.sort(([x, n], [y, m]) => m - n || x - y);
    const busiest = counts
      .slice(0, MOST_KINDS)
      .map(([kind, count]): [string, number] => [kindName(kind), count]);
    runner.giveUp({ reason: "limit", step: runner.stepIndex, limit, value, busiest });
  }
}

/**
 * Prepares a run. Nothing happens until it is advanced.
 * @throws InputError for an unknown era, or settings that do not exist or do not fit
 */
export function createRun(
  input: RunInput,
  options: RunOptions = { trace: "hash", limits: DEFAULT_LIMITS },
): Run {
  return new Run(input, options);
}

/**
 * Runs a scenario to its end: `simulate(scenario, { seed: "7", settings: { acks: "all" } })`.
 * @throws InputError for an unknown era, or settings that do not exist or do not fit
 */
export function simulate(
  scenario: Scenario,
  changes: Partial<Omit<RunInput, "scenario">> = {},
  options: RunOptions = { trace: "hash", limits: DEFAULT_LIMITS },
): RunResult {
  return createRun({ ...runOf(scenario), ...changes }, options).finish();
}

function limitsOf(scenario: Scenario, limits: RunLimits): RunLimits {
  const { events, virtualTime } = scenario.limits ?? {};
  const ofScenario = virtualTime === undefined ? null : durationMicros(virtualTime);
  return {
    events: events ?? limits.events,
    virtualTimeUs: ofScenario ?? limits.virtualTimeUs,
  };
}
