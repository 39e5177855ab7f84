import { ByteReader, ByteWriter } from "../../../sim/kafka/record/byte-buffer.ts";
import {
  readUnsignedVarint,
  readVarint,
  readVarlong,
  sizeOfVarint,
  sizeOfVarlong,
  writeUnsignedVarint,
  writeVarint,
  writeVarlong,
} from "../../../sim/kafka/record/varint.ts";
import { check, type Fields } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";
import { bytesOfHex, hexOf } from "./support/hex.ts";

/** `varint`: a signed 32-bit number in bytes, and back. */
export function runVarint({ fields }: ClientVector): void {
  const value = Number(integer(fields));
  checkBytes(fields, (out) => writeVarint(out, value));
  check("read", value, readVarint(reader(fields)));
  if (fields.has("size")) check("size", fields.number("size"), sizeOfVarint(value));
}

/** `varlong`: a signed 64-bit number. */
export function runVarlong({ fields }: ClientVector): void {
  const value = integer(fields);
  checkBytes(fields, (out) => writeVarlong(out, value));
  check("read", value.toString(), readVarlong(reader(fields)).toString());
  if (fields.has("size")) check("size", fields.number("size"), sizeOfVarlong(value));
}

/** `unsignedVarint`: an unsigned 32-bit number; a vector may give it as Java's signed one. */
export function runUnsignedVarint({ fields }: ClientVector): void {
  const value = Number(integer(fields)) >>> 0;
  checkBytes(fields, (out) => writeUnsignedVarint(out, value));
  check("read", value, readUnsignedVarint(reader(fields)));
  if (fields.has("size"))
    check("size", fields.number("size"), bytesOfHex(fields.text("hex")).length);
}

/** A number, or a text when JSON cannot hold it exactly. */
function integer(fields: Fields): bigint {
  const value = fields.raw("value");
  if (typeof value === "string" || Number.isSafeInteger(value)) return BigInt(value as string);
  throw new Error(`${String(value)} is not held exactly`);
}

function checkBytes(fields: Fields, write: (out: ByteWriter) => void): void {
  const out = new ByteWriter();
  write(out);
  check("hex", fields.text("hex"), hexOf(out.toBytes()));
}

function reader(fields: Fields): ByteReader {
  return new ByteReader(bytesOfHex(fields.text("hex")));
}
