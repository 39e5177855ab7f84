import { describe, expect, test } from "vitest";
import { BROKER_STATES, FACT_BROKER_STATE } from "../../../sim/kafka/facts.ts";
import { LIST_OFFSETS } from "../../../sim/kafka/messages.ts";
import { FACT_HOST_LIFE, FACT_MESSAGE_SEND } from "../../../sim/kernel/kernel-facts.ts";
import { TestCluster } from "./test-cluster.ts";
import { tell, values, write } from "./truncation/support.ts";

/**
 * Broker 2, whose HW is at the end of its log of three records, follows broker 1, which has fewer. The
 * answer to its fetch can only be OFFSET_OUT_OF_RANGE.
 */
function longer(settings: Record<string, string | boolean>, leaderRecords: number): TestCluster {
  const cluster = new TestCluster(2, { truncation: "hw", ...settings });
  write(cluster, 1, -1, leaderRecords);
  write(cluster, 2, -1, 3);
  tell(cluster, 2, 2, 0, [2]);
  expect(cluster.log(2).highWatermark).toBe(3);
  tell(cluster, 1, 1, 1, [1, 2]);
  return cluster;
}

const lastReason = (cluster: TestCluster) => {
  const [, , , reason] = cluster.factsOf(FACT_HOST_LIFE).at(-1) ?? [];
  return cluster.sim.facts.texts.text(reason ?? -1);
};

describe("a follower whose leader's log is shorter", () => {
  test.each(["haltOrStartOver", "halt"])("halts with %s", (offsetOutOfRange) => {
    const cluster = longer({ offsetOutOfRange }, 1);
    tell(cluster, 2, 1, 1, [1, 2]);
    cluster.until(() => !cluster.host(2).up);
    expect(lastReason(cluster)).toBe("halted rather than truncate its log");
    cluster.act(() => cluster.sim.boot(cluster.host(2)));
    cluster.run(100);
    const states = cluster.factsOf(FACT_BROKER_STATE).map(([, state]) => state);
    expect(states).toContain(BROKER_STATES.RECOVERING_FROM_UNCLEAN_SHUTDOWN);
    expect(cluster.log(2).logEndOffset).toBe(3);
  });

  test("shuts down in order with exit", () => {
    const cluster = longer({ offsetOutOfRange: "exit" }, 1);
    tell(cluster, 2, 1, 1, [1, 2]);
    cluster.until(() => !cluster.host(2).up);
    expect(lastReason(cluster)).toBe("shut down");
    expect(cluster.log(1).logEndOffset).toBe(1);
  });

  test.each(["haltOrStartOver", "halt", "exit"])(
    "truncates with %s where unclean elections are allowed",
    (offsetOutOfRange) => {
      const cluster = longer({ offsetOutOfRange, "unclean.leader.election.enable": true }, 1);
      tell(cluster, 2, 1, 1, [1, 2]);
      cluster.run(1000);
      expect(cluster.host(2).up).toBe(true);
      expect(cluster.log(2).logEndOffset).toBe(1);
    },
  );

  test("asks its topic whether they are", () => {
    const cluster = new TestCluster(2, { truncation: "hw", offsetOutOfRange: "halt" });
    cluster.registry.topicConfigs.set("t", { "unclean.leader.election.enable": "true" });
    write(cluster, 2, -1, 3);
    tell(cluster, 2, 2, 0, [2]);
    tell(cluster, 1, 1, 1, [1, 2]);
    tell(cluster, 2, 1, 1, [1, 2]);
    cluster.run(1000);
    expect(cluster.host(2).up).toBe(true);
    expect(cluster.log(2).logEndOffset).toBe(0);
  });

  test("truncates with truncate", () => {
    const cluster = longer({ offsetOutOfRange: "truncate" }, 1);
    tell(cluster, 2, 1, 1, [1, 2]);
    cluster.run(1000);
    expect(cluster.log(2).logEndOffset).toBe(1);
  });
});

describe("a follower whose leader's log has grown since the fetch", () => {
  function logs(offsetOutOfRange: string): { least: number; values: string[] } {
    const cluster = longer({ offsetOutOfRange }, 2);
    tell(cluster, 2, 1, 1, [1, 2]);
    const asks = ([, from, , kind]: number[]) =>
      from === cluster.host(2).index && kind === LIST_OFFSETS;
    cluster.until(() => cluster.factsOf(FACT_MESSAGE_SEND).some(asks));
    cluster.act(() => {
      for (const value of ["n2", "n3", "n4"]) {
        cluster.partition(1).appendRecordsToLeader(cluster.batch([value]), 1);
      }
    });
    let least = 3;
    for (let i = 0; i < 200; i++) {
      cluster.run(1);
      least = Math.min(least, cluster.log(2).logEndOffset);
    }
    return { least, values: values(cluster, 2).slice(2) };
  }

  test("deletes its log with haltOrStartOver (KAFKA-2143)", () => {
    expect(logs("haltOrStartOver")).toEqual({ least: 0, values: ["n2", "n3", "n4"] });
  });

  test.each(["halt", "exit", "truncate"])("keeps its log with %s", (offsetOutOfRange) => {
    expect(logs(offsetOutOfRange)).toEqual({ least: 3, values: ["of epoch -1", "n3", "n4"] });
  });
});
