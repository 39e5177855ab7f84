import { ADMIN_HOST, type Cluster, hostNamed } from "../cluster/hosts.ts";
import { Admin } from "../kafka/client/admin.ts";
import { Producer } from "../kafka/client/producer/producer.ts";
import { assert } from "../kernel/assert.ts";
import type { Host } from "../kernel/host.ts";
import { US_PER_MS } from "../kernel/time.ts";
import type { PlannedAction } from "./plan.ts";
import type { TopicSpec } from "./types.ts";

/** Lets a producer's application send records. */
export function produce(host: Host, action: Extract<PlannedAction, { kind: "produce" }>): void {
  const producer = host.running();
  assert(producer instanceof Producer, `${host.name} is not a producer`);
  const { topic, partition, key } = action.step;
  producer.produce({
    topic,
    partition: partition ?? null,
    key: key ?? null,
    values: action.values,
    everyMs: action.everyUs / US_PER_MS,
  });
}

/** Lets the operator create topics. */
export function createTopics(cluster: Cluster, topics: readonly TopicSpec[]): void {
  const admin = hostNamed(cluster, ADMIN_HOST).running();
  assert(admin instanceof Admin, "the admin's host runs an admin");
  for (const { name, partitions, replicationFactor, assignment, configs } of topics) {
    const texts = Object.entries(configs ?? {}).map(([k, v]): [string, string] => [k, String(v)]);
    admin.createTopic({
      name,
      numPartitions: assignment === undefined ? (partitions ?? -1) : -1,
      replicationFactor: assignment === undefined ? (replicationFactor ?? -1) : -1,
      assignment: assignment ?? null,
      configs: Object.fromEntries(texts),
    });
  }
}
