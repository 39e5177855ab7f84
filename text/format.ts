/** Seconds of some microseconds, with milliseconds: `12.345`. */
export function number(micros: number): string {
  return (micros / 1_000_000).toFixed(3);
}

/** Seconds with their unit: `12.345 s`. */
export function seconds(micros: number): string {
  return `${number(micros)} s`;
}

/** A clock's offset in seconds, with its sign. */
export function clockOffset(micros: number): string {
  return `${micros < 0 ? "−" : "+"}${number(Math.abs(micros))}`;
}
