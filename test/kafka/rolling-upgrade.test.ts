import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../sim/explore/run-input.ts";
import { createRun, type Scenario, type Step } from "../../sim/index.ts";
import { ALTER_ISR } from "../../sim/kafka/messages.ts";
import { FACT_STRIDE } from "../../sim/kernel/facts.ts";
import { FACT_MESSAGE_SEND } from "../../sim/kernel/kernel-facts.ts";

const BROKERS = [1, 2, 3];

/** One broker after another is restarted, each when all replicas are in sync again. */
function roll(start: {
  readonly era?: string;
  readonly settings?: Record<string, string>;
}): Step[] {
  return BROKERS.flatMap((broker): Step[] => [
    { shutdown: broker },
    { wait: { broker, registered: false } },
    { sleep: "3s" },
    { restart: broker, ...start },
    { wait: { partition: "orders-0", isr: BROKERS } },
    { sleep: "2s" },
  ]);
}

function scenario(rounds: readonly Step[]): Scenario {
  const text = { en: "a rolling upgrade", zh: "滚动升级" };
  return {
    id: "test-rolling-upgrade",
    group: "basics",
    importance: 1,
    title: text,
    explanation: text,
    cluster: { brokers: 3 },
    topics: [{ name: "orders", assignment: [BROKERS], configs: { "min.insync.replicas": 2 } }],
    clients: [{ name: "producer", producer: { acks: "all", "enable.idempotence": true } }],
    steps: [
      { produce: { client: "producer", topic: "orders", values: "r0..r399", every: "100ms" } },
      ...rounds,
      { wait: { records: "r0..r399", status: "acked" } },
    ],
    expect: [{ lost: [], text }],
    control: { title: text, change: {}, expect: [{ lost: [], text }] },
  };
}

interface Outcome {
  readonly alterIsrs: readonly number[];
  readonly lost: number;
  readonly duplicated: number;
  readonly violations: number;
  readonly isWhole: boolean;
}

/** Runs it from 2.6; tells when AlterIsr requests were sent, in ms, and what became of the records. */
function upgrade(rounds: readonly Step[], seed = "1"): Outcome {
  const input = { scenario: scenario(rounds), published: false, control: false };
  const more = { seed, era: "2.6", settings: {}, overrides: [] };
  const run = createRun({ ...input, ...more }, { trace: "hash", limits: DEFAULT_LIMITS });
  const alterIsrs: number[] = [];
  run.sim.observers.push({
    onEvent: ({ facts, now }) => {
      for (let at = 0; at < facts.length; at += FACT_STRIDE) {
        const isSend = facts.data[at] === FACT_MESSAGE_SEND;
        if (isSend && facts.data[at + 4] === ALTER_ISR) alterIsrs.push(now / 1000);
      }
    },
  });
  const { report, inconclusive } = run.finish();
  return {
    alterIsrs,
    lost: report.ledger.lost.length,
    duplicated: report.ledger.duplicated.length,
    violations: report.violations.length,
    isWhole: inconclusive === null,
  };
}

const BINARIES = roll({ era: "2.8" });
const PROTOCOL = roll({ settings: { "inter.broker.protocol.version": "2.8" } });

describe("a cluster that is rolled from 2.6 to 2.8 under load", () => {
  test("loses nothing, and writes ISRs to ZooKeeper as long as the old protocol is spoken", () => {
    const outcome = upgrade(BINARIES);
    expect(outcome).toEqual({
      alterIsrs: [],
      lost: 0,
      duplicated: 0,
      violations: 0,
      isWhole: true,
    });
  });

  test.each(["1", "2", "3"])(
    "asks the controller for ISRs after the second round (seed %s)",
    (seed) => {
      const outcome = upgrade([...BINARIES, ...PROTOCOL], seed);
      expect(outcome).toMatchObject({ lost: 0, duplicated: 0, violations: 0, isWhole: true });
      expect(outcome.alterIsrs.length).toBeGreaterThan(0);
    },
  );
});
