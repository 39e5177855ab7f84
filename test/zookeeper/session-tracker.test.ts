import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../sim/kernel/time.ts";
import {
  negotiateTimeout,
  SessionTracker,
  sessionTimes,
} from "../../sim/zookeeper/session-tracker.ts";

describe("the negotiated timeout", () => {
  test.each([
    [1_000, 4_000],
    [6_000, 6_000],
    [18_000, 18_000],
    [100_000, 40_000],
  ])("of %i ms asked for is %i ms", (requestedMs, negotiatedMs) => {
    expect(negotiateTimeout(requestedMs, sessionTimes(2000))).toBe(negotiatedMs);
  });
});

describe("expiry", () => {
  test("comes at the end of the tick in which the timeout passes", () => {
    const tracker = new SessionTracker(sessionTimes(2000));
    tracker.track(1, 18_000, seconds(0.5));
    expect(tracker.nextExpiryUs()).toBe(seconds(20));
    expect(tracker.takeExpired(seconds(20) - 1)).toEqual([]);
    expect(tracker.takeExpired(seconds(20))).toEqual([1]);
    expect(tracker.isTracked(1)).toBe(false);
  });

  test("a timeout that ends with a tick lasts until the next one", () => {
    const tracker = new SessionTracker(sessionTimes(2000));
    tracker.track(1, 18_000, 0);
    expect(tracker.nextExpiryUs()).toBe(seconds(20));
  });

  test("moves on with each sign of life, and there is none after it", () => {
    const tracker = new SessionTracker(sessionTimes(2000));
    tracker.track(1, 18_000, 0);
    expect(tracker.touch(1, 18_000, seconds(19))).toBe(true);
    expect(tracker.takeExpired(seconds(37))).toEqual([]);
    expect(tracker.takeExpired(seconds(38))).toEqual([1]);
    expect(tracker.touch(1, 18_000, seconds(38))).toBe(false);
  });

  test("a removed session does not expire", () => {
    const tracker = new SessionTracker(sessionTimes(2000));
    tracker.track(1, 18_000, 0);
    tracker.remove(1);
    expect(tracker.nextExpiryUs()).toBeNull();
    expect(tracker.takeExpired(seconds(100))).toEqual([]);
  });

  test("never comes before the timeout, and at most a tick after it", () => {
    const millis = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(millis, fc.integer({ min: 4000, max: 40_000 }), (heardMs, timeoutMs) => {
        const tracker = new SessionTracker(sessionTimes(2000));
        tracker.track(1, timeoutMs, ms(heardMs));
        const expiryUs = tracker.nextExpiryUs() ?? 0;
        expect(expiryUs).toBeGreaterThan(ms(heardMs + timeoutMs));
        expect(expiryUs).toBeLessThanOrEqual(ms(heardMs + timeoutMs + 2000));
      }),
    );
  });
});
