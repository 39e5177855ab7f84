import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import {
  type BackoffRule,
  ExponentialBackoff,
} from "../../../sim/kafka/client/exponential-backoff.ts";
import { ChoiceStream } from "../../../sim/kernel/choices.ts";

const RULE: BackoffRule = {
  initialUs: 100_000,
  multiplier: 2,
  maxUs: 1_000_000,
  jitterPermille: 200,
  bounded: true,
};

function backoff(changes: Partial<BackoffRule>): ExponentialBackoff {
  return new ExponentialBackoff({ ...RULE, ...changes }, new ChoiceStream("backoff", "1", null));
}

describe("a wait", () => {
  test("doubles up to its bound", () => {
    const waits = backoff({ jitterPermille: 0 });
    expect([0, 1, 2, 3, 4, 1_000_000].map((attempts) => waits.backoffUs(attempts))).toEqual([
      100_000, 200_000, 400_000, 800_000, 1_000_000, 1_000_000,
    ]);
  });

  test("of nothing stays nothing", () => {
    expect(backoff({ initialUs: 0 }).backoffUs(2_147_483_647)).toBe(0);
  });

  test("that cannot grow is always the same, without a choice", () => {
    const stream = new ChoiceStream("backoff", "1", null);
    const waits = new ExponentialBackoff({ ...RULE, maxUs: 100_000 }, stream);
    expect([waits.backoffUs(0), waits.backoffUs(9)]).toEqual([100_000, 100_000]);
    expect(stream.count).toBe(0);
  });

  test("is the bound when that is less than the first wait, since KIP-580", () => {
    expect(backoff({ maxUs: 50_000 }).backoffUs(3)).toBe(50_000);
    expect(backoff({ maxUs: 50_000, bounded: false }).backoffUs(3)).toBe(100_000);
  });

  test.prop([fc.nat(40), fc.boolean()])(
    "is a fifth more or less, by chance",
    (attempts, bounded) => {
      const exact = backoff({ jitterPermille: 0 }).backoffUs(attempts);
      const waits = backoff({ bounded });
      for (let i = 0; i < 20; i++) {
        const waitUs = waits.backoffUs(attempts);
        expect(waitUs).toBeGreaterThanOrEqual(exact * 0.8);
        expect(waitUs).toBeLessThan(exact * 1.2);
        if (bounded) expect(waitUs).toBeLessThanOrEqual(RULE.maxUs);
      }
    },
  );
});
