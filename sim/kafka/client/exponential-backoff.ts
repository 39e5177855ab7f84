import type { ChoiceStream } from "../../kernel/choices.ts";
import type { Micros } from "../../kernel/time.ts";

/** Thousandths by which a backoff may be shorter or longer. */
const JITTER_PERMILLE = 200;

/** Doubling waits with a bound and a jitter of a fifth (`ExponentialBackoff`). */
export class ExponentialBackoff {
  private readonly initialUs: Micros;
  private readonly maxUs: Micros;
  private readonly stream: ChoiceStream;

  constructor(initialUs: Micros, maxUs: Micros, stream: ChoiceStream) {
    this.initialUs = initialUs;
    this.maxUs = maxUs;
    this.stream = stream;
  }

  /** The wait after that many failed attempts; without jitter when it cannot grow. */
  backoffUs(attempts: number): Micros {
    if (this.maxUs <= this.initialUs) return this.initialUs;
    let term = this.initialUs;
    for (let i = 0; i < attempts && term < this.maxUs; i++) term *= 2;
    const factor = this.stream.between(1000 - JITTER_PERMILLE, 999 + JITTER_PERMILLE);
    return Math.floor((Math.min(term, this.maxUs) * factor) / 1000);
  }
}
