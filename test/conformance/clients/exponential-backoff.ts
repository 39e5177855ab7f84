import {
  BACKOFF_BASE,
  BACKOFF_JITTER_PERMILLE,
  type BackoffRule,
  ExponentialBackoff,
} from "../../../sim/kafka/client/exponential-backoff.ts";
import { ChoiceStream } from "../../../sim/kernel/choices.ts";
import { check, type Fields } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";

/** Draws that are made of a wait with jitter: enough to see it move. */
const DRAWS = 100;

/** `exponentialBackoff`: the waits of a back-off by attempts, without jitter; its jitter as bounds. */
export function runExponentialBackoff({ fields, source }: ClientVector): void {
  const initialMs = parameter(given(fields, "initial"), source, "initial");
  const maxMs = parameter(given(fields, "max"), source, "max");
  const exact: BackoffRule = {
    initialUs: initialMs * 1000,
    multiplier: parameter(fields.numberOrNull("multiplier"), source, "multiplier"),
    maxUs: maxMs * 1000,
    jitterPermille: 0,
    bounded: true,
  };
  const jitter = parameter(fields.numberOrNull("jitter"), source, "jitter");
  const jittered = { ...exact, jitterPermille: Math.round(jitter * 1000) };
  const expected = fields.numbers("backoffMsByAttempts");
  const waits = waitsOf(exact);
  expected.forEach((ms, attempts) => {
    const foundMs = Math.floor(waits.backoffUs(attempts) / 1000);
    // With Java's logarithm and power the longest wait may be a millisecond short of `maxMs`.
    const isRounded = foundMs === maxMs && ms === maxMs - 1;
    if (!isRounded) check(`the wait after ${attempts} attempts`, ms, foundMs);
    if (jitter > 0) checkJitter(jittered, attempts, ms);
  });
  if (!/clients apply jitter/.test(source)) return;
  const [, applied, low, high] =
    /clients apply jitter ([\d.]+): uniform factor in \[([\d.]+),([\d.]+)\)/.exec(source) ?? [];
  check("jitter of clients", Number(applied) * 1000, BACKOFF_JITTER_PERMILLE);
  check("the least factor", Number(low) * 1000, 1000 - BACKOFF_JITTER_PERMILLE);
  check("the first factor too large", Number(high) * 1000, 1000 + BACKOFF_JITTER_PERMILLE);
  check("base of clients", exact.multiplier, BACKOFF_BASE);
}

/** A parameter under one of the names that it has. */
function given(fields: Fields, name: string): number | null {
  const found = [`${name}Ms`, `${name}Interval`, `${name}IntervalMs`, name].find((one) =>
    fields.has(one),
  );
  return found === undefined ? null : fields.number(found);
}

function waitsOf(rule: BackoffRule): ExponentialBackoff {
  return new ExponentialBackoff(rule, new ChoiceStream("backoff", "1", null));
}

/** A parameter has a field of its own, or stands in the constructor call that the source is. */
function parameter(given: number | null, source: string, name: string): number {
  if (given !== null) return given;
  const found = new RegExp(`\\b${name}=([\\d.]+)`).exec(source)?.[1];
  if (found === undefined) throw new Error(`nothing says what '${name}' is`);
  return Number(found);
}

function checkJitter(rule: BackoffRule, attempts: number, exactMs: number): void {
  const waits = waitsOf(rule);
  const share = rule.jitterPermille / 1000;
  for (let i = 0; i < DRAWS; i++) {
    const ms = waits.backoffUs(attempts) / 1000;
    const least = Math.min(exactMs * (1 - share), rule.maxUs / 1000);
    const inRange = ms >= least - 1 && ms <= Math.min(exactMs * (1 + share), rule.maxUs / 1000);
    check(`jitter after ${attempts} attempts (${ms} ms)`, true, inRange);
  }
}
