import type { ByteReader, ByteWriter } from "./byte-buffer.ts";

const GROUP = 128;
/** Bytes that a 32-bit and a 64-bit number take at most. */
const MAX_VARINT_BYTES = 5;
const MAX_VARLONG_BYTES = 10;

/** More groups than the number can have (`ByteUtils.illegalVarintException`). */
export class IllegalVarintError extends Error {
  override readonly name = "IllegalVarintError";
}

/** Writes an unsigned 32-bit number in groups of 7 bits, the lowest first. */
export function writeUnsignedVarint(out: ByteWriter, value: number): void {
  let rest = value >>> 0;
  while (rest >= GROUP) {
    out.int8((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  out.int8(rest);
}

/** Writes a signed 32-bit number, zigzag: small ones are short, whatever their sign. */
export function writeVarint(out: ByteWriter, value: number): void {
  writeUnsignedVarint(out, (value << 1) ^ (value >> 31));
}

/** Writes a signed 64-bit number, zigzag. */
export function writeVarlong(out: ByteWriter, value: bigint): void {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  while (rest >= 0x80n) {
    out.int8(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.int8(Number(rest));
}

export function readUnsignedVarint(input: ByteReader): number {
  let value = 0;
  for (let i = 0; i < MAX_VARINT_BYTES; i++) {
    const byte = input.uint8();
    value |= (byte & 0x7f) << (7 * i);
    if (byte < GROUP) return value >>> 0;
  }
  throw new IllegalVarintError("a varint is too long");
}

export function readVarint(input: ByteReader): number {
  const value = readUnsignedVarint(input);
  return (value >>> 1) ^ -(value & 1);
}

export function readVarlong(input: ByteReader): bigint {
  let value = 0n;
  for (let i = 0; i < MAX_VARLONG_BYTES; i++) {
    const byte = input.uint8();
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < GROUP) {
      const unsigned = BigInt.asUintN(64, value);
      return (unsigned >> 1n) ^ -(unsigned & 1n);
    }
  }
  throw new IllegalVarintError("a varlong is too long");
}

/** Bytes of a signed number, zigzag (`sizeOfVarint`, `sizeOfVarlong`); exact up to 52 bits. */
export function sizeOfVarint(value: number): number {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let size = 1;
  while (rest >= GROUP) {
    rest = Math.floor(rest / GROUP);
    size++;
  }
  return size;
}

/** Bytes of any signed 64-bit number. */
export function sizeOfVarlong(value: bigint): number {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  let size = 1;
  while (rest >= 0x80n) {
    rest >>= 7n;
    size++;
  }
  return size;
}
