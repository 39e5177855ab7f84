import {
  broker,
  every,
  fields,
  host,
  partition,
  type Rewrite,
  some,
  topic,
  values,
} from "./rename.ts";

const named: Rewrite = (value, renaming) => topicOrPartition(value, renaming);

/** Fields of conditions, all kinds together: the same name means the same wherever it is. */
const plain = fields({
  partition,
  replica: partition,
  position: partition,
  committed: partition,
  lag: named,
  topic,
  leader: broker,
  isr: every(broker),
  replicas: every(broker),
  broker: some(broker),
  controller: broker,
  coordinator: broker,
  knows: fields({ follower: broker }),
  host,
  server: host,
  by: host,
  client: host,
  member: host,
  assignment: host,
  partitions: every(partition),
  records: values,
  processed: values,
  read: values,
});

/** A condition without what is gone; undefined when nothing is left of it. */
export const condition: Rewrite = (value, renaming) => {
  if (typeof value !== "object" || value === null) return value;
  if ("all" in value) return withParts("all", value.all, renaming);
  if ("any" in value) return withParts("any", value.any, renaming);
  if ("not" in value) {
    const inner = condition(value.not, renaming);
    return inner === undefined ? undefined : { not: inner };
  }
  return plain(value, renaming);
};

function withParts(key: "all" | "any", parts: unknown, renaming: Parameters<Rewrite>[1]): unknown {
  const kept = every(condition)(parts, renaming) as readonly unknown[];
  return kept.length === 0 ? undefined : { [key]: kept };
}

/** What is both: a topic, or one of its partitions. */
export const topicOrPartition: Rewrite = (value, renaming) => {
  const renamed = topic(value, renaming);
  return renamed === value ? partition(value, renaming) : renamed;
};
