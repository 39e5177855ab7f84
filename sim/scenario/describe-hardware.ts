import type { HardwareDescription } from "../cluster/description.ts";
import { present } from "../kernel/assert.ts";
import type { Micros } from "../kernel/time.ts";
import { durationMicros } from "./duration.ts";
import type {
  ClusterHardwareSpec,
  CpuSpec,
  DiskSpec,
  Duration,
  HardwareSpec,
  PageCacheSpec,
} from "./types.ts";

/** 1 MB is a million bytes, as disks are sold; 1 MB/s is a byte in a microsecond. */
const MEGABYTE = 1_000_000;
const KIBIBYTE = 1024;

/**
 * A disk that turns 7,200 times a minute: 100 MB/s in a line (a sixth of what Kafka's documentation
 * gives for an array of six) and 10 ms a seek (the same, "Persistence"); an fsync waits for one turn.
 */
const HDD: Required<DiskSpec> = {
  readMegabytesPerSecond: 100,
  writeMegabytesPerSecond: 100,
  seek: "10ms",
  fsync: "8333us",
};

/** "Latency numbers every programmer should know": 1 MB in 1 ms, a random read in 150 us. */
const SSD: Required<DiskSpec> = {
  readMegabytesPerSecond: 1000,
  writeMegabytesPerSecond: 1000,
  seek: "150us",
  fsync: "1ms",
};

/**
 * The memory of LinkedIn's machines in "Benchmarking Apache Kafka" (2014), and what Linux does with it:
 * `vm.dirty_background_ratio`, `vm.dirty_ratio`, `vm.dirty_expire_centisecs`,
 * `vm.dirty_writeback_centisecs` (admin-guide/sysctl/vm), `read_ahead_kb` (block/queue-sysfs).
 */
const PAGE_CACHE: Required<PageCacheSpec> = {
  megabytes: 32_000,
  dirtyBackgroundPercent: 10,
  dirtyPercent: 20,
  dirtyExpire: "30s",
  writeBackInterval: "5s",
  readAheadKilobytes: 128,
};

/**
 * A request and a log entry: from the rates with batches of 1 and 50 in "Kafka: a distributed messaging
 * system for log processing" (NetDB 2011). A checksum: RocksDB's crc32c with CRC instructions, 3.9 GB/s.
 * A copy: the latency numbers, 1 MB from memory in 250 us. A change of mode: the order of magnitude.
 */
const CPU: Required<CpuSpec> = {
  request: "20us",
  batch: "2us",
  contextSwitch: "1us",
  crcNanosecondsPerByte: 0.25,
  copyNanosecondsPerByte: 0.25,
};

/** Mbit/s, of the machines in both benchmarks. */
const NETWORK = { megabitsPerSecond: 1000 };

/** The machine of one broker; undefined where work takes no time. */
export function describeHardware(
  cluster: ClusterHardwareSpec | undefined,
  broker: number,
): HardwareDescription | undefined {
  if (cluster === undefined) return undefined;
  const machine = merged(cluster, cluster.brokers?.[broker]);
  const { disk, network = NETWORK, zeroCopy = true } = machine;
  const pageCache = { ...PAGE_CACHE, ...machine.pageCache };
  const cpu = { ...CPU, ...machine.cpu };
  const { readMegabytesPerSecond, writeMegabytesPerSecond, seek, fsync } = diskOf(disk);
  const capacityBytes = pageCache.megabytes * MEGABYTE;
  const percent = (share: number): number => Math.floor((capacityBytes * share) / 100);
  return {
    storage: {
      device: {
        readBytesPerUs: readMegabytesPerSecond,
        writeBytesPerUs: writeMegabytesPerSecond,
        seekUs: micros(seek),
        syncUs: micros(fsync),
      },
      pageCache: {
        capacityBytes,
        dirtyBackgroundBytes: percent(pageCache.dirtyBackgroundPercent),
        dirtyBytes: percent(pageCache.dirtyPercent),
        dirtyExpireUs: micros(pageCache.dirtyExpire),
        writeBackIntervalUs: micros(pageCache.writeBackInterval),
        readAheadBytes: pageCache.readAheadKilobytes * KIBIBYTE,
      },
    },
    nic: { bytesPerUs: network.megabitsPerSecond / 8 },
    costs: {
      cpu: {
        requestUs: micros(cpu.request),
        batchUs: micros(cpu.batch),
        contextSwitchUs: micros(cpu.contextSwitch),
        crcNsPerByte: cpu.crcNanosecondsPerByte,
        copyNsPerByte: cpu.copyNanosecondsPerByte,
      },
      zeroCopy,
    },
  };
}

/** Hardware with something changed: part by part, and within a part value by value. */
export function mergedHardware(
  whole: ClusterHardwareSpec | undefined,
  change: ClusterHardwareSpec | undefined,
): ClusterHardwareSpec | undefined {
  if (whole === undefined || change === undefined) return change ?? whole;
  const ids = Object.keys({ ...whole.brokers, ...change.brokers });
  const brokers = Object.fromEntries(
    ids.map((id) => [id, merged(whole.brokers?.[id] ?? {}, change.brokers?.[id])]),
  );
  return { ...merged(whole, change), ...(ids.length > 0 ? { brokers } : {}) };
}

function merged(whole: HardwareSpec, change: HardwareSpec | undefined): HardwareSpec {
  if (change === undefined) return whole;
  const result: Record<string, unknown> = { ...whole };
  for (const [part, value] of Object.entries(change)) {
    const before = result[part];
    const bothHaveParts = typeof value === "object" && typeof before === "object";
    result[part] = bothHaveParts ? { ...before, ...value } : value;
  }
  return result;
}

function diskOf(disk: HardwareSpec["disk"]): Required<DiskSpec> {
  if (disk === "ssd") return SSD;
  return typeof disk === "object" ? { ...HDD, ...disk } : HDD;
}

function micros(duration: Duration): Micros {
  return present(durationMicros(duration), `${duration} is not a duration`);
}
