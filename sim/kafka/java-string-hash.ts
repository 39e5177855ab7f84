/** `String.hashCode` of Java: over UTF-16 units, wrapping at 32 bits, signed. */
export function javaStringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

/** `String.compareTo` of Java: by UTF-16 units, as `<` does. */
export function compareJavaStrings(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
