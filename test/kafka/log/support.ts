import { type ConfigValues, resolveConfig } from "../../../sim/kafka/config/config.ts";
import { TopicPartitions } from "../../../sim/kafka/context.ts";
import { DEFAULT_ERA } from "../../../sim/kafka/era/eras.ts";
import type { Log } from "../../../sim/kafka/log/log.ts";
import { LogDirectory } from "../../../sim/kafka/log/log-files.ts";
import { LogManager } from "../../../sim/kafka/log/log-manager.ts";
import { RecordBatch } from "../../../sim/kafka/record/record-batch.ts";
import { type AppendFile, Disk } from "../../../sim/kernel/disk.ts";
import { FactLog } from "../../../sim/kernel/facts.ts";

/** A machine with the log `t-0` on its disk; processes come and go. */
export class LogMachine {
  readonly disk = new Disk();
  readonly facts = new FactLog();
  readonly topicPartitions = new TopicPartitions(this.facts);
  readonly tp = this.topicPartitions.id("t", 0);
  readonly directory = new LogDirectory(this.disk, "/data");
  manager = this.start();

  /** A new process: what the last one did not write down is gone. */
  start(settings: ConfigValues = {}): LogManager {
    const config = resolveConfig("broker", settings, DEFAULT_ERA);
    this.manager = new LogManager([this.directory], 1, this.facts, this.topicPartitions, config);
    for (const loader of this.manager.startLoading()) {
      while (!loader.isDone) loader.loadNext();
      loader.finish();
    }
    return this.manager;
  }

  /** The file of a segment. */
  file(baseOffset = 0): AppendFile<RecordBatch> {
    return this.directory.segment("t-0", baseOffset);
  }

  log(overrides: Readonly<Record<string, string>> = {}): Log {
    return this.manager.getOrCreateLog(this.tp, overrides);
  }
}

export interface Producer {
  readonly id: number;
  readonly epoch: number;
  readonly sequence: number;
}

const NOBODY: Producer = { id: -1, epoch: -1, sequence: -1 };

/** A batch of `count` records of 20 bytes, as a producer sends it. */
export function batchOf(count: number, producer: Producer = NOBODY, timestampMs = 1): RecordBatch {
  const records = Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    key: null,
    value: "v",
    timestampMs: timestampMs + i,
    sizeBytes: 20,
  }));
  const { id, epoch, sequence } = producer;
  const sizeBytes = 61 + 20 * count;
  return new RecordBatch({
    id: 1,
    producerId: id,
    producerEpoch: epoch,
    baseSequence: sequence,
    maxTimestampMs: timestampMs + count - 1,
    sizeBytes,
    records,
  });
}

/** Appends batches of those sizes as the leader of an epoch. */
export function appendAll(log: Log, leaderEpoch: number, ...counts: readonly number[]): void {
  for (const count of counts) log.appendAsLeader(batchOf(count), leaderEpoch, "client");
}
