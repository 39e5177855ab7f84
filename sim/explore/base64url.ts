const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Base64 with the URL alphabet, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const group = (a << 16) | (b << 8) | c;
    const digits = Math.min(4, bytes.length - i + 1);
    for (let d = 0; d < digits; d++) text += ALPHABET[(group >> (18 - 6 * d)) & 63];
  }
  return text;
}

/** The bytes of a base64url text; null when it is none. */
export function fromBase64Url(text: string): Uint8Array | null {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let at = 0;
  for (let i = 0; i < text.length; i += 4) {
    let group = 0;
    const digits = Math.min(4, text.length - i);
    for (let d = 0; d < digits; d++) {
      const digit = ALPHABET.indexOf(text[i + d] ?? "?");
      if (digit < 0) return null;
      group |= digit << (18 - 6 * d);
    }
    for (let b = 0; b < digits - 1; b++) bytes[at++] = (group >> (16 - 8 * b)) & 255;
  }
  return bytes;
}
