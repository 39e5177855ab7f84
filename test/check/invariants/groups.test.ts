import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../../sim/kafka/config/config.ts";
import { brokerSwitches } from "../../../sim/kafka/era/broker-switches.ts";
import { TRUNCATION_REASONS } from "../../../sim/kafka/log/truncation-reasons.ts";
import { GROUP, GroupScript } from "../group-script.ts";
import { TP } from "../support.ts";

const OTHER = "orders-1";
const SECONDS = 1_000_000;

/** c1 has both partitions of generation 1. */
function one(script = new GroupScript()): GroupScript {
  return script
    .begin()
    .stable(1, { c1: [TP, OTHER] })
    .owns("c1", 1, { [TP]: 0, [OTHER]: 0 });
}

describe("group-exclusivity", () => {
  test("holds while members hand partitions over from one generation to the next", () => {
    const script = one()
      .rebalancing(1)
      .revokes("c1")
      .stable(2, { c1: [TP], c2: [OTHER] });
    script.owns("c1", 2, { [TP]: 0 }).owns("c2", 2, { [OTHER]: 0 });
    expect(script.violations()).toEqual([]);
  });

  test("is broken by an assignment that gives a partition to two members", () => {
    const script = one().stable(2, { c1: [TP, OTHER], c2: [OTHER] });
    expect(script.violations()).toEqual(["group-exclusivity: protocol bug"]);
    expect(script.checker.violations[0]?.told).toEqual({
      code: "violation.assigned-twice",
      args: { group: GROUP, broker: 1, generation: 2, partition: OTHER, one: "c1", other: "c2" },
    });
  });

  test("is broken by two consumers that take themselves for owners in one generation", () => {
    const script = one().owns("c2", 1, { [OTHER]: 0 });
    expect(script.violations()).toEqual(["group-exclusivity: protocol bug"]);
    expect(script.checker.violations[0]).toMatchObject({
      event: script.event - 1,
      told: { code: "violation.owned-twice", args: { partition: OTHER, one: "c1", other: "c2" } },
    });
  });

  test("is not promised to two processes that the operator gave one group.instance.id", () => {
    const script = one(new GroupScript({ instance: "i1" })).owns("c2", 1, { [OTHER]: 0 });
    expect(script.violations()).toEqual(["group-exclusivity: operator choice"]);
    expect(script.checker.violations[0]?.told).toEqual({
      code: "violation.instance-twice",
      args: {
        group: GROUP,
        generation: 1,
        partition: OTHER,
        one: "c1",
        other: "c2",
        instance: "i1",
      },
    });
  });

  test("is a known flaw of sticky assignors that believe all claims", () => {
    const broken = (stickyAssignor: string, protocol: string) => {
      const script = one(new GroupScript({ stickyAssignor }));
      script.stable(2, { c1: [TP, OTHER], c2: [OTHER] }, protocol);
      script.owns("c1", 2, { [TP]: 0, [OTHER]: 0 }).owns("c2", 2, { [OTHER]: 0 });
      return script.checker.violations.map(({ fix }) => fix);
    };
    expect(new Set(broken("userData", "sticky"))).toEqual(new Set(["KIP-341"]));
    expect(new Set(broken("generations", "sticky"))).toEqual(new Set([null]));
    expect(new Set(broken("userData", "range"))).toEqual(new Set([null]));
  });

  test("is a known flaw of cooperative assignors that do not believe who missed a generation", () => {
    const broken = (stickyAssignor: string, protocol: string) => {
      const script = one(new GroupScript({ stickyAssignor }));
      script.stable(2, { c1: [TP], c2: [OTHER] }, protocol);
      script.owns("c1", 2, { [TP]: 0, [OTHER]: 0 }).owns("c2", 2, { [OTHER]: 0 });
      return script.checker.violations.map(({ fix }) => fix);
    };
    expect(broken("doubleClaims", "cooperative-sticky")).toEqual(["KAFKA-14639"]);
    expect(broken("quotas", "cooperative-sticky")).toEqual([null]);
    expect(broken("doubleClaims", "sticky")).toEqual([null]);
  });

  test("is not broken by one who still takes himself for the owner of a generation that is over", () => {
    const script = one()
      .rebalancing(1)
      .gone("c1")
      .stable(2, { c2: [TP, OTHER] });
    script.owns("c2", 2, { [TP]: 0, [OTHER]: 0 });
    expect(script.violations()).toEqual([]);
    const [account] = script.report().groups.groups;
    expect(account?.staleOwners).toMatchObject([
      { client: "c1", partition: TP, generation: 1, owner: "c2", ownerGeneration: 2, toUs: null },
      { client: "c1", partition: OTHER },
    ]);
  });

  test("is not broken by one of a generation whose number is in use again", () => {
    const script = one().kill(1).rebalancing(0, 2);
    script.stable(1, { c2: [TP] }, "range", 2).owns("c2", 1, { [TP]: 0 });
    expect(script.violations()).toEqual([]);
  });

  test("does not count one who stands still, until he goes on", () => {
    const script = one()
      .pauseConsumer("c1")
      .gone("c1")
      .stable(2, { c2: [TP] });
    script.owns("c2", 2, { [TP]: 0 });
    expect(script.report().groups.groups[0]?.staleOwners).toEqual([]);
    script.resumeConsumer("c1");
    expect(script.report().groups.groups[0]?.staleOwners).toMatchObject([{ partition: TP }]);
    script.facts(["assignment", "c1", []]);
    const [stale] = script.report().groups.groups[0]?.staleOwners ?? [];
    expect(stale?.toUs).not.toBeNull();
  });
});

describe("assignment-completeness", () => {
  /** c1 leads generation 1 and knows both partitions, which are there. */
  function led(protocol: string, assignments: Record<string, string[]>, known = [TP, OTHER]) {
    const script = new GroupScript().begin();
    const state = { controller_epoch: 1, leader: 1, version: 1, leader_epoch: 0, isr: [1] };
    const path = "/brokers/topics/orders/partitions/1/state";
    script.facts(["znode", path, JSON.stringify(state), 0, 1, 2, 0]);
    script.out("c1");
    for (const tp of known) script.facts(["client.leader", "c1", tp, 1, 0]);
    script.joined("c1", 1);
    return script.stable(1, assignments, protocol);
  }

  test("holds when every partition that the leader knew is assigned", () => {
    expect(led("range", { c1: [TP], c2: [OTHER] }).violations()).toEqual([]);
  });

  test("is broken by a partition that nobody has", () => {
    const script = led("range", { c1: [TP], c2: [] });
    expect(script.violations()).toEqual(["assignment-completeness: protocol bug"]);
    expect(script.checker.violations[0]?.told.args).toMatchObject({ partitions: OTHER });
  });

  test("is broken when members have nothing of a topic to which they subscribe", () => {
    expect(led("range", { c1: [], c2: [] }).violations()).toHaveLength(1);
  });

  test("asks only for what the leader knew when it assigned", () => {
    const script = led("range", { c1: [TP], c2: [] }, [TP]);
    script.facts(["client.leader", "c1", OTHER, 1, 0]).stable(1, { c1: [TP], c2: [] });
    expect(script.violations()).toEqual([]);
  });

  test("gives a cooperative protocol its second round", () => {
    const script = led("cooperative-sticky", { c1: [TP], c2: [] });
    script.rebalancing(1).joined("c1", 2);
    script.stable(2, { c1: [TP], c2: [OTHER] }, "cooperative-sticky").later(20 * SECONDS);
    script.checker.checkConvergence();
    expect(script.violations()).not.toContain("assignment-completeness: protocol bug");
  });

  test("is broken by a cooperative protocol that stops after the first", () => {
    const script = led("cooperative-sticky", { c1: [TP], c2: [] }).later(20 * SECONDS);
    expect(script.violations()).toEqual([]);
    script.checker.checkConvergence();
    expect(script.violations()).toContain("assignment-completeness: protocol bug");
  });

  test("finds a first round that lasted too long afterwards as well", () => {
    const script = led("cooperative-sticky", { c1: [TP], c2: [] }).later(20 * SECONDS);
    expect(script.rebalancing(1).violations()).toEqual(["assignment-completeness: protocol bug"]);
  });
});

describe("committed-offset-durability", () => {
  test("holds when the next coordinator reads what was committed", () => {
    const script = one().commits("c1", 5).kill(1);
    script.facts(
      ["group.offset", GROUP, 2, TP, 5, "loaded"],
      ["group", GROUP, 2, 3, 1, "range", "c1-id"],
    );
    expect(script.violations()).toEqual([]);
  });

  test("holds when it reads a commit of which nobody was told yet", () => {
    const script = one().commits("c1", 5).stores(7, "committed").kill(1);
    expect(script.stores(7, "loaded", 2).violations()).toEqual([]);
    const newer = one().commits("c1", 5).kill(1);
    expect(newer.stores(8, "loaded", 2).violations()).toEqual([]);
  });

  test("is broken by an older offset", () => {
    const script = one().commits("c1", 3).commits("c1", 5).kill(1).stores(3, "loaded", 2);
    expect(script.violations()).toEqual(["committed-offset-durability: protocol bug"]);
    const { told, why } = script.checker.violations.at(-1) ?? {};
    expect(told?.args).toMatchObject({ broker: 2, committed: 5, found: 3, client: "c1" });
    const [committed] = why ?? [];
    expect(committed).toMatchObject({
      code: "why.offsetCommitted",
      args: { client: "c1", partition: TP, offset: 5 },
    });
    expect(committed?.event).toBeLessThan(why?.at(-1)?.event ?? -1);
  });

  test("is broken by a coordinator that has nothing, and only once", () => {
    const script = one().commits("c1", 5).kill(1).rebalancing(0, 2).kill(2).rebalancing(0, 3);
    const found = script.checker.violations.filter(
      ({ invariant }) => invariant === "committed-offset-durability",
    );
    expect(found).toMatchObject([{ count: 1, told: { args: { found: -1 } } }]);
  });

  test("holds when the offset expired, or was deleted, before", () => {
    for (const cause of ["expired", "deleted"]) {
      const script = one().commits("c1", 5).stores(-1, cause).kill(1).rebalancing(0, 2);
      expect(script.violations()).toEqual([]);
    }
  });

  test("holds when it was committed anew or reset to an older one", () => {
    const script = one().commits("c1", 5).commits("c1", 2).kill(1).stores(2, "loaded", 2);
    expect(script.violations()).toEqual([]);
    const reset = one().commits("c1", 5).gone("c1").empty(2).stores(0, "committed").kill(1);
    expect(reset.stores(0, "loaded", 2).violations()).toEqual([]);
  });

  test("is judged by what became of the log in which the group is kept", () => {
    // billing belongs to partition 0 of a __consumer_offsets that has one.
    const offsets = "__consumer_offsets-0";
    const truth = (leader: number, epoch: number, isr: number[], version: number) => {
      const state = { controller_epoch: 1, leader, version: 1, leader_epoch: epoch, isr };
      const path = "/brokers/topics/__consumer_offsets/partitions/0/state";
      return ["znode", path, JSON.stringify(state), version, 1, 2, 0] as const;
    };
    const committed = (settings: { uncleanLeaderElection: boolean }, isr: number[]) => {
      const script = one(new GroupScript({}, settings)).facts(truth(1, 0, isr, 0));
      script.facts(
        ["replica.role", offsets, 1, 1, 0, 1],
        ["leader.isr", offsets, 1, isr, isr, 0],
        ["replica.role", offsets, 2, 2, 0, 1],
      );
      script.facts(["log.append", offsets, 1, 0, 1, 0, 900], ["replica.hw", offsets, 1, 1]);
      return script.commits("c1", 5).kill(1);
    };
    const judged = (script: GroupScript) =>
      script.checker.violations
        .filter(({ invariant }) => invariant === "committed-offset-durability")
        .map((one) => one.class);

    const unclean = committed({ uncleanLeaderElection: true }, [1, 3]).facts(truth(2, 1, [2], 1));
    expect(judged(unclean.rebalancing(0, 2))).toEqual(["operator choice"]);
    const alone = committed({ uncleanLeaderElection: false }, [1]).facts(truth(2, 1, [2], 1));
    expect(judged(alone.rebalancing(0, 2))).toEqual(["allowed by configuration"]);
    const forgotten = committed({ uncleanLeaderElection: false }, [1, 2]);
    forgotten.facts(truth(2, 1, [2], 1));
    expect(judged(forgotten.rebalancing(0, 2))).toEqual(["protocol bug"]);
  });

  test("holds when a broker reads older ones that leads in an epoch that is over", () => {
    const offsets = "__consumer_offsets-0";
    const path = "/brokers/topics/__consumer_offsets/partitions/0/state";
    const truth = (leader: number, epoch: number) => {
      const state = { controller_epoch: 1, leader, version: 1, leader_epoch: epoch, isr: [1, 2] };
      return ["znode", path, JSON.stringify(state), epoch, 1, 2, 0] as const;
    };
    /** The request that makes broker 2 the leader of epoch 1 arrives last. */
    const found = (isOver: boolean): readonly string[] => {
      const script = one().facts(truth(1, 0), ["replica.role", offsets, 1, 1, 0, 1]);
      script.commits("c1", 3).commits("c1", 5).facts(truth(2, 1));
      if (isOver) script.facts(truth(1, 2), ["replica.role", offsets, 1, 1, 2, 1]);
      script.facts(["replica.role", offsets, 2, 1, 1, 2]);
      return script.stores(3, "loaded", 2).violations();
    };
    expect(found(true)).toEqual([]);
    expect(found(false)).toEqual(["committed-offset-durability: protocol bug"]);
  });

  test("is a known flaw of coordinators that read no further than the high watermark", () => {
    const offsets = "__consumer_offsets-0";
    const found = (offsetsLoadedTo: "highWatermark" | "logEnd", highWatermark: number) => {
      const switches = {
        ...brokerSwitches(resolveConfig("broker", {}, "0.10.2")),
        offsetsLoadedTo,
      };
      const software = { 2: [switches] };
      const script = one(new GroupScript({}, { software }));
      const state = { controller_epoch: 1, leader: 1, version: 1, leader_epoch: 0, isr: [1, 2] };
      const path = "/brokers/topics/__consumer_offsets/partitions/0/state";
      script.facts(["znode", path, JSON.stringify(state), 0, 1, 2, 0]);
      script.facts(
        ["replica.role", offsets, 1, 1, 0, 1],
        ["leader.isr", offsets, 1, [1, 2], [1, 2], 0],
        ["replica.role", offsets, 2, 2, 0, 1],
      );
      script.facts(["log.append", offsets, 1, 0, 1, 0, 900]);
      script.facts(["log.append", offsets, 2, 0, 1, 0, 900], ["replica.hw", offsets, 1, 1]);
      script.facts(["replica.hw", offsets, 2, highWatermark]);
      script.commits("c1", 5).kill(1).rebalancing(0, 2);
      return script.checker.violations
        .filter(({ invariant }) => invariant === "committed-offset-durability")
        .map(({ fix }) => fix);
    };
    expect(found("highWatermark", 0)).toEqual(["KAFKA-5059"]);
    expect(found("highWatermark", 1)).toEqual([null]);
    expect(found("logEnd", 0)).toEqual([null]);
  });

  test("is what the log of offsets had lost to a known flaw before", () => {
    const offsets = "__consumer_offsets-0";
    const state = (leader: number, leader_epoch: number, isr: number[]) =>
      JSON.stringify({ controller_epoch: 1, leader, version: 1, leader_epoch, isr });
    const path = "/brokers/topics/__consumer_offsets/partitions/0/state";
    const found = (reason: string) => {
      const starts = [brokerSwitches(resolveConfig("broker", {}, "0.10.2"))];
      const script = one(new GroupScript({}, { software: { 1: starts, 2: starts } }));
      script.facts(["znode", path, state(1, 0, [1, 2]), 0, 1, 2, 0]);
      script.facts(
        ["replica.role", offsets, 1, 1, 0, 1],
        ["leader.isr", offsets, 1, [1, 2], [1, 2], 0],
        ["replica.role", offsets, 2, 2, 0, 1],
      );
      script.facts(["log.append", offsets, 1, 0, 1, -1, 900]);
      script.facts(["log.append", offsets, 2, 0, 1, -1, 900], ["replica.hw", offsets, 1, 1]);
      script.commits("c1", 5);
      script.facts(["log.truncate", offsets, 2, 0, reason], ["replica.leo", offsets, 2, 0]);
      script.kill(1).facts(["znode", path, state(2, 1, [2]), 1, 1, 2, 0]);
      script.facts(["replica.role", offsets, 2, 1, 1, 2]).rebalancing(0, 2);
      const { violations } = script.checker;
      const lost = violations.filter(
        ({ invariant }) => invariant === "committed-offset-durability",
      );
      return lost.map(({ fix }) => fix);
    };
    expect(found(TRUNCATION_REASONS.TO_HIGH_WATERMARK)).toEqual(["KIP-101"]);
    expect(found("for no reason")).toEqual([null]);
  });
});

describe("committed-offset-monotonicity", () => {
  test("holds when a member commits an older offset", () => {
    const script = one().commits("c1", 5).commits("c1", 2);
    expect(script.violations()).toEqual([]);
    expect(script.report().groups.groups[0]?.offsetChanges).toMatchObject([
      { from: 5, to: 2, cause: "committed", client: "c1", class: "allowed by configuration" },
    ]);
  });

  test("holds when an operator resets it", () => {
    const script = one().commits("c1", 5).gone("c1").empty(2).stores(0, "committed");
    expect(script.violations()).toEqual([]);
    expect(script.report().groups.groups[0]?.offsetChanges).toMatchObject([
      { from: 5, to: 0, client: null, class: "operator choice" },
    ]);
  });

  test("is broken by the late commit of one who is no member any more", () => {
    const script = one()
      .commits("c1", 2)
      .gone("c1")
      .stable(2, { c2: [TP] });
    script
      .owns("c2", 2, { [TP]: 2 })
      .commits("c2", 8)
      .later(10 * SECONDS)
      .commits("c1", 5);
    expect(script.violations()).toEqual(["committed-offset-monotonicity: protocol bug"]);
    expect(script.checker.violations[0]?.told.args).toMatchObject({ from: 8, to: 5, client: "c1" });
  });
});
