import { isList } from "./matches.ts";
import type { Condition } from "./types.ts";
import type { References } from "./validate-references.ts";

/** Looks up what a condition refers to. */
export function validateCondition(condition: Condition, problems: References, path: string): void {
  if ("all" in condition) {
    condition.all.forEach((part, i) => {
      validateCondition(part, problems, `${path}.all[${i}]`);
    });
  } else if ("any" in condition) {
    condition.any.forEach((part, i) => {
      validateCondition(part, problems, `${path}.any[${i}]`);
    });
  } else if ("not" in condition) validateCondition(condition.not, problems, `${path}.not`);
  else if ("partition" in condition) {
    problems.partition(condition.partition, `${path}.partition`);
    for (const id of condition.replicas ?? []) problems.broker(id, `${path}.replicas`);
  } else if ("topic" in condition) {
    problems.topic(condition.topic, `${path}.topic`);
    problems.settings("topic", condition.configs, `${path}.configs`);
  } else if ("replica" in condition) {
    problems.partition(condition.replica, `${path}.replica`);
    for (const broker of [condition.broker].flat()) problems.broker(broker, `${path}.broker`);
    if (condition.knows !== undefined) {
      problems.broker(condition.knows.follower, `${path}.knows.follower`);
    }
  } else if ("controller" in condition) {
    if (condition.controller !== "any") problems.broker(condition.controller, `${path}.controller`);
  } else if ("registered" in condition) problems.broker(condition.broker, `${path}.broker`);
  else if ("host" in condition) problems.hosts(condition.host, `${path}.host`);
  else if ("server" in condition) problems.zookeeperServer(condition.server, `${path}.server`);
  else if ("lag" in condition) {
    if ("client" in condition) {
      problems.partition(condition.lag, `${path}.lag`);
      problems.client(condition.client, "consumer", `${path}.client`);
    } else {
      problems.topicOrPartition(condition.lag, `${path}.lag`);
      problems.group(condition.group, `${path}.group`);
    }
  } else if ("committed" in condition) {
    problems.partition(condition.committed, `${path}.committed`);
    problems.group(condition.group, `${path}.group`);
  } else if ("group" in condition) {
    problems.group(condition.group, `${path}.group`);
    if (condition.coordinator !== undefined) {
      problems.broker(condition.coordinator, `${path}.coordinator`);
    }
  } else if ("processed" in condition) {
    problems.values(condition.processed, `${path}.processed`);
    if (condition.by !== undefined) problems.client(condition.by, "consumer", `${path}.by`);
  } else if ("assignment" in condition) {
    problems.client(condition.assignment, "consumer", `${path}.assignment`);
    if (!isList(condition.partitions)) return;
    condition.partitions.forEach((partition, i) => {
      problems.partition(partition, `${path}.partitions[${i}]`);
    });
  } else if ("member" in condition) {
    problems.client(condition.member, "consumer", `${path}.member`);
  } else if ("records" in condition) problems.values(condition.records, `${path}.records`);
  else if ("read" in condition) {
    problems.values(condition.read, `${path}.read`);
    if (condition.by !== undefined) problems.client(condition.by, "consumer", `${path}.by`);
  } else if ("position" in condition) {
    problems.partition(condition.position, `${path}.position`);
    problems.client(condition.client, "consumer", `${path}.client`);
  } else {
    problems.errorName(condition.error, `${path}.error`);
    if (condition.client !== undefined) problems.errorOwner(condition.client, `${path}.client`);
  }
}
