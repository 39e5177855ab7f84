import { brokerOfHost } from "../../sim/trace/initial-state.ts";
import { comparePartitions } from "../model/cluster-view.ts";
import { isInternalPartition } from "../model/internal-topics.ts";
import type { Outcome, RunChoices, RunOrigin, RunView, RunWarning } from "../model/run-view.ts";
import type { OpenRun } from "./open-run.ts";

/** What the page is told of a run when it opens. */
export function runView(
  run: OpenRun,
  origin: RunOrigin,
  choices: RunChoices,
  outcome: Outcome,
  warnings: readonly RunWarning[],
): RunView {
  const { trace, meta, index } = run;
  const violated = outcome.violations.map(({ index: event }) => ({
    index: event,
    kind: "violation" as const,
  }));
  const milestones = [...index.milestones, ...violated].sort((a, b) => a.index - b.index);
  return {
    origin,
    summary: {
      engine: meta.engine,
      seed: meta.seed,
      era: meta.era,
      changedSettings: Object.entries(meta.settings).map(([name, value]) => `${name}=${value}`),
      hash: trace.hash,
      events: trace.length,
      ...choices,
      warnings,
      ok: outcome.ok,
      expectations: outcome.expectations,
      records: outcome.records,
      lost: outcome.lost,
      unsent: outcome.unsent,
      ambiguous: outcome.ambiguous,
      duplicated: outcome.duplicated,
      reordered: outcome.reordered,
      processedTwice: outcome.processedTwice,
      neverProcessed: outcome.neverProcessed,
      overwritten: outcome.overwritten,
      story: outcome.story,
    },
    hosts: trace.hosts.map((host) => ({ ...host, broker: brokerOfHost(host) })),
    links: index.links,
    partitions: [...index.partitions].sort(comparePartitions),
    internalPartitions: index.internalPartitions,
    replicas: Object.entries(trace.state.partitions).reduce((sum, [tp, { replicas }]) => {
      return isInternalPartition(tp) ? sum : sum + Object.keys(replicas).length;
    }, 0),
    keyed: run.hasKeys,
    times: index.times,
    classes: index.classes,
    milestones: milestones.filter(({ index: event }, i) => event !== milestones[i - 1]?.index),
    firstMoment: index.firstMoment,
    timeline: { ...index.timeline, violations: outcome.violations },
    invariants: outcome.invariants,
  };
}
