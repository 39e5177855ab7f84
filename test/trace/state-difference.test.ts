import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differences, pathText, valueAt } from "../../sim/trace/state-difference.ts";

const data = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.array(fc.nat(3)), tie("object")),
  object: fc.dictionary(fc.string(), tie("value")),
}));

describe("differences", () => {
  test("are none between equal values", () => {
    fc.assert(fc.property(data.object, (x) => differences(x, structuredClone(x)).length === 0));
  });

  test("name what is at their paths in both", () => {
    const property = fc.property(data.object, data.object, (x, y) => {
      for (const { keys, x: ofX, y: ofY } of differences(x, y)) {
        expect(valueAt(x, keys)).toEqual(ofX);
        expect(valueAt(y, keys)).toEqual(ofY);
        expect(ofX).not.toEqual(ofY);
      }
    });
    fc.assert(property);
  });

  test("take lists as wholes and go into objects", () => {
    const x = { orders: { isr: [1, 2], leader: 1, epoch: 3 } };
    const y = { orders: { isr: [1], leader: 1 }, payments: { leader: 2 } };
    expect(differences(x, y)).toEqual([
      { keys: ["orders", "epoch"], x: 3, y: undefined },
      { keys: ["orders", "isr"], x: [1, 2], y: [1] },
      { keys: ["payments"], x: undefined, y: { leader: 2 } },
    ]);
  });
});

describe("pathText", () => {
  test("joins keys, and writes znodes as ZooKeeper does", () => {
    expect(pathText(["partitions", "orders-0", "leader"])).toBe("partitions.orders-0.leader");
    const znode = ["zookeeper", "root", "children", "brokers", "children", "ids", "version"];
    expect(pathText(znode)).toBe("zookeeper/brokers/ids.version");
  });
});
