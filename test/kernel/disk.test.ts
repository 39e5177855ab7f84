import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { Choices } from "../../sim/kernel/choices.ts";
import { Disk, DiskError } from "../../sim/kernel/disk.ts";
import { FactLog } from "../../sim/kernel/facts.ts";

function diskWith(synced: number, unsynced: number): Disk {
  const disk = new Disk();
  const file = disk.file<number>("/data/log");
  for (let i = 0; i < synced; i++) file.append(i);
  file.sync();
  for (let i = 0; i < unsynced; i++) file.append(synced + i);
  return disk;
}

describe("a power loss", () => {
  property.prop([fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.nat({ max: 1000 })])(
    "keeps what was synced and a prefix of the rest, after which one entry may be torn",
    (synced, unsynced, seed) => {
      const disk = diskWith(synced, unsynced);
      disk.losePower(0, "host", "choice", new Choices(String(seed)), new FactLog());
      const file = disk.file<number>("/data/log");
      const whole = file.tornEntry < 0 ? file.entries.length : file.tornEntry;
      expect(file.entries).toEqual(Array.from({ length: file.entries.length }, (_, i) => i));
      expect(whole).toBeGreaterThanOrEqual(synced);
      expect(file.entries.length).toBeLessThanOrEqual(synced + unsynced);
      expect(file.entries.length - whole).toBeLessThanOrEqual(1);
      expect(file.syncedEntries).toBe(file.entries.length);
    },
  );

  test("takes all there is when the disk goes with it", () => {
    const disk = diskWith(2, 3);
    disk.writeValue("/data/checkpoint", 7);
    const facts = new FactLog();
    disk.losePower(0, "host", "disk", new Choices("1"), facts);
    expect(facts.length).toBeGreaterThan(0);
    expect(disk.hasFile("/data/log")).toBe(false);
    expect(disk.readValue("/data/checkpoint")).toBeUndefined();
    expect(disk.file("/data/log").entries).toEqual([]);
  });

  test("tears an entry with some seeds and not with others", () => {
    const torn = Array.from({ length: 50 }, (_, seed) => {
      const disk = diskWith(2, 3);
      disk.losePower(0, "host", "choice", new Choices(String(seed)), new FactLog());
      return disk.file("/data/log").tornEntry;
    });
    expect(new Set(torn)).toEqual(new Set([-1, 2, 3, 4]));
  });

  test.each([
    ["all", 2],
    ["none", 5],
  ] as const)("tears nothing when it takes %s", (extent, left) => {
    for (let seed = 0; seed < 20; seed++) {
      const disk = diskWith(2, 3);
      disk.losePower(0, "host", extent, new Choices(String(seed)), new FactLog());
      const file = disk.file("/data/log");
      expect([file.entries.length, file.tornEntry]).toEqual([left, -1]);
    }
  });
});

describe("a failing directory", () => {
  test("fails every access to what is below it, and nothing else", () => {
    const disk = diskWith(1, 1);
    disk.writeValue("/data/checkpoint", 7);
    disk.setFailing("/data", true, 0, new FactLog());
    const file = disk.file<number>("/data/log");
    const accesses = [
      () => file.append(1),
      () => file.sync(),
      () => file.truncate(0),
      () => disk.file("/data/other"),
      () => disk.removeFile("/data/log"),
      () => disk.readValue("/data/checkpoint"),
      () => disk.writeValue("/data/checkpoint", 8),
      () => disk.removeValue("/data/checkpoint"),
    ];
    for (const access of accesses) expect(access).toThrow(DiskError);
    disk.writeValue("/data2/checkpoint", 1);
    disk.file("/database").append(1);
    expect([disk.isFailing("/data"), disk.isFailing("/data2")]).toEqual([true, false]);
  });

  test("has everything that was there when it is repaired", () => {
    const disk = diskWith(1, 1);
    const facts = new FactLog();
    disk.setFailing("/data", true, 0, facts);
    disk.setFailing("/data", false, 0, facts);
    disk.file<number>("/data/log").append(9);
    expect(disk.file("/data/log").entries).toEqual([0, 1, 9]);
  });
});
