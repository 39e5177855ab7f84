import { describe, expect, test } from "vitest";
import { renderTopics } from "../../cli/render/describe-topics.ts";
import { answerOf, type TopicOption, topicCommand } from "../../cli/topic-command.ts";
import type { DescribedPartition, DescribedTopic, Era } from "../../sim/index.ts";

const LIVE = [1, 2, 3];

function partition(number: number, more: Partial<DescribedPartition> = {}): DescribedPartition {
  return {
    partition: number,
    leader: 1,
    replicas: [1, 2, 3],
    isr: [1, 2, 3],
    addingReplicas: [],
    removingReplicas: [],
    ...more,
  };
}

function topic(partitions: readonly DescribedPartition[], more: Partial<DescribedTopic> = {}) {
  return {
    topic: "orders",
    overrides: {},
    brokerConfigs: {},
    minInsyncReplicas: 1,
    markedForDeletion: false,
    partitions,
    ...more,
  };
}

function printed(
  era: Era,
  topics: readonly DescribedTopic[],
  options: readonly TopicOption[] = [],
  name: string | null = null,
): readonly string[] {
  const command = topicCommand(era);
  const question = { topic: name, options: new Set(options) };
  return renderTopics(command, answerOf(command, question, topics, LIVE));
}

/** Numbers of the partitions that a filter lets through. */
function shown(
  era: Era,
  option: TopicOption,
  partitions: readonly DescribedPartition[],
  more: Partial<DescribedTopic> = {},
): readonly string[] {
  return printed(era, [topic(partitions, more)], [option]).map(
    (line) => /Partition: (\d+)/.exec(line)?.[1] ?? line,
  );
}

describe("a partition without a leader", () => {
  const topics = [topic([partition(0, { leader: -1, isr: [2] }), partition(1, { leader: null })])];

  test("has the leader -1 where the tool reads ZooKeeper, and none without a state znode", () => {
    expect(printed("2.1", topics)).toEqual([
      "Topic:orders\tPartitionCount:2\tReplicationFactor:3\tConfigs:",
      "\tTopic: orders\tPartition: 0\tLeader: -1\tReplicas: 1,2,3\tIsr: 2",
      "\tTopic: orders\tPartition: 1\tLeader: none\tReplicas: 1,2,3\tIsr: 1,2,3",
    ]);
  });

  test("has none where it asks the brokers", () => {
    expect(printed("2.4", topics)).toEqual([
      "Topic: orders\tPartitionCount: 2\tReplicationFactor: 3\tConfigs: ",
      "\tTopic: orders\tPartition: 0\tLeader: none\tReplicas: 1,2,3\tIsr: 2",
      "\tTopic: orders\tPartition: 1\tLeader: none\tReplicas: 1,2,3\tIsr: 1,2,3",
    ]);
  });
});

describe("a partition that is reassigned", () => {
  const moving = partition(0, {
    replicas: [4, 5, 1, 2],
    isr: [1, 2],
    addingReplicas: [4, 5],
    removingReplicas: [1, 2],
  });

  test("shows the replicas that come and go from 2.6 on; those that come do not count", () => {
    expect(printed("2.6", [topic([moving])])).toEqual([
      "Topic: orders\tPartitionCount: 1\tReplicationFactor: 2\tConfigs: ",
      "\tTopic: orders\tPartition: 0\tLeader: 1\tReplicas: 4,5,1,2\tIsr: 1,2" +
        "\tAdding Replicas: 4,5\tRemoving Replicas: 1,2",
    ]);
    expect(shown("2.6", "under-replicated-partitions", [moving])).toEqual([]);
  });

  test("counts as under-replicated before", () => {
    expect(printed("2.4", [topic([moving])])[0]).not.toContain("Adding");
    expect(shown("2.4", "under-replicated-partitions", [moving])).toEqual(["0"]);
  });
});

describe("filters", () => {
  test("under-replicated: fewer in sync than replicas", () => {
    const partitions = [partition(0), partition(1, { isr: [1, 2] })];
    for (const era of ["0.8.2", "2.1", "2.4", "3.9"] as const) {
      expect(shown(era, "under-replicated-partitions", partitions), era).toEqual(["1"]);
    }
  });

  test("unavailable: no leader, or one that is not registered", () => {
    const partitions = [
      partition(0),
      partition(1, { leader: -1 }),
      partition(2, { leader: 9 }),
      partition(3, { leader: null }),
    ];
    for (const era of ["0.8.2", "2.8"] as const) {
      expect(shown(era, "unavailable-partitions", partitions), era).toEqual(["1", "2", "3"]);
    }
  });

  test("under and at min.insync.replicas", () => {
    const partitions = [
      partition(0),
      partition(1, { isr: [1, 2] }),
      partition(2, { isr: [1] }),
      partition(3, { leader: -1 }),
    ];
    const more = { minInsyncReplicas: 2 };
    expect(shown("2.8", "under-min-isr-partitions", partitions, more)).toEqual(["2", "3"]);
    expect(shown("2.8", "at-min-isr-partitions", partitions, more)).toEqual(["1"]);
  });

  test("topics with overrides, which from 2.4 on are also those of the broker", () => {
    const plain = topic([partition(0)], { topic: "a", brokerConfigs: { "segment.bytes": "1" } });
    const own = topic([partition(0)], { topic: "b", overrides: { "flush.ms": "5" } });
    expect(printed("2.1", [plain, own], ["topics-with-overrides"])).toEqual([
      "Topic:b\tPartitionCount:1\tReplicationFactor:3\tConfigs:flush.ms=5",
    ]);
    expect(printed("2.4", [plain, own], ["topics-with-overrides"])).toEqual([
      "Topic: a\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: segment.bytes=1",
      "Topic: b\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: flush.ms=5",
    ]);
  });

  test("an override hides the broker's setting", () => {
    const both = topic([], { brokerConfigs: { "flush.ms": "9" }, overrides: { "flush.ms": "5" } });
    expect(printed("2.8", [both])[0]).toMatch(/Configs: flush.ms=5$/);
  });

  test("internal topics are left out on demand", () => {
    const topics = [topic([partition(0)], { topic: "__consumer_offsets" }), topic([partition(0)])];
    expect(printed("2.8", topics, ["exclude-internal"]).join()).not.toContain("__consumer");
    expect(printed("2.8", topics).join()).toContain("__consumer");
  });

  test("that a version does not have are refused", () => {
    expect(() => printed("2.1", [topic([])], ["at-min-isr-partitions"])).toThrow(
      "--at-min-isr-partitions: kafka-topics.sh of 2.1 does not have it (new in 2.4)",
    );
    expect(() => printed("2.0", [topic([])], ["exclude-internal"])).toThrow("(new in 2.1)");
  });

  test("exclude each other", () => {
    expect(() => printed("2.8", [], ["unavailable-partitions", "topics-with-overrides"])).toThrow(
      "exclude each other",
    );
  });
});

describe("a topic's name", () => {
  const topics = ["orders", "orders-eu", "payments"].map((name) =>
    topic([partition(0)], { topic: name }),
  );
  const found = (pattern: string) =>
    printed("2.1", topics, [], pattern).flatMap((line) => /^Topic:(\S+)/.exec(line)?.[1] ?? []);

  test("is a regular expression for all of it, with commas between alternatives", () => {
    expect(found("orders")).toEqual(["orders"]);
    expect(found("orders.*")).toEqual(["orders", "orders-eu"]);
    expect(found(" orders, payments ")).toEqual(["orders", "payments"]);
    expect(found('"orders-.."')).toEqual(["orders-eu"]);
  });

  test("that nothing has, or that is no expression, is an error", () => {
    expect(() => found("order")).toThrow("there are: orders, orders-eu, payments");
    expect(() => found("(")).toThrow("is not a regular expression");
  });
});

test("a topic that is being deleted is marked from 0.11 on, until the tool asks the brokers", () => {
  const going = [topic([partition(0, { isr: [1] })], { markedForDeletion: true })];
  expect(printed("0.10.2", going).join()).not.toContain("MarkedForDeletion");
  expect(printed("0.11", going)[0]).toMatch(/\tMarkedForDeletion:true$/);
  expect(printed("0.11", going)[1]).not.toContain("MarkedForDeletion");
  expect(printed("0.11", going, ["under-replicated-partitions"])[0]).toMatch(
    /\tMarkedForDeletion: true$/,
  );
  expect(printed("2.4", going).join()).not.toContain("MarkedForDeletion");
});
