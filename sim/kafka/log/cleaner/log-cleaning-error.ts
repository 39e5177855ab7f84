/** What stops the cleaning of a log: the cleaner met what it cannot deal with (`LogCleaningException`). */
export class LogCleaningError extends Error {
  override readonly name = "LogCleaningError";
}
