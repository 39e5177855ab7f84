const INTERNAL_TOPICS: readonly string[] = ["__consumer_offsets", "__transaction_state"];

/** Whether a topic is Kafka's own (`Topic.isInternal`): pictures leave such topics out. */
export function isInternalTopic(topic: string): boolean {
  return INTERNAL_TOPICS.includes(topic);
}

/** As {@link isInternalTopic}, of a `topic-partition`. */
export function isInternalPartition(tp: string): boolean {
  return tp.startsWith("__") && isInternalTopic(topicOf(tp));
}

export function topicOf(tp: string): string {
  return tp.slice(0, tp.lastIndexOf("-"));
}
