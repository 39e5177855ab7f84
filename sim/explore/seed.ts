const LARGEST = 18_446_744_073_709_551_615n;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64}|(?=\d*[a-f])[0-9a-f]{7,39})$/i;
const DECIMAL = /^\d{1,20}$/;

/**
 * The seed that a person typed, as an unsigned 64-bit number in decimal. A git commit id (whole, or
 * at least 7 hexadecimal digits with a letter among them) is hashed to one, so that each commit has
 * its own seed. Null when it is neither.
 */
export function parseSeed(text: string): string | null {
  const typed = text.trim();
  if (DECIMAL.test(typed)) {
    const value = BigInt(typed);
    return value <= LARGEST ? value.toString() : null;
  }
  return COMMIT.test(typed) ? fnv1a64(typed.toLowerCase()).toString() : null;
}

/** The seed after another one; the first follows the last. */
export function nextSeed(seed: string, distance = 1): string {
  return ((BigInt(seed) + BigInt(distance)) & LARGEST).toString();
}

/** FNV-1a over the code units of a text, 64 bits. */
export function fnv1a64(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash = ((hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n) & LARGEST;
  }
  return hash;
}
