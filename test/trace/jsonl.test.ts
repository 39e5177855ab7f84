import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TraceFormatError, TraceReader } from "../../sim/trace/jsonl-reader.ts";
import { traceLines, traceText } from "../../sim/trace/jsonl-writer.ts";
import type { Trace } from "../../sim/trace/trace.ts";
import { events, type HandMade, META, recorded, repeated } from "./support.ts";

function read(text: string, pieceLength = text.length) {
  const reader = new TraceReader();
  for (let at = 0; at < text.length; at += pieceLength) {
    reader.push(text.slice(at, at + pieceLength));
  }
  return reader.end();
}

function textOf(trace: Trace): string {
  return [...traceText(trace, META)].join("");
}

function steady(i: number): HandMade {
  return { facts: [["replica.leo", "orders-0", 1, i]], cause: i - 1 };
}

/** The lines of a small trace, with one of them replaced. */
function withLine(number: number, change: (line: Record<string, unknown>) => unknown): string {
  const lines = [...traceLines(recorded(repeated(3, steady)), META)];
  const line = JSON.parse(lines[number - 1] as string) as Record<string, unknown>;
  const changed = change(line);
  lines[number - 1] = typeof changed === "string" ? changed : JSON.stringify(changed);
  return lines.join("\n");
}

describe("a trace file", () => {
  test("gives back the same trace, whatever the pieces in which it is read", () => {
    fc.assert(
      fc.property(events(), fc.integer({ min: 1, max: 400 }), (made, pieceLength) => {
        const trace = recorded(made);
        const text = textOf(trace);
        const { meta, trace: again, stateMismatch } = read(text, pieceLength);
        expect(meta).toEqual(META);
        expect(again.hash).toBe(trace.hash);
        expect(again.state).toEqual(trace.state);
        expect(stateMismatch).toBeNull();
        expect(textOf(again)).toBe(text);
      }),
      { numRuns: 40 },
    );
  });

  test("gives back the same marks", () => {
    const trace = recorded(repeated(2500, steady));
    const { trace: again, stateMismatch } = read(textOf(trace));
    expect(again.marks).toEqual(trace.marks);
    expect(stateMismatch).toBeNull();
  });

  test("writes facts by name, in a form that people can read", () => {
    const trace = recorded([
      {
        host: 1,
        facts: [["leader.isr", "orders-0", 1, [1, 2], [1, 2, 3], 4]],
      },
    ]);
    expect([...traceLines(trace, META)][1]).toBe(
      '{"i":0,"t":1000,"k":"step.start","p":"broker-1","s":[["leader.isr","orders-0",1,[1,2],[1,2,3],4]]}',
    );
  });
});

describe("a trace file that is not whole or not right", () => {
  const refused: [string, string, RegExp][] = [
    ["nothing", "", /line 1: the file is empty/],
    ["no header", '{"i":0}', /line 1: a trace begins with a header/],
    ["another version", '{"v":1}', /line 1: the trace has version 1; this Highwater reads 2/],
    ["broken JSON", withLine(3, () => '{"i":1,'), /line 3: not JSON: \{"i":1,/],
    ["deep JSON", withLine(3, () => "[".repeat(1_000_000)), /line 3: /],
    ["a line that is no event", withLine(3, () => [1]), /line 3: a line holds an event/],
    [
      "a missing event",
      withLine(3, (l) => ({ ...l, i: 2 })),
      /line 3: "i" is 2; the next event is 1/,
    ],
    [
      "time that goes back",
      withLine(3, (l) => ({ ...l, t: 5 })),
      /line 3: "t" is .* not below 1000/,
    ],
    ["a huge time", withLine(3, (l) => ({ ...l, t: 1e300 })), /line 3: "t" is a whole number/],
    [
      "an unknown kind",
      withLine(3, (l) => ({ ...l, k: "Frobnicate" })),
      /line 3: there is no kind/,
    ],
    ["an unknown host", withLine(3, (l) => ({ ...l, p: "broker-9" })), /line 3: there is no host/],
    ["a cause of itself", withLine(3, (l) => ({ ...l, c: [1] })), /line 3: "c" lists one or two/],
    [
      "too many causes",
      withLine(4, (l) => ({ ...l, c: [0, 0, 1] })),
      /line 4: "c" lists one or two/,
    ],
    ["a message nobody sent", withLine(3, (l) => ({ ...l, m: 1 })), /line 3: "m" is the number/],
    [
      "a message out of order",
      withLine(3, (l) => ({ ...l, s: [["message.send", 2e9, "app", "broker-1", 1, 1, 0]] })),
      /line 3: the next message is 1, not 2000000000/,
    ],
    [
      "an unknown fact",
      withLine(3, (l) => ({ ...l, s: [["replica.mood", 1]] })),
      /line 3: there is no fact named "replica.mood"/,
    ],
    [
      "a fact of another shape",
      withLine(3, (l) => ({ ...l, s: [["replica.leo", "orders-0", 1]] })),
      /line 3: replica.leo has 3 values \(tp, broker, offset\)/,
    ],
    [
      "a number that is none",
      withLine(3, (l) => ({ ...l, s: [["replica.leo", "orders-0", 1, 1.5]] })),
      /line 3: replica.leo: offset is a whole number, not 1.5/,
    ],
    [
      "a host that is none",
      withLine(3, (l) => ({ ...l, s: [["host.clock", "mars", 1]] })),
      /line 3: host.clock: host is the name of a host/,
    ],
    [
      "a deep znode",
      withLine(3, (l) => ({ ...l, s: [["znode", "/a".repeat(70), "", 0, 1, 1, 0]] })),
      /line 3: the path of a znode is deeper than 64/,
    ],
    [
      "a host that has no process to speak of",
      withLine(3, (l) => ({ ...l, s: [["position", null, "orders-0", 1]] })),
      /line 3: /,
    ],
    [
      "a changed event",
      withLine(3, (l) => ({ ...l, t: 2500 })),
      /line 5: the events have the hash/,
    ],
    [
      "a wrong count",
      withLine(5, (l) => ({ ...l, events: 9 })),
      /line 5: the footer tells 9 events/,
    ],
    ["no footer", withLine(5, () => ""), /cut short: no footer after 3 events/],
    [
      "more after the footer",
      withLine(5, (l) => `${JSON.stringify(l)}\n{}`),
      /line 6: nothing may/,
    ],
    [
      "facts of another age",
      withLine(1, (l) => ({ ...l, facts: { "replica.leo": [] } })),
      /line 1: the fact/,
    ],
    [
      "hosts of no kind",
      withLine(1, (l) => ({ ...l, procs: [{ id: "x" }] })),
      /line 1: a host has/,
    ],
    [
      "a very long line",
      withLine(3, () => `"${"x".repeat(5_000_001)}"`),
      /line 3: the line is longer/,
    ],
  ];

  test.each(refused)("%s is refused with its line", (_, text, problem) => {
    expect(() => read(text)).toThrow(TraceFormatError);
    expect(() => read(text)).toThrow(problem);
  });

  test("a line without an end is not read for ever", () => {
    const reader = new TraceReader();
    const endless = () => {
      for (let i = 0; i < 100; i++) reader.push("x".repeat(100_000));
    };
    expect(endless).toThrow(/longer than 5000000/);
  });

  test("any damage is refused or gives the very same events", () => {
    const text = textOf(recorded(repeated(5, steady)));
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.string({ unit: "binary", maxLength: 3 }),
        (at, junk) => {
          const damaged = text.slice(0, at) + junk + text.slice(at + 1);
          try {
            expect(read(damaged).trace.hash).toBe(recorded(repeated(5, steady)).hash);
          } catch (error) {
            expect(error).toBeInstanceOf(TraceFormatError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a mark whose state differs is told, not refused", () => {
    const lines = [...traceLines(recorded(repeated(1500, steady)), META)];
    const mark = lines.findIndex((line) => line.startsWith('{"mark"'));
    lines[mark] = (lines[mark] as string).replace(/"state":"[^"]*"/, '"state":"0000000000000000"');
    expect(read(lines.join("\n")).stateMismatch).toBe(1024);
  });

  test("names that objects have by themselves are names like others", () => {
    const trace = recorded([
      {
        facts: [
          ["replica.leo", "__proto__-0", 1, 3],
          ["znode", "/brokers/topics/__proto__", '{"partitions":{"0":[1]}}', 0, 1, 1, 0],
        ],
      },
      {
        facts: [
          ["znode", "/__proto__", "x", 0, 1, 1, 0],
          ["position", "audit", "constructor-0", 1],
        ],
      },
    ]);
    const { trace: again } = read(textOf(trace));
    expect(Object.entries(again.state.topics)).toMatchObject([
      ["__proto__", { assignment: { "0": [1] } }],
    ]);
    expect(Object.entries(again.state.zookeeper.root.children)).toContainEqual([
      "__proto__",
      expect.objectContaining({ data: "x" }),
    ]);
  });
});
