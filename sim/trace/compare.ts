import { FactBuffer } from "./pack.ts";
import { MARK_EVENTS, type Trace } from "./trace.ts";

/**
 * The first event at which two runs differ (the number of events in the shorter one, when that is all
 * of the difference); null when they are the same. Both need their events.
 */
export function firstDifference(x: Trace, y: Trace): number | null {
  if (x.length === y.length && x.hash === y.hash) return null;
  const shorter = Math.min(x.length, y.length);
  const mark = lastCommonMark(x, y, Math.floor(shorter / MARK_EVENTS));
  const ofX = x.hashAtMark(mark);
  const ofY = y.hashAtMark(mark);
  const facts = new FactBuffer();
  for (let event = mark * MARK_EVENTS; event < shorter; event++) {
    ofX.addFrom(x.events(), event, facts);
    ofY.addFrom(y.events(), event, facts);
    const same = ofX.rolling.a === ofY.rolling.a && ofX.rolling.b === ofY.rolling.b;
    if (!same) return event;
  }
  return x.length === y.length ? null : shorter;
}

function lastCommonMark(x: Trace, y: Trace, marks: number): number {
  let low = 0;
  let high = marks;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (x.mark(middle - 1)?.hash === y.mark(middle - 1)?.hash) low = middle;
    else high = middle - 1;
  }
  return low;
}
