/** Bytes of a text in UTF-8; a lone surrogate counts as the replacement Java's encoder writes (`?`). */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit < 0xd800 || unit > 0xdfff) length += 3;
    else if (isPair(text, i)) {
      length += 4;
      i++;
    } else length += 1;
  }
  return length;
}

/** A text in UTF-8, as `String.getBytes` of Java makes it. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes.push(unit);
    else if (unit < 0x800) bytes.push(0xc0 | (unit >> 6), trail(unit));
    else if (unit < 0xd800 || unit > 0xdfff)
      bytes.push(0xe0 | (unit >> 12), trail(unit >> 6), trail(unit));
    else if (isPair(text, i)) {
      const point = 0x10000 + ((unit - 0xd800) << 10) + (text.charCodeAt(++i) - 0xdc00);
      bytes.push(0xf0 | (point >> 18), trail(point >> 12), trail(point >> 6), trail(point));
    } else bytes.push(0x3f);
  }
  return bytes;
}

/** The text of bytes in UTF-8; a byte that begins or ends nothing counts as the replacement character. */
export function utf8Text(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    text += length === 0 ? "\ufffd" : String.fromCodePoint(pointOf(bytes, i, length));
    i += Math.max(1, length);
  }
  return text;
}

/** Bytes of the character that begins here; 0 where none does. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead > 0xf4 || at + length > bytes.length) return 0;
  for (let i = 1; i < length; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0;
  if (length < 3) return length;
  const point = pointOf(bytes, at, length);
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  const isShortest = point >= (length === 3 ? 0x800 : 0x10000);
  return isShortest && !isSurrogate && point <= 0x10ffff ? length : 0;
}

function pointOf(bytes: Uint8Array, at: number, length: number): number {
  const lead = bytes[at] as number;
  if (length === 1) return lead;
  let point = lead & (0x7f >> length);
  for (let i = 1; i < length; i++) point = (point << 6) | ((bytes[at + i] as number) & 0x3f);
  return point;
}

function isPair(text: string, i: number): boolean {
  const next = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
  return text.charCodeAt(i) <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
}

function trail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}
