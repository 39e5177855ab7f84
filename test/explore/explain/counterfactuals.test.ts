import { describe, expect, test } from "vitest";
import { SCENARIOS } from "../../../scenarios/index.ts";
import {
  COUNTERFACTUAL_OPTIONS,
  type Counterfactuals,
  changedInput,
  counterfactuals,
  createRun,
  describeChange,
  explanationOf,
  type Finding,
  findingsOf,
  plainInput,
  type RunInput,
  type RunResult,
  rankingOf,
  runOf,
  type Scenario,
  type Trial,
} from "../../../sim/index.ts";
import { renderExplanation } from "../../../text/paragraph.ts";
import { renderSaid } from "../../../text/render.ts";

const OPTIONS = { ...COUNTERFACTUAL_OPTIONS, maxRuns: 60 };

/** The broker that coordinates the group anew reads no further than its own high watermark. */
const LOST_OFFSET: Scenario = {
  id: "lost-offset",
  group: "found",
  importance: 1,
  title: { en: "", zh: "" },
  explanation: { en: "", zh: "" },
  eras: ["0.10.2"],
  cluster: {
    brokers: 2,
    controller: 1,
    settings: { "offsets.topic.num.partitions": 1 },
    network: { links: [{ between: [1, 2], latency: "150ms", jitter: "100ms" }] },
  },
  topics: [{ name: "orders", assignment: [[1]] }],
  clients: [{ name: "billing-1", consumer: { "group.id": "billing" }, subscribe: ["orders"] }],
  steps: [{ pause: [1, 2] }, { resume: [1, 2], at: "10s" }],
  expect: [],
  control: { title: { en: "", zh: "" }, change: {}, expect: [] },
  run: { seed: "10" },
};

interface Explained {
  readonly input: RunInput;
  readonly result: RunResult;
  readonly wanted: Finding;
  readonly found: Counterfactuals;
}

function explain(
  id: string,
  changes: Partial<RunInput> = {},
  maxRuns = OPTIONS.maxRuns,
): Explained {
  const scenario = SCENARIOS.find((one) => one.id === id);
  if (scenario === undefined) throw new Error(`no scenario ${id}`);
  return explainRun({ ...runOf(scenario), ...changes }, maxRuns);
}

function explainRun(input: RunInput, maxRuns = OPTIONS.maxRuns): Explained {
  const result = createRun(input).finish();
  const [wanted] = findingsOf(result, "all");
  if (wanted === undefined) throw new Error(`nothing happens in ${input.scenario.id}`);
  const search = counterfactuals(input, wanted, { ...OPTIONS, maxRuns });
  let step = search.next();
  while (step.done !== true) step = search.next();
  return { input, result, wanted, found: step.value };
}

function names({ input }: Explained, trials: readonly Trial[]): readonly string[] {
  const { scenario } = plainInput(input);
  return trials.map(({ change }) => renderSaid("en", describeChange(scenario, change)));
}

function savers(explained: Explained): readonly string[] {
  return names(explained, rankingOf(explained.found).saving);
}

/** What a change that was tried comes to when it is run once more. */
function again({ input }: Explained, { change, allowance }: Trial): RunResult {
  return createRun(changedInput(plainInput(input), change, allowance)).finish();
}

describe("what would have saved a run", () => {
  test("of a leader that acknowledged alone: acks=all, or that nobody cut it off or killed it", () => {
    const explained = explain("acks1-leader-kill-unreplicated");
    expect(savers(explained)).toEqual([
      "acks=all",
      "without the cut of broker-1 – broker-2, broker-3 (step 3)",
      "without the kill of broker-1 (step 7)",
    ]);
    const vain = explained.found.trials.filter(({ verdict }) => verdict === "vain");
    expect(names(explained, vain)).toContain("min.insync.replicas=2");
  });

  test("of a truncation to the high watermark: Kafka 0.11 before all, no setting, either kill", () => {
    const explained = explain("kip101-hw-truncation-loss", { era: "0.10.2" });
    const [best, ...others] = savers(explained);
    expect(best).toBe("Kafka 0.11");
    expect(others).toContain("without the kill of broker-1 (step 8)");
    expect(others).toContain("without the kill of broker-2 (step 10)");
    expect(others.some((name) => name.includes("="))).toBe(false);
  });

  test("of an unclean election: to forbid it; to demand two replicas has a price", () => {
    const explained = explain("acksall-minisr1-shrunk-unclean");
    expect(savers(explained)[0]).toBe("unclean.leader.election.enable=false");
    const { costly } = rankingOf(explained.found);
    expect(names(explained, costly)).toContain("min.insync.replicas=2");
    for (const { acked } of costly) expect(acked).toBeLessThan(explained.found.acked);
  });

  test("of a power loss everywhere: to flush each record, or that it did not happen", () => {
    const explained = explain("kill-all-vs-power-all");
    expect(savers(explained)).toEqual([
      "log.flush.interval.messages=1",
      "without the power loss of broker-1, broker-2, broker-3 (step 3)",
    ]);
  });

  test("of a retry that was written twice: idempotence, or that its answer came", () => {
    const explained = explain("dup-on-lost-ack");
    expect(savers(explained)[0]).toBe("enable.idempotence=true");
    expect(savers(explained)).toHaveLength(3);
  });

  test("of a bug of one release that was switched on: to switch it off", () => {
    const explained = explain("kafka-13141-diverging-fetch-counted");
    expect(savers(explained)[0]).toBe("KAFKA-13141=false (KAFKA-13141)");
  });

  test("of a committed offset that is gone: not that none is committed, which has a price", () => {
    const explained = explainRun({ ...runOf(LOST_OFFSET), published: false });
    expect(explained.wanted.invariant).toBe("committed-offset-durability");
    const { saving, costly } = rankingOf(explained.found);
    expect(names(explained, saving)).toContain("offsetsLoadedTo=logEnd (KAFKA-5059)");
    expect(names(explained, saving)).toContain("without the pause of broker-1, broker-2 (step 1)");
    expect(names(explained, costly)).toContain("enable.auto.commit=false");
    for (const { committed } of costly) expect(committed).toBe(0);
    const counterfactual = explanationOf(explained.result, explained.found);
    if (counterfactual === null) throw new Error("nothing to explain");
    expect(renderExplanation("en", counterfactual)).toMatch(
      /Broker 1, the new coordinator, read __consumer_offsets-0 up to its own high watermark, \d+, .* no offset is committed\./,
    );
  });

  test("comes of a limited number of runs, and says so as it goes", () => {
    const explained = explain("dup-on-lost-ack");
    const search = counterfactuals(explained.input, explained.wanted, { ...OPTIONS, maxRuns: 4 });
    const runs: number[] = [];
    let step = search.next();
    for (; step.done !== true; step = search.next()) runs.push(step.value.runs);
    expect(runs).toEqual([1, 2, 3]);
    expect(step.value.runs).toBe(4);
    expect(step.value.trials).toEqual(explained.found.trials.slice(0, 3));
  });
});

describe("what is said to save does, and what is said to be in vain does not", () => {
  const cases: readonly (readonly [id: string, changes: Partial<RunInput>])[] = [
    ["acks1-leader-kill-unreplicated", { seed: "7" }],
    ["acks1-leader-kill-unreplicated", { era: "0.9" }],
    ["kip101-hw-truncation-loss", { era: "0.8.2" }],
    ["acksall-minisr1-shrunk-unclean", { seed: "11" }],
    ["last-replica-standing-power", {}],
    ["dup-across-failover", {}],
    ["retry-reorder-inflight", { seed: "3" }],
  ];

  test.each(cases)("%s %o", (id, changes) => {
    const explained = explain(id, changes, 30);
    const { found, wanted } = explained;
    const happens = (trial: Trial): boolean => {
      const result = again(explained, trial);
      expect(result.inconclusive).toBeNull();
      return findingsOf(result, "all").some(({ invariant }) => invariant === wanted.invariant);
    };
    const of = (verdict: Trial["verdict"]) =>
      found.trials.filter((trial) => trial.verdict === verdict);
    const faults = of("saves").filter(({ change }) => change.kind === "fault");
    expect(faults.length).toBeGreaterThan(0);
    for (const trial of of("saves")) {
      expect(happens(trial), JSON.stringify(trial.change)).toBe(false);
      const { ledger } = again(explained, trial).report;
      expect(ledger.acked + ledger.unacknowledged).toBe(trial.acked);
    }
    for (const trial of of("vain").slice(0, 6)) {
      expect(happens(trial), JSON.stringify(trial.change)).toBe(true);
    }
  });
});

test("the paragraph tells what happened, why, and what would have saved it, in two languages", () => {
  const { result, found } = explain("acks1-leader-kill-unreplicated");
  const explanation = explanationOf(result, found);
  if (explanation === null) throw new Error("something happened");
  expect(renderExplanation("en", explanation)).toMatchInlineSnapshot(
    `"r7..r9 were acknowledged, and are missing from orders-0. Take r7. Broker 1 appended it at offset 7 in leader epoch 0, at 3.154 s. acks=1: it was acknowledged at 3.155 s. Never fetched by: 2, 3 (the last fetch that brought anything: 3.152 s). Broker 1 was killed at 3.159 s. Broker 2 became leader of epoch 1 at 21.006 s; its log ended at 7. Broker 1 truncated its log to 7 at 21.030 s. acks=1 promises one copy: the leader's. acks=all would have saved it. It does not happen without the cut of broker-1 – broker-2, broker-3 (step 3) or without the kill of broker-1 (step 7). 7 other changes were tried in vain."`,
  );
  expect(renderExplanation("zh", explanation)).toMatchInlineSnapshot(
    `"r7..r9 已得到确认，却不在 orders-0 中。以 r7 为例。broker 1 在第 3.154 秒把它追加到偏移量 7，leader epoch 为 0。acks=1：它在第 3.155 秒得到确认。从未拉取到它的 broker：2, 3（最后一次拉取到消息是在第 3.152 秒）。broker 1 在第 3.159 秒被强杀。broker 2 在第 21.006 秒成为 epoch 1 的 leader，日志末端为 7。broker 1 在第 21.030 秒把日志截断到 7。acks=1 只承诺一份：leader 的那份。设为 acks=all 就可以避免。如果没有“断网 broker-1 – broker-2, broker-3”（第 3 步），或没有“强杀 broker-1”（第 7 步），就不会发生。另外试过 7 种改动，都不起作用。"`,
  );
});
