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

function isPair(text: string, i: number): boolean {
  const next = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
  return text.charCodeAt(i) <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
}

function trail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}
