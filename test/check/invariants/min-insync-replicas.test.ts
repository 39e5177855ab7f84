import { describe, expect, test } from "vitest";
import { RECORD_STATUS } from "../../../sim/kafka/facts.ts";
import { Script, TP } from "../support.ts";

const ALL = { acks: -1 };
const TWO = { minInsyncReplicas: 2 };

/** A record that the leader 1 commits with that ISR, in ZooKeeper and as it knows it itself. */
function committedWith(isr: number[], promise: { acks: number }, settings = TWO): Script {
  const script = new Script(promise, settings).start(isr);
  const batch = script.batch(["a"]);
  for (const broker of isr) script.append(broker, 0, 1, 0, batch);
  return script.hw(1, 1);
}

function acked(script: Script): readonly string[] {
  script.told(1, 1, RECORD_STATUS.ACKED, 0);
  return script.checker.violations.map(({ invariant }) => invariant);
}

describe("with acks=all a record is acknowledged", () => {
  test("while the ISR is as large as min.insync.replicas asks for", () => {
    expect(acked(committedWith([1, 2], ALL))).toEqual([]);
  });

  test("not while it is smaller", () => {
    expect(acked(committedWith([1], ALL))).toEqual(["min-insync-replicas"]);
  });

  test("when it was smaller, and has grown since", () => {
    const script = committedWith([1], ALL);
    script.append(2, 0, 1, 0, 1).hw(2, 1).truth(1, 0, [1, 2]);
    script.facts(["leader.isr", TP, 1, [1, 2], [1, 2], 0]);
    expect(acked(script)).toEqual([]);
  });

  test("by a leader alone where nobody asks for more", () => {
    expect(acked(committedWith([1], ALL, { minInsyncReplicas: 1 }))).toEqual([]);
  });
});

test("who asks for acks=1 is promised nothing of the ISR", () => {
  expect(acked(committedWith([1], { acks: 1 }))).toEqual([]);
});

test("a partition of three replicas never needs more than three", () => {
  expect(acked(committedWith([1, 2, 3], ALL, { minInsyncReplicas: 5 }))).toEqual([]);
});
