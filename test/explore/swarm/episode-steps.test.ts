import { describe, expect, test } from "vitest";
import { quietPhase, stepsOf } from "../../../sim/explore/swarm/episode-steps.ts";

describe("the steps of a plan", () => {
  test("are the beginnings and ends of its episodes in the order of time", () => {
    const steps = stepsOf([
      { kind: "kill", hosts: ["broker-1"], atMs: 2000, forMs: 3000 },
      { kind: "pause", hosts: ["broker-2", "c1"], clocks: "stop", atMs: 500, forMs: 1000 },
    ]);
    expect(steps).toEqual([
      { pause: [2, "c1"], clocks: "stop", at: "500ms" },
      { resume: [2, "c1"], at: "1.5s" },
      { kill: 1, at: "2s" },
      { restart: 1, at: "5s" },
    ]);
  });

  test("start whoever is down again after the controller of a moment was killed", () => {
    const steps = stepsOf([{ kind: "kill", hosts: ["controller"], atMs: 0, forMs: 10 }]);
    expect(steps.at(-1)).toEqual({ restart: "all", at: "10ms" });
  });

  test("let go what a cut and a hold kept back, in the same direction", () => {
    const link = { from: ["broker-1"], to: ["zookeeper"] };
    const steps = stepsOf([
      { kind: "cut", ...link, oneWay: true, atMs: 0, forMs: 5 },
      { kind: "hold", ...link, message: "FetchRequest", atMs: 10, forMs: 5 },
    ]);
    const refs = { from: 1, to: "zookeeper" };
    expect(steps).toEqual([
      { cut: { ...refs, oneWay: true }, at: "0ms" },
      { heal: { ...refs, oneWay: true }, at: "5ms" },
      { hold: { ...refs, message: "FetchRequest" }, at: "10ms" },
      { release: { ...refs, message: "FetchRequest" }, at: "15ms" },
    ]);
  });

  test("set a clock back, unless it is to stay wrong", () => {
    const jump = { kind: "jumpClock", host: "broker-1", byMs: -5000 } as const;
    expect(stepsOf([{ ...jump, atMs: 0, forMs: 0 }])).toHaveLength(1);
    expect(stepsOf([{ ...jump, atMs: 0, forMs: 100 }])[1]).toEqual({
      jumpClock: { host: 1, by: "5s" },
      at: "100ms",
    });
  });

  test("make disks what they were", () => {
    const steps = stepsOf([
      { kind: "slowDisk", hosts: ["broker-1"], slowdown: 50, atMs: 0, forMs: 1 },
      { kind: "slowSync", hosts: ["zookeeper"], fsyncMs: 20, atMs: 2, forMs: 1 },
      { kind: "failLogDir", broker: 2, dir: "/data/a", atMs: 4, forMs: 1 },
    ]);
    expect(steps.map(({ at: _, ...action }) => action)).toEqual([
      { slow: { host: 1, disk: 50 } },
      { slow: { host: 1, disk: 1 } },
      { slow: { host: "zookeeper", fsync: "20ms" } },
      { slow: { host: "zookeeper", fsync: 0 } },
      { failLogDir: { broker: 2, dir: "/data/a" } },
      { repairLogDir: { broker: 2, dir: "/data/a" } },
      { kill: 2 },
      { restart: 2 },
    ]);
  });
});

test("the quiet phase ends cuts and pauses, and starts whoever is down twice", () => {
  expect(quietPhase(7000)).toEqual([
    { heal: "all" },
    { resume: "all" },
    { restart: "all" },
    { sleep: "7s" },
    { restart: "all" },
  ]);
});
