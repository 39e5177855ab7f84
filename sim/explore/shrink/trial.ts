import type { Violation } from "../../check/violation.ts";
import { assert } from "../../kernel/assert.ts";
import { US_PER_MS } from "../../kernel/time.ts";
import { checkScenario } from "../../scenario/parse.ts";
import { InputError } from "../../scenario/problems.ts";
import type { Scenario } from "../../scenario/types.ts";
import { type Attempt, attempt, HUNT_LIMITS } from "../hunt/attempt.ts";
import { type Finding, signatureOf } from "../hunt/outcome.ts";
import type { Find } from "../hunt/plan.ts";
import type { RunInput, RunLimits } from "../run-input.ts";
import { inputOfCase, type ShrinkCase, withScenario } from "./shrink-case.ts";

/** What came of running a case. */
export interface Tried {
  /** The failure that is looked for; null when the run does not have it. */
  readonly finding: Finding | null;
  readonly isConclusive: boolean;
  readonly virtualMs: number;
  readonly events: number;
}

const NONDETERMINISM: Finding = {
  invariant: "nondeterminism",
  class: "simulator bug",
  fix: null,
  event: -1,
};

/** What is judged at the end: a run that ends too soon has it, and yet nothing is wrong. */
const JUDGED_AT_REST: readonly string[] = [
  "convergence",
  "assignment-completeness",
  "never-processed",
];
/** Longer than sessions, requests and elections take. */
const PATIENCE = "3m";

/** Runs cases and says which of them fail in the way that is looked for. */
export class Trial {
  private readonly find: Find;
  private readonly wanted: Finding;
  /** What the violation that is looked for says; null of what is no violation. */
  private code: Violation["told"]["code"] | null = null;
  private isPatient = false;

  constructor(find: Find, wanted: Finding) {
    this.find = find;
    this.wanted = wanted;
  }

  /** The run that all others are to fail like. */
  first(start: ShrinkCase): Tried {
    const { tried, made } = this.run(start, HUNT_LIMITS);
    const { finding } = tried;
    if (finding === null) return tried;
    const violations = this.violationsIn(made);
    this.code =
      (violations.find(({ event }) => event === finding.event) ?? null)?.told.code ?? null;
    if (JUDGED_AT_REST.includes(finding.invariant)) this.isPatient = this.persists(start);
    return tried;
  }

  /**
   * Another run.
   * @param mostEvents after which it is given up as inconclusive
   */
  again(candidate: ShrinkCase, mostEvents: number): Tried {
    const { tried } = this.run(candidate, { ...HUNT_LIMITS, events: mostEvents });
    if (tried.finding === null || !this.isPatient || this.persists(candidate)) return tried;
    return { ...tried, finding: null };
  }

  /** Whether the failure is still there when the cluster is given more time at the end. */
  private persists(candidate: ShrinkCase): boolean {
    const { scenario } = candidate;
    const steps = [...scenario.steps, { sleep: PATIENCE }];
    const { tried } = this.run(withScenario(candidate, { ...scenario, steps }), HUNT_LIMITS);
    return tried.finding !== null;
  }

  private run(candidate: ShrinkCase, limits: RunLimits): { tried: Tried; made: Attempt } {
    const input = inputOfCase(candidate);
    if (this.isWanted(NONDETERMINISM)) return this.runTwice(input, limits);
    const made = attempt(input, this.find, { trace: "off", limits });
    const finding = made.findings.find((found) => this.isWanted(found)) ?? null;
    const isSame = this.code === null || this.violationsIn(made).some(this.saysTheSame);
    return { tried: { finding: isSame ? finding : null, ...howItWent(made) }, made };
  }

  private runTwice(input: RunInput, limits: RunLimits): { tried: Tried; made: Attempt } {
    const [made, other] = [0, 1].map(() => attempt(input, this.find, { trace: "hash", limits }));
    assert(made !== undefined && other !== undefined, "it was run twice");
    const finding = fingerprint(made) === fingerprint(other) ? null : NONDETERMINISM;
    return { tried: { finding, ...howItWent(made) }, made };
  }

  /** The same invariant, class and fix; a failed assertion may be about other numbers. */
  private isWanted(finding: Finding): boolean {
    return plainSignature(finding) === plainSignature(this.wanted);
  }

  private readonly saysTheSame = ({ told }: Violation): boolean => told.code === this.code;

  private violationsIn({ result }: Attempt): readonly Violation[] {
    const { invariant, class: judged, fix } = this.wanted;
    return (result?.report.violations ?? []).filter(
      (broken) => broken.invariant === invariant && broken.class === judged && broken.fix === fix,
    );
  }
}

/** The scenario when it is one; null when something is missing in it, or settings exclude each other. */
export function validOrNull(scenario: Scenario): Scenario | null {
  try {
    return checkScenario(scenario);
  } catch (thrown) {
    if (thrown instanceof InputError) return null;
    throw thrown;
  }
}

function plainSignature(finding: Finding): string {
  const { message } = finding;
  if (message === undefined) return signatureOf(finding);
  return signatureOf({ ...finding, message: message.replace(/\d+/g, "0") });
}

function howItWent({ run, result }: Attempt): Omit<Tried, "finding"> {
  return {
    // A failed assertion is the end that was looked for, or another failure.
    isConclusive: result === null || result.inconclusive === null,
    virtualMs: (run?.sim.now ?? 0) / US_PER_MS,
    events: run?.sim.events ?? 0,
  };
}

function fingerprint({ findings, result }: Attempt): string {
  return JSON.stringify([result?.hash ?? null, findings]);
}
