const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/** The 32-bit murmur2 hash of Kafka's clients (`Utils.murmur2`), as a signed integer. */
export function murmur2(bytes: readonly number[]): number {
  const length = bytes.length;
  let hash = SEED ^ length;
  const blocks = length >> 2;
  for (let i = 0; i < blocks; i++) {
    const at = i * 4;
    let block =
      byteAt(bytes, at) |
      (byteAt(bytes, at + 1) << 8) |
      (byteAt(bytes, at + 2) << 16) |
      (byteAt(bytes, at + 3) << 24);
    block = Math.imul(block, M);
    block ^= block >>> R;
    block = Math.imul(block, M);
    hash = Math.imul(hash, M) ^ block;
  }
  const tail = blocks * 4;
  const rest = length - tail;
  if (rest >= 3) hash ^= byteAt(bytes, tail + 2) << 16;
  if (rest >= 2) hash ^= byteAt(bytes, tail + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ byteAt(bytes, tail), M);
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}

/** Clears the sign bit (`Utils.toPositive`); not the absolute value. */
export function toPositive(value: number): number {
  return value & 0x7fffffff;
}

function byteAt(bytes: readonly number[], at: number): number {
  return bytes[at] as number;
}
