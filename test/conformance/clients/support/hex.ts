/** Bytes in hexadecimal, as vectors write them. */
export function hexOf(bytes: ArrayLike<number>): string {
  return Buffer.from(Array.from(bytes)).toString("hex");
}

export function bytesOfHex(hex: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/i.test(hex)) throw new Error(`${hex} is not hexadecimal`);
  return Uint8Array.from(Buffer.from(hex, "hex"));
}
