/** The very moment of an event, to the microsecond: `1.234567 s`. In a column the points align. */
export function formatTime(timeUs: number): string {
  return `${(timeUs / 1_000_000).toFixed(6)} s`;
}

/** A moment with a fixed number of decimals, so that digits do not dance: `1.234 s`. */
export function formatClock(timeUs: number): string {
  return `${(timeUs / 1_000_000).toFixed(3)} s`;
}

/** A moment on the axis: whole microseconds below a millisecond, else at most three decimals. */
export function formatTick(timeUs: number): string {
  if (timeUs < 1000) return `${Math.round(timeUs)} µs`;
  if (timeUs < 1_000_000) return `${trimmed(timeUs / 1000, 2)} ms`;
  return `${trimmed(timeUs / 1_000_000, 3)} s`;
}

/** The time between two moments, with its sign: `+0.52 ms`. */
export function formatDelta(deltaUs: number): string {
  const sign = deltaUs < 0 ? "−" : "+";
  const size = Math.abs(deltaUs);
  if (size < 1000) return `${sign}${Math.round(size)} µs`;
  if (size < 1_000_000) return `${sign}${trimmed(size / 1000, size < 10_000 ? 2 : 0)} ms`;
  return `${sign}${trimmed(size / 1_000_000, 2)} s`;
}

function trimmed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

/** A ZooKeeper server as people say it: `ZooKeeper`, `ZooKeeper 2`; null for another host. */
export function zookeeperTitle(host: string): string | null {
  if (host === "zookeeper") return "ZooKeeper";
  const server = /^zookeeper-(\d+)$/.exec(host)?.[1];
  return server === undefined ? null : `ZooKeeper ${server}`;
}

/** A zxid as ZooKeeper prints it: `0x100000003`. */
export function formatZxid(zxid: number): string {
  return `0x${zxid.toString(16)}`;
}
