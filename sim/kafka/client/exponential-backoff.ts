import type { ChoiceStream } from "../../kernel/choices.ts";
import type { Micros } from "../../kernel/time.ts";

/** `RETRY_BACKOFF_EXP_BASE`, `RECONNECT_BACKOFF_EXP_BASE`. */
export const BACKOFF_BASE = 2;
/** Thousandths by which a client's back-off may be shorter or longer (`RETRY_BACKOFF_JITTER`). */
export const BACKOFF_JITTER_PERMILLE = 200;

/** What a back-off is made of. */
export interface BackoffRule {
  readonly initialUs: Micros;
  readonly multiplier: number;
  readonly maxUs: Micros;
  /** Thousandths by which chance makes a wait shorter or longer, if it can grow. */
  readonly jitterPermille: number;
  /** No wait is longer than `maxUs`, whatever the jitter or the initial wait (KIP-580). */
  readonly bounded: boolean;
}

/** Waits that grow from attempt to attempt (`ExponentialBackoff`). */
export class ExponentialBackoff {
  private readonly rule: BackoffRule;
  private readonly initialUs: Micros;
  private readonly stream: ChoiceStream;

  /** @param stream decides the jitter; without jitter it is never asked */
  constructor(rule: BackoffRule, stream: ChoiceStream) {
    this.rule = rule;
    this.initialUs = rule.bounded ? Math.min(rule.initialUs, rule.maxUs) : rule.initialUs;
    this.stream = stream;
  }

  /** The wait after that many failed attempts; always the same when it cannot grow. */
  backoffUs(attempts: number): Micros {
    const { maxUs, jitterPermille, bounded } = this.rule;
    if (maxUs <= this.rule.initialUs) return this.initialUs;
    const termUs = this.termUs(attempts);
    if (jitterPermille === 0) return termUs;
    const factor = this.stream.between(1000 - jitterPermille, 999 + jitterPermille);
    const waitUs = Math.floor((termUs * factor) / 1000);
    return bounded ? Math.min(waitUs, maxUs) : waitUs;
  }

  private termUs(attempts: number): Micros {
    const { multiplier, maxUs } = this.rule;
    let term = this.initialUs;
    for (let i = 0; i < attempts && term > 0 && term < maxUs; i++) term *= multiplier;
    return Math.min(term, maxUs);
  }
}
