import type { ExecutedEvent, ExecutedEventObserver } from "../trace/executed-event.ts";
import { Accounts } from "./accounts.ts";
import { Availability } from "./availability.ts";
import { Classifier } from "./classify.ts";
import { divergedPartitions } from "./divergence.ts";
import { Consumption } from "./groups/consumption.ts";
import { GroupBook } from "./groups/group-accounts.ts";
import { AssignmentCompleteness } from "./invariants/assignment-completeness.ts";
import { CommittedOffsets } from "./invariants/committed-offsets.ts";
import { Convergence } from "./invariants/convergence.ts";
import { epochRulesOf } from "./invariants/epoch-cache-order.ts";
import { GroupExclusivity } from "./invariants/group-exclusivity.ts";
import { Invariants } from "./invariants.ts";
import { balance, type LedgerEntry, ledgerEntries } from "./ledger.ts";
import { ClusterModel } from "./model/cluster-model.ts";
import { OrderVerdicts } from "./order-verdicts.ts";
import { type CheckReport, errorCounts } from "./report.ts";
import { type CheckSettings, Promises } from "./settings.ts";
import { Software } from "./software.ts";
import { story } from "./story.ts";
import { Stuck } from "./stuck.ts";
import { type Violation, Violations } from "./violation.ts";

/**
 * Checks a run while it goes on and accounts for its records. Attach it to a simulation
 * (`sim.observers.push`) when all hosts are there, or `replay` a trace to it.
 */
export class Checker implements ExecutedEventObserver {
  readonly model: ClusterModel;
  private readonly promises: Promises;
  private readonly software: Software;
  private readonly classifier: Classifier;
  private readonly orderVerdicts: OrderVerdicts;
  private readonly found: Violations;
  private readonly invariants: Invariants;
  private readonly availability: Availability;
  private readonly groupExclusivity: GroupExclusivity;
  private readonly assignmentCompleteness: AssignmentCompleteness;
  private readonly committedOffsets: CommittedOffsets;
  private readonly consumption: Consumption;

  constructor(first: Pick<ExecutedEvent, "hosts" | "facts">, settings: CheckSettings) {
    this.model = new ClusterModel(first, settings.consumers);
    this.promises = new Promises(settings, this.model.settingsLog);
    this.software = new Software(this.model, settings.software ?? {});
    this.classifier = new Classifier(this.model, this.promises, this.software);
    this.orderVerdicts = new OrderVerdicts(this.model, this.promises);
    this.found = new Violations(this.model);
    this.invariants = new Invariants(
      this.model,
      this.found,
      this.classifier,
      epochRulesOf(settings.software ?? {}),
      this.orderVerdicts,
      this.software,
      this.promises,
    );
    this.availability = new Availability(this.model);
    this.groupExclusivity = new GroupExclusivity(this.model, this.found, settings.consumers ?? {});
    this.assignmentCompleteness = new AssignmentCompleteness(
      this.model,
      this.found,
      settings.consumers ?? {},
    );
    this.committedOffsets = new CommittedOffsets(
      this.model,
      this.found,
      this.classifier,
      this.software,
    );
    this.consumption = new Consumption(this.model);
  }

  onEvent(event: ExecutedEvent): void {
    const { model } = this;
    model.apply(event);
    const touched = model.touchedReplicas.count + model.touchedPartitions.count;
    const groupsTouched = model.groups.isTouched;
    if (touched === 0 && !model.livesTouched && !groupsTouched) return;
    if (touched > 0 || model.livesTouched) {
      this.invariants.check();
      this.availability.check();
    }
    if (groupsTouched) this.checkGroups();
    model.settle();
  }

  /** Call it at the end of a run whose faults are over and that was given time to come to rest. */
  checkConvergence(): void {
    const stuck = new Stuck(this.model, this.software);
    new Convergence(this.model, this.found, this.classifier, stuck).check();
    this.assignmentCompleteness.checkAtEnd();
  }

  private checkGroups(): void {
    this.model.groups.note();
    this.groupExclusivity.check();
    this.assignmentCompleteness.check();
    this.committedOffsets.check();
    this.consumption.check();
  }

  /** Broken invariants so far. */
  get violations(): readonly Violation[] {
    return this.found.list;
  }

  /** Every record and where it is now. */
  records(): Generator<LedgerEntry, void> {
    return ledgerEntries(this.model);
  }

  /** The accounts as they stand; meant for the end of the run. */
  report(): CheckReport {
    const accounts = new Accounts(this.model);
    const ledger = balance(
      this.model,
      accounts,
      this.classifier,
      this.promises,
      this.orderVerdicts,
    );
    const unavailable = this.availability.windows();
    const groups = new GroupBook(
      this.model,
      this.consumption,
      this.classifier,
      this.promises,
    ).balance(accounts);
    return {
      ledger,
      unavailable,
      groups,
      errors: errorCounts(this.model),
      violations: this.found.list,
      diverged: divergedPartitions(this.model),
      story: story(this.model, accounts, ledger, unavailable, groups),
      endUs: this.model.timeUs,
    };
  }
}
