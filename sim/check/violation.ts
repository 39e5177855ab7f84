import type { ShownFlaw } from "./flaws.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { InvariantName, OutcomeClass, Told, ToldOf, ViolationCode } from "./told.ts";

/** A broken invariant: the first event in which it was, and how often it was again. */
export interface Violation {
  readonly invariant: InvariantName;
  /** What it is about, such as a partition; told once. */
  readonly subject: string;
  readonly event: number;
  readonly timeUs: number;
  readonly class: OutcomeClass;
  /** The KIP or the JIRA that repaired the flaw of the protocol; null when none is known. */
  readonly fix: string | null;
  readonly told: Told<ViolationCode>;
  /** What led to it, as far as that is known, and last the violation itself. */
  readonly why: readonly ToldOf[];
  /** How often it was broken for this subject in all, the first included. */
  readonly count: number;
}

/** Collects violations; each subject of an invariant is told once. */
export class Violations {
  private readonly model: ClusterModel;
  private readonly found: { -readonly [K in keyof Violation]: Violation[K] }[] = [];
  private readonly bySubject = new Map<string, number>();

  constructor(model: ClusterModel) {
    this.model = model;
  }

  get list(): readonly Violation[] {
    return this.found;
  }

  /** What repaired the flaw by which two logs of a partition parted, if that was found before. */
  knownFix(subject: string): string | null {
    const parted = this.found.find((known) => known.subject === subject && known.fix !== null);
    return parted?.fix ?? null;
  }

  /**
   * Reports a violation in the current event.
   * @param count how many things it concerns
   * @param fix what repaired it in Kafka
   * @param flaw of the protocol that led to it
   * @param how what else led to it, in the order in which it happened
   */
  report(
    invariant: InvariantName,
    subject: string,
    outcome: OutcomeClass,
    told: Told<ViolationCode>,
    count = 1,
    fix: string | null = null,
    flaw: ShownFlaw | null = null,
    how: readonly ToldOf[] = [],
  ): void {
    const key = `${invariant} ${outcome} ${fix} ${subject}`;
    const known = this.found[this.bySubject.get(key) ?? -1];
    if (known !== undefined) {
      known.count += count;
      return;
    }
    const { event, timeUs } = this.model;
    this.bySubject.set(key, this.found.length);
    const why: readonly ToldOf[] = [
      ...(flaw === null ? [] : [{ event: flaw.event, ...flaw.told }]),
      ...how,
      { event, ...told },
    ];
    this.found.push({ invariant, subject, event, timeUs, class: outcome, fix, told, why, count });
  }
}
