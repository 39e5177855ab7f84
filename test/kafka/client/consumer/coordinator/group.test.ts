import { describe, expect, test } from "vitest";
import { GroupCluster } from "./group-cluster.ts";

const EAGER = { "partition.assignment.strategy": "range" };
const COOPERATIVE = { "partition.assignment.strategy": "cooperative-sticky" };

/** Three members that share the topic. */
function threeMembers(...args: ConstructorParameters<typeof GroupCluster>): GroupCluster {
  const group = new GroupCluster(...args);
  for (const name of ["a", "b", "c"]) {
    group.boot(name);
    group.run(6000);
  }
  group.run(20_000);
  return group;
}

describe.each([
  ["0.9", EAGER],
  ["0.10.2", EAGER],
  ["2.4", EAGER],
  ["2.4", COOPERATIVE],
  ["2.8", EAGER],
  ["2.8", COOPERATIVE],
  ["3.9", EAGER],
  ["3.9", COOPERATIVE],
] as const)("a group in %s with %o", (era, settings) => {
  test("shares the partitions; a member that leaves gives its share to the others at once", () => {
    const group = threeMembers(era, settings);
    expect(group.shares()).toEqual([2, 2, 2]);
    group.shutdown("b");
    group.run(5000);
    expect(group.shares()).toEqual([0, 3, 3]);
  });

  test("takes a crashed member's share when its session is over", () => {
    const group = threeMembers(era, settings);
    group.kill("c");
    group.run(5000);
    expect(group.shares()).toEqual([2, 2]);
    group.run(15_000);
    expect(group.shares()).toEqual([3, 3]);
  });

  test("goes on at another coordinator without a rebalance", () => {
    const group = threeMembers(era, settings);
    const { moves, generations, coordinator } = group;
    const before = [...generations.values()];
    group.kill(`broker-${coordinator}`);
    group.run(60_000);
    expect(group.coordinator).not.toBe(coordinator);
    expect([...group.generations.values()]).toEqual(before);
    expect(group.moves).toBe(moves);
    group.kill("c");
    group.run(20_000);
    expect(group.shares()).toEqual([3, 3]);
  });
});

test("a cooperative group moves fewer partitions than an eager one", () => {
  const [eager, cooperative] = [EAGER, COOPERATIVE].map(
    (settings) => threeMembers("2.8", settings).moves,
  );
  expect(cooperative).toBeLessThan(eager ?? 0);
});
