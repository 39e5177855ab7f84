import { describe, expect, test } from "vitest";
import { faultCountsOf } from "../../../sim/explore/marks/fault-counts.ts";
import {
  isMark,
  MARK_THEMES,
  MARKS,
  type MarkName,
  marksOfTheme,
  mayBeReached,
} from "../../../sim/explore/marks/marks.ts";
import { marksOf } from "../../../sim/explore/marks/marks-of.ts";
import { simulate } from "../../../sim/explore/run.ts";
import { DEFAULT_FAULT_KINDS, FAULT_KINDS } from "../../../sim/faults/plan.ts";
import type { Scenario } from "../../../sim/scenario/types.ts";
import {
  commitsGoBack,
  coordinatorDies,
  deadBeforeItJoins,
  newLeaderWaits,
  quiet,
  tornAndKilled,
} from "./staged.ts";
import { type Changes, markedRun, published } from "./support.ts";

type Row = readonly [
  name: string,
  scenario: Scenario,
  changes: Changes,
  marks: readonly MarkName[],
];

function case_(id: string, marks: readonly MarkName[], changes: Changes = {}): Row {
  return [id, published(id), changes, marks];
}

/** Runs that reach every mark between them. */
const REACHED_BY: readonly Row[] = [
  case_("last-replica-standing-power", [
    "partition-offline",
    "offline-partition-recovered",
    "truncated-by-leader-epoch",
    "truncated-below-high-watermark",
    "committed-records-truncated",
    "diverging-fetch",
    "new-leader-knew-less",
    "high-watermark-fell",
    "high-watermark-was-old",
    "leader-shrank-isr",
    "isr-expanded",
    "isr-of-one",
    "last-isr-member-ended",
    "unclean-start",
    "power-took-records",
    "power-took-committed-records",
    "session-expired",
    "outcome-unknown",
    "brokers-request-timed-out",
    "clients-request-timed-out",
  ]),
  case_("not-leader-is-not-definite", [
    "leader-failover",
    "two-leaders",
    "follower-fenced",
    "controller-shrank-isr",
    "session-expired-while-alive",
    "produce-retried",
    "produce-refused-by-no-leader",
    "answer-lost",
    "batch-written-twice",
    "request-outlived-sender",
  ]),
  case_("gc-pause-consumer-late-write", [
    "group-rebalanced",
    "member-timed-out",
    "member-unknown",
    "commit-refused",
    "two-owners",
    "partition-unconsumed",
    "record-processed-twice",
  ]),
  case_("zombie-controller-zk-write", [
    "controller-moved",
    "controller-resigned",
    "two-controllers",
    "zombie-controller-fenced-by-broker",
    "preferred-leader-elected",
    "zombie-leader-appended",
    "follower-asked-no-leader",
    "log-of-three-epochs",
    "isr-change-refused",
  ]),
  case_("minisr-ignored-by-acks1", [
    "unclean-election",
    "unclean-election-left-records",
    "committed-by-leader-alone",
    "produce-refused-below-min-isr",
    "all-replicas-down",
  ]),
  case_("retention-outruns-group", [
    "consumer-out-of-range",
    "segment-rolled",
    "retention-deleted-segments",
    "consumer-outrun-by-retention",
  ]),
  case_("crash-during-recovery-clean-marker", [
    "controlled-shutdown-moved-leader",
    "rotten-batch-found",
  ]),
  case_("restart-before-session-expiry", ["broker-back-before-expiry"]),
  case_("delivery-timeout-ambiguous", [
    "producer-epoch-rose",
    "delivery-timed-out",
    "unknown-record-was-written",
  ]),
  case_("kafka-7164-missed-epoch-same-leader", [
    "controller-ended",
    "truncated-to-high-watermark",
    "isr-flapped",
  ]),
  case_("acksall-minisr2-reject", [
    "follower-ahead-of-leader",
    "produce-timed-out-after-append",
    "batch-deduplicated",
  ]),
  case_("topic-deletion-recreate", ["topic-deleted", "topic-created-again"]),
  case_("zk-quorum-loss", [
    "session-outlived-connection",
    "zookeeper-leader-changed",
    "zookeeper-leader-stepped-down",
  ]),
  case_("isr-shrink-expand", ["session-expired-while-paused"], { control: true }),
  case_("static-member-duplicate-id", ["static-member-fenced"]),
  case_("zombie-consumer-max-poll", ["member-polled-too-late"]),
  case_("offset-reset-flood", ["committed-offset-expired"]),
  case_("leader-failover-happy", ["read-across-failover"]),
  case_("kafka-13194-cleaned-above-hw", ["records-compacted"]),
  case_("offset-reset-latest-new-partition", ["partitions-added"]),
  case_("zk-stale-read", ["zombie-controller-fenced-by-zookeeper"]),
  case_("minisr-not-enough-after-append", ["produce-failed-after-append"]),
  case_("log-dir-failure", ["broker-halted"]),
  case_("log-dir-failure", ["replica-offline-on-live-broker"], { control: true }),
  case_("reassignment-cancelled", ["partition-reassigned"]),
  case_("kafka-2143-follower-wipes-log", ["follower-started-over"]),
  case_("unknown-producer-id", ["unknown-producer-id"]),
  case_("retry-reorder-inflight", ["out-of-order-sequence"], { control: true }),
  case_("stale-stopreplica-after-bounce", ["stale-broker-epoch"], { control: true }),
  case_("consumer-after-unclean-truncation", ["position-jumped-back"], { control: true }),
  case_("rolling-upgrade", ["fetch-session-forgotten"], { control: true }),
  case_("unclean-picks-first-not-longest", ["truncated-to-leaders-end"], { era: "0.10.2" }),
  case_("kafka-3410-halt-on-truncation", ["halted-rather-than-truncate"], { era: "0.10.2" }),
  [
    "tornAndKilled",
    tornAndKilled,
    { seed: "2" },
    ["ended-during-recovery", "torn-batch-recovered"],
  ],
  ["newLeaderWaits", newLeaderWaits, {}, ["offset-not-available"]],
  ["deadBeforeItJoins", deadBeforeItJoins, { era: "3.9" }, ["ineligible-replica"]],
  ["coordinatorDies", coordinatorDies, {}, ["coordinator-moved"]],
  ["commitsGoBack", commitsGoBack, {}, ["committed-offset-lost", "committed-offset-went-back"]],
];

describe.each(REACHED_BY.map((row) => [`${row[0]} ${JSON.stringify(row[2])}`, row] as const))(
  "%s",
  (_, [, scenario, changes, marks]) => {
    test("reaches its marks", () => {
      const run = markedRun(scenario, changes);
      expect(run.result().inconclusive).toBeNull();
      expect(marksOf(run)).toEqual(expect.arrayContaining([...marks]));
    });
  },
);

test("every mark is reached by one of these runs", () => {
  const reached = new Set(REACHED_BY.flatMap(([, , , marks]) => marks));
  expect(MARKS.filter((name) => !reached.has(name))).toEqual([]);
});

test("a quiet run reaches none", () => {
  const run = markedRun(quiet);
  expect(run.result().status).toBe(0);
  expect(marksOf(run)).toEqual([]);
});

test("names are unique, and in the order of their themes", () => {
  expect(new Set(MARKS).size).toBe(MARKS.length);
  expect(MARK_THEMES.flatMap((theme) => marksOfTheme(theme))).toEqual(MARKS);
  for (const name of MARKS) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(isMark("leader-failover")).toBe(true);
  expect(isMark("toString")).toBe(false);
});

test("a run says the same of its marks each time, and notes change nothing in it", () => {
  const scenario = published("acks1-leader-kill-unreplicated");
  const [first, second] = [markedRun(scenario), markedRun(scenario)];
  expect(marksOf(first)).toEqual(marksOf(second));
  expect(marksOf(first)).toEqual(marksOf(first));
  expect(faultCountsOf(first)).toEqual(faultCountsOf(second));
  expect(first.result().hash).toBe(simulate(scenario).hash);
});

describe("what may be reached", () => {
  const all = FAULT_KINDS;

  test("depends on the version", () => {
    expect(mayBeReached("diverging-fetch", "2.6", all)).toBe(false);
    expect(mayBeReached("diverging-fetch", "2.8", all)).toBe(true);
    expect(mayBeReached("halted-rather-than-truncate", "0.10.2", all)).toBe(true);
    expect(mayBeReached("halted-rather-than-truncate", "2.8", all)).toBe(false);
    expect(mayBeReached("leader-failover", "0.7", all)).toBe(false);
    expect(mayBeReached("clients-request-timed-out", "0.7", all)).toBe(true);
  });

  test("depends on the faults", () => {
    expect(mayBeReached("torn-batch-recovered", "2.8", DEFAULT_FAULT_KINDS)).toBe(false);
    expect(mayBeReached("torn-batch-recovered", "2.8", ["powerLoss"])).toBe(true);
    expect(mayBeReached("leader-failover", "2.8", [])).toBe(true);
  });

  test("depends on what is fixed of the settings, for whatever it is fixed", () => {
    expect(mayBeReached("unclean-election", "2.8", all)).toBe(false);
    const unclean = { "unclean.leader.election.enable": "true" };
    expect(mayBeReached("unclean-election", "2.8", all, unclean)).toBe(true);
    expect(mayBeReached("batch-deduplicated", "2.8", all)).toBe(true);
    const plain = { "producer.enable.idempotence": "false" };
    expect(mayBeReached("batch-deduplicated", "2.8", all, plain)).toBe(false);
  });

  test("is nothing that the swarm never does", () => {
    expect(mayBeReached("topic-deleted", "2.8", all)).toBe(false);
  });
});
