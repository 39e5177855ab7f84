/** Arguments of what is said of a scenario that a search found, by code. Lists of values come as text. */
export interface CaseArguments {
  /** What went wrong. */
  "case.title": { invariant: string; era: string };
  /** `fix` is empty when none is known, `message` except for assertions. */
  "case.explanation": {
    invariant: string;
    class: string;
    fix: string;
    message: string;
    era: string;
    seed: string;
  };
  /** Expectations. `values` and `names` are empty when there are none. */
  "case.violations": { names: string };
  "case.lost": { values: string };
  "case.lostUnacknowledged": { values: string };
  "case.duplicated": { values: string };
  "case.reordered": { values: string };
  "case.processedTwice": { values: string };
  "case.overwritten": { keys: string };
  "case.neverProcessed": { values: string; group: string };
  /** The control of a case that no change of one setting, fault or version saves. */
  "case.noFaults": Record<never, never>;
  "case.noSteps": Record<never, never>;
  /** Nothing that was tried would have saved it. */
  "case.nothingSaves": Record<never, never>;
}

export type CaseCode = keyof CaseArguments;

export type CaseTold = {
  readonly [C in CaseCode]: { readonly code: C; readonly args: Readonly<CaseArguments[C]> };
}[CaseCode];
