import { expect } from "vitest";
import { createRun } from "../../../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../../../sim/explore/run-input.ts";
import type { ApplicationSpec, ClientSpec, Condition, Step } from "../../../../sim/index.ts";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import {
  FACT_ASSIGNMENT,
  FACT_CLIENT_ERROR,
  FACT_COMMIT,
  FACT_RECORD_PROCESSED,
  FACT_RECORD_SENT,
} from "../../../../sim/kafka/facts.ts";
import { present } from "../../../../sim/kernel/assert.ts";
import { FACT_STRIDE } from "../../../../sim/kernel/facts.ts";
import type { ZnodeState } from "../../../../sim/trace/state.ts";
import { scenarioWith } from "../../../scenario/support.ts";

/** A consumer of 0.8.2 in the group `billing`. */
export function consumer(
  name: string,
  settings: ConfigValues = {},
  application: ApplicationSpec = {},
  topics: readonly string[] = ["orders"],
): ClientSpec {
  const config = { "group.id": "billing", "auto.offset.reset": "smallest", ...settings };
  return { name, consumer: config, starts: "byStep", subscribe: topics, application };
}

export function owns(name: string, ...partitions: readonly number[]): Step & { wait: Condition } {
  return { wait: { assignment: name, partitions: partitions.map((p) => `orders-${p}`) } };
}

export function produce(partition: number, values: string): Step {
  return { produce: { client: "producer", topic: "orders", partition, values } };
}

/** Something that happened to a client. */
export interface Told {
  readonly atMs: number;
  readonly what: string;
}

/** What happened in a run of two brokers with a topic `orders`, each partition on one of them. */
export function groupStory(
  clients: readonly ClientSpec[],
  steps: readonly Step[],
  { partitions = 2, seed = "1", era = "0.8.2", settings = {} as ConfigValues } = {},
) {
  const producer: ClientSpec = { name: "producer", producer: { acks: 1 } };
  const scenario = scenarioWith(steps, [], {
    cluster: { brokers: 2, settings: { "offsets.topic.replication.factor": 1, ...settings } },
    topics: [
      { name: "orders", assignment: Array.from({ length: partitions }, (_, p) => [1 + (p % 2)]) },
    ],
    clients: [producer, ...clients],
    eras: [era],
  });
  const run = createRun({ ...runOf(scenario), seed }, { trace: "full", limits: DEFAULT_LIMITS });
  const values = new Map<number, string | null>();
  const told: Told[] = [];
  run.sim.observers.push({
    onEvent: ({ facts, hosts, now }) => {
      const { data, length, texts } = facts;
      const tell = (what: string) => told.push({ atMs: Math.round(now / 1000), what });
      for (let at = 0; at < length; at += FACT_STRIDE) {
        const row = [...data.slice(at, at + FACT_STRIDE)] as number[];
        const [code, client = 0, second = 0, third = 0, fourth = 0, fifth = 0] = row;
        const who = hosts[client]?.name;
        if (code === FACT_RECORD_SENT) values.set(second, texts.text(fifth));
        else if (code === FACT_RECORD_PROCESSED) tell(`${who} processed ${values.get(fourth)}`);
        else if (code === FACT_ASSIGNMENT) tell(`${who} owns ${texts.text(second)}`);
        else if (code === FACT_COMMIT)
          tell(`${who} committed ${texts.text(third)}@${fourth}${fifth === 0 ? "" : ` ${fifth}`}`);
        else if (code === FACT_CLIENT_ERROR) tell(`${who} met ${second}`);
      }
    },
  });
  const result = run.finish();
  expect(result.inconclusive).toBeNull();
  const state = present(run.recorder?.trace.state, "the run is traced");
  return {
    hash: result.hash,
    state,
    /** What was told, as text, that contains this. */
    of: (part: string) => told.filter(({ what }) => what.includes(part)).map(({ what }) => what),
    /** When something was told first, or after a time. */
    at: (what: string, afterMs = 0) =>
      present(
        told.find((one) => one.what === what && one.atMs >= afterMs),
        `${what} was told`,
      ).atMs,
    znode: (path: string): ZnodeState | undefined =>
      path
        .split("/")
        .slice(1)
        .reduce<ZnodeState | undefined>((at, name) => at?.children[name], state.zookeeper.root),
  };
}
