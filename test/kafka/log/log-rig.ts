import { type ConfigValues, resolveConfig } from "../../../sim/kafka/config/config.ts";
import { TopicPartitions } from "../../../sim/kafka/context.ts";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import type { Log } from "../../../sim/kafka/log/log.ts";
import type { LogSurroundings } from "../../../sim/kafka/log/log-dir-failure-channel.ts";
import { LogDirectory } from "../../../sim/kafka/log/log-files.ts";
import { LogManager } from "../../../sim/kafka/log/log-manager.ts";
import { RecordBatch } from "../../../sim/kafka/record/record-batch.ts";
import { Disk } from "../../../sim/kernel/disk.ts";
import { FactLog } from "../../../sim/kernel/facts.ts";

/** Bytes of a batch of which nothing else is said. */
export const BATCH_BYTES = 100;

/** What of a batch matters to segments. */
export interface RigBatch {
  readonly sizeBytes?: number;
  readonly timestampMs?: number;
  readonly records?: number;
  /** Where it begins, as on a follower; absent: at the end of the log. */
  readonly baseOffset?: number;
  /** -1 when absent. */
  readonly producerId?: number;
}

/** One log of a broker, and its clock, as in the unit tests of `UnifiedLog`. */
export class LogRig implements LogSurroundings {
  nowMs = 1_600_000_000_000;
  readonly manager: LogManager;
  readonly log: Log;
  /** What the next segment's jitter is drawn as. */
  private readonly jitterMs: number;

  constructor(
    era: Era,
    overrides: Readonly<Record<string, string>>,
    jitterMs = 0,
    settings: ConfigValues = {},
  ) {
    this.jitterMs = jitterMs;
    const facts = new FactLog();
    const topicPartitions = new TopicPartitions(facts);
    const directory = new LogDirectory(new Disk(), "/data", this);
    const config = resolveConfig("broker", settings, era);
    this.manager = new LogManager([directory], 1, facts, topicPartitions, config);
    for (const loader of this.manager.startLoading()) loader.finish();
    this.log = this.manager.getOrCreateLog(topicPartitions.id("t", 0), overrides);
  }

  get segments(): number {
    return this.log.segments.all.length;
  }

  append(wanted: RigBatch): void {
    const { sizeBytes = BATCH_BYTES, timestampMs, records = 1, baseOffset, producerId } = wanted;
    const time = timestampMs ?? this.nowMs;
    const batch = new RecordBatch({
      id: 1,
      ...(producerId === undefined ? {} : { producerId, producerEpoch: 0, baseSequence: 0 }),
      maxTimestampMs: time,
      sizeBytes,
      records: Array.from({ length: records }, (_, i) => {
        return { id: i + 1, key: "k", value: "v", timestampMs: time, sizeBytes: 10 };
      }),
    });
    if (baseOffset === undefined) this.log.appendAsLeader(batch, 0, "client");
    else this.log.appendAsFollower([batch.stored(baseOffset, 0)]);
  }

  wallMs(): number {
    return this.nowMs;
  }

  random(): number {
    return this.jitterMs;
  }

  maybeAddOfflineLogDir(): void {
    throw new Error("the disk of a vector does not fail");
  }

  scheduleFileDelete(directory: LogDirectory, name: string): void {
    directory.deleteFile(name);
  }
}
