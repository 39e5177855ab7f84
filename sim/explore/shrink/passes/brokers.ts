import { brokerIdsOf, firstControllerOf, replicationFactorOf } from "../../../scenario/names.ts";
import type { Scenario } from "../../../scenario/types.ts";
import { minimise } from "../minimise.ts";
import type { Pass } from "../pass.ts";
import { UNCHANGED } from "../rename.ts";
import { renamed } from "../rename-scenario.ts";
import { withScenario } from "../shrink-case.ts";

/** Fewer brokers, and then those that are left are 1 to n. */
export const brokersPass: Pass = {
  name: "brokers",
  *candidates(start) {
    const { scenario } = start;
    const ids = brokerIdsOf(scenario.cluster);
    const build = (kept: readonly number[]) =>
      kept.length === 0 ? null : withScenario(start, withBrokers(scenario, kept));
    const kept = yield* minimise(ids, build);
    const current = kept.length === ids.length ? start : (build(kept) ?? start);
    yield withScenario(current, numbered(current.scenario, kept));
  },
};

/** Without some brokers. A topic whose replicas the cluster places has no more of them than brokers. */
function withBrokers(scenario: Scenario, kept: readonly number[]): Scenario {
  const broker = (id: number) => (kept.includes(id) ? id : null);
  const cluster = { ...scenario.cluster, brokers: brokerIdsOf(scenario.cluster) };
  const fewer = renamed({ ...scenario, cluster }, { ...UNCHANGED, broker });
  const topics = fewer.topics.map((topic) => {
    if (topic.assignment !== undefined) return topic;
    const factor = Math.min(replicationFactorOf(topic, scenario.cluster), kept.length);
    return topic.replicationFactor === undefined ? topic : { ...topic, replicationFactor: factor };
  });
  return { ...fewer, topics };
}

/** The controller stays the one it was. */
function numbered(scenario: Scenario, ids: readonly number[]): Scenario {
  const broker = (id: number) => {
    const place = ids.indexOf(id);
    return place < 0 ? null : place + 1;
  };
  const controller = firstControllerOf(scenario.cluster);
  const cluster = { ...scenario.cluster, brokers: ids, controller };
  return renamed({ ...scenario, cluster }, { ...UNCHANGED, broker });
}
