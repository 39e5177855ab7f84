import { describe, expect, test } from "vitest";
import type { RecordOutcome } from "../../sim/check/record-outcome.ts";
import { resolveConfig } from "../../sim/kafka/config/config.ts";
import { brokerSwitches } from "../../sim/kafka/era/broker-switches.ts";
import { Errors } from "../../sim/kafka/errors.ts";
import { RECORD_STATUS } from "../../sim/kafka/facts.ts";
import { LIFE_DOWN } from "../../sim/kernel/kernel-facts.ts";
import { FOLLOWER, LEADER, Script, TP } from "./support.ts";

const { ACKED, FAILED, UNKNOWN, UNACKNOWLEDGED } = RECORD_STATUS;
const IDEMPOTENT = { acks: -1, idempotence: true };

const codes = (outcome: RecordOutcome | undefined): string[] =>
  (outcome?.why ?? []).map(({ code }) => code);

/** Everybody appends a batch, and it is committed. */
function replicate(script: Script, base: number, count: number, batch: number): Script {
  for (const broker of [1, 2, 3]) script.append(broker, base, count, 0, batch);
  for (const broker of [1, 2, 3]) script.hw(broker, base + count);
  return script;
}

/** m is written, and once more at the second attempt. */
function lostAck(script: Script, betweenUs = 0): Script {
  script.start();
  const batch = script.batch(["m"]);
  replicate(script, 0, 1, batch);
  if (betweenUs > 0) script.later(betweenUs);
  script.attempt(batch, 2);
  return replicate(script, 1, 1, batch).told(1, 1, ACKED, 1);
}

/** The first batch is refused and sent again; meanwhile the second is written. */
function overtaken(script: Script): Script {
  script.start();
  const first = script.batch(["k1"]);
  const second = script.batch(["k2"]);
  replicate(script, 0, 1, second).told(2, 1, ACKED, 0).attempt(first, 2);
  return replicate(script, 1, 1, first).told(1, 1, ACKED, 1);
}

/**
 * The first batch is written, but its producer gives it up; what is sent next is acknowledged at its offset
 * and never written.
 */
function takenForRepetition(script: Script): Script {
  script.start();
  const first = script.batch(["k1"]);
  replicate(script, 0, 1, first).told(1, 1, UNKNOWN, -1, Errors.REQUEST_TIMED_OUT);
  const second = script.batch(["k2"]);
  return script.attempt(second, 2).told(2, 1, ACKED, 0);
}

describe("a record that is acknowledged in place of one that its producer gave up", () => {
  test("is lost by the sequence numbers used again before KAFKA-5494", () => {
    const script = takenForRepetition(new Script({ ...IDEMPOTENT, reusesSequences: true }));
    const [lost] = script.report().ledger.lost;
    expect(lost).toMatchObject({ value: "k2", class: "protocol bug", fix: "KAFKA-5494" });
    expect(codes(lost)).toEqual([
      "why.handedOver",
      "why.notAppended",
      "why.sequenceReused",
      "class.repaired",
    ]);
    const [violation] = script.checker.violations;
    expect(violation).toMatchObject({ invariant: "ack-durability", fix: "KAFKA-5494" });
  });

  test("is lost for no known reason if the producer does not use them again", () => {
    const [lost] = takenForRepetition(new Script(IDEMPOTENT)).report().ledger.lost;
    expect(lost).toMatchObject({ value: "k2", fix: null });
  });
});

describe("a record that a retry has written again", () => {
  test("is allowed without idempotence: both appends are told", () => {
    const script = lostAck(new Script({ acks: -1 }));
    const [found] = script.report().ledger.duplicated;
    expect(found).toMatchObject({ value: "m", class: "allowed by configuration" });
    expect(codes(found)).toEqual([
      "why.sent",
      "why.appended",
      "why.sent",
      "why.appended",
      "why.duplicated",
      "class.notIdempotent",
    ]);
    expect(script.violations()).toEqual([]);
  });

  test("is a bug with it, and breaks the promise of idempotence", () => {
    const script = lostAck(new Script(IDEMPOTENT));
    expect(script.report().ledger.duplicated[0]).toMatchObject({
      class: "protocol bug",
      fix: null,
    });
    expect(script.violations()).toEqual(["idempotence: protocol bug"]);
  });

  test("is what KIP-360 repaired where the producer was unknown", () => {
    const script = new Script(IDEMPOTENT).start();
    const batch = script.batch(["m"]);
    replicate(script, 0, 1, batch);
    script.facts(["client.error", "app", Errors.UNKNOWN_PRODUCER_ID, TP]).attempt(batch, 2);
    replicate(script, 1, 1, batch);
    expect(script.report().ledger.duplicated[0]).toMatchObject({ fix: "KIP-360" });
    expect(script.violations()).toEqual(["idempotence: protocol bug"]);
  });

  test("is told of where its leader read the log again and refused the retry as out of order", () => {
    const retried = (isRestarted: boolean, error: number) => {
      const script = new Script(IDEMPOTENT).start();
      const batch = script.batch(["m"]);
      replicate(script, 0, 1, batch);
      if (isRestarted) script.kill(1).boot(1, 1).role(1, LEADER, 0, [1, 2, 3]);
      script.facts(["client.error", "app", error, TP]).attempt(batch, 2);
      const [found] = replicate(script, 1, 1, batch).report().ledger.duplicated;
      expect(found).toMatchObject({ class: "protocol bug", fix: null });
      return codes(found).filter((code) => /Forgotten|^class/.test(code));
    };
    const { OUT_OF_ORDER_SEQUENCE_NUMBER, NETWORK_EXCEPTION } = Errors;
    expect(retried(true, OUT_OF_ORDER_SEQUENCE_NUMBER)).toEqual([
      "why.earlierForgotten",
      "class.earlierForgotten",
    ]);
    expect(retried(false, OUT_OF_ORDER_SEQUENCE_NUMBER)).toEqual(["class.idempotent"]);
    expect(retried(true, NETWORK_EXCEPTION)).toEqual(["class.idempotent"]);
  });

  test("is allowed where brokers may have forgotten the producer", () => {
    const producerExpiration = { setting: "producer.id.expiration.ms", ms: 60_000 };
    const script = lostAck(new Script(IDEMPOTENT, { producerExpiration }), 61_000_000);
    const [found] = script.report().ledger.duplicated;
    expect(found).toMatchObject({ class: "allowed by configuration" });
    expect(found?.why.at(-1)?.code).toBe("class.producerForgotten");
    const sooner = lostAck(new Script(IDEMPOTENT, { producerExpiration }), 59_000_000);
    expect(sooner.report().ledger.duplicated[0]?.class).toBe("protocol bug");
  });

  test("is KAFKA-13598 where the default of idempotence had no effect", () => {
    const script = lostAck(new Script({ acks: -1, idempotenceNotInEffect: true }));
    expect(script.report().ledger.duplicated[0]).toMatchObject({ fix: "KAFKA-13598" });
  });
});

test("what an application sends again is told as such, whatever the producer promises", () => {
  const script = new Script(IDEMPOTENT).start();
  const first = script.batch(["m"]);
  replicate(script, 0, 1, first).told(1, 1, UNKNOWN, -1, Errors.REQUEST_TIMED_OUT);
  const again = script.sent("m", null, "app", 1);
  script.facts(["record.batched", again, 90, 0]).attempt(90, 1);
  replicate(script, 1, 1, 90).told(2, 1, ACKED, 1);
  const { ledger } = script.report();
  expect(ledger.duplicated).toMatchObject([{ value: "m", class: "allowed by configuration" }]);
  expect(codes(ledger.duplicated[0])).toEqual([
    "why.otherAppended",
    "why.sent",
    "why.appended",
    "why.resent",
    "class.resent",
  ]);
  expect(script.violations()).toEqual([]);
});

describe("a batch that was overtaken", () => {
  test("by others in flight is allowed without idempotence", () => {
    const script = overtaken(new Script({ acks: -1 }));
    const [found] = script.report().ledger.reordered;
    expect(found).toMatchObject({ value: "k1", class: "allowed by configuration" });
    expect(codes(found)).toEqual([
      "why.sent",
      "why.otherAppended",
      "why.sent",
      "why.appended",
      "why.retryOvertaken",
      "why.reordered",
      "class.inFlight",
    ]);
    expect(found?.why[4]?.args).toEqual({ attempts: 2 });
  });

  test("is a bug with idempotence", () => {
    const script = overtaken(new Script(IDEMPOTENT));
    expect(script.report().ledger.reordered[0]?.class).toBe("protocol bug");
    expect(script.violations()).toEqual(["idempotence: protocol bug"]);
  });

  test("by what got through `send` first was not, though its application sent it later", () => {
    const script = new Script(IDEMPOTENT).start();
    const waits = script.sent("k1");
    const first = script.batch(["k2"]);
    script.facts(["record.batched", waits, 90, 0]).attempt(90, 1).attempt(90, 2);
    replicate(script, 0, 1, first).told(2, 1, ACKED, 0);
    replicate(script, 1, 1, 90).told(1, 1, ACKED, 1);
    expect(script.violations()).toEqual([]);
    expect(script.report().ledger.reordered).toEqual([]);
  });

  test("although one request is in flight is KAFKA-3197, where that is not repaired", () => {
    const one = { acks: -1, maxInFlight: 1 };
    const early = overtaken(new Script({ ...one, keepsOrder: false }));
    expect(early.report().ledger.reordered[0]).toMatchObject({ fix: "KAFKA-3197" });
    const late = overtaken(new Script({ ...one, keepsOrder: true }));
    expect(late.report().ledger.reordered[0]).toMatchObject({ class: "protocol bug", fix: null });
  });

  test("when its producer had given it up is allowed", () => {
    const script = new Script({ acks: -1, maxInFlight: 1 }).start();
    const first = script.batch(["k1"]);
    script.told(1, 1, UNKNOWN, -1, Errors.NETWORK_EXCEPTION);
    const second = script.batch(["k2"]);
    replicate(script, 0, 1, second).told(2, 1, ACKED, 0);
    replicate(script, 1, 1, first);
    const [found] = script.report().ledger.reordered;
    expect(found?.why.at(-1)?.code).toBe("class.lateRequest");
    expect(found?.class).toBe("allowed by configuration");
  });
});

test("a batch given up and written late is KIP-360 where its producer took another id", () => {
  const late = (changesProducerId: boolean) => {
    const script = new Script({ ...IDEMPOTENT, changesProducerId }).start();
    const first = script.batch(["k1"]);
    script.told(1, 1, UNKNOWN, -1, Errors.NETWORK_EXCEPTION);
    const second = script.batch(["k2"]);
    replicate(script, 0, 1, second).told(2, 1, ACKED, 0);
    return replicate(script, 1, 1, first).report().ledger.reordered[0];
  };
  expect(late(true)).toMatchObject({ class: "protocol bug", fix: "KIP-360" });
  expect(late(false)).toMatchObject({ class: "protocol bug", fix: null });
});

describe("a record that is acknowledged when its leader has cut it off", () => {
  /** Broker 1 leads, follows broker 2 and drops k1, leads again, and its high watermark passes k1's offset. */
  function ackedLate(followerAnswersWaiting: boolean): RecordOutcome | undefined {
    const switches = brokerSwitches(resolveConfig("broker", {}, "0.9"));
    const starts = [{ ...switches, followerAnswersWaiting }];
    const software = { 1: starts, 2: starts, 3: starts };
    const script = new Script({ acks: -1 }, { software }).start();
    const first = script.batch(["k1"]);
    script.append(1, 0, 1, 0, first).truth(2, 1, [2, 3, 1]).role(2, LEADER, 1, [2, 3, 1], 2);
    script.role(1, FOLLOWER, 1, null, 2).role(3, FOLLOWER, 1, null, 2).truncate(1, 0);
    script.truth(1, 2, [1, 2, 3]).role(1, LEADER, 2, [1, 2, 3]).role(2, FOLLOWER, 2);
    const second = script.role(3, FOLLOWER, 2).batch(["k2"]);
    for (const broker of [1, 2, 3]) script.append(broker, 0, 1, 2, second);
    return script.hw(1, 1).told(1, 1, ACKED, 0).told(2, 1, ACKED, 0).report().ledger.lost[0];
  }

  test("is KAFKA-2960 where the producer waits for whatever comes to that offset", () => {
    const lost = ackedLate(false);
    expect(lost).toMatchObject({ value: "k1", class: "protocol bug", fix: "KAFKA-2960" });
    expect(codes(lost)).toContain("why.ackedAfterLoss");
  });

  test("is not that where a follower answers at once", () => {
    expect(ackedLate(true)).toMatchObject({ value: "k1", fix: null });
  });
});

describe("a record that its producer gave up", () => {
  test("may be in the log, and then where is told", () => {
    const script = new Script({ acks: -1 }).start();
    const batch = script.batch(["m"]);
    replicate(script, 0, 1, batch).told(1, 1, UNKNOWN, -1, Errors.REQUEST_TIMED_OUT);
    const { ledger } = script.report();
    expect(ledger.unknown).toBe(1);
    expect(ledger.ambiguous).toMatchObject([
      { value: "m", status: "unknown", offset: 0, class: "allowed by configuration" },
    ]);
    expect(codes(ledger.ambiguous[0])).toEqual([
      "why.appended",
      "why.toldError",
      "why.inLog",
      "class.indefinite",
    ]);
  });

  test("may have been cut off since", () => {
    const script = new Script({ acks: -1 }).start();
    const batch = script.batch(["m"]);
    script.append(1, 0, 1, 0, batch).told(1, 1, UNKNOWN, -1, Errors.REQUEST_TIMED_OUT);
    script.kill(1).truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3]).role(3, FOLLOWER, 1);
    script.boot(1, 1, 0).role(1, FOLLOWER, 1, null, 2).truncate(1, 0);
    const [found] = script.report().ledger.ambiguous;
    expect(found).toMatchObject({ offset: -1 });
    expect(codes(found)).toContain("why.truncated");
    expect(codes(found).slice(-2)).toEqual(["why.notInLog", "class.indefinite"]);
  });

  test("may never have come to a broker", () => {
    const script = new Script({ acks: -1 }).start();
    script.batch(["m"]);
    script.told(1, 1, UNKNOWN, -1, Errors.REQUEST_TIMED_OUT);
    expect(codes(script.report().ledger.ambiguous[0])).toEqual([
      "why.handedOver",
      "why.notAppended",
      "why.toldError",
      "why.notInLog",
      "class.indefinite",
    ]);
  });

  test("is not told of as certainly not written when it is", () => {
    const script = new Script({ acks: -1 }).start();
    const batch = script.batch(["m"]);
    replicate(script, 0, 1, batch).told(1, 1, FAILED, -1, Errors.NOT_ENOUGH_REPLICAS);
    expect(script.violations()).toEqual(["failed-records: simulator bug"]);
  });

  test("may be told of as not written when it is not", () => {
    const script = new Script({ acks: -1 }).start();
    script.batch(["m"]);
    script.told(1, 1, FAILED, -1, Errors.NOT_ENOUGH_REPLICAS);
    expect(script.violations()).toEqual([]);
    expect(script.report().ledger.failed).toBe(1);
  });
});

describe("a producer that is killed", () => {
  const killed = ["host.life", "app", LIFE_DOWN, 1, "killed"] as const;

  test("takes with it what it never sent, and nobody is told", () => {
    const script = new Script({ acks: -1 }).start();
    script.sent("r0");
    const { ledger, story } = script.facts([...killed]).report();
    expect(ledger.unsent).toMatchObject([
      { value: "r0", status: "pending", offset: -1, class: "allowed by configuration" },
    ]);
    expect(codes(ledger.unsent[0])).toEqual([
      "why.handedOver",
      "why.clientDown",
      "why.toldNothing",
      "class.neverSent",
    ]);
    expect(ledger).toMatchObject({ sent: 1, unknown: 1, lost: [], ambiguous: [] });
    expect(story.map(({ code }) => code)).toContain("story.unsent");
  });

  test("does not hear of what it had sent, which may be written", () => {
    const script = new Script({ acks: -1 }).start();
    const batch = script.batch(["r0"]);
    script.facts([...killed]);
    replicate(script, 0, 1, batch);
    const { ledger } = script.report();
    expect(ledger.unsent).toEqual([]);
    expect(ledger.ambiguous).toMatchObject([{ value: "r0", status: "pending", offset: 0 }]);
  });

  test("is not blamed for what waits in a producer that runs", () => {
    const script = new Script({ acks: -1 }).start();
    script.sent("r0");
    expect(script.report().ledger).toMatchObject({ unsent: [], ambiguous: [], unknown: 1 });
  });
});

test("with acks=0 the error that refuses a batch is hidden from its producer", () => {
  const script = new Script({ acks: 0 }).start();
  script.batch(["m"]);
  const [lost] = script.told(1, 1, UNACKNOWLEDGED, -1).report().ledger.lostUnacknowledged;
  expect(lost).toMatchObject({ class: "allowed by configuration" });
  expect(codes(lost)).toEqual([
    "why.handedOver",
    "why.notAppended",
    "why.hiddenError",
    "class.acks0",
  ]);
});
