import { describe, expect, test } from "vitest";
import { assignorOf, cluster, named, subscription } from "./support.ts";

const assignor = () => assignorOf("roundrobin", "3.9");

describe("the round-robin assignor", () => {
  test("deals partitions of all topics out one by one", () => {
    const members = new Map([
      ["consumer2", subscription("topic1 topic2")],
      ["consumer1", subscription("topic1 topic2")],
    ]);
    expect(named(assignor().assign(cluster({ topic2: 3, topic1: 3 }), members))).toEqual({
      consumer1: "topic1-0 topic1-2 topic2-1",
      consumer2: "topic1-1 topic2-0 topic2-2",
    });
  });

  test("passes over members that do not subscribe, and does not make up for it", () => {
    const members = new Map([
      ["consumer1", subscription("topic1")],
      ["consumer2", subscription("topic1 topic2")],
      ["consumer3", subscription("topic1")],
    ]);
    expect(named(assignor().assign(cluster({ topic1: 3, topic2: 2 }), members))).toEqual({
      consumer1: "topic1-0",
      consumer2: "topic1-1 topic2-0 topic2-1",
      consumer3: "topic1-2",
    });
  });

  test("lets static members begin, by group.instance.id", () => {
    const members = new Map([
      ["consumer4", subscription("topic1 topic2")],
      ["consumer3", subscription("topic1 topic2", { instanceId: "instance3" })],
      ["consumer2", subscription("topic1 topic2", { instanceId: "instance2" })],
      ["consumer1", subscription("topic1 topic2", { instanceId: "instance1" })],
    ]);
    expect(named(assignor().assign(cluster({ topic1: 3, topic2: 3 }), members))).toEqual({
      consumer1: "topic1-0 topic2-1",
      consumer2: "topic1-1 topic2-2",
      consumer3: "topic1-2",
      consumer4: "topic2-0",
    });
  });

  test("leaves out topics that are not there, and gives every member an entry", () => {
    const members = new Map([
      ["a", subscription("no topic")],
      ["b", subscription("")],
    ]);
    expect(named(assignor().assign(cluster({ topic: 1, empty: 0 }), members))).toEqual({
      a: "topic-0",
      b: "",
    });
  });
});
