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

interface TimeUnits {
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  readonly millisecond: string;
}

const TIME_SIZES = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
  ["millisecond", 1],
] as const;

/** How old something is, in the largest unit of which there are two, with one digit after the point. */
export function ageOf(ms: number, units: TimeUnits): string {
  const [unit, size] = TIME_SIZES.find(([, each]) => Math.abs(ms) >= 2 * each) ?? [
    "millisecond",
    1,
  ];
  return `${rounded(ms / size)}${units[unit]}`;
}

/** How large something is: `1.5 MiB`. */
export function sizeOf(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = bytes;
  let unit = 0;
  while (size >= 2048 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${rounded(size)} ${units[unit]}`;
}

function rounded(value: number): string {
  return `${Math.round(value * 10) / 10}`;
}
