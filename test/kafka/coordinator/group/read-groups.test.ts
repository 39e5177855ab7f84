import { describe, expect, test } from "vitest";
import { TopicPartitions } from "../../../../sim/kafka/context.ts";
import {
  offsetCommitKey,
  offsetCommitValue,
} from "../../../../sim/kafka/coordinator/group/offset-records.ts";
import { readGroups } from "../../../../sim/kafka/coordinator/group/read-groups.ts";
import type { Log } from "../../../../sim/kafka/log/log.ts";
import { RecordBatch } from "../../../../sim/kafka/record/record-batch.ts";
import { FactLog } from "../../../../sim/kernel/facts.ts";

const VERSIONS = { offsetCommitRecord: "v3", groupMetadataRecord: "v3" } as const;
const PRODUCER = 7;

/** The log of `__consumer_offsets`, as far as it is read. */
class Written {
  readonly topicPartitions = new TopicPartitions(new FactLog());
  readonly tp = this.topicPartitions.id("orders", 0);
  private readonly batches: RecordBatch[] = [];

  commit(group: string, offset: number | null, producerId = -1): this {
    const more = { leaderEpoch: -1, metadata: "", commitTimestampMs: 1, expireTimestampMs: -1 };
    const key = offsetCommitKey(group, this.tp, this.topicPartitions, VERSIONS);
    const value = offset === null ? null : offsetCommitValue({ offset, ...more }, VERSIONS);
    const record = { id: 0, key, value, timestampMs: 1, sizeBytes: 50 };
    return this.add({ records: [record], producerId, isTransactional: producerId >= 0 });
  }

  end(type: "COMMIT" | "ABORT"): this {
    const record = { id: 0, key: null, value: null, timestampMs: 1, sizeBytes: 50 };
    const marker = { type, coordinatorEpoch: 0 };
    return this.add({ records: [record], producerId: PRODUCER, isTransactional: true, marker });
  }

  read() {
    const { batches } = this;
    // One batch at a time, as with a small buffer.
    const read = (offset: number) => batches.slice(offset, offset + 1);
    const log = { logStartOffset: 0, read } as unknown as Log;
    return readGroups(log, batches.length, 1, this.topicPartitions);
  }

  offset(group: string): number | undefined {
    return this.read().get(group)?.offsets.get(this.tp)?.offset;
  }

  private add(fields: Partial<RecordBatch> & Pick<RecordBatch, "records">): this {
    const baseOffset = this.batches.length;
    const base = { id: baseOffset + 1, baseOffset, maxTimestampMs: 1, sizeBytes: 100 };
    this.batches.push(new RecordBatch({ ...base, ...fields }));
    return this;
  }
}

describe("a coordinator that reads its log", () => {
  test("takes the last record of each key, and none after a tombstone", () => {
    const written = new Written().commit("a", 5).commit("b", 1).commit("a", 3).commit("b", null);
    expect(written.offset("a")).toBe(3);
    expect([...written.read().keys()]).toEqual(["a"]);
    expect(written.commit("b", 2).offset("b")).toBe(2);
  });

  test("takes what a transaction committed, and not what it aborted", () => {
    expect(new Written().commit("a", 5, PRODUCER).end("COMMIT").offset("a")).toBe(5);
    expect(new Written().commit("a", 5, PRODUCER).end("ABORT").read().size).toBe(0);
  });

  test("takes the later of two commits, by where they are in the log and not by their markers", () => {
    const written = new Written().commit("a", 5, PRODUCER).commit("a", 9).end("COMMIT");
    expect(written.offset("a")).toBe(9);
  });

  test("keeps what an undecided transaction commits apart", () => {
    const written = new Written().commit("a", 5, PRODUCER);
    expect(written.offset("a")).toBeUndefined();
    const { transactional } = written.read().get("a") ?? {};
    expect(transactional?.get(PRODUCER)?.get(written.tp)?.offset).toBe(5);
  });
});
