import { describe, expect, test } from "vitest";
import type { CheckSettings } from "../../sim/check/settings.ts";
import type { Violation } from "../../sim/check/violation.ts";
import { resolveConfig } from "../../sim/kafka/config/config.ts";
import { type BrokerSwitches, brokerSwitches } from "../../sim/kafka/era/broker-switches.ts";
import { TRUNCATION_REASONS } from "../../sim/kafka/log/truncation-reasons.ts";
import { FOLLOWER, LEADER, Script, values } from "./support.ts";

const { TO_HIGH_WATERMARK, DIVERGES, STARTS_OVER } = TRUNCATION_REASONS;
const KIP320 = { truncation: "kip320" } as const;

/** Three brokers of Kafka 2.8, but for these switches. */
function running(changes: Partial<BrokerSwitches>): Partial<CheckSettings> {
  const starts = [{ ...brokerSwitches(resolveConfig("broker", {}, "2.8")), ...changes }];
  return { software: { 1: starts, 2: starts, 3: starts } };
}

/** Five records, in leader epoch `epoch`, on all replicas; leader 1 has committed and acknowledged them. */
function committed(changes: Partial<BrokerSwitches>, epoch = 0): Script {
  const script = new Script({ acks: -1 }, running(changes)).start();
  const batch = script.batch(values(5));
  for (const broker of [1, 2, 3]) script.append(broker, 0, 5, epoch, batch);
  return script.hw(1, 5).told(1, 5, 1, 0);
}

/** Broker 3 is elected from the ISR. */
function thirdLeads(script: Script, epoch = 2): Script {
  script.kill(1).kill(2).truth(3, epoch, [3]);
  return script.role(3, LEADER, epoch, [3], 3);
}

/** What the loss of acknowledged records, or else the first of these violations, comes from. */
function fixOf(script: Script, invariant: Violation["invariant"] = "ack-durability") {
  const found = script.checker.violations.find((one) => one.invariant === invariant);
  return found === undefined ? "nothing" : found.fix;
}

/** Codes of what is said of the first lost record. */
function codesOf(script: Script): readonly string[] {
  return script.report().ledger.lost[0]?.why.map(({ code }) => code) ?? [];
}

/**
 * Leader 1 appends x at offset 5, which only broker 3 fetches; broker 2 leads, broker 1 drops x, leads
 * again in epoch 2 and appends y there.
 */
function partedLogs(changes: Partial<BrokerSwitches>): Script {
  const script = committed(changes);
  const x = script.batch(["x"]);
  script.append(1, 5, 1, 0, x).append(3, 5, 1, 0, x);
  script.truth(2, 1, [1, 2, 3]).role(2, LEADER, 1, [1, 2, 3], 2);
  script.role(1, FOLLOWER, 1, null, 2).truncate(1, 5, 5, DIVERGES).kill(2);
  script.truth(1, 2, [1, 3]).role(1, LEADER, 2, [1, 3]);
  return script.append(1, 5, 1, 2, script.batch(["y"]));
}

describe("a follower that truncated to its high watermark", () => {
  test("lost committed records before KIP-101", () => {
    const script = committed({ truncation: "hw" }, -1);
    script.truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3], 2).role(3, FOLLOWER, 1, null, 2);
    thirdLeads(script.truncate(3, 3, 3, TO_HIGH_WATERMARK));
    expect(fixOf(script)).toBe("KIP-101");
    expect(codesOf(script)).toContain("why.truncatedToHighWatermark");
    expect(codesOf(script)).not.toContain("why.truncated");
  });

  test("did so because its leader had no start of its epoch before KAFKA-7415", () => {
    const leaders = (makeLeaderAssignsEpoch: boolean): Script => {
      const script = committed({ truncation: "kip101", makeLeaderAssignsEpoch });
      script.truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3], 2).role(3, FOLLOWER, 1, null, 2);
      return thirdLeads(script.truncate(3, 3, 3, TO_HIGH_WATERMARK));
    };
    expect(fixOf(leaders(false))).toBe("KAFKA-7415");
    expect(fixOf(leaders(true))).toBeNull();
  });

  test("kept what its leader did not have, before KIP-101", () => {
    const parted = (truncation: BrokerSwitches["truncation"]): Script => {
      const script = partedLogs({ truncation });
      return script.role(3, FOLLOWER, 1, null, 2).role(3, FOLLOWER, 2).hw(1, 6);
    };
    expect(fixOf(parted("hw"), "strong-isr")).toBe("KIP-101");
    expect(fixOf(parted("kip320"), "strong-isr")).toBeNull();
  });
});

test("a follower that deleted its log at an offset out of range is KAFKA-2143", () => {
  const script = thirdLeads(committed({}).truncate(3, 0, 0, STARTS_OVER));
  expect(fixOf(script)).toBe("KAFKA-2143");
  expect(codesOf(script)).toContain("why.startedOver");
});

test("records kept because an answer named no epoch are KIP-279", () => {
  const parted = partedLogs({ truncation: "kip101" });
  const script = parted.role(3, FOLLOWER, 1, null, 2).role(3, FOLLOWER, 2).hw(1, 6);
  expect(fixOf(script, "strong-isr")).toBe("KIP-279");
});

describe("a follower of an older epoch", () => {
  test("was counted before KIP-320", () => {
    const script = partedLogs({ truncation: "kip279" }).hw(1, 6).told(7, 1, 1, 5);
    expect(fixOf(script, "strong-isr")).toBe("KIP-320");
    expect(fixOf(thirdLeads(script, 3))).toBe("KIP-320");
    expect(codesOf(script)).toContain("why.countedInOtherEpoch");
  });

  test("is a flaw that nobody knows since", () => {
    expect(fixOf(partedLogs(KIP320).hw(1, 6), "strong-isr")).toBeNull();
  });

  test("truncated at the word of a deposed leader before KIP-320", () => {
    const truncated = (changes: Partial<BrokerSwitches>): Script => {
      const script = committed(changes);
      script.role(3, FOLLOWER, 1, null, 2).truncate(3, 2, 2, DIVERGES);
      return thirdLeads(script);
    };
    expect(fixOf(truncated({ truncation: "kip279" }))).toBe("KIP-320");
    expect(fixOf(truncated(KIP320))).toBeNull();
  });
});

describe("a follower that goes on with what a newer leader wrote behind other records", () => {
  /** Broker 3, still in epoch 0, fetches from broker 2, which leads in epoch 1, before it is counted. */
  const mixed = (truncation: BrokerSwitches["truncation"], isSame: boolean): Script => {
    const script = committed({ truncation });
    const x = script.batch(["x"]);
    script.append(1, 5, 1, 0, x).append(3, 5, 1, 0, x).role(3, FOLLOWER, 0, null, 2);
    script.truth(2, 1, [1, 2]).role(2, LEADER, 1, [1, 2], 2);
    script.append(2, 5, 1, 1, isSame ? x : script.batch(["y"]));
    const z = script.batch(["z"]);
    return script.append(2, 6, 1, 1, z).append(3, 6, 1, 1, z).hw(3, 7).hw(2, 7);
  };

  test("is KIP-320, also when the same batch was sent again and written in two epochs", () => {
    for (const isSame of [false, true]) {
      expect(fixOf(mixed("kip279", isSame), "log-matching")).toBe("KIP-320");
      expect(fixOf(mixed("kip320", isSame), "log-matching")).toBeNull();
    }
  });
});

test("a follower that missed an epoch and did not truncate is KAFKA-7164", () => {
  const missed = (makeFollowerSkip: BrokerSwitches["makeFollowerSkip"]): Script =>
    partedLogs({ truncation: "kip320", makeFollowerSkip }).role(3, FOLLOWER, 2).hw(1, 6);
  expect(fixOf(missed("sameLeader"), "strong-isr")).toBe("KAFKA-7164");
  expect(fixOf(missed("sameLeaderAndEpoch"), "strong-isr")).toBeNull();
  const parted = partedLogs({ truncation: "kip320", makeFollowerSkip: "sameLeader" });
  const nextEpoch = parted.role(3, FOLLOWER, 1).role(3, FOLLOWER, 2).hw(1, 6);
  expect(fixOf(nextEpoch, "strong-isr")).toBeNull();
});

test("a fetch that was counted though it diverged is KAFKA-13141", () => {
  const script = partedLogs({ truncation: "onFetch", "KAFKA-13141": true });
  script.role(3, FOLLOWER, 2).hw(1, 6).told(7, 1, 1, 5);
  expect(fixOf(script, "strong-isr")).toBe("KAFKA-13141");
  thirdLeads(script, 3);
  expect(codesOf(script)).toContain("why.divergingFetchCounted");
});

describe("a fetch that was counted, and answered with where the logs part, is KAFKA-13141", () => {
  /** Broker 3 drops its x when it is told; the leader, which has `batch` there, counts it all the same. */
  const dropped = (batch: (script: Script, x: number) => number, KAFKA13141: boolean): Script => {
    const script = committed({ truncation: "onFetch", "KAFKA-13141": KAFKA13141 });
    const x = script.batch(["x"]);
    script.append(1, 5, 1, 0, x).append(3, 5, 1, 0, x);
    script.truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3], 2);
    script.append(2, 5, 1, 1, batch(script, x)).role(3, FOLLOWER, 1, null, 2);
    return script.truncate(3, 5, 5, DIVERGES).hw(2, 6);
  };

  test("when the follower has dropped what it had there", () => {
    const other = (script: Script): number => script.batch(["y"]);
    expect(fixOf(dropped(other, true), "strong-isr")).toBe("KAFKA-13141");
    expect(fixOf(dropped(other, false), "strong-isr")).toBeNull();
  });

  test("when the leader has the same batch, sent again and written in its own epoch", () => {
    const same = (_: Script, x: number): number => x;
    expect(fixOf(dropped(same, true), "strong-isr")).toBe("KAFKA-13141");
    expect(fixOf(dropped(same, false), "strong-isr")).toBeNull();
  });
});

test("a member that joined the ISR below the start of its leader's epoch is KAFKA-7128", () => {
  const joined = (expandNeedsEpochStart: boolean): Script => {
    const script = new Script({ acks: -1 }, running({ expandNeedsEpochStart })).start([1, 2]);
    const batch = script.batch(values(5));
    script.append(1, 0, 5, 0, batch).append(2, 0, 5, 0, batch).hw(1, 5).told(1, 5, 1, 0);
    script.kill(1).truth(2, 1, [2]).role(2, LEADER, 1, [2], 2).role(3, FOLLOWER, 1, null, 2);
    return thirdLeads(script.truth(2, 1, [2, 3]));
  };
  expect(fixOf(joined(false))).toBe("KAFKA-7128");
  expect(codesOf(joined(false))).toContain("why.joinedBeforeEpochStart");
  expect(fixOf(joined(true))).toBeNull();

  const script = committed({ expandNeedsEpochStart: false });
  script.truth(1, 0, [1, 2]).kill(1).truth(2, 1, [2]).role(2, LEADER, 1, [2], 2);
  const x = script.batch(["x"]);
  script.role(3, FOLLOWER, 1, null, 2).append(2, 5, 1, 1, x).hw(2, 6).truth(2, 1, [2, 3]);
  expect(fixOf(script, "strong-isr")).toBeNull();
});

test("what a broker runs after its last start counts", () => {
  const [old] = running({ truncation: "kip279" }).software?.[1] ?? [];
  const [latest] = running(KIP320).software?.[1] ?? [];
  if (old === undefined || latest === undefined) throw new Error("software is missing");
  const upgraded = (starts: readonly BrokerSwitches[]) => {
    const script = new Script({ acks: -1 }, { software: { 1: starts, 2: starts, 3: starts } });
    script.start();
    const batch = script.batch(values(5));
    script.kill(3).boot(3, 0).role(3, FOLLOWER, 0);
    for (const broker of [1, 2, 3]) script.append(broker, 0, 5, 0, batch);
    script.hw(1, 5).told(1, 5, 1, 0);
    script.role(3, FOLLOWER, 1, null, 2).truncate(3, 2, 2, DIVERGES);
    return fixOf(thirdLeads(script));
  };
  expect(upgraded([old])).toBe("KIP-320");
  expect(upgraded([old, latest])).toBeNull();
});

test("power that took a copy is no excuse for a broker that truncated its own", () => {
  const script = committed({ truncation: "hw" }, -1);
  script.truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3], 2).role(3, FOLLOWER, 1, null, 2);
  script.truncate(3, 3, 3, TO_HIGH_WATERMARK).kill(1, "lost power").boot(1, 0);
  thirdLeads(script);
  const [found] = script.report().ledger.lost.slice(-1);
  expect(found).toMatchObject({ class: "protocol bug", fix: "KIP-101" });
});

test("what power took from the broker that then leads is beyond the guarantee", () => {
  const script = committed({ truncation: "hw" }, -1).later(2_000_000);
  script.kill(3, "lost power").later(3_000_000);
  script.boot(3, 2);
  thirdLeads(script);
  const [found] = script.report().ledger.lost.slice(-1);
  expect(found).toMatchObject({ class: "beyond the guarantee", fix: null });
});
