import type { Cluster } from "../cluster/hosts.ts";
import { Broker } from "../kafka/broker/broker.ts";
import { listOf, resolveConfig, textOf } from "../kafka/config/config.ts";
import type { Log } from "../kafka/log/log.ts";
import { KafkaStorageError } from "../kafka/log/log-dir-failure-channel.ts";
import { LogDirectory } from "../kafka/log/log-files.ts";
import { LogSegment } from "../kafka/log/log-segment.ts";
import type { RecordBatch } from "../kafka/record/record-batch.ts";
import { checksumOf } from "../kafka/record/record-bytes.ts";
import { present } from "../kernel/assert.ts";
import type { Host } from "../kernel/host.ts";
import { createRun, type Run } from "./run.ts";
import { DEFAULT_LIMITS, type RunInput } from "./run-input.ts";

/** What a broker has on its disks, running or not. */
export interface DescribedBrokerLogs {
  readonly broker: number;
  /** Whether its process runs, so that a tool could ask it. */
  readonly isRunning: boolean;
  /** In the order of `log.dirs`. */
  readonly logDirs: readonly DescribedLogDir[];
}

export interface DescribedLogDir {
  readonly path: string;
  /** It cannot be read, or its broker gave it up. */
  readonly isOffline: boolean;
  /** By topic and partition. */
  readonly logs: readonly DescribedLog[];
}

/** One replica's log. */
export interface DescribedLog {
  readonly topic: string;
  readonly partition: number;
  readonly sizeBytes: number;
  /** What its broker knows of it; null while that does not run or has not loaded it. */
  readonly open: DescribedOffsets | null;
  /** In the order of their base offsets. */
  readonly segments: readonly DescribedSegment[];
}

export interface DescribedOffsets {
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly logEndOffset: number;
  /** By how much the log lacks what the HW covers (`ReplicaManager.getLogEndOffsetLag`). */
  readonly offsetLag: number;
}

export interface DescribedSegment {
  readonly baseOffset: number;
  /** Path of the file. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly batches: readonly DescribedBatch[];
}

export interface DescribedBatch {
  readonly batch: RecordBatch;
  /** Where it begins in its file, in bytes. */
  readonly position: number;
  /** Its checksum, unsigned. */
  readonly crc: number;
}

/** What all brokers have on their disks after an event of a run, which is executed up to there. */
export function describeLogs(input: RunInput, event: number): readonly DescribedBrokerLogs[] {
  const { cluster } = executedTo(input, event);
  return cluster.addresses.brokerIds.map((id) => brokerLogs(cluster, id));
}

function executedTo(input: RunInput, event: number): Run {
  const run = createRun(input, { trace: "off", limits: DEFAULT_LIMITS });
  while (run.sim.events <= event && run.advance(event + 1 - run.sim.events));
  return run;
}

function brokerLogs({ addresses, sim, software }: Cluster, broker: number): DescribedBrokerLogs {
  const host = present(
    sim.hosts[present(addresses.hostOfBroker.get(broker), "every broker has a host")],
    "every broker has a host",
  );
  const { settings, era } = present(software.get(host.name), "every broker has software");
  const paths = listOf(textOf(resolveConfig("broker", settings, era), "log.dirs"));
  const running = host.process instanceof Broker ? host.process : null;
  return {
    broker,
    isRunning: running !== null,
    logDirs: paths.map((path) => logDir(host, path, running)),
  };
}

function logDir(host: Host, path: string, running: Broker | null): DescribedLogDir {
  const offline = { path, isOffline: true, logs: [] };
  if (running !== null && !running.logManager.isLogDirOnline(path)) return offline;
  const directory = new LogDirectory(host.disk, path);
  const open = new Map<string, Log>();
  for (const log of running?.logManager.all ?? []) {
    if (log.directory.path === path) open.set(log.identity.name, log);
  }
  try {
    const logs = [...directory.segments()].map(([name, baseOffsets]) =>
      describedLog(directory, name, baseOffsets, open.get(name) ?? null),
    );
    logs.sort((x, y) => compare(x.topic, y.topic) || x.partition - y.partition);
    return { path, isOffline: false, logs };
  } catch (error) {
    if (error instanceof KafkaStorageError) return offline;
    throw error;
  }
}

function describedLog(
  directory: LogDirectory,
  name: string,
  baseOffsets: readonly number[],
  log: Log | null,
): DescribedLog {
  const dash = name.lastIndexOf("-");
  const segments = baseOffsets.map((base) => describedSegment(directory, name, base));
  return {
    topic: name.slice(0, dash),
    partition: Number(name.slice(dash + 1)),
    sizeBytes: segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    open: log === null ? null : offsetsOf(log),
    segments,
  };
}

function offsetsOf({ logStartOffset, highWatermark, logEndOffset }: Log): DescribedOffsets {
  const offsetLag = Math.max(highWatermark - logEndOffset, 0);
  return { logStartOffset, highWatermark, logEndOffset, offsetLag };
}

function describedSegment(
  directory: LogDirectory,
  name: string,
  baseOffset: number,
): DescribedSegment {
  const { file, batches, sizeBytes } = new LogSegment(
    baseOffset,
    directory.segment(name, baseOffset),
  );
  let position = 0;
  const described = batches.map((batch) => {
    const one = { batch, position, crc: checksumOf(batch) };
    position += batch.sizeBytes;
    return one;
  });
  return { baseOffset, file: file.name, sizeBytes, batches: described };
}

function compare(x: string, y: string): number {
  return x < y ? -1 : x > y ? 1 : 0;
}
