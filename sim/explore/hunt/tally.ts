import { assert } from "../../kernel/assert.ts";
import { MARKS } from "../marks/marks.ts";
import { SightedStates } from "../strategies/sighted-states.ts";
import { addCounts, addFaults, type Counts, NO_LOSSES, NO_RECORDS } from "./counts.ts";
import {
  type Candidate,
  type FaultCounts,
  type Finding,
  type Outcome,
  type RecordCounts,
  signatureOf,
} from "./outcome.ts";

/** A way to fail, before its run is shrunk. */
export interface Found {
  readonly signature: string;
  readonly finding: Finding;
  /** The first that failed in this way. */
  readonly candidate: Candidate;
  /** How many did. */
  readonly seeds: number;
}

/** The sums of a search under way. Outcomes are taken in the order of their seeds. */
export class Tally {
  runs = 0;
  /** Runs that failed. */
  failing = 0;
  events = 0;
  virtualMs = 0;
  inconclusive: Counts = {};
  records: RecordCounts = NO_RECORDS;
  lost = NO_LOSSES;
  marks: Counts = Object.fromEntries(MARKS.map((name) => [name, 0]));
  faults: FaultCounts = {};
  readonly sighted = new SightedStates();
  private readonly bySignature = new Map<string, Found>();
  private readonly besidesBySignature = new Map<string, Found>();

  /** Ways to fail, by the seed that showed them first. */
  get found(): readonly Found[] {
    return [...this.bySignature.values()];
  }

  /** Bugs that were not looked for, by the seed that showed them first. */
  get besides(): readonly Found[] {
    return [...this.besidesBySignature.values()];
  }

  absorb(candidate: Candidate, outcome: Outcome): void {
    assert(candidate.seed === outcome.seed, "an outcome is of its candidate");
    this.runs++;
    this.events += outcome.events;
    this.virtualMs += outcome.virtualMs;
    if (outcome.inconclusive !== null) {
      this.inconclusive = addCounts(this.inconclusive, { [outcome.inconclusive]: 1 });
    }
    this.records = addCounts(this.records, outcome.records);
    this.lost = addCounts(this.lost, outcome.lost);
    this.marks = addCounts(this.marks, Object.fromEntries(outcome.marks.map((name) => [name, 1])));
    this.faults = addFaults(this.faults, outcome.faults);
    this.sighted.add(outcome.states);
    if (outcome.findings.length > 0) this.failing++;
    note(candidate, outcome.findings, this.bySignature);
    note(candidate, outcome.besides, this.besidesBySignature);
  }
}

/** A run that fails in one way twice counts once. */
function note(candidate: Candidate, findings: readonly Finding[], known: Map<string, Found>): void {
  const bySignature = new Map<string, Finding>();
  for (const finding of findings) {
    const signature = signatureOf(finding);
    if (!bySignature.has(signature)) bySignature.set(signature, finding);
  }
  const signatures = [...bySignature].sort(([x], [y]) => (x < y ? -1 : 1));
  for (const [signature, finding] of signatures) {
    const before = known.get(signature);
    known.set(
      signature,
      before === undefined
        ? { signature, finding, candidate, seeds: 1 }
        : { ...before, seeds: before.seeds + 1 },
    );
  }
}
