import * as z from "zod";
import { count, duration } from "./schema-parts.ts";

/** A number above 0, perhaps with a fraction. */
const positive = z.number().min(0.000_001).max(1_000_000_000);
const cost = z.number().min(0).max(1_000_000);
const percent = count(1, 100);

const disk = z.strictObject({
  readMegabytesPerSecond: positive.exactOptional(),
  writeMegabytesPerSecond: positive.exactOptional(),
  seek: duration.exactOptional(),
  fsync: duration.exactOptional(),
});

const hardware = z.strictObject({
  disk: z.union([z.enum(["hdd", "ssd"]), disk]).exactOptional(),
  pageCache: z
    .strictObject({
      megabytes: positive.exactOptional(),
      dirtyBackgroundPercent: percent.exactOptional(),
      dirtyPercent: percent.exactOptional(),
      dirtyExpire: duration.exactOptional(),
      writeBackInterval: duration.exactOptional(),
      readAheadKilobytes: cost.exactOptional(),
    })
    .exactOptional(),
  cpu: z
    .strictObject({
      request: duration.exactOptional(),
      batch: duration.exactOptional(),
      contextSwitch: duration.exactOptional(),
      crcNanosecondsPerByte: cost.exactOptional(),
      copyNanosecondsPerByte: cost.exactOptional(),
    })
    .exactOptional(),
  network: z.strictObject({ megabitsPerSecond: positive }).exactOptional(),
  zeroCopy: z.boolean().exactOptional(),
});

const machine = hardware.meta({ id: "Machine", title: "the machine of one broker" });

/** The machines of all brokers, and of single ones. */
export const clusterHardware = z
  .strictObject({ ...hardware.shape, brokers: z.record(z.string(), machine).exactOptional() })
  .meta({ id: "Hardware", title: "the machines of the brokers" });
