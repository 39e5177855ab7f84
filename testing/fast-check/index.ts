/**
 * Arbitraries of fast-check for clusters, workloads and faults. Each option takes a value, which then
 * holds in every case, or an arbitrary.
 * @module
 */

export {
  DEFAULT_FAULT_KINDS,
  type Episode,
  FAULT_KINDS,
  type FaultKind,
  type FaultPlan,
} from "../../sim/faults/plan.ts";
export { brokerSettings } from "./broker-settings.ts";
export { type ClusterShapeOptions, clusterShape } from "./cluster-shape.ts";
export {
  type ConsumerGroup,
  type ConsumerGroupsOptions,
  consumerGroups,
} from "./consumer-groups.ts";
export { type FaultPlanOptions, faultPlan } from "./fault-plan.ts";
export type { Choice } from "./internals/choice.ts";
export type { SettingChoices } from "./internals/settings.ts";
export { type ScenarioOptions, scenario } from "./scenario.ts";
export { seed } from "./seed.ts";
export { topicSettings } from "./topic-settings.ts";
export { type TopicsOptions, topics } from "./topics.ts";
export { type Send, type Workload, type WorkloadOptions, workload } from "./workload.ts";
