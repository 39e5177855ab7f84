import { describe, expect, test } from "vitest";
import { Device, type DeviceProperties, STALLED } from "../../sim/kernel/device.ts";
import { HANDLER_DEVICE } from "../../sim/kernel/kinds.ts";
import { Simulation } from "../../sim/kernel/simulation.ts";
import type { Storage } from "../../sim/kernel/storage.ts";
import { NoProcess } from "./support.ts";

const DISK: DeviceProperties = {
  readBytesPerUs: 100,
  writeBytesPerUs: 50,
  seekUs: 10_000,
  syncUs: 8000,
};

/** A host with a device; notes which waiter was served when. */
function world(properties: DeviceProperties = DISK) {
  const sim = new Simulation({ seed: "1", messageName: String });
  const host = sim.addHost("broker-1", "broker", () => new NoProcess());
  sim.boot(host);
  sim.step();
  const device = new Device(host, properties);
  const served: [number, number][] = [];
  const onTimer = (handler: number): void => {
    expect(handler).toBe(HANDLER_DEVICE);
    const { waiter } = device.onTimer();
    served.push([waiter?.index ?? -1, sim.now]);
    device.beginNext();
  };
  host.storage = { onTimer } as unknown as Storage;
  const submit = (
    type: "read" | "write" | "sync",
    file: string,
    from: number,
    bytes: number,
    index = served.length,
  ): void => {
    const waiter = index < 0 ? null : { kind: 1, index };
    device.submit({ type, file, from, bytes, waiter });
  };
  const run = (untilUs?: number): readonly [number, number][] => {
    while (sim.step(untilUs));
    return served;
  };
  return { sim, device, submit, run };
}

/** When the last of these operations is done. */
function doneAt(
  properties: DeviceProperties,
  operations: readonly (readonly ["read" | "write" | "sync", string, number, number])[],
): number {
  const { submit, run } = world(properties);
  operations.forEach(([type, file, from, bytes], i) => {
    submit(type, file, from, bytes, i);
  });
  return run().at(-1)?.[1] ?? -1;
}

describe("a storage device", () => {
  test("seeks, then transfers at its rate", () => {
    expect(doneAt(DISK, [["read", "f", 0, 1_000_000]])).toBe(10_000 + 10_000);
    expect(doneAt(DISK, [["write", "f", 0, 1_000_000]])).toBe(10_000 + 20_000);
  });

  test("seeks no more where a transfer goes on", () => {
    const inOrder = doneAt(DISK, [
      ["read", "f", 0, 1000],
      ["read", "f", 1000, 1000],
    ]);
    const elsewhere = doneAt(DISK, [
      ["read", "f", 0, 1000],
      ["read", "g", 1000, 1000],
    ]);
    expect(inOrder).toBe(10_000 + 20);
    expect(elsewhere).toBe(20_000 + 20);
  });

  test("a sync of nothing only empties its cache", () => {
    expect(doneAt(DISK, [["sync", "f", 0, 0]])).toBe(8000);
  });

  test.each([
    ["readBytesPerUs", [["read", "f", 0, 1_000_000]], -5000],
    ["writeBytesPerUs", [["write", "f", 0, 1_000_000]], -10_000],
    [
      "seekUs",
      [
        ["read", "f", 0, 100],
        ["read", "g", 0, 100],
      ],
      20_000,
    ],
    ["syncUs", [["sync", "f", 0, 100]], 8000],
  ] as const)("%s doubled changes the time as predicted", (name, operations, differenceUs) => {
    const doubled = { ...DISK, [name]: 2 * DISK[name] };
    expect(doneAt(doubled, operations) - doneAt(DISK, operations)).toBe(differenceUs);
  });

  test("serves in the order of arrival, and what nobody waits for last", () => {
    const { submit, run } = world();
    submit("read", "a", 0, 100, 1);
    submit("write", "b", 0, 100, -1);
    submit("read", "c", 0, 100, 2);
    expect(run().map(([index]) => index)).toEqual([1, 2, -1]);
  });

  test("slows down in the middle of an operation", () => {
    const { sim, device, submit, run } = world();
    submit("read", "f", 0, 1_000_000, 0);
    run(15_000);
    sim.now = 15_000;
    device.setSlowdown(3);
    expect(run()).toEqual([[0, 15_000 + 3 * 5000]]);
  });

  test("stands still, and goes on where it was", () => {
    const { sim, device, submit, run } = world();
    submit("read", "f", 0, 1_000_000, 0);
    sim.now = 5000;
    device.setSlowdown(STALLED);
    expect(run()).toEqual([]);
    sim.now = 1_000_000;
    device.setSlowdown(1);
    expect(run()).toEqual([[0, 1_015_000]]);
  });
});
