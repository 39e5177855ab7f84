import { ATTRIBUTES_OFFSET } from "../../../sim/kafka/record/default-record-batch.ts";
import {
  NO_LEADER_EPOCH,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  NO_TIMESTAMP,
} from "../../../sim/kafka/record/record-batch.ts";
import {
  batchSizeUpperBound,
  LOG_OVERHEAD,
  MAX_RECORD_OVERHEAD,
  RECORD_BATCH_OVERHEAD,
  RECORD_OVERHEAD_V0,
  RECORD_OVERHEAD_V1,
  recordSizeInBytes,
} from "../../../sim/kafka/record/record-size.ts";
import { check } from "../kafka/support/fields.ts";
import { headersOf } from "./record-batches.ts";
import type { ClientVector } from "./support/client-vector.ts";

/** `defaultRecordSize`: bytes of a record in a batch of the format v2. */
export function runDefaultRecordSize({ fields }: ClientVector): void {
  const size = recordSizeInBytes(
    fields.number("offsetDelta"),
    fields.number("timestampDelta"),
    fields.numberOrNull("keyBytes") ?? -1,
    fields.numberOrNull("valueBytes") ?? -1,
    headersOf(fields),
  );
  check("size", fields.number("size"), size);
}

const CONSTANTS: Readonly<Record<string, number>> = {
  RECORD_BATCH_OVERHEAD,
  LOG_OVERHEAD,
  RECORD_OVERHEAD_V0,
  RECORD_OVERHEAD_V1,
  MAX_RECORD_OVERHEAD,
  ATTRIBUTES_OFFSET,
  NO_TIMESTAMP,
  NO_PRODUCER_ID,
  NO_PRODUCER_EPOCH,
  NO_SEQUENCE,
  NO_PARTITION_LEADER_EPOCH: NO_LEADER_EPOCH,
};

/** `constants`: overheads by their names in Kafka, and upper bounds such as `…_key3_value5`. */
export function runConstants({ fields }: ClientVector): void {
  for (const name of fields.names) {
    if (["id", "kind", "source", "verified"].includes(name)) continue;
    const expected = fields.number(name);
    const bound = /^estimateUpperBound_key(\d+|null)_value(\d+|null)$/.exec(name);
    const found =
      bound === null
        ? CONSTANTS[name]
        : batchSizeUpperBound(lengthIn(bound[1]), lengthIn(bound[2]));
    if (found === undefined) throw new Error(`no constant is called ${name}`);
    check(name, expected, found);
  }
}

function lengthIn(text: string | undefined): number {
  return text === "null" ? -1 : Number(text);
}
