const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** How long something is, in the largest unit of which there are two: `95 s`, `12 min`, `3.2 h`. */
export function longTimeText(seconds: number): string {
  if (seconds < 2 * MINUTE) return `${Math.round(seconds)} s`;
  if (seconds < 2 * HOUR) return `${Math.round(seconds / MINUTE)} min`;
  if (seconds < 2 * DAY) return `${(seconds / HOUR).toFixed(1)} h`;
  return `${(seconds / DAY).toFixed(1)} d`;
}
