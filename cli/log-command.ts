import {
  type DescribedBrokerLogs,
  type DescribedLog,
  type DescribedLogDir,
  type DescribedSegment,
  type Era,
  javaStringHash,
} from "../sim/index.ts";
import { UsageError } from "./errors.ts";
import { tableOrder, topicPartitionHash } from "./java-order.ts";
import { printable, truncate } from "./render/width.ts";

/** What a person asks `kafka-log-dirs.sh --describe` or `kafka-dump-log.sh`. */
export interface LogQuestion {
  /** Null: all topics. */
  readonly topics: readonly string[] | null;
  /** Null: all brokers, or of a dump one that has the log. */
  readonly brokers: readonly number[] | null;
  /** `topic-partition` whose files are dumped; null: none. */
  readonly dump: string | null;
  /** With keys and values. */
  readonly printDataLog: boolean;
  /** Record by record. */
  readonly deepIteration: boolean;
}

/** The files of one log that are dumped. */
export interface Dump {
  readonly broker: number;
  readonly log: DescribedLog;
}

const INT = /^\d{1,9}$/;

/**
 * The ids in `1,2,3`.
 * @throws UsageError for anything else
 */
export function brokerList(text: string): readonly number[] {
  const ids = namesIn(text);
  const wrong = ids.find((id) => !INT.test(id));
  if (wrong !== undefined) {
    throw new UsageError(`--broker-list: ${shown(wrong)} is not a broker's id`);
  }
  return ids.map(Number);
}

/** The names in `a,b`. */
export function namesIn(text: string): readonly string[] {
  return text.split(",").filter((name) => name !== "");
}

/**
 * The brokers that are asked: those that are registered, unless some are named.
 * @throws UsageError for a broker that is not there
 */
export function askedBrokers(
  all: readonly DescribedBrokerLogs[],
  wanted: readonly number[] | null,
): readonly DescribedBrokerLogs[] {
  if (wanted === null) return all.filter(({ isRunning }) => isRunning);
  return wanted.map((id) => {
    const found = all.find(({ broker }) => broker === id);
    if (found === undefined) {
      const ids = all.map(({ broker }) => broker).join(", ");
      throw new UsageError(`--broker-list: there is no broker ${id}; there are ${ids}`);
    }
    if (!found.isRunning) {
      throw new UsageError(`--broker-list: broker ${id} does not run at that moment`);
    }
    return found;
  });
}

/**
 * What `kafka-log-dirs.sh --describe` answers: an object with keys and entries in the tool's order. Before
 * 3.9 it is of Scala's maps, which keep theirs; since then of Java's.
 */
export function logDirsAnswer(
  era: Era,
  brokers: readonly DescribedBrokerLogs[],
  topics: readonly string[] | null,
): unknown {
  const ofJava = era === "3.9";
  const inOrder = (entries: readonly (readonly [string, unknown])[]) => {
    const names = entries.map(([name]) => name);
    const order = ofJava ? tableOrder(names, javaStringHash) : names;
    return Object.fromEntries(order.map((name) => [name, new Map(entries).get(name)]));
  };
  return inOrder([
    ["version", 1],
    [
      "brokers",
      brokers.map(({ broker, logDirs }) =>
        inOrder([
          ["broker", broker],
          [
            "logDirs",
            logDirs.map((logDir) =>
              inOrder([
                ["logDir", logDir.path],
                ["error", logDir.isOffline ? STORAGE_EXCEPTION : null],
                ["partitions", replicasOf(logDir, topics).map(inOrder)],
              ]),
            ),
          ],
        ]),
      ),
    ],
  ]);
}

const STORAGE_EXCEPTION = "org.apache.kafka.common.errors.KafkaStorageException";

function replicasOf({ logs }: DescribedLogDir, topics: readonly string[] | null) {
  const wanted = logs.filter(
    ({ topic, open }) => open !== null && (topics === null || topics.includes(topic)),
  );
  return tableOrder(wanted, ({ topic, partition }) => topicPartitionHash(topic, partition)).map(
    ({ topic, partition, sizeBytes, open }) => [
      ["partition", `${topic}-${partition}`] as const,
      ["size", sizeBytes] as const,
      ["offsetLag", open?.offsetLag ?? -1] as const,
      ["isFuture", false] as const,
    ],
  );
}

/**
 * The files that are dumped: those of the brokers that are named, or of the partition's leader, or of the
 * first broker that has some.
 * @param leader -1 or null: nobody leads it
 * @throws UsageError when there are none
 */
export function dumped(
  all: readonly DescribedBrokerLogs[],
  partition: string,
  wanted: readonly number[] | null,
  leader: number | null,
): readonly Dump[] {
  const dumps = all.flatMap(({ broker, logDirs }) =>
    logDirs.flatMap(({ logs }) =>
      logs.flatMap((log) =>
        `${log.topic}-${log.partition}` === partition ? [{ broker, log }] : [],
      ),
    ),
  );
  if (dumps.length === 0) {
    throw new UsageError(`--dump: no broker has files of ${shown(partition)} at that moment`);
  }
  if (wanted === null) {
    const [first] = dumps;
    const ofLeader = dumps.find(({ broker }) => broker === leader) ?? first;
    return ofLeader === undefined ? [] : [ofLeader];
  }
  return wanted.map((id) => {
    const found = dumps.find(({ broker }) => broker === id);
    if (found !== undefined) return found;
    const holders = dumps.map(({ broker }) => broker).join(", ");
    throw new UsageError(
      `--broker-list: broker ${id} has no files of ${shown(partition)}; brokers ${holders} have`,
    );
  });
}

/** The same as data, with the batches of what is dumped. */
export function logsJson(
  brokers: readonly DescribedBrokerLogs[],
  { topics, dump }: LogQuestion,
): readonly object[] {
  return brokers.map(({ broker, isRunning, logDirs }) => ({
    broker,
    isRunning,
    logDirs: logDirs.map(({ path, isOffline, logs }) => ({
      path,
      isOffline,
      logs: logs.flatMap((log) => {
        const partition = `${log.topic}-${log.partition}`;
        const isMeant = topics === null || topics.includes(log.topic);
        if (!isMeant || (dump !== null && partition !== dump)) return [];
        const { sizeBytes, open, segments } = log;
        return [
          {
            partition,
            sizeBytes,
            ...(open ?? { logStartOffset: null, highWatermark: null, logEndOffset: null }),
            segments: segments.map((segment) => segmentJson(segment, dump !== null)),
          },
        ];
      }),
    })),
  }));
}

function segmentJson({ baseOffset, file, sizeBytes, batches }: DescribedSegment, whole: boolean) {
  if (!whole) return { baseOffset, file, sizeBytes, batches: batches.length };
  return {
    baseOffset,
    file,
    sizeBytes,
    batches: batches.map(({ batch, position, crc }) => ({
      baseOffset: batch.baseOffset,
      lastOffset: batch.lastOffset,
      position,
      sizeBytes: batch.sizeBytes,
      magic: batch.magic,
      crc,
      isValid: batch.isValid,
      partitionLeaderEpoch: batch.partitionLeaderEpoch,
      producerId: batch.producerId,
      producerEpoch: batch.producerEpoch,
      baseSequence: batch.baseSequence,
      lastSequence: batch.lastSequence,
      isTransactional: batch.isTransactional,
      marker: batch.marker,
      timestampType: batch.timestampType,
      maxTimestampMs: batch.maxTimestampMs,
      records: batch.records.map(({ key, value, timestampMs }, i) => ({
        offset: batch.offsetOf(i),
        key,
        value,
        timestampMs,
      })),
    })),
  };
}

function shown(text: string): string {
  return truncate(printable(text), 40);
}
