import { ADMIN_HOST, type Cluster, hostNamed } from "../cluster/hosts.ts";
import {
  STEP_ADD_PARTITIONS,
  STEP_ALTER_CONFIG,
  STEP_CREATE_TOPIC,
  STEP_DECOMMISSION,
  STEP_DELETE_GROUP,
  STEP_DELETE_OFFSETS,
  STEP_DELETE_RECORDS,
  STEP_DELETE_TOPIC,
  STEP_DELETE_ZNODE,
  STEP_ELECT_LEADERS,
  STEP_REASSIGN,
  STEP_RESET_OFFSETS,
} from "../faults/kinds.ts";
import { Admin } from "../kafka/client/admin/admin.ts";
import type { AdminOperation } from "../kafka/client/admin/operations.ts";
import { ConsumerApplication } from "../kafka/client/application/consumer-application.ts";
import { Producer } from "../kafka/client/producer/producer.ts";
import { assert } from "../kernel/assert.ts";
import type { Host } from "../kernel/host.ts";
import { type Micros, US_PER_MS } from "../kernel/time.ts";
import { type ConsumerCall, callApplication } from "./consumer-steps.ts";
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

export function flush(host: Host): void {
  producerOn(host).flush();
}

/** Closes a client: its host then runs nothing. */
export function close(host: Host, timeoutUs: Micros): void {
  const process = host.running();
  if (process instanceof ConsumerApplication) process.close(timeoutUs);
  else producerOn(host).close(timeoutUs);
}

/** Tells the application of a consumer what to do. */
export function tellConsumer(host: Host, call: ConsumerCall): void {
  const process = host.running();
  assert(process instanceof ConsumerApplication, `${host.name} is not a consumer`);
  callApplication(process, call);
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

/** Whether the application of some consumer that runs is at work. */
export function someoneWorks({ sim }: Cluster): boolean {
  return sim.hosts.some((host) => {
    if (!host.up) return false;
    const process = host.running();
    return process instanceof ConsumerApplication && process.isBusy;
  });
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
    case "resetOffsets":
      return STEP_RESET_OFFSETS;
    case "deleteGroups":
      return STEP_DELETE_GROUP;
    case "deleteOffsets":
      return STEP_DELETE_OFFSETS;
    case "deleteZnode":
      return STEP_DELETE_ZNODE;
    case "decommission":
      return STEP_DECOMMISSION;
  }
}
