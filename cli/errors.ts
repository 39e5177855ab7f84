/**
 * Something that the person at the command line can put right. Its message is one line: where, what
 * is wrong, and what would be right.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const WORDS_OF_CODE: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file or folder"],
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EISDIR", "this is a folder, not a file"],
  ["ENOTDIR", "a part of the path is not a folder"],
  ["ENAMETOOLONG", "the name is too long"],
  ["ELOOP", "too many symbolic links"],
  ["ENOSPC", "the disk is full"],
  ["EROFS", "the file system is read-only"],
  ["EMFILE", "too many open files"],
]);

/** The code of an error of the operating system (`ENOENT`), or null. */
export function systemErrorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

/** An error of the file system in words that name the file; any other error as it is. */
export function fileError(path: string, error: unknown): unknown {
  const words = WORDS_OF_CODE.get(systemErrorCode(error) ?? "");
  return words === undefined ? error : new UsageError(`${path}: ${words}`);
}
