import { parentPath } from "../../sim/zookeeper/paths.ts";
import type { RecordedEvent } from "./zookeeper-history.ts";

/**
 * The server deletes the ephemeral znodes of a closing session in the order of a Java hash set of
 * their full paths. The histories were recorded below a prefix that they do not name, so that order
 * cannot be computed from them; it is taken from the events, if one order explains those of all
 * clients. Which events there are, and when they come within that order, remains to be compared.
 */
export function orderThatExplains(
  events: readonly RecordedEvent[],
  ephemerals: readonly string[],
): readonly string[] {
  const isSeen = (path: string) =>
    events.some((event) => event.path === path || event.path === parentPath(path));
  const seen = ephemerals.filter(isSeen);
  const unseen = ephemerals.filter((path) => !isSeen(path));
  for (const order of permutations(seen)) {
    if (explains(order, events)) return [...order, ...unseen];
  }
  return ephemerals;
}

function explains(order: readonly string[], events: readonly RecordedEvent[]): boolean {
  const lastOfClient = new Map<number, number>();
  for (const event of events) {
    const moment = momentOf(event, order);
    if (moment <= (lastOfClient.get(event.client) ?? -1)) return false;
    lastOfClient.set(event.client, moment);
  }
  return true;
}

/** When an event fires: with a znode's own deletion, or after that of a parent's first child. */
function momentOf(event: RecordedEvent, order: readonly string[]): number {
  return event.type === "NODE_CHILDREN_CHANGED"
    ? order.findIndex((path) => parentPath(path) === event.path) * 2 + 1
    : order.indexOf(event.path) * 2;
}

function* permutations(paths: readonly string[]): Generator<readonly string[]> {
  if (paths.length <= 1) {
    yield paths;
    return;
  }
  for (const [index, first] of paths.entries()) {
    const others = paths.filter((_, other) => other !== index);
    for (const rest of permutations(others)) yield [first, ...rest];
  }
}
