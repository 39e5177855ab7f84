import type { Progress } from "./protocol.ts";

/** How a long operation behaves towards the page that waits for it. */
export interface Pace {
  /** Whether the page has asked for something newer of the kind. */
  isStale(): boolean;
  /** Lets messages in. */
  breathe(): Promise<void>;
  progress(progress: Progress): void;
}
