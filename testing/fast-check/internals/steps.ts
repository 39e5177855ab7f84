import { inOrder, type TimedStep, timedStepsOf } from "../../../sim/explore/swarm/episode-steps.ts";
import type { FaultPlan } from "../../../sim/faults/plan.ts";
import type { ProduceStep, Step, TopicSpec } from "../../../sim/index.ts";
import type { Send, Workload } from "../workload.ts";

/** The name of a producer, by its number from 0 on. */
export function producerName(index: number): string {
  return `producer-${index + 1}`;
}

/** What clients and faults do, by time; at the same time clients come first. */
export function stepsOf(
  workload: Workload,
  topics: readonly TopicSpec[],
  faults: FaultPlan,
): readonly Step[] {
  return inOrder([...sendsOf(workload, topics), ...faults.flatMap(timedStepsOf)]);
}

/** The sends of a workload, by time; the records are `r0`, `r1`… in that order. */
function sendsOf(workload: Workload, topics: readonly TopicSpec[]): readonly TimedStep[] {
  const { producers } = workload;
  const sends = [...workload.sends].sort((x, y) => x.atMs - y.atMs);
  let first = 0;
  return sends.flatMap((send): readonly TimedStep[] => {
    const topic = topics[send.topic % topics.length];
    if (topic === undefined || send.records < 1) return [];
    const client = producerName(send.producer % producers.length);
    const produce = produceStep(send, client, topic.name, first);
    first += send.records;
    return [{ atMs: send.atMs, step: { produce } }];
  });
}

function produceStep(send: Send, client: string, topic: string, first: number): ProduceStep {
  const { records, keys, everyMs } = send;
  return {
    client,
    topic,
    values: rangeOf("r", first, records),
    ...(keys === 0 ? {} : { keys: rangeOf("k", 0, keys) }),
    ...(everyMs === 0 || records === 1 ? {} : { every: everyMs }),
  };
}

function rangeOf(prefix: string, first: number, count: number): string {
  return count === 1 ? `${prefix}${first}` : `${prefix}${first}..${prefix}${first + count - 1}`;
}
