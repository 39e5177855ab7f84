import { partitionsOf } from "../../../scenario/names.ts";
import type { Scenario, TopicSpec } from "../../../scenario/types.ts";
import { minimise } from "../minimise.ts";
import type { Candidates, Pass } from "../pass.ts";
import { UNCHANGED } from "../rename.ts";
import { renamed } from "../rename-scenario.ts";
import { type ShrinkCase, withScenario } from "../shrink-case.ts";

/** Fewer partitions; those that stay move up. */
export const partitionsPass: Pass = {
  name: "partitions",
  *candidates(start) {
    let current = start;
    for (let i = 0; i < start.scenario.topics.length; i++) current = yield* ofTopic(current, i);
  },
};

function* ofTopic(start: ShrinkCase, index: number): Candidates<ShrinkCase> {
  const { scenario } = start;
  const topic = scenario.topics[index];
  if (topic === undefined) return start;
  const count = partitionsOf(topic, scenario.cluster);
  const all = Array.from({ length: count }, (_, i) => i);
  const build = (kept: readonly number[]) =>
    kept.length === 0 ? null : withScenario(start, withPartitions(scenario, topic, kept));
  const kept = yield* minimise(all, build);
  return kept.length === count ? start : (build(kept) ?? start);
}

/** A scenario in which a topic has only these of its partitions, renumbered. */
function withPartitions(scenario: Scenario, topic: TopicSpec, kept: readonly number[]): Scenario {
  const { name, assignment } = topic;
  const fewer: TopicSpec =
    assignment === undefined
      ? { ...topic, partitions: kept.length }
      : { ...topic, assignment: assignment.filter((_, i) => kept.includes(i)) };
  const topics = scenario.topics.map((other) => (other === topic ? fewer : other));
  return renamed(
    { ...scenario, topics },
    {
      ...UNCHANGED,
      partition: (of, partition) => {
        if (of !== name) return partition;
        const place = kept.indexOf(partition);
        return place < 0 ? null : place;
      },
    },
  );
}
