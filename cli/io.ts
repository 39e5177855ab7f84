/** Somewhere to write text. */
export interface Output {
  write(text: string): void;
  /** A person reads along. */
  readonly isTerminal: boolean;
  /** Width in cells, when it is a terminal. */
  readonly columns: number | undefined;
}

/** What a command needs of the world around it. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder with the built page. */
  readonly pageFolder: string;
  /** The built file that worker threads run; null where there is none: then all runs are made here. */
  readonly workerFile: string | null;
  /** How many threads can work at the same time. */
  readonly cores: number;
  /**
   * From now on a Ctrl-C or a termination signal does not end the process but comes through here, so
   * that what is under way can be put away. A second one ends the process.
   */
  interruption(): AbortSignal;
  /** Milliseconds of a steady clock, for progress only. */
  now(): number;
}
