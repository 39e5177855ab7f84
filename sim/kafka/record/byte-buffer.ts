import { assert } from "../../kernel/assert.ts";

const INT32_RANGE = 4_294_967_296;

/** Bytes that are read to their end and beyond: they are not what they should be. */
export class BufferUnderflowError extends Error {
  override readonly name = "BufferUnderflowError";
}

/** Bytes that grow: big endian, as everything of Kafka's is. */
export class ByteWriter {
  private readonly bytes: number[] = [];

  get length(): number {
    return this.bytes.length;
  }

  int8(value: number): this {
    this.bytes.push(value & 0xff);
    return this;
  }

  int16(value: number): this {
    return this.int8(value >> 8).int8(value);
  }

  /** Signed or unsigned. */
  int32(value: number): this {
    return this.int16(value >> 16).int16(value);
  }

  /** A whole number that a double holds exactly. */
  int64(value: number): this {
    assert(Number.isSafeInteger(value), "a 64-bit number is a whole one that is held exactly");
    const high = Math.floor(value / INT32_RANGE);
    return this.int32(high | 0).int32((value - high * INT32_RANGE) | 0);
  }

  append(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.bytes.push(bytes[i] as number);
    return this;
  }

  toBytes(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }
}

/** Reads bytes from front to back. What would read beyond the end throws a {@link BufferUnderflowError}. */
export class ByteReader {
  private readonly bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  get remaining(): number {
    return this.bytes.length - this.position;
  }

  uint8(): number {
    return this.take(1)[0] as number;
  }

  int8(): number {
    return (this.uint8() << 24) >> 24;
  }

  int16(): number {
    return (this.int8() << 8) | this.uint8();
  }

  int32(): number {
    const high = this.int16();
    return (high << 16) | (this.uint8() << 8) | this.uint8();
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  /** Exact as far as a double is. */
  int64(): number {
    const high = this.int32();
    return high * INT32_RANGE + this.uint32();
  }

  take(length: number): Uint8Array {
    if (length < 0 || length > this.remaining) {
      throw new BufferUnderflowError(`${length} bytes are to be read, ${this.remaining} are left`);
    }
    const start = this.position;
    this.position += length;
    return this.bytes.subarray(start, this.position);
  }
}
