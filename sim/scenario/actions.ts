import { ADMIN_HOST, type Cluster, hostNamed } from "../cluster/hosts.ts";
import {
  STEP_ADD_PARTITIONS,
  STEP_ALTER_CONFIG,
  STEP_CREATE_TOPIC,
  STEP_DECOMMISSION,
  STEP_DELETE_RECORDS,
  STEP_DELETE_TOPIC,
  STEP_DELETE_ZNODE,
  STEP_ELECT_LEADERS,
  STEP_REASSIGN,
} from "../faults/kinds.ts";
import { Admin } from "../kafka/client/admin/admin.ts";
import type { AdminOperation } from "../kafka/client/admin/operations.ts";
import { Producer } from "../kafka/client/producer/producer.ts";
import { assert } from "../kernel/assert.ts";
import type { Host } from "../kernel/host.ts";
import { US_PER_MS } from "../kernel/time.ts";
import type { PlannedAction } from "./plan.ts";

/** Lets a producer's application send records. */
export function produce(host: Host, action: Extract<PlannedAction, { kind: "produce" }>): void {
  const { topic, partition, key, onError } = action.step;
  producerOn(host).produce({
    topic,
    partition: partition ?? null,
    key: key ?? null,
    keys: action.keys,
    values: action.values,
    everyMs: action.everyUs / US_PER_MS,
    resendsOnError: onError === "resend",
  });
}

/** What an application does with a whole producer. */
export function actOnProducer(
  host: Host,
  action: Extract<PlannedAction, { kind: "flush" | "close" }>,
): void {
  const producer = producerOn(host);
  if (action.kind === "flush") producer.flush();
  else producer.close(action.timeoutUs);
}

function producerOn(host: Host): Producer {
  const producer = host.running();
  assert(producer instanceof Producer, `${host.name} is not a producer`);
  return producer;
}

/** The operator; null while the operator's machine is down. */
export function adminOf(cluster: Cluster): Admin | null {
  const host = hostNamed(cluster, ADMIN_HOST);
  if (!host.up) return null;
  const admin = host.running();
  assert(admin instanceof Admin, "the admin's host runs an admin");
  return admin;
}

/** The kind of event that an operator's deed is. */
export function stepKindOfOperation({ kind }: AdminOperation): number {
  switch (kind) {
    case "createTopics":
      return STEP_CREATE_TOPIC;
    case "deleteTopics":
      return STEP_DELETE_TOPIC;
    case "deleteRecords":
      return STEP_DELETE_RECORDS;
    case "createPartitions":
      return STEP_ADD_PARTITIONS;
    case "alterConfigs":
      return STEP_ALTER_CONFIG;
    case "reassignPartitions":
      return STEP_REASSIGN;
    case "electLeaders":
      return STEP_ELECT_LEADERS;
    case "deleteZnode":
      return STEP_DELETE_ZNODE;
    case "decommission":
      return STEP_DECOMMISSION;
  }
}
