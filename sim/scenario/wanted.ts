import type { AssignmentCondition } from "./group-conditions.ts";
import { isList } from "./matches.ts";
import { hostName } from "./names.ts";
import type { TopicCondition } from "./topic-conditions.ts";
import type { Condition, GroupCondition, NumberMatch } from "./types.ts";

/**
 * A condition in Kafka's words, which need no translation: `orders-0: leader 2, isr [1,2,3]`. The parts
 * of `all` are joined by `;`, those of `any` by `|`.
 */
export function describeWanted(condition: Condition): string {
  if ("all" in condition) return condition.all.map(describeWanted).join("; ");
  if ("any" in condition)
    return condition.any.map((part) => `(${describeWanted(part)})`).join(" | ");
  if ("not" in condition) return `not (${describeWanted(condition.not)})`;
  if ("partition" in condition) return describePartition(condition);
  if ("topic" in condition) return describeTopic(condition);
  if ("replica" in condition) return describeReplica(condition);
  if ("controller" in condition) {
    return `controller: ${condition.controller}${part("epoch", condition.epoch, " ")}`;
  }
  if ("registered" in condition) {
    return `/brokers/ids/${condition.broker}: ${condition.registered ? "exists" : "absent"}`;
  }
  if ("host" in condition) return `${hostName(condition.host)}: ${condition.life}`;
  if ("server" in condition) return `${condition.server}: ${condition.role}`;
  if ("records" in condition) return `${listed(condition.records)}: ${condition.status}`;
  if ("read" in condition) {
    const by = condition.by === undefined ? "" : ` by ${condition.by}`;
    return `${listed(condition.read)}: read${by}`;
  }
  if ("position" in condition) {
    const { client, position, offset } = condition;
    return `${client}, ${position}: position${numberText(offset)}`;
  }
  if ("processed" in condition) {
    const { processed, by, times } = condition;
    const how = by === undefined ? "" : ` by ${by}`;
    return `${listed(processed)}: processed${times === undefined ? "" : `${numberText(times)}×`}${how}`;
  }
  if ("committed" in condition) {
    const { committed, group, offset } = condition;
    return `${group}, ${committed}: committed${offset === -1 ? " none" : numberText(offset)}`;
  }
  if ("assignment" in condition) return describeAssignment(condition);
  if ("member" in condition) {
    const parts = [condition.state ?? "", part("generation", condition.generation)];
    return `${condition.member}: ${parts.filter((text) => text !== "").join(", ")}`;
  }
  if ("lag" in condition) {
    const whose = "client" in condition ? condition.client : condition.group;
    return `${whose}, ${condition.lag}: lag${numberText(condition.count)}`;
  }
  if ("group" in condition) return describeGroup(condition);
  const times = condition.times === undefined ? "" : numberText(condition.times);
  return `${condition.client === undefined ? "" : `${condition.client}: `}${condition.error}${times}`;
}

function describePartition(condition: Extract<Condition, { readonly partition: string }>): string {
  const { partition, leader, leaderEpoch, isr, isrSize, replicas, reassigning } = condition;
  const parts = [
    leader === undefined ? "" : `leader ${leader}`,
    part("leaderEpoch", leaderEpoch),
    isr === undefined ? "" : `isr [${isr.join(",")}]`,
    part("isr size", isrSize),
    replicas === undefined ? "" : `replicas [${replicas.join(",")}]`,
    reassigning === undefined ? "" : reassigning ? "reassigning" : "not reassigning",
  ];
  return `${partition}: ${parts.filter((text) => text !== "").join(", ")}`;
}

function describeGroup(condition: GroupCondition): string {
  const { group, state, protocol, coordinator } = condition;
  const parts = [
    state ?? "",
    part("generation", condition.generation),
    part("members", condition.members),
    protocol === undefined ? "" : `protocol ${protocol}`,
    part("coordinator", coordinator),
  ];
  return `group ${group}: ${parts.filter((text) => text !== "").join(", ")}`;
}

function describeAssignment({ assignment, partitions }: AssignmentCondition): string {
  if (!isList(partitions)) return `${assignment}: assignment of${numberText(partitions)}`;
  return `${assignment}: assignment [${partitions.join(",")}]`;
}

function describeTopic({ topic, exists, partitions, configs }: TopicCondition): string {
  const parts = [
    exists === false ? "absent" : "exists",
    part("partitions", partitions),
    ...Object.entries(configs ?? {}).map(([name, value]) => `${name}=${value}`),
  ];
  return `${topic}: ${parts.filter((text) => text !== "").join(", ")}`;
}

function describeReplica(condition: Extract<Condition, { readonly replica: string }>): string {
  const { replica, role, knows } = condition;
  const brokers = [condition.broker].flat().map(hostName).join(", ");
  const known =
    knows === undefined
      ? ""
      : `knows logEndOffset${numberText(knows.logEndOffset)} of ${hostName(knows.follower)}`;
  const parts = [
    role ?? "",
    part("leaderEpoch", condition.leaderEpoch),
    part("logStartOffset", condition.logStartOffset),
    part("highWatermark", condition.highWatermark),
    part("logEndOffset", condition.logEndOffset),
    offsets("has", condition.has),
    offsets("lacks", condition.lacks),
    known,
  ];
  return `${replica} on ${brokers}: ${parts.filter((text) => text !== "").join(", ")}`;
}

function part(name: string, match: NumberMatch | undefined, before = ""): string {
  return match === undefined ? "" : `${before}${name}${numberText(match)}`;
}

function offsets(name: string, list: readonly number[] | undefined): string {
  return list === undefined ? "" : `${name} [${list.join(",")}]`;
}

function numberText(match: NumberMatch): string {
  if (typeof match === "number") return ` ${match}`;
  const { atLeast, atMost } = match;
  const bounds = [
    atLeast === undefined ? "" : `≥ ${atLeast}`,
    atMost === undefined ? "" : `≤ ${atMost}`,
  ];
  return ` ${bounds.filter((text) => text !== "").join(" ")}`;
}

function listed(values: string | readonly string[]): string {
  return typeof values === "string" ? values : values.join(", ");
}
