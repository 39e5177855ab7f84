import { assert } from "../../../../kernel/assert.ts";
import type { TopicPartition } from "./partition-assignor.ts";
import type { RangeTopic } from "./range-topic.ts";

type Assignment = ReadonlyMap<string, TopicPartition[]>;

/**
 * Gives consumers partitions that have a replica in their rack (KIP-881). Topics with the same consumers
 * and the same number of partitions stay co-partitioned: a consumer gets a partition of all of them, or
 * of none. What finds no consumer in its racks is left.
 */
export function assignWithRackMatching(
  topics: readonly RangeTopic[],
  assignment: Assignment,
): void {
  for (const coPartitioned of coPartitionedTopics(topics)) {
    const [first] = coPartitioned;
    assert(first !== undefined, "a set of topics is not empty");
    if (coPartitioned.length > 1) assignCoPartitioned(first, coPartitioned, assignment);
    else if (first.needsRacks) {
      first.assignRanges(
        (consumer, partition) => first.racksMatch(consumer, partition),
        assignment,
      );
    }
  }
}

/** Sets of topics in any order: one has no bearing on another. */
function coPartitionedTopics(topics: readonly RangeTopic[]): Iterable<RangeTopic[]> {
  const sets = new Map<string, RangeTopic[]>();
  for (const topic of topics) {
    if (!topic.hasConsumerRacks) continue;
    const key = JSON.stringify([topic.partitionCount, ...[...topic.consumers.keys()].sort()]);
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [topic]);
    else set.push(topic);
  }
  return sets.values();
}

function assignCoPartitioned(
  { consumers, partitionCount }: RangeTopic,
  topics: readonly RangeTopic[],
  assignment: Assignment,
): void {
  const remaining = [...consumers.keys()];
  for (let partition = 0; partition < partitionCount; partition++) {
    const at = remaining.findIndex((consumer) =>
      topics.every(
        (topic) => topic.racksMatch(consumer, partition) && topic.maxAssignable(consumer) > 0,
      ),
    );
    const consumer = remaining[at];
    if (consumer === undefined) continue;
    for (const topic of topics) topic.assign(consumer, [partition], assignment);
    if (topics.every((topic) => topic.maxAssignable(consumer) === 0)) remaining.splice(at, 1);
  }
}
