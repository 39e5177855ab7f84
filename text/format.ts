/** Seconds with milliseconds: `12.345 s`. */
export function seconds(micros: number): string {
  return `${(micros / 1_000_000).toFixed(3)} s`;
}

/** A clock's offset with its sign. */
export function clockOffset(micros: number): string {
  return `${micros < 0 ? "−" : "+"}${seconds(Math.abs(micros))}`;
}
