/** One stretch of a steady run, and the reference loop right after it. */
export interface Measurement {
  readonly events: number;
  readonly nsPerEvent: number;
  readonly referenceNs: number;
  /** Virtual seconds per real second. */
  readonly simulatedToReal: number;
}

export const RUNS_PER_PROCESS = 3;

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("nothing was measured");
  return middle;
}
