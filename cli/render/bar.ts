const CELLS = 20;

/** `━━━━━───────────────`: how much of something is done. */
export function bar(share: number): string {
  const done = Math.round(share * CELLS);
  return "━".repeat(done) + "─".repeat(CELLS - done);
}
