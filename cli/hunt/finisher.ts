import type { Hunt } from "../../sim/explore/hunt/hunt.ts";
import type { Failure } from "../../sim/explore/hunt/report.ts";
import type { Found } from "../../sim/explore/hunt/tally.ts";
import { present } from "../../sim/kernel/assert.ts";
import type { Language } from "../../text/messages.ts";
import type { Crew } from "./crew.ts";
import { type FinishJob, finishing } from "./work.ts";

/** How far the shrinking of everything found has come. */
export interface FinishingAt {
  /** Which failure, from 1. */
  readonly number: number;
  readonly of: number;
  readonly signature: string;
  /** Runs that it took so far. */
  readonly tries: number;
}

export interface FinisherOptions {
  readonly language: Language;
  readonly shrink: boolean;
  /** Runs that the shrinking of one failure takes, at most. */
  readonly maxShrinkRuns: number;
}

/** Makes the failures of a report out of what a search has found. */
export class Finisher {
  private readonly hunt: Hunt;
  private readonly crew: Crew;
  private readonly options: FinisherOptions;
  /** Failures as they were found, by signature: of a run each, so they are made once. */
  private readonly raw = new Map<string, Failure>();

  constructor(hunt: Hunt, crew: Crew, options: FinisherOptions) {
    this.hunt = hunt;
    this.crew = crew;
    this.options = options;
  }

  /** What was found so far, as it was found. */
  asFound(): readonly Failure[] {
    return this.hunt.tally.found.map((found) => {
      const known = this.raw.get(found.signature) ?? toEnd({ ...this.job(found), shrink: false });
      this.raw.set(found.signature, known);
      return { ...known, seeds: found.seeds };
    });
  }

  /** Shrinks and explains everything that was found; what the signal cuts short stays as it was found. */
  async finish(
    signal: AbortSignal,
    onProgress: (at: FinishingAt) => void,
  ): Promise<readonly Failure[]> {
    const { found } = this.hunt.tally;
    const finished = await Promise.all(
      found.map((one, i) =>
        this.crew.finish(this.job(one), signal, (tries) =>
          onProgress({ number: i + 1, of: found.length, signature: one.signature, tries }),
        ),
      ),
    );
    const raw = finished.includes(null) ? this.asFound() : [];
    return finished.map((failure, i) => failure ?? present(raw[i], "each has an entry"));
  }

  private job(found: Found): FinishJob {
    return { plan: this.hunt.plan, found, ...this.options };
  }
}

function toEnd(job: FinishJob): Failure {
  const steps = finishing(job);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}
