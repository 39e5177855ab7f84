import { describe, expect, test } from "vitest";
import type { FactArray } from "../../sim/trace/fact-json.ts";
import { FOLLOWER, LEADER, Script, TP, values } from "./support.ts";

const STATE = "/brokers/topics/orders/partitions/0/state";
const REQUEST = "/admin/delete_topics/orders";
const ALL = [1, 2, 3];

function request(script: Script): Script {
  return script.facts(["znode", REQUEST, "", 0, 50, 2, 0]);
}

/** The controller takes the replicas out of the ISR, deletes them, and then the znodes. */
function deletion(script: Script): Script {
  script.truth(-1, 1, [2, 3]).truth(-1, 2, [3]).truth(-1, 3, [3]);
  for (const broker of ALL) script.deleted(broker);
  script.facts(["znode.removed", STATE, 60]);
  return script.facts(["znode.removed", REQUEST, 60]);
}

/** Five acknowledged records; then the topic is deleted. */
function deleted(acks: number): Script {
  const script = new Script({ acks }).start();
  const batch = script.batch(values(5));
  for (const broker of ALL) script.append(broker, 0, 5, 0, batch);
  script.hw(1, 5).hw(2, 5).hw(3, 5).told(1, 5, 1, 0);
  return deletion(request(script).later(1_000_000));
}

function createdAgain(script: Script): Script {
  for (const broker of ALL) {
    const empty: FactArray[] = [
      ["replica.start", TP, broker, 0],
      ["replica.leo", TP, broker, 0],
      ["replica.hw", TP, broker, 0],
    ];
    script.facts(...empty);
  }
  script.truth(1, 0, ALL, 0).role(1, LEADER, 0, ALL);
  return script.role(2, FOLLOWER, 0).role(3, FOLLOWER, 0);
}

test.each([1, -1])("records of a deleted topic are lost by choice, with acks=%s", (acks) => {
  const script = deleted(acks);
  const { lost } = script.report().ledger;
  expect(lost.map((one) => one.class)).toEqual(values(5).map(() => "operator choice"));
  expect(lost[0]?.why.map(({ code }) => code).slice(-3)).toEqual([
    "why.deletionRequested",
    "why.deleted",
    "class.deleted",
  ]);
  expect(lost[0]?.causes.slice(-2)).toEqual([script.event - 9, script.event - 1]);
  expect(script.violations()).toEqual([]);
});

test("what was lost before the deletion is not blamed on it", () => {
  const script = new Script({ acks: 1 }).start();
  script
    .append(1, 0, 5, 0, script.batch(values(5)))
    .told(1, 5, 1, 0)
    .kill(1);
  script.truth(2, 1, [2, 3]).role(2, LEADER, 1, [2, 3], 2).boot(1, 5, 0);
  deletion(request(script));
  const { lost } = script.report().ledger;
  expect(lost.map((one) => one.class)).toEqual(values(5).map(() => "allowed by configuration"));
});

test("a topic that is created again is another one: its epochs and offsets begin anew", () => {
  const script = createdAgain(deleted(-1));
  const batch = script.batch(values(3, "n"));
  for (const broker of ALL) script.append(broker, 0, 3, 0, batch);
  script.hw(1, 3).hw(2, 3).hw(3, 3).told(6, 3, 1, 0);
  script.kill(1).truth(2, 1, [2, 3], 1).role(2, LEADER, 1, [2, 3], 2).role(3, FOLLOWER, 1, null, 2);
  script.facts(["controller", 2, 1, 1]).checker.checkConvergence();
  expect(script.checker.violations).toEqual([]);
  const { acked, lost } = script.report().ledger;
  expect(acked).toBe(8);
  expect(lost.map(({ value }) => value)).toEqual(values(5));
});

test("an answer that arrives after the topic was created again is about the deleted one", () => {
  const script = new Script({ acks: -1 }).start();
  const batch = script.batch(values(2));
  for (const broker of ALL) script.append(broker, 0, 2, 0, batch);
  script.hw(1, 2);
  createdAgain(deletion(request(script))).told(1, 2, 1, 0);
  expect(script.checker.violations).toEqual([]);
  const { lost } = script.report().ledger;
  expect(lost.map((one) => one.class)).toEqual(["operator choice", "operator choice"]);
});

test("a topic that is being deleted is neither unavailable nor unfinished", () => {
  const script = request(new Script().start()).later(1_000_000).truth(-1, 1, [2, 3]);
  script.later(9_000_000);
  script.facts(["controller", 1, 1, 1]);
  script.checker.checkConvergence();
  expect(script.checker.violations).toEqual([]);
  expect(script.report().unavailable).toEqual([]);
  script.facts(["znode.removed", REQUEST, 60]);
  script.checker.checkConvergence();
  expect(script.checker.violations).toMatchObject([{ invariant: "convergence" }]);
});

describe("a broker that was down when its replica was to be deleted", () => {
  /** Broker 2 keeps that many of four records; the others delete them, and it is not waited for. */
  function keptLog(kept: number): Script {
    const script = new Script({ acks: -1 }).start();
    const batch = script.batch(values(4));
    for (const broker of ALL) script.append(broker, 0, 4, 0, batch);
    script.hw(1, 4).told(1, 4, 1, 0).truth(1, 1, [1, 3]).role(1, LEADER, 1, [1, 3]);
    script.kill(2).boot(2, kept).deleted(1).deleted(3);
    script.facts(["znode.removed", STATE, 60]);
    return script;
  }

  test("may lead the new topic: what was committed of the old one is not missing", () => {
    const script = keptLog(0).truth(2, 0, [2], 0).role(2, LEADER, 0, [2], 2);
    expect(script.checker.violations).toEqual([]);
    const { lost } = script.report().ledger;
    expect(lost.map((one) => one.class)).toEqual(values(4).map(() => "operator choice"));
  });

  test("brings records of the old topic into the new one, before KIP-516", () => {
    const script = keptLog(4).truth(1, 0, ALL, 0).role(1, LEADER, 0, ALL);
    script.role(2, FOLLOWER, 0).role(3, FOLLOWER, 0);
    const batch = script.batch(values(2, "n"));
    script.append(1, 0, 2, 0, batch).append(3, 0, 2, 0, batch).hw(1, 2).told(5, 2, 1, 0);
    script.kill(1).kill(3).truth(2, 1, [2], 1).role(2, LEADER, 1, [2], 2);
    const found = script.checker.violations.map(({ invariant, fix }) => [invariant, fix]);
    expect(found).toContainEqual(["strong-isr", "KIP-516"]);
    expect(found).toContainEqual(["ack-durability", "KIP-516"]);
    expect(found.filter(([, fix]) => fix === null)).toEqual([]);
    const told = script.report().ledger.lost.filter(({ value }) => value.startsWith("n"));
    expect(told[0]?.why.map(({ code }) => code)).toContain("why.formerRecords");
  });
});

describe("while replicas are deleted one after another", () => {
  /** Leader 1 has committed two records; the replica on broker 3 is gone. */
  function begun(script: Script): Script {
    const batch = script.batch(values(2));
    for (const broker of ALL) script.append(broker, 0, 2, 0, batch);
    script.hw(1, 2).deleted(3);
    return script.truth(1, 1, ALL);
  }

  test("a member of the ISR may lack what its leader committed", () => {
    const script = begun(request(new Script().start()));
    expect(script.checker.violations).toEqual([]);
  });

  test("before the controller has begun it may not", () => {
    const script = request(new Script().start());
    script.append(1, 0, 2, 0, script.batch(values(2))).hw(1, 2);
    expect(script.checker.violations).toMatchObject([{ invariant: "strong-isr" }]);
  });

  test("without a request it may not", () => {
    const found = begun(new Script().start()).checker.violations;
    expect(found).toMatchObject([{ invariant: "strong-isr", class: "protocol bug" }]);
  });

  test("the leader's own ISR does not count either", () => {
    const judged = (script: Script): string[] => {
      script.truth(1, 0, [1]).deleted(3);
      script.append(1, 0, 2, 0, script.batch(values(2))).hw(1, 2);
      return script.checker.violations.map((one) => one.invariant);
    };
    expect(judged(request(new Script().start()))).toEqual([]);
    expect(judged(new Script().start())).toEqual(["weak-isr"]);
  });
});

test("the time without a leader before a deletion counts until the partition is gone", () => {
  const script = new Script().start().kill(1).truth(-1, 1, [1]).later(5_000_000);
  deletion(request(script).boot(1, 0));
  const [window] = script.report().unavailable;
  expect(window).toMatchObject({ partition: TP, toEvent: script.event - 1 });
});

test("the story tells of the request and of the end, and of nothing in between", () => {
  const codes = deleted(1)
    .report()
    .story.map(({ code }) => code);
  const from = codes.indexOf("story.deletionRequest");
  expect(codes.slice(from, from + 2)).toEqual(["story.deletionRequest", "story.deleted"]);
});
