import { assert } from "../../../kernel/assert.ts";
import type { TopicPartitions } from "../../context.ts";
import type { Log } from "../../log/log.ts";
import { NO_PRODUCER_ID, type RecordBatch } from "../../record/record-batch.ts";
import type { StoredGroup } from "./group-metadata.ts";
import type { CommittedOffset } from "./offset-and-metadata.ts";
import { readGroupMetadataValue, readKey, readOffsetCommitValue } from "./offset-records.ts";

type Offsets = Map<number, CommittedOffset>;

/** What a partition of `__consumer_offsets` tells of a group. */
export interface ReadGroup {
  /** null: nobody ever joined, or the group was deleted. */
  readonly stored: StoredGroup | null;
  readonly offsets: ReadonlyMap<number, CommittedOffset>;
  /** Of transactions that are not decided, by producer id. */
  readonly transactional: ReadonlyMap<number, ReadonlyMap<number, CommittedOffset>>;
}

interface Found {
  stored: StoredGroup | null;
  readonly offsets: Offsets;
  readonly transactional: Map<number, Offsets>;
}

/**
 * Reads a partition of `__consumer_offsets` (`doLoadGroupsAndOffsets`): of each key the last record
 * counts; what a transaction commits counts once its marker says so (KIP-98). Groups come in the order in
 * which the log first tells of them, those without anything left are left out.
 * @param endOffset up to here, exclusively
 * @param maxBytes how much is read at once
 */
export function readGroups(
  log: Log,
  endOffset: number,
  maxBytes: number,
  topicPartitions: TopicPartitions,
): ReadonlyMap<string, ReadGroup> {
  const groups = new Map<string, Found>();
  let offset = log.logStartOffset;
  while (offset < endOffset) {
    const batches = log.read(offset, endOffset, maxBytes, true) ?? [];
    for (const batch of batches) {
      if (batch.marker !== null) {
        endTransaction(groups, batch.producerId, batch.marker.type === "COMMIT");
      } else {
        readBatch(groups, batch, topicPartitions);
      }
      offset = batch.nextOffset;
    }
    if (batches.length === 0) break;
  }
  for (const [groupId, { stored, offsets, transactional }] of groups) {
    if (stored === null && offsets.size === 0 && transactional.size === 0) groups.delete(groupId);
  }
  return groups;
}

function readBatch(
  groups: Map<string, Found>,
  batch: RecordBatch,
  topicPartitions: TopicPartitions,
): void {
  for (const { key, value } of batch.records) {
    assert(key !== null, "records of __consumer_offsets have keys");
    const of = readKey(key, topicPartitions);
    const group = foundOf(groups, of.group);
    if (of.type === "group") {
      group.stored = value === null ? null : readGroupMetadataValue(value);
      continue;
    }
    const offsets = batch.isTransactional ? offsetsOf(group, batch.producerId) : group.offsets;
    offsets.delete(of.tp);
    if (value === null) continue;
    const committed = readOffsetCommitValue(value);
    offsets.set(of.tp, { ...committed, appendedBatchOffset: batch.baseOffset });
  }
}

function endTransaction(groups: Map<string, Found>, producerId: number, isCommit: boolean): void {
  assert(producerId !== NO_PRODUCER_ID, "a marker is of a producer");
  for (const { offsets, transactional } of groups.values()) {
    const decided = transactional.get(producerId);
    transactional.delete(producerId);
    if (decided === undefined || !isCommit) continue;
    for (const [tp, offset] of decided) {
      const known = offsets.get(tp);
      if (known !== undefined && known.appendedBatchOffset >= offset.appendedBatchOffset) continue;
      offsets.set(tp, offset);
    }
  }
}

function foundOf(groups: Map<string, Found>, groupId: string): Found {
  const known = groups.get(groupId);
  if (known !== undefined) return known;
  const found: Found = { stored: null, offsets: new Map(), transactional: new Map() };
  groups.set(groupId, found);
  return found;
}

function offsetsOf({ transactional }: Found, producerId: number): Offsets {
  const known = transactional.get(producerId);
  if (known !== undefined) return known;
  const offsets: Offsets = new Map();
  transactional.set(producerId, offsets);
  return offsets;
}
