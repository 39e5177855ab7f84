import { ADMIN_HOST, brokerHost, type Cluster, hostNamed, hostsNamed } from "../cluster/hosts.ts";
import { applyFault, obstacle, stepKindOf } from "../faults/apply.ts";
import type { Fault } from "../faults/fault.ts";
import { STEP_CLOSE, STEP_FLUSH, STEP_PRODUCE } from "../faults/kinds.ts";
import type { AdminOperation } from "../kafka/client/admin/operations.ts";
import type { Host } from "../kernel/host.ts";
import { LIFE_DOWN } from "../kernel/kernel-facts.ts";
import type { Micros } from "../kernel/time.ts";
import {
  adminOf,
  close,
  flush,
  produce,
  someoneWorks,
  stepKindOfOperation,
  tellConsumer,
} from "./actions.ts";
import { holds } from "./conditions.ts";
import { stepKindOfCall } from "./consumer-steps.ts";
import { decommissionFound, decommissionWanted } from "./decommission.ts";
import { CONTROLLER_HOST, resolveHosts } from "./dynamic-hosts.ts";
import { describeFound } from "./found.ts";
import type { Inconclusive } from "./outcome.ts";
import type { PlannedAction, PlannedStep } from "./plan.ts";
import { possiblePart } from "./possible-part.ts";
import { isSettled, LONGEST_SETTLING_US, offsetsAreReplicated, SETTLED_TAIL_US } from "./settle.ts";
import { describeWanted } from "./wanted.ts";
import type { Watcher } from "./watcher.ts";

const NEVER: Micros = Number.POSITIVE_INFINITY;

/** A step of the scenario, and the event that it was, or before which it began to wait. */
export interface BegunStep {
  readonly index: number;
  readonly event: number;
  readonly timeUs: Micros;
}

/** A fault, or the end of one, that a step of the scenario asked for. */
export interface Injection {
  /** The event that it was; of one that was left out the event before which it would have been. */
  readonly event: number;
  readonly timeUs: Micros;
  readonly planned: Fault;
  /** What of it was possible; null: nothing was. */
  readonly applied: Fault | null;
}

/**
 * Carries out the steps of a scenario, one after another, each before the next event of the
 * simulation. After the last it waits until the cluster has settled.
 */
export class ScenarioRunner {
  private readonly cluster: Cluster;
  private readonly watcher: Watcher;
  private readonly steps: readonly PlannedStep[];
  private readonly skips: boolean;
  private readonly log: BegunStep[] = [];
  private readonly injections: Injection[] = [];
  private position = 0;
  /** When the current step began; NEVER until it did. */
  private begunAt: Micros = NEVER;
  private testedVersion = -1;
  /** The fault of the current step, once it was applied. */
  private injected: Fault | null = null;
  /** In which of its lives each host was when the fault of the current step was applied. */
  private readonly begunLives = new Map<Host, number>();
  /** What the operator was asked for by the current step. */
  private order: number | null = null;
  private isQuiet = false;
  private settledSince: Micros = NEVER;
  private wakeAt: Micros = 0;
  private ended = false;
  private problem: Inconclusive | null = null;

  /** @param skips whether a step of the scenario that is impossible is left out */
  constructor(cluster: Cluster, watcher: Watcher, steps: readonly PlannedStep[], skips = false) {
    this.cluster = cluster;
    this.watcher = watcher;
    this.steps = steps;
    this.skips = skips;
  }

  /** True when nothing is left to do: the run is over. */
  get done(): boolean {
    return this.ended;
  }

  /** Why the run came to no conclusion; null when it did or still may. */
  get inconclusive(): Inconclusive | null {
    return this.problem;
  }

  /** Virtual time at which {@link act} has something to do even if no event happens before. */
  get wakeUs(): Micros {
    return this.wakeAt;
  }

  /** Index of the scenario's step that is under way; -1 during start-up, their number after the last. */
  get stepIndex(): number {
    const last = this.steps.at(-1)?.index ?? -1;
    return this.steps[this.position]?.index ?? last + 1;
  }

  /** When the scenario's steps happened; those of the start-up are left out. */
  get begun(): readonly BegunStep[] {
    return this.log;
  }

  /** The faults of the scenario's steps so far. */
  get faults(): readonly Injection[] {
    return this.injections;
  }

  /** Does what is due. Call it before every event of the simulation. */
  act(): void {
    this.wakeAt = NEVER;
    while (!this.ended) {
      const step = this.steps[this.position];
      if (step === undefined) {
        this.settle();
        return;
      }
      if (step.notBeforeUs > this.now) {
        this.wakeAt = step.notBeforeUs;
        return;
      }
      if (this.begunAt === NEVER) {
        this.begunAt = this.now;
        this.testedVersion = -1;
        this.injected = null;
        this.order = null;
        this.note(step);
      }
      if (!this.carryOut(step.action)) return;
      this.position++;
      this.begunAt = NEVER;
    }
  }

  /** Ends the run where it is. */
  giveUp(reason: Inconclusive): void {
    this.ended = true;
    this.problem ??= reason;
  }

  private note({ index }: PlannedStep): void {
    const { row, now } = this.cluster.sim;
    if (index >= 0) this.log.push({ index, event: row + 1, timeUs: now });
  }

  private get now(): Micros {
    return this.cluster.sim.now;
  }

  /** True when the action is complete. */
  private carryOut(action: PlannedAction): boolean {
    switch (action.kind) {
      case "wait":
        return this.wait(action);
      case "sleep":
        return this.passed(action.durationUs);
      case "fault":
        return this.injectFault(action.fault);
      case "produce":
        return this.actOnClient(action.step.client, STEP_PRODUCE, (host) => produce(host, action));
      case "flush":
        return this.actOnClient(action.client, STEP_FLUSH, flush);
      case "close":
        return this.actOnClient(action.client, STEP_CLOSE, (h) => close(h, action.timeoutUs));
      case "consumer": {
        const { call } = action;
        const kind = stepKindOfCall(call);
        return this.actOnClient(call.client, kind, (host) => tellConsumer(host, call));
      }
      case "operate":
        return this.operate(action.operation) !== null || !this.ended;
      case "decommission":
        return this.decommission(action);
    }
  }

  /** What an application does; false when its host is down. */
  private actOnClient(client: string, stepKind: number, act: (host: Host) => void): boolean {
    const { sim } = this.cluster;
    const host = hostNamed(this.cluster, client);
    if (!host.up) return this.impossible(host.name);
    sim.external(stepKind, sim.row, () => act(host));
    return true;
  }

  /** The number of what the operator began; null when there is no operator. */
  private operate(operation: AdminOperation): number | null {
    const { sim } = this.cluster;
    const admin = adminOf(this.cluster);
    if (admin === null) {
      this.impossible(ADMIN_HOST);
      return null;
    }
    sim.external(stepKindOfOperation(operation), sim.row, () => {
      this.order = admin.begin(operation);
    });
    return this.order;
  }

  /** Complete when the broker has no replicas any more and is down. */
  private decommission({
    broker,
    withinUs,
  }: Extract<PlannedAction, { kind: "decommission" }>): boolean {
    this.order ??= this.operate({ kind: "decommission", broker });
    if (this.order === null) return !this.ended;
    const host = hostNamed(this.cluster, brokerHost(broker));
    const status = adminOf(this.cluster)?.statusOf(this.order) ?? "failed";
    if (status === "done" && host.life === LIFE_DOWN) return true;
    if (status === "done") this.injectFault({ kind: "shutdown", hosts: [host.name] });
    if (status === "failed" || this.passed(withinUs)) {
      const wanted = decommissionWanted(broker);
      const found = decommissionFound(broker, this.watcher.state);
      this.giveUp({ reason: "wait", step: this.stepIndex, wanted, found });
    }
    return false;
  }

  /** A start is complete when the processes run, or ended again at once; every other fault at once. */
  private injectFault(planned: Fault): boolean {
    this.injected ??= this.apply(planned);
    const fault = this.injected;
    if (fault === null) return !this.ended;
    if (fault.kind !== "start" && fault.kind !== "restart") return true;
    return fault.hosts
      .flatMap((name) => hostsNamed(this.cluster, name))
      .every((host) => host.up || (this.skips && host.incarnation !== this.begunLives.get(host)));
  }

  /** The fault that was applied; null when it could not be. */
  private apply(planned: Fault): Fault | null {
    const { sim } = this.cluster;
    const fault = resolveHosts(planned, this.watcher.state);
    const possible = fault !== null && this.skips ? possiblePart(this.cluster, fault) : fault;
    const host = possible === null ? CONTROLLER_HOST : obstacle(this.cluster, possible)?.name;
    const applied = host === undefined ? possible : null;
    if (this.stepIndex >= 0) {
      this.injections.push({ event: sim.row + 1, timeUs: this.now, planned, applied });
    }
    if (applied === null) {
      this.impossible(host ?? CONTROLLER_HOST);
      return null;
    }
    for (const each of sim.hosts) this.begunLives.set(each, each.incarnation);
    sim.external(stepKindOf(applied), sim.row, () => {
      applyFault(this.cluster, applied);
    });
    return applied;
  }

  /** True when the step is left out; otherwise the run is over. */
  private impossible(host: string): boolean {
    const step = this.stepIndex;
    if (this.skips && step >= 0) return true;
    this.giveUp({ reason: "impossible", step, host });
    return false;
  }

  private wait(action: Extract<PlannedAction, { kind: "wait" }>): boolean {
    if (this.watcher.version !== this.testedVersion) {
      this.testedVersion = this.watcher.version;
      if (holds(action.condition, this.watcher)) return true;
    }
    if (this.passed(action.withinUs)) {
      const { condition } = action;
      const wanted = describeWanted(condition);
      const found = describeFound(condition, this.watcher);
      this.giveUp({ reason: "wait", step: this.stepIndex, wanted, found });
    }
    return false;
  }

  private passed(durationUs: Micros): boolean {
    const until = this.begunAt + durationUs;
    if (this.now >= until) return true;
    this.wakeAt = until;
    return false;
  }

  private settle(): void {
    if (this.begunAt === NEVER) {
      this.begunAt = this.now;
      this.testedVersion = -1;
    }
    if (this.watcher.version !== this.testedVersion) {
      this.testedVersion = this.watcher.version;
      this.isQuiet = isSettled(this.watcher);
    }
    const operatorIsDone = adminOf(this.cluster)?.isIdle ?? true;
    const isBusy = !operatorIsDone || someoneWorks(this.cluster);
    if (!this.isQuiet || isBusy) this.settledSince = NEVER;
    else if (this.settledSince === NEVER) this.settledSince = this.now;
    const last = this.begunAt + LONGEST_SETTLING_US;
    const end = Math.min(this.settledSince + SETTLED_TAIL_US, last);
    if (this.now < end) this.wakeAt = end;
    else if (this.now < last && !offsetsAreReplicated(this.watcher)) this.wakeAt = last;
    else this.ended = true;
  }
}
