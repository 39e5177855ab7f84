import { crc32, crc32c } from "../../../sim/kafka/record/crc32.ts";
import { utf8Bytes } from "../../../sim/kafka/record/utf8.ts";
import { check } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";
import { bytesOfHex } from "./support/hex.ts";

/** `crc32c`: the checksums of both kinds of message formats. */
export function runCrc32c({ fields }: ClientVector): void {
  const bytes = fields.has("hex") ? bytesOfHex(fields.text("hex")) : utf8Bytes(fields.text("utf8"));
  check("crc32c", fields.number("crc32c"), crc32c(bytes));
  if (fields.has("crc32")) check("crc32", fields.number("crc32"), crc32(bytes));
}
