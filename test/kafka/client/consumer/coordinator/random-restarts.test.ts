import { describe, expect, test } from "vitest";
import type { ConfigValues } from "../../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../../sim/kafka/era/eras.ts";
import { GroupCluster } from "./group-cluster.ts";

const EAGER = { "partition.assignment.strategy": "range" };
const COOPERATIVE = { "partition.assignment.strategy": "cooperative-sticky" };
const HOSTS = ["a", "b", "c", "broker-1", "broker-2", "broker-3"];

/** Hosts die and come back, as chance will have it; one broker at a time is away. */
function restless(era: Era, settings: ConfigValues, seed: number): GroupCluster {
  const group = new GroupCluster(era, settings, String(seed));
  const chance = group.sim.choices.stream("test/restarts");
  for (const name of ["a", "b", "c"]) group.boot(name);
  group.run(8000);
  for (let round = 0; round < 12; round++) {
    const name = HOSTS[chance.next(HOSTS.length)] ?? "a";
    const isBroker = name.startsWith("broker");
    if (!group.isUp(name)) group.boot(name);
    else if (!isBroker || HOSTS.slice(3).every((broker) => group.isUp(broker))) group.kill(name);
    group.run(500 + chance.next(8000));
  }
  for (const name of HOSTS) if (!group.isUp(name)) group.boot(name);
  group.run(90_000);
  return group;
}

describe.each([
  ["0.9", EAGER],
  ["2.0", EAGER],
  ["2.4", COOPERATIVE],
  ["2.6", COOPERATIVE],
  ["2.8", EAGER],
  ["3.9", COOPERATIVE],
] as const)("in %s with %o", (era, settings) => {
  test.each([1, 2])("after restarts all partitions have one owner again (seed %i)", (seed) => {
    const group = restless(era, settings, seed);
    expect(group.shares()).toEqual([2, 2, 2]);
    const generations = new Set(group.generations.values());
    expect(generations.size).toBe(1);
  });
});
