import { murmur2, toPositive } from "../../../sim/kafka/client/producer/murmur2.ts";
import { utf8Bytes } from "../../../sim/kafka/record/utf8.ts";
import { check } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";
import { bytesOfHex } from "./support/hex.ts";

/** `murmur2`: a key's hash, and the partition that it means for each number of partitions. */
export function runMurmur2({ fields }: ClientVector): void {
  const key = fields.has("keyHex")
    ? Array.from(bytesOfHex(fields.text("keyHex")))
    : utf8Bytes(fields.text("keyUtf8"));
  const hash = murmur2(key);
  check("murmur2", fields.number("murmur2"), hash);
  check("toPositive", fields.number("toPositive"), toPositive(hash));
  const partitions = fields.objectOrNull("partition");
  if (partitions === null) return;
  for (const count of partitions.names) {
    const expected = partitions.number(count);
    check(`the partition of ${count}`, expected, toPositive(hash) % Number(count));
  }
}
