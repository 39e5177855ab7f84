import type { Micros } from "../../../kernel/time.ts";
import { booleanOf, type ConfigValues, numberOf, textOf } from "../../config/config.ts";
import type { Magic } from "../../record/record-batch.ts";
import { microsOf } from "../client-config.ts";

const NEVER = Number.POSITIVE_INFINITY;
const MAGIC: Readonly<Record<string, Magic>> = { v0: 0, v1: 1, v2: 2 };

/** Settings of `send` and of the buffer, as their code uses them. */
export interface AccumulatorSettings {
  readonly batchSize: number;
  /** The message format of its batches. */
  readonly magic: Magic;
  readonly lingerUs: Micros;
  readonly bufferMemory: number;
  readonly maxRequestSize: number;
  /** How long `send` waits for metadata. */
  readonly metadataBlockUs: Micros;
  /** How long it waits in all when memory is what it waits for; 0: it does not wait for memory. */
  readonly memoryBlockUs: Micros;
  /** `partitioner.class`; empty: `defaultPartitioner` decides. */
  readonly partitionerClass: string;
  /** The switches of those names. */
  readonly defaultPartitioner: string;
  readonly unknownPartition: string;
  readonly drainIndex: string;
  readonly leaderlessPartitions: string;
  readonly flush: boolean;
  readonly closeTimeout: boolean;
  /** A record that needs a new batch is partitioned again (KIP-480). */
  readonly abortsForNewBatch: boolean;
  readonly ignoreKeys: boolean;
  readonly adaptivePartitioning: boolean;
  /** 0: a broker that cannot be sent to stays in the choice. */
  readonly availabilityTimeoutUs: Micros;
}

/**
 * Reads them.
 * @param values as the user gave them, without defaults
 * @param resolved with defaults
 */
export function accumulatorSettings(
  values: ConfigValues,
  resolved: ConfigValues,
): AccumulatorSettings {
  const partitionerClass = textOf(resolved, "partitioner.class");
  const defaultPartitioner = textOf(resolved, "defaultPartitioner");
  const abortsForNewBatch =
    defaultPartitioner === "sticky" ||
    (defaultPartitioner === "uniformSticky" && partitionerClass !== "");
  return {
    batchSize: numberOf(resolved, "batch.size"),
    magic: MAGIC[textOf(resolved, "producedFormat")] ?? 2,
    lingerUs: microsOf(resolved, "linger.ms"),
    bufferMemory: numberOf(resolved, "buffer.memory"),
    maxRequestSize: numberOf(resolved, "max.request.size"),
    ...blocking(values, resolved),
    partitionerClass,
    defaultPartitioner,
    unknownPartition: textOf(resolved, "unknownPartition"),
    drainIndex: textOf(resolved, "drainIndex"),
    leaderlessPartitions: textOf(resolved, "leaderlessPartitions"),
    flush: booleanOf(resolved, "flush"),
    closeTimeout: booleanOf(resolved, "closeTimeout"),
    abortsForNewBatch,
    ignoreKeys: booleanOf(resolved, "partitioner.ignore.keys"),
    adaptivePartitioning: booleanOf(resolved, "partitioner.adaptive.partitioning.enable"),
    availabilityTimeoutUs: microsOf(resolved, "partitioner.availability.timeout.ms"),
  };
}

/** How long `send` may block: the rules of `KafkaProducer`'s constructor by version (KIP-19). */
function blocking(
  values: ConfigValues,
  resolved: ConfigValues,
): Pick<AccumulatorSettings, "metadataBlockUs" | "memoryBlockUs"> {
  const maxBlockUs = microsOf(resolved, "max.block.ms");
  const fetchTimeoutUs = microsOf(resolved, "metadata.fetch.timeout.ms");
  const blocksWhenFull = booleanOf(resolved, "block.on.buffer.full");
  switch (textOf(resolved, "sendBlocking")) {
    case "separately":
      return {
        metadataBlockUs: fetchTimeoutUs,
        memoryBlockUs: blocksWhenFull ? NEVER : 0,
      };
    case "deprecatedSettings": {
      const given = values["metadata.fetch.timeout.ms"] === undefined ? maxBlockUs : fetchTimeoutUs;
      const blockUs = blocksWhenFull ? NEVER : given;
      return { metadataBlockUs: blockUs, memoryBlockUs: blockUs };
    }
    default:
      return { metadataBlockUs: maxBlockUs, memoryBlockUs: maxBlockUs };
  }
}
