import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  BufferUnderflowError,
  ByteReader,
  ByteWriter,
} from "../../../sim/kafka/record/byte-buffer.ts";
import {
  IllegalVarintError,
  readUnsignedVarint,
  readVarint,
  readVarlong,
  sizeOfVarint,
  sizeOfVarlong,
  writeUnsignedVarint,
  writeVarint,
  writeVarlong,
} from "../../../sim/kafka/record/varint.ts";

function bytesOf(write: (out: ByteWriter) => void): Uint8Array {
  const out = new ByteWriter();
  write(out);
  return out.toBytes();
}

describe("numbers of a variable length", () => {
  property.prop([fc.integer({ min: -0x80000000, max: 0x7fffffff })])("signed", (value) => {
    const bytes = bytesOf((out) => writeVarint(out, value));
    expect(readVarint(new ByteReader(bytes))).toBe(value);
    expect(sizeOfVarint(value)).toBe(bytes.length);
  });

  property.prop([fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })])("long", (value) => {
    const bytes = bytesOf((out) => writeVarlong(out, value));
    expect(readVarlong(new ByteReader(bytes))).toBe(value);
    expect(sizeOfVarlong(value)).toBe(bytes.length);
  });

  property.prop([fc.integer({ min: 0, max: 0xffffffff })])("unsigned", (value) => {
    const bytes = bytesOf((out) => writeUnsignedVarint(out, value));
    expect(readUnsignedVarint(new ByteReader(bytes))).toBe(value);
  });

  property.prop([fc.maxSafeInteger()])("a 64-bit number of a fixed length", (value) => {
    const bytes = new ByteWriter().int64(value).toBytes();
    expect(bytes).toHaveLength(8);
    expect(new ByteReader(bytes).int64()).toBe(value);
  });

  test("more groups than the number can have are refused, and so are too few", () => {
    const endless = () => new ByteReader(new Uint8Array(12).fill(0xff));
    expect(() => readVarint(endless())).toThrow(IllegalVarintError);
    expect(() => readVarlong(endless())).toThrow(IllegalVarintError);
    expect(() => readVarint(new ByteReader(Uint8Array.of(0x80)))).toThrow(BufferUnderflowError);
  });
});
