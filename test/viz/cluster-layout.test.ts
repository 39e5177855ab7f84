import { describe, expect, test } from "vitest";
import {
  type Box,
  between,
  type LayoutNode,
  layoutCluster,
  way,
} from "../../viz/draw/cluster-layout.ts";

function hosts(brokers: number, producers: number, consumers: number, servers = 1): LayoutNode[] {
  const of = (kind: LayoutNode["kind"], count: number) =>
    Array.from({ length: count }, (_, i): LayoutNode => ({ id: `${kind}-${i + 1}`, kind }));
  return [
    ...of("zookeeper", servers),
    ...of("broker", brokers),
    ...of("producer", producers),
    ...of("consumer", consumers),
    { id: "admin", kind: "admin" },
  ];
}

function overlap(a: Box, b: Box): boolean {
  return (
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2
  );
}

const stages = [
  { narrow: false, aspect: 0.5 },
  { narrow: false, aspect: 0.7 },
  { narrow: true, aspect: 1 },
];
const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100];

describe.each(stages)("on a stage %o", (stage) => {
  test.each(sizes)("%i brokers and their clients hide nobody and stay inside", (brokers) => {
    for (const clients of [0, 1, 2, 3, 5, 20]) {
      const { boxes, width, height } = layoutCluster(hosts(brokers, clients, clients), stage);
      const placed = [...boxes];
      expect(placed).toHaveLength(2 + brokers + 2 * clients);
      for (const [i, [name, box]] of placed.entries()) {
        expect(box.x - box.width / 2, name).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width / 2, name).toBeLessThanOrEqual(width);
        expect(box.y + box.height / 2, name).toBeLessThanOrEqual(height);
        for (const [other, otherBox] of placed.slice(i + 1)) {
          expect(overlap(box, otherBox), `${name} and ${other} with ${clients} clients`).toBe(
            false,
          );
        }
      }
    }
  });

  test("very many consumers leave what is drawn large enough to be read", () => {
    const { width, height } = layoutCluster(hosts(3, 1, 20), stage);
    const [room, most] = stage.narrow ? [390, 600] : [720, 550];
    expect(Math.max(width / room, height / most)).toBeLessThan(1.4);
  });

  test.each([2, 3, 5, 7])("%i ZooKeeper servers stand side by side", (servers) => {
    const { boxes, width } = layoutCluster(hosts(3, 1, 1, servers), stage);
    const placed = [...boxes];
    for (const [i, [name, box]] of placed.entries()) {
      expect(box.x - box.width / 2, name).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width / 2, name).toBeLessThanOrEqual(width);
      for (const [other, otherBox] of placed.slice(i + 1)) {
        expect(overlap(box, otherBox), `${name} and ${other}`).toBe(false);
      }
    }
  });

  test.each([3, 4, 5])("%i brokers leave room for packets between them", (brokers) => {
    const layout = layoutCluster(hosts(brokers, 1, 1), stage);
    for (let a = 1; a <= brokers; a++) {
      for (let b = 1; b <= brokers; b++) {
        const ends = way(layout, `broker-${a}`, `broker-${b}`);
        if (ends === null) continue;
        const [from, to] = ends;
        expect(Math.hypot(to.x - from.x, to.y - from.y)).toBeGreaterThan(30);
      }
    }
  });
});

test("the ways there and back lie beside each other", () => {
  const layout = layoutCluster(hosts(3, 1, 1), { narrow: false, aspect: 0.5 });
  const there = way(layout, "broker-1", "broker-3");
  const back = way(layout, "broker-3", "broker-1");
  if (there === null || back === null) throw new Error("both brokers have a place");
  const [a, b] = [between(there, 0.5), between(back, 0.5)];
  expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeCloseTo(10, 5);
});
