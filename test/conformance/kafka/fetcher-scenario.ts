import { present } from "../../../sim/kernel/assert.ts";
import { FetcherPair } from "./support/fetcher-pair.ts";
import { check, Fields } from "./support/fields.ts";
import type { KafkaVector } from "./support/vector.ts";

/** Rounds after which what "eventually" happens must have happened. */
const EVENTUALLY_ROUNDS = 50;

/** `fetcherScenario`: a follower fetches from its leader, round by round. */
export function runFetcherScenario({ era, input, expected }: KafkaVector): void {
  const pair = new FetcherPair(era, input);
  if (input.has("script")) {
    for (const line of input.list("script")) runLine(pair, String(line));
  } else {
    for (let round = input.number("rounds", 0); round > 0; round--) pair.round();
  }
  const eventually = expected.objectOrNull("eventually");
  expectAll(pair, expected);
  if (eventually === null) return;
  for (let round = 0; round < EVENTUALLY_ROUNDS && !pair.logsAreEqual; round++) pair.round();
  expectAll(pair, eventually);
  eventually.finish();
}

/** One line of a script: `round`, `expect a=1 b=2`, `leader.x=1`, `addPartition(a=1,b=2)`. */
function runLine(pair: FetcherPair, line: string): void {
  const rounds = /^round(?:s? ?x? ?(\d+))?$/.exec(line);
  const addition = /^addPartition\((.*)\)$/.exec(line);
  if (rounds !== null) {
    for (let i = Number(rounds[1] ?? 1); i > 0; i--) pair.round();
  } else if (line.startsWith("expect ")) {
    const expected = assignments(line.slice("expect ".length), /\s+/, line);
    expectAll(pair, expected);
    expected.finish();
  } else if (addition !== null) {
    const added = assignments(present(addition[1], "the pattern has a group"), /\s*,\s*/, line);
    pair.addPartition(added.number("leaderEpoch"));
    // Where the fetch begins is the broker's own decision.
    added.skip("fetchOffset");
    added.finish();
  } else if (line.startsWith("leader.")) {
    changeLeader(pair, line);
  } else {
    throw new Error(`nobody knows the line: ${line}`);
  }
}

function changeLeader(pair: FetcherPair, line: string): void {
  const epoch = /^leader\.leaderEpoch\s*(\+=|:?=)\s*(-?\d+)$/.exec(line);
  const log = /^leader\.log:?=(\[.*?\])(.*)$/.exec(line);
  if (epoch !== null) {
    const value = Number(epoch[2]);
    pair.setLeaderEpoch(epoch[1] === "+=" ? pair.leader.leaderEpoch + value : value);
  } else if (log !== null) {
    const offsets = assignments((log[2] ?? "").trim(), /\s+/, line);
    pair.replaceLeaderLog(JSON.parse(log[1] ?? "[]"), {
      logStartOffset: offsets.number("LSO", 0),
      highWatermark: offsets.number("HW", 0),
    });
    if (offsets.has("LEO")) check("LEO", offsets.number("LEO"), pair.leader.log?.logEndOffset);
    offsets.finish();
  } else {
    throw new Error(`nobody knows the line: ${line}`);
  }
}

/** `a=1 b:=x` as fields. */
function assignments(text: string, separator: RegExp, where: string): Fields {
  const entries = text.split(separator).filter((part) => part !== "");
  const values = entries.map((entry): [string, unknown] => {
    const [name = "", value = ""] = entry.split(/:?=/);
    return [name, /^-?\d+$/.test(value) ? Number(value) : (BOOLEANS[value] ?? value)];
  });
  return new Fields(Object.fromEntries(values), where);
}

const BOOLEANS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

function expectAll(pair: FetcherPair, expected: Fields): void {
  for (const name of expected.names) {
    if (name === "eventually") continue;
    const wanted = expected.raw(name);
    if (name === "followerLog") check(name, wanted, pair.followerLog(wanted));
    else check(name, wanted, pair.observe(name));
  }
}
