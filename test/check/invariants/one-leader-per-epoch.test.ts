import { describe, expect, test } from "vitest";
import { FOLLOWER, LEADER, Script } from "../support.ts";

const STATE_PATH = "/brokers/topics/orders/partitions/0/state";

function codes(script: Script): string[] {
  return script.checker.violations
    .filter(({ invariant }) => invariant === "one-leader-per-epoch")
    .map(({ told }) => told.code);
}

describe("a leader role", () => {
  test("must have been given by the registry", () => {
    const script = new Script().start().role(2, LEADER, 1, [2, 3]);
    expect(codes(script)).toEqual(["violation.unnamed-leader"]);
    expect(script.checker.violations[0]).toMatchObject({
      event: script.event,
      class: "protocol bug",
      told: { args: { partition: "orders-0", broker: 2, leaderEpoch: 1 } },
    });
  });

  test("that nobody gave is told once, and again only of another broker", () => {
    const script = new Script().start().role(2, LEADER, 1, [2]).role(2, LEADER, 1, [2]);
    expect(codes(script)).toEqual(["violation.unnamed-leader"]);
    expect(codes(script.role(3, LEADER, 1, [3]))).toEqual([
      "violation.unnamed-leader",
      "violation.two-leaders",
    ]);
  });

  test("may be taken up long after the registry gave it, or again", () => {
    const script = new Script().start().truth(2, 1, [2, 3]).truth(3, 2, [2, 3]);
    script.role(2, LEADER, 1, [2, 3]).role(3, LEADER, 2, [2, 3]).role(2, FOLLOWER, 2);
    script.kill(3).boot(3, 0).role(3, LEADER, 2, [2, 3]);
    expect(codes(script)).toEqual([]);
  });

  test("may be given anew when the topic was deleted and created again", () => {
    const script = new Script().start().truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3]);
    for (const broker of [1, 2, 3]) script.deleted(broker);
    script.facts(["znode.removed", STATE_PATH, 9]);
    script.truth(3, 0, [1, 2, 3], 0).role(3, LEADER, 0, [1, 2, 3]);
    expect(codes(script)).toEqual([]);
    expect(codes(script.role(1, LEADER, 0, [1]))).toEqual(["violation.two-leaders"]);
  });
});

describe("the registry", () => {
  test("may name no leader, and the same leader in a new epoch", () => {
    const script = new Script().start().truth(-1, 1, [1]).truth(1, 2, [1]);
    expect(codes(script.role(1, LEADER, 2, [1]))).toEqual([]);
  });

  test("may change the ISR within an epoch", () => {
    expect(codes(new Script().start().truth(1, 0, [1, 2]).truth(1, 0, [1, 2, 3]))).toEqual([]);
  });

  test("must raise the version with every change", () => {
    const script = new Script().start().truth(1, 0, [1, 2], 5).truth(1, 0, [1], 5);
    expect(codes(script)).toEqual(["violation.version-went-back"]);
  });
});
