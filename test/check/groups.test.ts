import { describe, expect, test } from "vitest";
import { reportJson } from "../../sim/check/report.ts";
import { PROCESSING_OUTCOMES } from "../../sim/kafka/facts.ts";
import { renderTold } from "../../text/render.ts";
import { GROUP, GroupScript } from "./group-script.ts";
import { FOLLOWER, LEADER, Script, TP, values } from "./support.ts";

const OTHER = "orders-1";
const CommitFailed = 25;

const codes = (told: readonly { readonly code: string }[] = []): string[] =>
  told.map(({ code }) => code);
const valuesOf = (outcomes: readonly { readonly value: string }[]): string[] =>
  outcomes.map(({ value }) => value);

/** c1 owns orders-0 in generation 1, from its beginning. */
function owner(script = new GroupScript(), count = 10): GroupScript {
  return script
    .begin(count)
    .stable(1, { c1: [TP] })
    .owns("c1", 1, { [TP]: 0 });
}

/** The group goes on with c2 alone, which begins where the group has committed. */
function takeOver(script: GroupScript, from: number, generation = 2): GroupScript {
  script
    .rebalancing(1)
    .gone("c1")
    .stable(generation, { c2: [TP] });
  return script.owns("c2", generation, { [TP]: from });
}

describe("records processed more than once", () => {
  test("are those that were processed and not committed when their consumer died", () => {
    const script = owner().polls("c1", 0, 6).processes("c1", 0, 3).commits("c1", 3);
    script.processes("c1", 3, 6).killConsumer("c1");
    takeOver(script, 3).polls("c2", 3, 10).processes("c2", 3, 10, 2);
    const { processedTwice, neverProcessed } = script.report().groups;
    expect(valuesOf(processedTwice)).toEqual(["r3", "r4", "r5"]);
    expect(neverProcessed).toEqual([]);
    const [r3] = processedTwice;
    expect(r3).toMatchObject({ group: GROUP, partition: TP, class: "allowed by configuration" });
    expect(codes(r3?.why)).toEqual([
      "why.processedBy",
      "why.clientDown",
      "why.rebalanced",
      "why.startedFrom",
      "why.processedBy",
      "class.atLeastOnce",
    ]);
    expect(r3?.why[0]?.args).toMatchObject({ client: "c1", generation: 1 });
    expect(r3?.why[3]?.args).toMatchObject({ client: "c2", offset: 3, committed: 3 });
    expect(r3?.causes).toEqual([...(r3?.causes ?? [])].sort((x, y) => x - y));
  });

  test("are not those that two groups, or two consumers without one, processed once each", () => {
    const script = new GroupScript({ group: null }).begin();
    script.polls("c1", 0, 10).processes("c1", 0, 10, -1);
    script.polls("c2", 0, 10).processes("c2", 0, 10, -1);
    expect(script.report().groups.processedTwice).toEqual([]);
  });

  test("are not those whose second effect the outside system did not take", () => {
    const script = owner().polls("c1", 0, 2).processes("c1", 0, 2).killConsumer("c1");
    takeOver(script, 0).polls("c2", 0, 2);
    script.processes("c2", 0, 2, 2, PROCESSING_OUTCOMES.DUPLICATE);
    expect(script.report().groups.processedTwice).toEqual([]);
    expect(script.report().groups.groups[0]?.processed).toBe(2);
  });

  test("come of an owner that goes on after its partition was given to another", () => {
    const script = owner().polls("c1", 0, 2).pauseConsumer("c1");
    takeOver(script, 0).polls("c2", 0, 2).processes("c2", 0, 2, 2).commits("c2", 2);
    script.resumeConsumer("c1").processes("c1", 0, 2, 1).refuses("c1", 2, CommitFailed);
    const [r0] = script.report().groups.processedTwice;
    expect(r0?.why.at(-1)?.code).toBe("class.staleOwner");
    expect(codes(r0?.why)).toContain("why.clientPaused");
    expect(codes(r0?.why)).toContain("why.commitRefused");
    expect(script.violations()).toEqual([]);
  });

  test("tell of the commit that failed as soon as the record was processed", () => {
    const script = owner().polls("c1", 0, 1);
    script.facts(
      ["record.processed", "c1", TP, 0, 1, 1, PROCESSING_OUTCOMES.APPLIED],
      ["commit", "c1", GROUP, TP, 1, CommitFailed],
    );
    takeOver(script, 0).polls("c2", 0, 1).processes("c2", 0, 1, 2);
    const [r0] = script.report().groups.processedTwice;
    expect(codes(r0?.why).slice(0, 2)).toEqual(["why.processedBy", "why.commitRefused"]);
  });

  test("come of an owner that is at them when another begins", () => {
    const script = owner().polls("c1", 0, 4).processes("c1", 0, 2);
    takeOver(script, 0).polls("c2", 0, 4);
    script.processes("c1", 2, 4, 1).processes("c2", 0, 4, 2);
    const found = script.report().groups.processedTwice;
    expect(found.map(({ why }) => why.at(-1)?.code)).toEqual([
      "class.atLeastOnce",
      "class.atLeastOnce",
      "class.staleOwner",
      "class.staleOwner",
    ]);
  });

  test("come of a reset, an expiry, or a position that was moved", () => {
    const processed = () => {
      const script = owner().polls("c1", 0, 4).processes("c1", 0, 4).commits("c1", 4);
      return script.facts(["assignment", "c1", []]).gone("c1").empty(2);
    };
    const again = (script: GroupScript) => {
      script.stable(3, { c2: [TP] }).owns("c2", 3, { [TP]: 0 });
      script.polls("c2", 0, 4).processes("c2", 0, 4, 3);
      const { processedTwice } = script.report().groups;
      expect(processedTwice).toHaveLength(4);
      return processedTwice[0];
    };
    const reset = again(processed().stores(0, "committed"));
    expect(reset).toMatchObject({ class: "operator choice" });
    expect(reset?.why.at(-1)?.code).toBe("class.offsetsSet");
    expect(codes(reset?.why)).toContain("why.offsetSet");
    const confirmed = processed().stores(0, "committed");
    confirmed
      .stable(3, { c2: [TP] })
      .owns("c2", 3, { [TP]: 0 })
      .commits("c2", 0);
    expect(again(confirmed)?.why.at(-1)?.code).toBe("class.offsetsSet");
    const expired = again(processed().stores(-1, "expired"));
    expect(expired?.why.at(-1)?.code).toBe("class.offsetsExpired");
    const sought = owner().polls("c1", 0, 4).processes("c1", 0, 4).position("c1", 1);
    sought.polls("c1", 1, 4).processes("c1", 1, 4);
    expect(valuesOf(sought.report().groups.processedTwice)).toEqual(["r1", "r2", "r3"]);
    expect(sought.report().groups.processedTwice[0]?.why.at(-1)?.code).toBe("class.sought");
  });

  test("come of offsets in ZooKeeper where the consumer looks in Kafka only", () => {
    const again = (ignoresZooKeeper: boolean) => {
      const script = new GroupScript({ ignoresZooKeeper }).begin().owns("c1", -1, { [TP]: 0 });
      script.polls("c1", 0, 4).processes("c1", 0, 4);
      script.facts(["commit", "c1", GROUP, TP, 4, 0]).killConsumer("c1");
      script
        .owns("c2", -1, { [TP]: 0 })
        .polls("c2", 0, 4)
        .processes("c2", 0, 4);
      return script.report().groups.processedTwice[0]?.why;
    };
    expect(again(true)?.at(-1)?.code).toBe("class.offsetsInZooKeeper");
    expect(again(true)?.find(({ code }) => code === "why.startedFrom")?.args).toMatchObject({
      client: "c2",
      offset: 0,
      committed: -1,
    });
    expect(again(false)?.at(-1)?.code).toBe("class.sought");
  });

  test("come of offsets that the coordinator lost", () => {
    const script = owner().polls("c1", 0, 4).processes("c1", 0, 4).commits("c1", 4);
    script
      .killConsumer("c1")
      .kill(1)
      .stable(2, { c2: [TP] }, "range", 2);
    script
      .owns("c2", 2, { [TP]: 0 })
      .polls("c2", 0, 4)
      .processes("c2", 0, 4, 2);
    expect(script.report().groups.processedTwice[0]).toMatchObject({ class: "protocol bug" });
  });

  test("that have no known reason are told so", () => {
    const script = owner().polls("c1", 0, 2).processes("c1", 0, 2);
    script.facts(["record.processed", "c2", TP, 0, 1, 1, 1]);
    expect(script.report().groups.processedTwice[0]).toMatchObject({ class: "protocol bug" });
  });

  test("that are twice in the log are told apart", () => {
    const script = new GroupScript().start();
    const batch = script.batch(["x"]);
    script.append(1, 0, 1, 0, batch).append(1, 1, 1, 0, batch).hw(1, 2);
    script.stable(1, { c1: [TP] }).owns("c1", 1, { [TP]: 0 });
    for (const offset of [0, 1]) {
      script.facts(["record.read", "c1", TP, offset, 1, 0], ["position", "c1", TP, offset + 1]);
      script.facts(["record.processed", "c1", TP, offset, 1, 1, 1]);
    }
    const [x] = script.report().groups.processedTwice;
    expect(codes(x?.why)).toEqual(["why.processedBy", "why.twiceInLog", "class.twiceInLog"]);
  });
});

describe("records that were never processed", () => {
  test("are those that were committed before, when their consumer dies", () => {
    const script = owner(new GroupScript({ commits: "beforeProcessing" }));
    script.polls("c1", 0, 10).commits("c1", 10).processes("c1", 0, 4).killConsumer("c1");
    const { neverProcessed, processedTwice } = script.report().groups;
    expect(valuesOf(neverProcessed)).toEqual(values(6, "r", 4));
    expect(processedTwice).toEqual([]);
    expect(codes(neverProcessed[0]?.why)).toEqual([
      "why.polled",
      "why.committedPast",
      "why.clientDown",
      "class.committedBefore",
    ]);
  });

  test("are those that a worker had not come to when auto-commit passed them", () => {
    const script = owner(new GroupScript({ autoCommit: true, hasWorker: true }));
    script.polls("c1", 0, 10).commits("c1", 10).processes("c1", 0, 4).killConsumer("c1");
    const [first] = script.report().groups.neverProcessed;
    expect(first?.why.at(-1)?.code).toBe("class.autoCommitOfWorker");
  });

  test("are not those that a running owner may still come to, or that nobody passed", () => {
    const script = owner().polls("c1", 0, 5).commits("c1", 5).processes("c1", 0, 2);
    expect(script.report().groups.neverProcessed).toEqual([]);
  });

  test("are those over which a new owner jumped that does not look where they are committed", () => {
    const script = new GroupScript({ ignoresZooKeeper: true }).begin().owns("c1", -1, { [TP]: 0 });
    script.polls("c1", 0, 4).processes("c1", 0, 4);
    script.facts(["commit", "c1", GROUP, TP, 4, 0]).killConsumer("c1");
    script.owns("c2", -1, { [TP]: 10 });
    const { neverProcessed } = script.report().groups;
    expect(valuesOf(neverProcessed)).toEqual(values(6, "r", 4));
    expect(codes(neverProcessed[0]?.why)).toEqual(["why.skippedOver", "class.offsetsInZooKeeper"]);
  });

  test("are those over which a new owner jumped: reset to latest", () => {
    const script = new GroupScript().begin(0).out("c1").write(values(4), 0);
    script.stable(1, { c1: [TP] }).owns("c1", 1, { [TP]: 4 });
    const { neverProcessed } = script.report().groups;
    expect(valuesOf(neverProcessed)).toEqual(["r0", "r1", "r2", "r3"]);
    expect(codes(neverProcessed[0]?.why)).toEqual(["why.skippedOver", "class.resetToLatest"]);
  });

  test("are not those that were there before the group was", () => {
    const script = new Script().start();
    const late = new GroupScript();
    late
      .start()
      .write(values(4), 0)
      .stable(1, { c1: [TP] })
      .owns("c1", 1, { [TP]: 4 });
    expect(late.report().groups.neverProcessed).toEqual([]);
    expect(script.report().groups.groups).toEqual([]);
  });

  test("are those that offsets expired before, or that an operator skipped", () => {
    const gone = () => {
      const script = owner().polls("c1", 0, 4).processes("c1", 0, 4).commits("c1", 4);
      return script.facts(["assignment", "c1", []]).gone("c1").empty(2);
    };
    const expired = gone().stores(-1, "expired");
    expired.stable(3, { c2: [TP] }).owns("c2", 3, { [TP]: 10 });
    const outcomes = expired.report().groups.neverProcessed;
    expect(valuesOf(outcomes)).toEqual(values(6, "r", 4));
    expect(outcomes[0]?.why.at(-1)?.code).toBe("class.offsetsExpired");
    const skipped = gone().stores(8, "committed");
    skipped.stable(3, { c2: [TP] }).owns("c2", 3, { [TP]: 8 });
    expect(valuesOf(skipped.report().groups.neverProcessed)).toEqual(values(4, "r", 4));
    expect(skipped.report().groups.neverProcessed[0]).toMatchObject({ class: "operator choice" });
  });

  test("are those that retention took before they were read", () => {
    const script = owner().polls("c1", 0, 2).processes("c1", 0, 2).retain(1, 6).position("c1", 6);
    const { neverProcessed } = script.report().groups;
    expect(valuesOf(neverProcessed)).toEqual(["r2", "r3", "r4", "r5"]);
    expect(codes(neverProcessed[0]?.why)).toContain("why.retentionByTime");
    expect(neverProcessed[0]).toMatchObject({ class: "allowed by configuration" });
  });

  test("are those that a log got below a consumer's position after it was truncated", () => {
    const script = new GroupScript({}, { uncleanLeaderElection: true }).start([1]);
    script.startConsumer("c1");
    const old = script.batch(values(6, "old"));
    script.append(1, 0, 6, 0, old).append(2, 0, 2, 0, old).hw(1, 6).told(1, 6, 1, 0);
    script.stable(1, { c1: [TP] }, "range", 3).owns("c1", 1, { [TP]: 0 });
    script.polls("c1", 0, 6).processes("c1", 0, 6);
    script.kill(1).truth(2, 1, [2]).role(2, LEADER, 1, [2], 2);
    const fresh = script.batch(values(6, "new"));
    script.append(2, 2, 6, 1, fresh).hw(2, 8).told(7, 6, 1, 2);
    script.boot(1, 6).role(1, FOLLOWER, 1, null, 2).truncate(1, 2);
    script.facts(["record.read", "c1", TP, 6, 11, 1], ["record.read", "c1", TP, 7, 12, 1]);
    script
      .facts(["position", "c1", TP, 8])
      .facts(
        ["record.processed", "c1", TP, 6, 11, 1, 1],
        ["record.processed", "c1", TP, 7, 12, 1, 1],
      );
    const { neverProcessed } = script.report().groups;
    expect(valuesOf(neverProcessed)).toEqual(["new0", "new1", "new2", "new3"]);
    expect(codes(neverProcessed[0]?.why)).toEqual(["why.cutBelowReader", "class.unclean"]);
    expect(neverProcessed[0]?.class).toBe("operator choice");
  });

  test("are those whose processing failed, or whose effect was refused", () => {
    const { SKIPPED, FENCED } = PROCESSING_OUTCOMES;
    const script = owner().polls("c1", 0, 2).processes("c1", 0, 1, 1, SKIPPED);
    script.processes("c1", 1, 2, 1, FENCED).commits("c1", 2);
    const reasons = script.report().groups.neverProcessed.map(({ why }) => why.at(-1)?.code);
    expect(reasons).toEqual(["class.processingFailed", "class.effectRefused"]);
  });

  test("are not those whose processing failed and then succeeded, which is told once", () => {
    const { FAILED } = PROCESSING_OUTCOMES;
    const script = owner().polls("c1", 0, 1).processes("c1", 0, 1, 1, FAILED);
    script.processes("c1", 0, 1, 1, FAILED).processes("c1", 0, 1).commits("c1", 1);
    const { groups, story } = script.report();
    expect(groups.neverProcessed).toEqual([]);
    expect(groups.processedTwice).toEqual([]);
    const told = story.filter(({ code }) => code === "story.processingFailed");
    expect(told.map((line) => renderTold("en", line))).toEqual(["c1 fails to process r0."]);
  });

  test("are none of a consumer whose application does nothing", () => {
    const script = owner(new GroupScript({ processes: false })).polls("c1", 0, 4);
    expect(script.commits("c1", 4).killConsumer("c1").report().groups.neverProcessed).toEqual([]);
  });
});

describe("overwritten keys", () => {
  /** Two records of one key. */
  function keyed(effect: "put" | "append" | "fenced"): GroupScript {
    const script = new GroupScript({ effect }).start();
    for (const name of ["c1", "c2"]) script.startConsumer(name);
    const batch = script.keyed([
      ["k", "old"],
      ["k", "new"],
    ]);
    script.append(1, 0, 2, 0, batch).hw(1, 2).told(1, 2, 1, 0);
    script
      .stable(1, { c1: [TP] })
      .owns("c1", 1, { [TP]: 0 })
      .polls("c1", 0, 2);
    return script.pauseConsumer("c1");
  }
  const late = (script: GroupScript): GroupScript => {
    takeOver(script, 0).polls("c2", 0, 2).processes("c2", 0, 2, 2);
    return script.resumeConsumer("c1").processes("c1", 0, 1, 1);
  };

  test("are those that end with the effect of an older record", () => {
    const { overwritten } = late(keyed("put")).report().groups;
    expect(overwritten).toMatchObject([
      { key: "k", value: "old", offset: 0, group: GROUP, class: "allowed by configuration" },
    ]);
    expect(codes(overwritten[0]?.why)).toEqual([
      "why.processedBy",
      "why.newerEffect",
      "why.processedBy",
      "class.staleOwner",
    ]);
  });

  test("are none once the newer record came again", () => {
    const script = late(keyed("put")).processes("c1", 1, 2, 1);
    expect(script.report().groups.overwritten).toEqual([]);
  });

  test("are none where effects are only added", () => {
    expect(late(keyed("append")).report().groups.overwritten).toEqual([]);
  });
});

describe("times without consumption", () => {
  const gaps = (script: GroupScript) =>
    script.report().groups.unconsumed.map(({ partition, fromUs, toUs }) => {
      return [partition, toUs === null ? null : toUs - fromUs];
    });

  /** c1 has the partition in a cooperative group. */
  const cooperative = (pollsDuringRebalance: boolean) =>
    new GroupScript({ pollsDuringRebalance })
      .begin()
      .stable(1, { c1: [TP] }, "cooperative-sticky")
      .owns("c1", 1, { [TP]: 0 });

  test("begin when an owner loses a partition, and end when another has a position", () => {
    const script = owner();
    expect(gaps(script)).toEqual([]);
    script.revokes("c1");
    expect(gaps(script)).toEqual([[TP, null]]);
    script.later(5000).stable(2, { c2: [TP] });
    script.facts(["membership", "c2", GROUP, "c2-id", 2, 3], ["assignment", "c2", [TP]]);
    script.later(2000);
    expect(gaps(script)).toEqual([[TP, null]]);
    script.position("c2", 0);
    expect(gaps(script)).toEqual([[TP, 10_000]]);
  });

  test("do not count before somebody consumed it for the first time", () => {
    const script = new GroupScript().begin().stable(1, { c1: [TP, OTHER] });
    script.facts(["assignment", "c1", [TP, OTHER]]).later(9000);
    expect(gaps(script)).toEqual([]);
  });

  test("are those in which the owner is dead or stands still", () => {
    const script = owner().pauseConsumer("c1").later(3000).resumeConsumer("c1");
    expect(gaps(script)).toEqual([[TP, 4000]]);
    script.killConsumer("c1");
    expect(gaps(script)).toEqual([
      [TP, 4000],
      [TP, null],
    ]);
  });

  test("are those in which a member of an eager group rejoins, whatever it still holds", () => {
    const joining = (script: GroupScript) =>
      script.facts(["membership", "c1", GROUP, "c1-id", -1, 1]);
    expect(gaps(joining(owner()))).toEqual([[TP, null]]);
    expect(gaps(joining(cooperative(true)))).toEqual([]);
  });

  test("are those in which a cooperative member rejoins whose poll waits for the group", () => {
    const joining = cooperative(false).later(1000);
    joining.facts(["membership", "c1", GROUP, "c1-id", 1, 1]).later(3000);
    joining.facts(["membership", "c1", GROUP, "c1-id", 2, 2]).later(3000);
    expect(gaps(joining)).toEqual([[TP, null]]);
    joining.facts(["membership", "c1", GROUP, "c1-id", 2, 3]);
    const [gap] = gaps(joining);
    expect(gap?.[1]).toBeGreaterThanOrEqual(6000);
  });

  test("are those after the poll of a member threw, and it lets go", () => {
    const script = cooperative(true).facts(["membership", "c1", null, null, -1, 0]);
    expect(gaps(script)).toEqual([[TP, null]]);
  });
});

describe("the story of groups", () => {
  const told = (script: GroupScript) =>
    script
      .report()
      .story.filter(({ code }) => /group|rebal|offsets|stale|process/i.test(code))
      .map((line) => renderTold("en", line));

  test("has one line for a rebalance", () => {
    const script = owner()
      .rebalancing(1)
      .later(2_000_000)
      .stable(2, { c1: [TP], c2: [OTHER] });
    script
      .killConsumer("c2")
      .rebalancing(2)
      .gone("c2")
      .stable(3, { c1: [TP, OTHER] });
    expect(told(script)).toEqual([
      "Group billing is in generation 1: 1 member, range (c1 joined); the rebalance took 0.000 s.",
      "Group billing is in generation 2: 2 members, range (c2 joined); the rebalance took 2.001 s.",
      "Group billing is in generation 3: 1 member, range (c2 is down); the rebalance took 0.002 s.",
    ]);
  });

  test("tells how members went, and of a group without any", () => {
    const left = owner().revokes("c1").out("c1").gone("c1").empty(2);
    expect(told(left).at(-1)).toBe("Group billing has no members any more (c1 left).");
    const late = owner().out("c1").gone("c1").empty(2);
    expect(told(late).at(-1)).toBe(
      "Group billing has no members any more (c1 did not poll in time and left).",
    );
    const silent = owner().facts(["membership", "c1", null, null, -1, 0], ["assignment", "c1", []]);
    expect(told(silent.later(10_000).gone("c1").empty(2)).at(-1)).toBe(
      "Group billing has no members any more (put out: c1).",
    );
  });

  test("tells of another coordinator, which is no rebalance", () => {
    const script = owner()
      .kill(1)
      .stable(1, { c1: [TP] }, "range", 2);
    expect(told(script).slice(1)).toEqual([
      "Broker 2 coordinates group billing now, no longer broker 1.",
    ]);
  });

  test("tells what became of offsets and of records", () => {
    const script = owner().polls("c1", 0, 4).processes("c1", 0, 4).commits("c1", 4);
    script.facts(["assignment", "c1", []]).gone("c1").empty(2).stores(-1, "expired");
    script.stable(3, { c2: [TP] }).owns("c2", 3, { [TP]: 0 });
    script.polls("c2", 0, 4).processes("c2", 0, 4, 3);
    expect(told(script)).toContain("The offsets of group billing expire: orders-0.");
    expect(told(script).at(-1)).toBe(
      "Processed more than once in group billing (allowed by configuration): r0..r3.",
    );
  });

  test("tells of one who still takes himself for the owner", () => {
    expect(told(takeOver(owner(), 0))).toContain(
      "c1 still takes itself for the owner of orders-0 in generation 1 of group billing; in generation 2 another has them.",
    );
  });

  test("tells of all whom a generation leaves behind together", () => {
    const script = new GroupScript().begin().stable(1, { c1: [TP], c2: [OTHER] });
    script
      .owns("c1", 1, { [TP]: 0 })
      .owns("c2", 1, { [OTHER]: 0 })
      .rebalancing(1);
    script
      .gone("c1")
      .gone("c2")
      .stable(2, { c3: [TP, OTHER] });
    script.owns("c3", 2, { [TP]: 0, [OTHER]: 0 });
    expect(told(script).filter((line) => line.includes("still"))).toEqual([
      "c1, c2 still take themselves for the owners of orders-0, orders-1 in generation 1 of group billing; in generation 2 another has them.",
    ]);
  });

  test("tells of him when another has the partitions first, not when the next one has", () => {
    const stale = (script: GroupScript) =>
      script.report().story.filter(({ code }) => code === "story.staleOwner");
    const script = takeOver(owner(), 0);
    const first = stale(script);
    script.rebalancing(2).revokes("c2").later(2_000_000);
    script.stable(3, { c2: [TP] }).owns("c2", 3, { [TP]: 0 });
    expect(script.report().groups.groups[0]?.staleOwners).toHaveLength(2);
    expect(stale(script)).toEqual(first);
  });
});

describe("the report for machines", () => {
  test("has what consumers made of records, and the times without consumption", () => {
    const script = owner().polls("c1", 0, 2).processes("c1", 0, 2).killConsumer("c1");
    takeOver(script, 0).polls("c2", 0, 2).processes("c2", 0, 2, 2);
    const json = reportJson(script.report(), ({ code }) => code);
    expect(json.records.processedTwice).toMatchObject([
      { group: GROUP, value: "r0", partition: TP, offset: 0, class: "allowed by configuration" },
      { value: "r1" },
    ]);
    expect(json.records).toMatchObject({ neverProcessed: [], overwritten: [] });
    expect(json.unconsumed).toMatchObject([{ group: GROUP, partition: TP }]);
    expect(json.unconsumed[0]?.toMs).toBeGreaterThan(json.unconsumed[0]?.fromMs ?? 0);
    expect(json.groups).toMatchObject([{ group: GROUP, generation: 2, processed: 2 }]);
  });
});

describe("topics that only brokers write", () => {
  const INTERNAL = "__consumer_offsets-0";
  const truth = (leader: number, epoch: number, version: number) => {
    const state = { controller_epoch: 1, leader, version: 1, leader_epoch: epoch, isr: [1, 2] };
    const path = "/brokers/topics/__consumer_offsets/partitions/0/state";
    return ["znode", path, JSON.stringify(state), version, 1, 2, 0] as const;
  };
  const led = (script: GroupScript) =>
    script
      .begin()
      .facts(truth(1, 0, 0))
      .facts(
        ["replica.role", INTERNAL, 1, LEADER, 0, 1],
        ["leader.isr", INTERNAL, 1, [1, 2], [1, 2], 0],
        ["replica.role", INTERNAL, 2, FOLLOWER, 0, 1],
      );

  test("are checked as any, but their story is not told and nobody misses them", () => {
    const script = led(new GroupScript());
    script.facts(["log.append", INTERNAL, 1, 0, 1, 0, 700], ["replica.hw", INTERNAL, 1, 1]);
    script.facts(["log.append", INTERNAL, 2, 0, 1, 0, 701], ["replica.hw", INTERNAL, 2, 1]);
    expect(script.violations()).toContain("log-matching: protocol bug");
    script.kill(1).facts(truth(-1, 1, 1));
    const report = script.report();
    expect(report.unavailable.map(({ partition }) => partition)).toEqual([TP]);
    expect(JSON.stringify(report.story)).not.toContain("__consumer_offsets");
    expect(report.ledger.sent).toBe(10);
  });

  test("are missed when a group is kept there", () => {
    const script = led(new GroupScript())
      .stable(1, { c1: [TP] })
      .kill(1)
      .facts(truth(-1, 1, 1));
    expect(script.report().unavailable.map(({ partition }) => partition)).toContain(INTERNAL);
  });
});
