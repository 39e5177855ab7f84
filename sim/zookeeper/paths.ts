/** The path of a znode's parent; the root is its own parent's only name, `/`. */
export function parentPath(path: string): string {
  const lastSlash = path.lastIndexOf("/");
  return lastSlash <= 0 ? "/" : path.slice(0, lastSlash);
}

/** The last element of a path. */
export function nodeName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function isForbiddenCharacter(code: number): boolean {
  return (
    code <= 0x1f ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0xd800 && code <= 0xf8ff) ||
    (code >= 0xfff0 && code <= 0xffff)
  );
}

/** Whether ZooKeeper accepts `path` as the name of a znode (its PathUtils.validatePath). */
export function isValidPath(path: string): boolean {
  if (path === "/") return true;
  if (!path.startsWith("/") || path.endsWith("/")) return false;
  for (let i = 0; i < path.length; i++) {
    if (isForbiddenCharacter(path.charCodeAt(i))) return false;
  }
  const elements = path.slice(1).split("/");
  return elements.every((element) => element !== "" && element !== "." && element !== "..");
}

/** The suffix of a sequential znode: ten digits at least, as Java's `%010d` writes them. */
export function sequenceSuffix(sequence: number): string {
  return String(sequence).padStart(10, "0");
}

/** Length in bytes of a string in UTF-8. */
export function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
