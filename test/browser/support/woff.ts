import { inflateSync } from "node:zlib";

const sfntHeaderSize = 12;
const sfntEntrySize = 16;
const woffHeaderSize = 44;
const woffEntrySize = 20;

/**
 * Unwraps a WOFF 1.0 font (W3C, 2012) into the TrueType or OpenType font inside it: browsers take a
 * system font in that form only, and npm has Chinese fonts of a reasonable size only as web fonts.
 */
export function unwrapWoff(woff: Buffer): Buffer {
  if (woff.toString("latin1", 0, 4) !== "wOFF") {
    throw new Error("not a WOFF 1.0 font");
  }
  const tableCount = woff.readUInt16BE(12);
  const font = Buffer.alloc(woff.readUInt32BE(16));
  const largestPower = Math.floor(Math.log2(tableCount));
  woff.copy(font, 0, 4, 8);
  font.writeUInt16BE(tableCount, 4);
  font.writeUInt16BE(16 << largestPower, 6);
  font.writeUInt16BE(largestPower, 8);
  font.writeUInt16BE(16 * tableCount - (16 << largestPower), 10);

  let at = sfntHeaderSize + tableCount * sfntEntrySize;
  for (let index = 0; index < tableCount; index++) {
    const from = woffHeaderSize + index * woffEntrySize;
    const to = sfntHeaderSize + index * sfntEntrySize;
    const offset = woff.readUInt32BE(from + 4);
    const packedSize = woff.readUInt32BE(from + 8);
    const size = woff.readUInt32BE(from + 12);
    const packed = woff.subarray(offset, offset + packedSize);
    woff.copy(font, to, from, from + 4);
    woff.copy(font, to + 4, from + 16, from + 20);
    font.writeUInt32BE(at, to + 8);
    font.writeUInt32BE(size, to + 12);
    (packedSize < size ? inflateSync(packed) : packed).copy(font, at);
    at += Math.ceil(size / 4) * 4;
  }
  return font;
}
