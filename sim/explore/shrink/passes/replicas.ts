import type { Scenario, TopicSpec } from "../../../scenario/types.ts";
import { minimise } from "../minimise.ts";
import type { Candidates, Pass } from "../pass.ts";
import { type ShrinkCase, withScenario } from "../shrink-case.ts";

/** Fewer replicas. */
export const replicasPass: Pass = {
  name: "replicas",
  *candidates(start) {
    let current = start;
    for (let i = 0; i < start.scenario.topics.length; i++) current = yield* ofTopic(current, i);
  },
};

function* ofTopic(start: ShrinkCase, index: number): Candidates<ShrinkCase> {
  const topic = start.scenario.topics[index];
  if (topic === undefined) return start;
  if (topic.assignment === undefined) return yield* fewerCounted(start, topic);
  let current = start;
  for (let partition = 0; partition < topic.assignment.length; partition++) {
    current = yield* fewerPlaced(current, index, partition);
  }
  return current;
}

function* fewerCounted(start: ShrinkCase, topic: TopicSpec): Candidates<ShrinkCase> {
  for (let factor = 1; factor < (topic.replicationFactor ?? 1); factor++) {
    const candidate = withTopic(start, topic, { ...topic, replicationFactor: factor });
    if (yield candidate) return candidate;
  }
  return start;
}

function* fewerPlaced(start: ShrinkCase, index: number, partition: number): Candidates<ShrinkCase> {
  const topic = start.scenario.topics[index];
  const replicas = topic?.assignment?.[partition];
  if (topic === undefined || replicas === undefined) return start;
  const build = (kept: readonly number[]) => {
    if (kept.length === 0) return null;
    const assignment = topic.assignment?.map((row, i) => (i === partition ? kept : row)) ?? [];
    return withTopic(start, topic, { ...topic, assignment });
  };
  const kept = yield* minimise(replicas, build);
  return kept.length === replicas.length ? start : (build(kept) ?? start);
}

function withTopic(start: ShrinkCase, topic: TopicSpec, next: TopicSpec): ShrinkCase {
  const scenario: Scenario = start.scenario;
  const topics = scenario.topics.map((other) => (other === topic ? next : other));
  return withScenario(start, { ...scenario, topics });
}
