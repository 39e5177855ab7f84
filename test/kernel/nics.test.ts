import { describe, expect, test } from "vitest";
import { Nics } from "../../sim/kernel/nics.ts";

function nics(bytesPerUs: number): Nics {
  const all = new Nics();
  all.set(1, { bytesPerUs });
  return all;
}

describe("network interfaces", () => {
  test("what leaves a host on two connections leaves one after the other", () => {
    const all = nics(10);
    expect(all.sent(1, 0, 1000)).toBe(100);
    expect(all.sent(1, 0, 1000)).toBe(200);
    expect(all.sent(1, 500, 1000)).toBe(600);
  });

  test("what arrives at the same time is received one after the other", () => {
    const all = nics(10);
    expect(all.received(1, 900, 1000, 1000)).toBe(1000);
    expect(all.received(1, 900, 1000, 1000)).toBe(1100);
    expect(all.received(1, 1900, 2000, 1000)).toBe(2000);
  });

  test("what comes faster than a host can receive it takes the host's time", () => {
    expect(nics(10).received(1, 1000, 1001, 1000)).toBe(1100);
    expect(nics(10).received(1, 1000, 5000, 1000)).toBe(5000);
  });

  test("the two directions do not disturb each other, nor do hosts without an interface", () => {
    const all = nics(10);
    expect(all.sent(1, 0, 1000)).toBe(100);
    expect(all.received(1, 0, 100, 1000)).toBe(100);
    expect(all.sent(0, 7, 1_000_000)).toBe(7);
    expect(all.received(5, 0, 7, 1_000_000)).toBe(7);
    expect(all.sendingUs(0, 1000)).toBe(0);
  });

  test("the bandwidth doubled halves the time", () => {
    expect(nics(20).sent(1, 0, 1000)).toBe(50);
    expect(nics(20).sendingUs(1, 1000)).toBe(50);
    expect(nics(20).received(1, 0, 1, 1000)).toBe(50);
  });
});
