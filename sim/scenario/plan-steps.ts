import { ADMIN_HOST, brokerHost, ZOOKEEPER_HOST } from "../cluster/hosts.ts";
import { present } from "../kernel/assert.ts";
import { type Micros, seconds } from "../kernel/time.ts";
import { consumerCallOf, isConsumerStep } from "./consumer-steps.ts";
import { durationMicros } from "./duration.ts";
import { faultOfStep } from "./fault-of-step.ts";
import {
  brokerIdsOf,
  firstControllerOf,
  partitionsOf,
  replicationFactorOf,
  zookeeperServersOf,
} from "./names.ts";
import { createTopics, isToolStep, operationOfStep } from "./operator-steps.ts";
import type { PlannedAction, PlannedStep } from "./plan.ts";
import type { ClusterSpec, Condition, Duration, Scenario, Step, TopicSpec } from "./types.ts";
import { expandValues } from "./values.ts";

/** How long a wait may take when it does not say. */
export const DEFAULT_WAIT_US: Micros = seconds(300);
/** After the topics exist: until brokers have told each other and fetchers have made their first round. */
const START_UP_REST_US: Micros = seconds(2);
/** After the clients started: until they have metadata and positions. */
const CLIENTS_REST_US: Micros = seconds(1);

/**
 * What brings a cluster up, as steps like any others: ZooKeeper, until an ensemble has a leader; the broker that is to be the
 * controller; the other brokers once it is; the topics once all are registered; the clients once every
 * partition has its leader and full ISR.
 */
export function planStartUp(scenario: Scenario): readonly PlannedStep[] {
  const { cluster, topics, clients } = scenario;
  const brokers = brokerIdsOf(cluster);
  const controller = firstControllerOf(cluster);
  const others = brokers.filter((id) => id !== controller);
  const start = (hosts: readonly string[]): PlannedAction => ({
    kind: "fault",
    fault: { kind: "start", hosts },
  });
  const actions: PlannedAction[] = [
    start([ZOOKEEPER_HOST]),
    ...(zookeeperServersOf(cluster).length > 1
      ? [wait({ server: ZOOKEEPER_HOST, role: "leading" })]
      : []),
    start([brokerHost(controller)]),
    wait({ all: [{ controller }, { broker: controller, registered: true }] }),
  ];
  if (others.length > 0) actions.push(start(others.map(brokerHost)));
  actions.push(
    wait({ all: brokers.map((broker): Condition => ({ broker, registered: true })) }),
    start([ADMIN_HOST]),
  );
  if (topics.length > 0) {
    actions.push(
      { kind: "operate", operation: createTopics(topics, cluster) },
      wait({ all: topics.flatMap((topic) => topicIsReady(topic, cluster)) }),
    );
  }
  actions.push({ kind: "sleep", durationUs: START_UP_REST_US });
  if (clients.length > 0) {
    const atOnce = clients.filter(({ starts }) => starts === undefined);
    if (atOnce.length > 0) actions.push(start(atOnce.map(({ name }) => name)));
    actions.push({ kind: "sleep", durationUs: CLIENTS_REST_US });
  }
  return actions.map((action) => ({ index: -1, notBeforeUs: 0, action }));
}

/** The scenario's own steps. Call it with a scenario that was checked. */
export function planSteps(scenario: Scenario): readonly PlannedStep[] {
  return scenario.steps.map((step, index) => ({
    index,
    notBeforeUs: step.at === undefined ? 0 : micros(step.at),
    action: planAction(step, scenario),
  }));
}

function planAction(step: Step, scenario: Scenario): PlannedAction {
  if ("wait" in step) {
    return { kind: "wait", condition: step.wait, withinUs: within(step.within) };
  }
  if ("sleep" in step) return { kind: "sleep", durationUs: micros(step.sleep) };
  if ("produce" in step) {
    const values = present(expandValues(step.produce.values), "values were checked");
    const { every } = step.produce;
    const keys = present(expandValues(step.produce.keys ?? []), "keys were checked");
    const everyUs = every === undefined ? 0 : micros(every);
    return { kind: "produce", step: step.produce, values, keys, everyUs };
  }
  if ("flush" in step) return { kind: "flush", client: step.flush };
  if ("close" in step) {
    const { client, timeout } = step.close;
    return { kind: "close", client, timeoutUs: micros(timeout) };
  }
  if (isConsumerStep(step)) return { kind: "consumer", call: consumerCallOf(step) };
  if ("decommission" in step) {
    return { kind: "decommission", broker: step.decommission, withinUs: within(step.within) };
  }
  if (isToolStep(step)) return { kind: "operate", operation: operationOfStep(step, scenario) };
  return { kind: "fault", fault: present(faultOfStep(step), "every other step is a fault") };
}

function within(duration: Duration | undefined): Micros {
  return duration === undefined ? DEFAULT_WAIT_US : micros(duration);
}

function wait(condition: Condition): PlannedAction {
  return { kind: "wait", condition, withinUs: DEFAULT_WAIT_US };
}

/** Conditions for every partition to be led and fully in sync. */
function topicIsReady(topic: TopicSpec, cluster: ClusterSpec): readonly Condition[] {
  return Array.from({ length: partitionsOf(topic, cluster) }, (_, i): Condition => {
    const replicas = topic.assignment?.[i];
    const partition = `${topic.name}-${i}`;
    if (replicas === undefined) return { partition, isrSize: replicationFactorOf(topic, cluster) };
    const [leader] = replicas;
    const registry: Condition = {
      partition,
      isr: replicas,
      ...(leader === undefined ? {} : { leader }),
    };
    const followers = replicas.slice(1);
    const roles: Condition[] = [{ replica: partition, broker: leader ?? 0, role: "leader" }];
    if (followers.length > 0) {
      roles.push({ replica: partition, broker: followers, role: "follower" });
    }
    return { all: [registry, ...roles] };
  });
}

function micros(duration: Duration): Micros {
  return present(durationMicros(duration), `${duration} is not a duration`);
}
