import type { ErrorCode } from "../../errors.ts";

/** What `poll` throws. */
export interface PollFailure {
  readonly error: ErrorCode;
  /** The partition it is about; -1 for none. */
  readonly tp: number;
}
