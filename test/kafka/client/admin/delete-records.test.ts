import { describe, expect, test } from "vitest";
import type { AdminOperation } from "../../../../sim/kafka/client/admin/operations.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { DELETE_RECORDS, METADATA } from "../../../../sim/kafka/messages.ts";
import { admin, adminWorld, begin, errorsOf } from "./support.ts";

const OPERATION: AdminOperation = { kind: "deleteRecords", topic: "a", partition: 0, before: 7 };

describe("deleting records", () => {
  test("asks the leader of the partition", () => {
    const w = adminWorld(3);
    const tp = w.tp("a", 0);
    w.script.topics = { a: [{ leader: 2, epoch: 0 }] };
    w.script.answer = () => ({
      body: { partitions: [{ tp, lowWatermark: 7, error: Errors.NONE }] },
    });
    const order = begin(w, OPERATION, 100);
    const [request] = w.requestsOf(DELETE_RECORDS);
    expect(request?.broker).toBe(2);
    expect(request?.body).toEqual({ partitions: [{ tp, offset: 7 }], timeoutMs: 30_000 });
    expect(admin(w).statusOf(order)).toBe("done");
    expect(w.requestsOf(METADATA).length).toBeGreaterThan(1);
  });

  test("tells why the leader refuses", () => {
    const w = adminWorld(3);
    const tp = w.tp("a", 0);
    w.script.topics = { a: [{ leader: 2, epoch: 0 }] };
    w.script.answer = () => ({
      body: { partitions: [{ tp, lowWatermark: -1, error: Errors.OFFSET_OUT_OF_RANGE }] },
    });
    const order = begin(w, OPERATION, 100);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.OFFSET_OUT_OF_RANGE]);
  });

  test("is not done by tools before 0.11", () => {
    const w = adminWorld(1, { deleteRecordsThrough: "none" });
    const order = begin(w, OPERATION);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.UNSUPPORTED_VERSION]);
  });
});
