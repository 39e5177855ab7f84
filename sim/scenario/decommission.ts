import { brokerHost } from "../cluster/hosts.ts";
import type { State } from "../trace/state.ts";

/** Partitions that are listed one by one, at most. */
const MOST_LISTED = 20;

/** What is awaited of a broker that is taken away, in Kafka's words. */
export function decommissionWanted(broker: number): string {
  return `${brokerHost(broker)}: no replicas, down`;
}

/** What such a broker still is and has, in the same words. */
export function decommissionFound(broker: number, { hosts, topics }: State): readonly string[] {
  const name = brokerHost(broker);
  const left = Object.entries(topics).flatMap(([topic, { assignment }]) =>
    Object.entries(assignment)
      .filter(([, replicas]) => replicas.includes(broker))
      .map(([partition, replicas]) => `${topic}-${partition}: replicas [${replicas.join(",")}]`),
  );
  return [`${name}: ${hosts[name]?.life ?? "absent"}`, ...left.slice(0, MOST_LISTED)];
}
