import { brokerIdsOf, partitionsOf } from "../../scenario/names.ts";
import type { Scenario } from "../../scenario/types.ts";
import { expandValues } from "../../scenario/values.ts";

/** How large a case is, and its run. */
export interface ShrinkSizes {
  readonly steps: number;
  readonly clients: number;
  /** Those that `produce` steps send. */
  readonly records: number;
  readonly brokers: number;
  /** Of the topics that are there from the beginning. */
  readonly partitions: number;
  readonly virtualMs: number;
  readonly events: number;
}

/** Sizes of a scenario whose run took so long. */
export function sizesOf(
  scenario: Scenario,
  { virtualMs, events }: { readonly virtualMs: number; readonly events: number },
): ShrinkSizes {
  const { cluster, topics, clients, steps } = scenario;
  const records = steps.map((step) =>
    "produce" in step ? (expandValues(step.produce.values)?.length ?? 0) : 0,
  );
  return {
    steps: steps.length,
    clients: clients.length,
    records: sum(records),
    brokers: brokerIdsOf(cluster).length,
    partitions: sum(topics.map((topic) => partitionsOf(topic, cluster))),
    virtualMs,
    events,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
