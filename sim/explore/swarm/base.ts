import type { Choices } from "../../kernel/choices.ts";
import type { ClientSpec, Scenario, TopicSpec } from "../../scenario/types.ts";
import type { TimedStep } from "./episode-steps.ts";
import type { Window } from "./window.ts";

const LONGEST_ID = 80;

/** A given scenario without what happens in it, and what it expects: its cluster, topics and clients. */
export function baseOf(seed: string, base: Scenario): Scenario {
  const { limits: _limits, ...rest } = base;
  const suffix = `-swarm-${seed}`;
  const created = base.steps.flatMap((step) => ("createTopic" in step ? [step.createTopic] : []));
  const known = base.topics.map(({ name }) => name);
  const added = created.filter(({ name }, i) => {
    return !known.includes(name) && created.findIndex((topic) => topic.name === name) === i;
  });
  return {
    ...rest,
    id: `${base.id.slice(0, LONGEST_ID - suffix.length)}${suffix}`,
    topics: [...base.topics, ...added].map((topic) => grown(topic, base)),
    steps: [],
    expect: [],
  };
}

/** A topic with the partitions that it gets in the course of a scenario. */
function grown(topic: TopicSpec, { steps }: Scenario): TopicSpec {
  let whole = topic;
  for (const step of steps) {
    if (!("addPartitions" in step) || step.addPartitions.topic !== topic.name) continue;
    const { count, assignment } = step.addPartitions;
    const before = whole.assignment;
    if (before === undefined) whole = { ...whole, partitions: count };
    else {
      const added = Array.from({ length: Math.max(0, count - before.length) }, (_, i) => {
        return assignment?.[i] ?? before[i % before.length] ?? [];
      });
      whole = { ...whole, assignment: [...before, ...added] };
    }
  }
  return whole;
}

/** Clients that a step is to start: some time or other. */
export function startsOf(
  choices: Choices,
  clients: readonly ClientSpec[],
  { startMs, quietMs }: Window,
): readonly TimedStep[] {
  return clients
    .filter(({ starts }) => starts !== undefined)
    .map(({ name }) => {
      const stream = choices.stream(`swarm/start/${name}`);
      return { atMs: stream.between(startMs, quietMs), step: { start: name } };
    });
}
