import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EventHandle, EventQueue } from "../../sim/kernel/event-queue.ts";

interface ModelEvent {
  time: number;
  sequence: number;
  handle: EventHandle;
}

const command = fc.oneof(
  fc.record({ op: fc.constant("push" as const), time: fc.nat(50) }),
  fc.record({ op: fc.constant("pop" as const) }),
  fc.record({ op: fc.constant("cancel" as const), pick: fc.nat(1000) }),
  fc.record({ op: fc.constant("take" as const), pick: fc.nat(7), until: fc.nat(60) }),
);

describe("event queue", () => {
  test("agrees with a sorted list under any pushes, pops, looks ahead and cancellations", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 400 }), (commands) => {
        const queue = new EventQueue();
        let model: ModelEvent[] = [];
        let sequence = 0;
        for (const c of commands) {
          if (c.op === "push") {
            const handle = queue.push(c.time, 0, 0, 1, ++sequence, 0, -1, null);
            model.push({ time: c.time, sequence, handle });
          } else if (c.op === "pop") {
            model.sort((x, y) => x.time - y.time || x.sequence - y.sequence);
            const first = model.shift();
            expect(queue.pop()).toBe(first !== undefined);
            if (first) expect([queue.time, queue.a]).toEqual([first.time, first.sequence]);
          } else if (c.op === "take") {
            model.sort((x, y) => x.time - y.time || x.sequence - y.sequence);
            const within = model.filter(({ time }) => time <= c.until).slice(0, 8);
            const slots = new Int32Array(8);
            expect(queue.earliest(slots, c.until)).toBe(within.length);
            const seen = within.map((_, i) => {
              queue.look(slots[i] as number);
              return queue.a;
            });
            expect(seen).toEqual(within.map(({ sequence }) => sequence));
            const taken = within[c.pick];
            if (taken === undefined) continue;
            queue.take(slots[c.pick] as number);
            expect([queue.time, queue.a, queue.handle]).toEqual([
              taken.time,
              taken.sequence,
              taken.handle,
            ]);
            expect(queue.cancel(taken.handle)).toBe(false);
            model = model.filter((e) => e !== taken);
          } else if (model.length > 0) {
            const victim = model[c.pick % model.length] as ModelEvent;
            model = model.filter((e) => e !== victim);
            expect(queue.cancel(victim.handle)).toBe(true);
            expect(queue.cancel(victim.handle)).toBe(false);
          }
          expect(queue.length).toBe(model.length);
        }
      }),
    );
  });

  test("a handle kept after its event ran cancels nothing, even when the slot is used again", () => {
    const queue = new EventQueue();
    const old = queue.push(1, 0, 0, 1, 1, 0, -1, null);
    queue.pop();
    queue.push(2, 0, 0, 1, 2, 0, -1, null);
    expect(queue.cancel(old)).toBe(false);
    expect(queue.length).toBe(1);
  });

  test("grows beyond its first capacity and keeps order", () => {
    const queue = new EventQueue();
    for (let i = 5000; i > 0; i--) queue.push(i, 0, 0, 1, i, 0, -1, null);
    for (let i = 1; i <= 5000; i++) {
      queue.pop();
      expect(queue.a).toBe(i);
    }
  });

  test("postponing a host's timers moves only them", () => {
    const queue = new EventQueue();
    queue.push(10, 1, 0, 20, 1, 0, -1, null);
    queue.push(20, 2, 0, 20, 2, 0, -1, null);
    queue.push(30, 1, 0, 3, 3, 0, -1, null);
    queue.postpone(1, 16, 100);
    expect(queue.list().map((e) => [e.time, e.a])).toEqual([
      [20, 2],
      [30, 3],
      [110, 1],
    ]);
  });
});
