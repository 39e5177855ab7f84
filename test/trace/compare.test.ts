import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstDifference } from "../../sim/trace/compare.ts";
import {
  FATE_DELIVERED,
  FATE_DROPPED,
  FATE_IN_FLIGHT,
  MessageIndex,
} from "../../sim/trace/messages.ts";
import { events, type HandMade, recorded, repeated, withEvent } from "./support.ts";

function counting(i: number): HandMade {
  return { facts: [["replica.leo", "orders-0", 1, i]] };
}

describe("the first difference of two traces", () => {
  const made = repeated(3000, counting);
  const trace = recorded(made);

  test("is none between equal runs", () => {
    expect(firstDifference(trace, recorded(made))).toBeNull();
  });

  test.each([0, 1, 1023, 1024, 2047, 2048, 2999])("is the event that differs: %i", (at) => {
    const other = recorded(withEvent(made, at, { facts: [["replica.leo", "orders-0", 2, at]] }));
    expect(firstDifference(trace, other)).toBe(at);
    expect(firstDifference(other, trace)).toBe(at);
  });

  test.each([0, 1024, 2500])(
    "is the end of the shorter one when it is a beginning: %i",
    (length) => {
      expect(firstDifference(trace, recorded(made.slice(0, length)))).toBe(length);
    },
  );
});

describe("the messages of a trace", () => {
  test("are those that were sent and have not ended, at any event", () => {
    fc.assert(
      fc.property(events(), (made) => {
        const columns = recorded(made).events();
        const index = new MessageIndex(columns);
        const open = new Set<number>();
        made.forEach((event, i) => {
          for (const fact of event.facts) {
            if (fact[0] === "message.send") open.add(fact[1] as number);
            if (fact[0] === "message.drop") open.delete(fact[1] as number);
          }
          open.delete(event.message ?? 0);
          expect(index.inFlight(i)).toEqual([...open]);
        });
      }),
    );
  });

  test("are known by sender, receiver and end, over many chunks and while the trace grows", () => {
    const made = repeated(
      2500,
      (i): HandMade => ({
        facts: [["message.send", i + 1, "app", "broker-2", 64, 100, i]],
        message: i < 2 ? 0 : i - 1,
      }),
    );
    const columns = recorded([...made, { facts: [["message.drop", 2499, "reset"]] }]).events();
    const index = new MessageIndex(columns);
    expect(index.length).toBe(2500);
    expect([index.sendEvent(2000), index.endEvent(2000)]).toEqual([1999, 2001]);
    expect([index.from(7), index.to(7), index.kind(7), index.inReplyTo(7)]).toEqual([4, 2, 64, 6]);
    expect([7, 2499, 2500].map((id) => index.fate(id))).toEqual([
      FATE_DELIVERED,
      FATE_DROPPED,
      FATE_IN_FLIGHT,
    ]);
    expect(index.endEvent(2500)).toBeNull();
    expect(index.inFlight(2100)).toEqual([2100, 2101]);
    expect(index.inFlight(1024)).toEqual([1024, 1025]);
  });
});
