/** What a search, shrinking and reports say on the command line. Counts come as text, grouped in thousands. */
export interface HuntText {
  readonly title: string;
  /** A part of the title: what stood as it was. */
  readonly drawn: string;
  readonly base: (id: string) => string;
  readonly strategy: (name: string) => string;
  /** What counts as a failure. */
  readonly finds: Readonly<Record<"durability" | "bugs" | "all", string>>;
  /** Of bugs that were seen and do not count. */
  readonly besides: string;
  readonly twice: string;
  readonly seeds: (first: string, last: string) => string;
  readonly noSeeds: string;
  readonly faultKinds: (names: string) => string;
  readonly work: (runs: string, events: string, time: string) => string;
  /** `percent`: the chance that one more run shows a new state. */
  readonly states: (seen: string, percent: string) => string;
  readonly headings: {
    readonly failures: string;
    readonly besides: string;
    readonly faults: string;
    readonly marks: string;
    readonly records: string;
    readonly inconclusive: string;
  };
  readonly columns: {
    readonly failure: string;
    readonly class: string;
    readonly seeds: string;
    readonly lowest: string;
    readonly steps: string;
  };
  /** `seed 412: ack-durability, protocol bug, KIP-101` as soon as it is found. */
  readonly foundNow: (seed: string, signature: string) => string;
  /** `sizes`: `steps 21 → 2`. */
  readonly shrunk: (tries: string, sizes: readonly string[]) => string;
  readonly sizes: {
    readonly steps: string;
    readonly clients: string;
    readonly records: string;
    readonly brokers: string;
    readonly partitions: string;
    readonly virtualMs: string;
  };
  readonly stopped: (message: string) => string;
  readonly control: (title: string) => string;
  readonly replay: string;
  readonly marksReached: (reached: number, all: number) => string;
  readonly neverReached: (marks: string) => string;
  /** Of marks that this version, these faults or these settings exclude. */
  readonly outOfReach: (marks: string) => string;
  /** Stands between the parts of a list. */
  readonly comma: string;
  /** Stands between two sentences. */
  readonly space: string;
  readonly clean: (runs: string) => string;
  /** `oneIn`: fewer than one run in so many fails. */
  readonly bound: (oneIn: string) => string;
  readonly failed: (ways: number) => string;
  readonly nothingRan: string;
  readonly inconclusiveRuns: (count: string) => string;
  readonly interrupted: string;
  readonly written: (folder: string, files: number) => string;
  readonly progress: {
    readonly seeds: (done: string, all: string | null) => string;
    readonly seedsPerSecond: (rate: string) => string;
    readonly eventsPerSecond: (rate: string) => string;
    readonly failures: (ways: number) => string;
    readonly timeLeft: (time: string) => string;
    readonly finishing: (done: number, all: number, signature: string, tries: string) => string;
    readonly stopping: string;
  };
  readonly shrink: {
    readonly doesNotFail: (id: string, how: string) => string;
    readonly fine: string;
    readonly inconclusive: string;
    readonly onlyAllowed: string;
    readonly progress: (tries: string) => string;
    readonly written: (path: string) => string;
  };
  readonly steps: StepText;
}

/** Steps of a scenario in words. Hosts come as text. */
export interface StepText {
  readonly broker: (id: number) => string;
  readonly hosts: (names: readonly string[]) => string;
  readonly at: (time: string, said: string) => string;
  readonly produce: (client: string, values: string, to: string, every: string | null) => string;
  readonly wait: (condition: string) => string;
  readonly sleep: (time: string) => string;
  readonly start: (hosts: string) => string;
  readonly kill: (hosts: string) => string;
  readonly powerLoss: (hosts: string, lose: string) => string;
  /** By the extent of a power loss. */
  readonly loses: Readonly<Record<string, string>>;
  readonly restart: (hosts: string) => string;
  readonly restartAll: string;
  readonly shutdown: (hosts: string) => string;
  readonly pause: (hosts: string) => string;
  readonly resume: (hosts: string) => string;
  readonly resumeAll: string;
  readonly cut: (from: string, to: string) => string;
  readonly cutOneWay: (from: string, to: string) => string;
  readonly heal: (from: string, to: string) => string;
  readonly healAll: string;
  readonly hold: (message: string, from: string, to: string) => string;
  readonly release: (message: string, from: string, to: string) => string;
  readonly reset: (from: string, to: string) => string;
  readonly expireSession: (host: string) => string;
  readonly jumpClock: (host: string, by: string) => string;
  readonly failLogDir: (broker: string, dir: string) => string;
  readonly repairLogDir: (broker: string, dir: string) => string;
  readonly corrupt: (broker: string, partition: string, offset: number) => string;
  readonly slowSync: (hosts: string, time: string) => string;
  readonly slowDisk: (hosts: string, times: number) => string;
  readonly stalledDisk: (hosts: string) => string;
}
