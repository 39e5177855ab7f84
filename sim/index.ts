/**
 * Highwater's public face: everything that programs outside `sim/` may use.
 * @module
 */

export { Checker } from "./check/checker.ts";
export type { RecordOutcome } from "./check/record-outcome.ts";
export type { CheckReport } from "./check/report.ts";
export { type CheckSettings, checkSettings } from "./check/settings.ts";
export { INVARIANTS, type InvariantName, type OutcomeClass, type Told } from "./check/told.ts";
export type { Violation } from "./check/violation.ts";
export { buildCluster } from "./cluster/cluster.ts";
export type {
  BrokerDescription,
  ClientDescription,
  ClusterDescription,
  NetworkDescription,
} from "./cluster/description.ts";
export { type Cluster, hostNamed } from "./cluster/hosts.ts";
export {
  type DescribedBroker,
  type DescribedBrokers,
  describeBrokers,
} from "./explore/describe-brokers.ts";
export {
  type DescribedGroup,
  type DescribedMember,
  type DescribedOffset,
  type DescribedZkGroup,
  type DescribedZkPartition,
  describeGroups,
  describeZkGroups,
  logEndOffsetAt,
  type TopicPartitionName,
} from "./explore/describe-groups.ts";
export {
  type DescribedBatch,
  type DescribedBrokerLogs,
  type DescribedLog,
  type DescribedLogDir,
  type DescribedSegment,
  describeLogs,
} from "./explore/describe-logs.ts";
export {
  type DescribedPartition,
  type DescribedTopic,
  describeTopics,
  liveBrokersAt,
} from "./explore/describe-topics.ts";
export { ENGINE, VERSION } from "./explore/engine.ts";
export { type Chain, chainOf, chainsOf } from "./explore/explain/chains.ts";
export { type Change, changedInput, plainInput } from "./explore/explain/change.ts";
export {
  COUNTERFACTUAL_OPTIONS,
  type CounterfactualOptions,
  type CounterfactualProgress,
  type Counterfactuals,
  counterfactuals,
} from "./explore/explain/counterfactuals.ts";
export { describeChange } from "./explore/explain/describe-change.ts";
export { type Explanation, explanationOf } from "./explore/explain/explanation.ts";
export { type Ranking, rankingOf } from "./explore/explain/ranking.ts";
export type { ChangeTold, ExplainArguments, ExplainTold } from "./explore/explain/said.ts";
export type { Trial } from "./explore/explain/trial.ts";
export { type Attempt, attempt, HUNT_LIMITS } from "./explore/hunt/attempt.ts";
export { ruleOfThree } from "./explore/hunt/bound.ts";
export { findingsOf } from "./explore/hunt/findings.ts";
export { finish } from "./explore/hunt/finish.ts";
export {
  type FinishedRun,
  type FinishOptions,
  type FinishProgress,
  finishRun,
  type Speech,
} from "./explore/hunt/finish-run.ts";
export { Hunt, type HuntOptions, type Job } from "./explore/hunt/hunt.ts";
export { inputOf } from "./explore/hunt/input-of.ts";
export { reportOf } from "./explore/hunt/make-report.ts";
export { mergeReports } from "./explore/hunt/merge-reports.ts";
export {
  type Candidate,
  type FaultCounts,
  type Finding,
  type Outcome,
  type RecordCounts,
  signatureOf,
} from "./explore/hunt/outcome.ts";
export { checkReport, parseReport } from "./explore/hunt/parse-report.ts";
export { FINDS, type Find, type HuntPlan, type SeedRange } from "./explore/hunt/plan.ts";
export type { Failure, HuntReport, Removed, SpaceJson } from "./explore/hunt/report.ts";
export { type BatchJob, type BatchReport, runBatch } from "./explore/hunt/run-batch.ts";
export { runCandidate } from "./explore/hunt/run-candidate.ts";
export { type Shard, seedRange, shardSeeds } from "./explore/hunt/seeds.ts";
export type { Found as FoundFailure, Tally } from "./explore/hunt/tally.ts";
export {
  bareLinkOf,
  decodeLink,
  encodeLink,
  linkOf,
  RUN_PREFIX,
  type RunLink,
} from "./explore/link.ts";
export { MARKS, type MarkName } from "./explore/marks/marks.ts";
export { marksOf } from "./explore/marks/marks-of.ts";
export { createRun, Run, simulate } from "./explore/run.ts";
export {
  DEFAULT_LIMITS,
  DEFAULT_SEED,
  eraNamed,
  type RunInput,
  type RunLimits,
  type RunOptions,
  runOf,
} from "./explore/run-input.ts";
export { type RunJson, toJson } from "./explore/run-json.ts";
export type { RunResult, RunStatus, StoryItem } from "./explore/run-result.ts";
export { nextSeed, parseSeed } from "./explore/seed.ts";
export {
  MOST_SHRINK_RUNS,
  type ShrinkOptions,
  type ShrinkProgress,
  type ShrinkResult,
  shrinkRun,
} from "./explore/shrink/shrink-run.ts";
export type { ShrinkSizes } from "./explore/shrink/sizes.ts";
export { STRATEGIES, type StrategyName } from "./explore/strategies/strategy.ts";
export { drawScenario } from "./explore/swarm/draw-scenario.ts";
export type { SwarmSpace } from "./explore/swarm/space.ts";
export { applyFault, obstacle, stepKindOf } from "./faults/apply.ts";
export type { Fault } from "./faults/fault.ts";
export { DEFAULT_FAULT_KINDS, FAULT_KINDS, type FaultKind } from "./faults/plan.ts";
export {
  CONFIGS,
  type ConfigDefinition,
  type ConfigScope,
  type ConfigValue,
  type ConfigValues,
  defaultIn,
} from "./kafka/config/config.ts";
export {
  type DefaultInEra,
  describeEra,
  type EraDescription,
  isBug,
  type SettingSince,
  type SwitchInEra,
  stateIn,
} from "./kafka/describe-era.ts";
export { DEFAULT_ERA, ERAS, type Era, eraBefore, isEra, isFrom } from "./kafka/era/eras.ts";
export { type EraSwitch, SWITCHES, type SwitchState } from "./kafka/era/switches.ts";
export { javaStringHash } from "./kafka/java-string-hash.ts";
export type { RecordBatch } from "./kafka/record/record-batch.ts";
export type { ChoiceOverride } from "./kernel/choices.ts";
export { Simulation } from "./kernel/simulation.ts";
export { checkSettingsOf } from "./scenario/check-settings.ts";
export { durationMicros, durationText } from "./scenario/duration.ts";
export {
  eraNotices,
  eraRanges,
  type Notice,
  type NoticeArguments,
  type NoticeCode,
  type OtherEra,
  otherErasOf,
} from "./scenario/era-notices.ts";
export type { ExpectationResult } from "./scenario/expectations.ts";
export type { Found } from "./scenario/measurement.ts";
export { nearestWord } from "./scenario/nearest.ts";
export type { Inconclusive } from "./scenario/outcome.ts";
export { checkScenario, parseData, parseScenario } from "./scenario/parse.ts";
export {
  InputError,
  type Problem,
  type ProblemArguments,
  type ProblemCode,
} from "./scenario/problems.ts";
export { resolveScenario, type Settings } from "./scenario/resolve.ts";
export {
  caseEraOf,
  controlEraOf,
  defaultEraOf,
  expectationsIn,
  fixedFrom,
} from "./scenario/scenario-era.ts";
export { scenarioJsonSchema } from "./scenario/schema.ts";
export type * from "./scenario/types.ts";
export { expandValues, valuesText } from "./scenario/values.ts";
export type { TraceMode } from "./trace/recorder.ts";
export { Recorder } from "./trace/recorder.ts";
export type { State } from "./trace/state.ts";
export { messageName } from "./trace/union.ts";
