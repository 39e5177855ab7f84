import type { Io } from "./io.ts";

/** One use of the command line, and the exit status it will have. */
export interface Session {
  readonly io: Io;
  status: number;
}
