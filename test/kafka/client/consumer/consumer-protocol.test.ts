import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deserializeAssignment,
  deserializeSubscription,
  serializeAssignment,
  serializeSubscription,
} from "../../../../sim/kafka/client/consumer/consumer-protocol.ts";
import { partitions, subscription } from "./assignors/support.ts";

const FULL = subscription("orders audit", {
  userData: Uint8Array.of(1, 2),
  ownedPartitions: partitions("orders-2 orders-0 audit-1"),
  generationId: 7,
  rackId: "rack-a",
});

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

describe("a subscription", () => {
  test("is written sorted, with what its version has", () => {
    const topics = "0000000200056175646974" + "00066f7264657273" + "000000020102";
    const owned =
      "00000002" + "000561756469740000000100000001" + "00066f7264657273000000020000000000000002";
    expect(hexOf(serializeSubscription(FULL, 0))).toBe(`0000${topics}`);
    expect(hexOf(serializeSubscription(FULL, 1))).toBe(`0001${topics}${owned}`);
    expect(hexOf(serializeSubscription(FULL, 2))).toBe(`0002${topics}${owned}00000007`);
    const rack = "00067261636b2d61";
    expect(hexOf(serializeSubscription(FULL, 3))).toBe(`0003${topics}${owned}00000007${rack}`);
    const fresh = subscription("");
    expect(hexOf(serializeSubscription(fresh, 3))).toBe("000300000000ffffffff00000000ffffffffffff");
  });

  test("is read as far as the reader knows versions", () => {
    const bytes = serializeSubscription(FULL, 3);
    const owned = partitions("audit-1 orders-0 orders-2");
    const topics = ["audit", "orders"];
    expect(deserializeSubscription(bytes)).toEqual({ ...FULL, topics, ownedPartitions: owned });
    const older = { ...FULL, topics, generationId: null, rackId: null };
    expect(deserializeSubscription(bytes, 1)).toEqual({ ...older, ownedPartitions: owned });
    expect(deserializeSubscription(bytes, 0)).toEqual({ ...older, ownedPartitions: [] });
  });

  test("is none if its bytes end early, or are of no version", () => {
    const bytes = serializeSubscription(FULL, 3);
    for (let length = 0; length < bytes.length; length++) {
      expect(deserializeSubscription(bytes.subarray(0, length))).toBeNull();
    }
    expect(deserializeSubscription(Uint8Array.of(0xff, 0xff, 0, 0, 0, 0))).toBeNull();
    expect(deserializeSubscription(Uint8Array.of(0, 0, 0x7f, 0xff, 0xff, 0xff))).toBeNull();
  });

  test("is read as it was written", () => {
    const owned = fc.array(
      fc.record({ topic: fc.string({ minLength: 1, maxLength: 3 }), partition: fc.nat(9) }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), owned, fc.option(fc.nat()), (topics, had, gen) => {
        const written = subscription("", { topics, ownedPartitions: had, generationId: gen });
        const read = deserializeSubscription(serializeSubscription(written, 3));
        expect(read?.topics).toEqual([...topics].sort());
        expect(read?.generationId).toBe(gen);
        expect(read?.ownedPartitions).toHaveLength(had.length);
        expect(read?.ownedPartitions).toEqual(expect.arrayContaining(had));
      }),
    );
  });
});

describe("an assignment", () => {
  test("keeps the order of topics", () => {
    const given = partitions("orders-0 audit-1 orders-2");
    const bytes = serializeAssignment({ partitions: given, userData: null }, 1);
    expect(hexOf(bytes)).toBe(
      "0001" +
        "00000002" +
        "00066f7264657273000000020000000000000002" +
        "000561756469740000000100000001" +
        "ffffffff",
    );
    const read = partitions("orders-0 orders-2 audit-1");
    expect(deserializeAssignment(bytes)).toEqual({ partitions: read, userData: null });
  });

  test("is none for a member that was left out", () => {
    expect(deserializeAssignment(new Uint8Array(0))).toBeNull();
  });
});
