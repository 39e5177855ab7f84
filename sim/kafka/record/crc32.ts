/** Reversed polynomials of CRC-32 (IEEE 802.3) and of CRC-32C (Castagnoli). */
const IEEE = 0xedb88320;
const CASTAGNOLI = 0x82f63b78;

const CRC32_TABLE = tableOf(IEEE);
const CRC32C_TABLE = tableOf(CASTAGNOLI);

/** The checksum of messages of the formats v0 and v1, unsigned. */
export function crc32(bytes: ArrayLike<number>, from = 0, to = bytes.length): number {
  return checksum(CRC32_TABLE, bytes, from, to);
}

/** The checksum of batches of the format v2, unsigned. */
export function crc32c(bytes: ArrayLike<number>, from = 0, to = bytes.length): number {
  return checksum(CRC32C_TABLE, bytes, from, to);
}

function checksum(
  table: readonly number[],
  bytes: ArrayLike<number>,
  from: number,
  to: number,
): number {
  let crc = -1;
  for (let i = from; i < to; i++) {
    crc = (crc >>> 8) ^ (table[(crc ^ (bytes[i] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

function tableOf(polynomial: number): readonly number[] {
  return Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? polynomial : 0);
    return value;
  });
}
