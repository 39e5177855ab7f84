import type { TopicPartition } from "../partition-assignor.ts";

/**
 * The partitions of a sorted list that another, sorted alike, does not have. One of the other that is not
 * in the list (a partition that is no more) hides those after it, as in Kafka.
 */
export function partitionsBut(
  sorted: readonly TopicPartition[],
  sortedAssigned: readonly TopicPartition[],
): TopicPartition[] {
  let next = 0;
  return sorted.filter((partition) => {
    if (partition !== sortedAssigned[next]) return true;
    next++;
    return false;
  });
}
