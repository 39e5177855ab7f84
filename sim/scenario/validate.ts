import { INVARIANTS } from "../check/told.ts";
import { isEra } from "../kafka/era/eras.ts";
import { isConsumerStep } from "./consumer-steps.ts";
import { ALL_HOSTS, CONTROLLER_HOST } from "./dynamic-hosts.ts";
import { faultOfStep, jumpMicros } from "./fault-of-step.ts";
import { countableMessages } from "./measurement.ts";
import { brokerIdsOf, hostNames } from "./names.ts";
import { isToolStep } from "./operator-steps.ts";
import { type Problem, unknownEra } from "./problems.ts";
import type {
  ClientSpec,
  ClusterHardwareSpec,
  Control,
  CountedMessages,
  Expectation,
  Scenario,
  SlowStep,
  Step,
} from "./types.ts";
import { checkApplicationChanges, checkClients } from "./validate-clients.ts";
import { validateCondition } from "./validate-condition.ts";
import { checkConsumerStep } from "./validate-consumer-step.ts";
import { checkToolStep, checkTopic } from "./validate-operator.ts";
import { References } from "./validate-references.ts";

const LARGEST_SEED = "18446744073709551615";

/** What a scenario of the right shape gets wrong: names that nothing has, settings that do not exist. */
export function validateScenario(scenario: Scenario): readonly Problem[] {
  const problems = new References(scenario);
  checkCluster(scenario, problems);
  scenario.topics.forEach((topic, i) => {
    checkTopic(topic, problems, `topics[${i}]`);
  });
  checkClients(scenario, problems);
  checkSteps(scenario.steps, scenario.clients, problems, "steps");
  checkExpectations(scenario.expect, problems, "expect");
  checkControl(scenario.control, scenario.clients, problems);
  problems.duration(scenario.limits?.virtualTime, "limits.virtualTime");
  checkRun(scenario, problems);
  return problems.found;
}

/** A seed has 64 bits. */
function checkRun({ run }: Scenario, problems: References): void {
  const found = run?.seed;
  if (found === undefined || found.length < LARGEST_SEED.length) return;
  if (found > LARGEST_SEED) problems.add("run.seed", "problem.badSeed", { found });
}

function checkCluster(scenario: Scenario, problems: References): void {
  const { cluster, eras } = scenario;
  problems.unique(brokerIdsOf(cluster).map(String), "cluster.brokers");
  if (cluster.controller !== undefined) problems.broker(cluster.controller, "cluster.controller");
  problems.settings("broker", cluster.settings, "cluster.settings");
  problems.zookeeperConnect(cluster.settings, "cluster.settings");
  for (const [id, settings] of Object.entries(cluster.brokerSettings ?? {})) {
    const path = `cluster.brokerSettings[${JSON.stringify(id)}]`;
    problems.broker(Number(id), path);
    problems.settings("broker", settings, path);
    problems.zookeeperConnect(settings, path);
  }
  problems.settings("zookeeper", cluster.zookeeper, "cluster.zookeeper");
  problems.settings("admin", cluster.admin, "cluster.admin");
  checkHardware(cluster.hardware, problems, "cluster.hardware");
  const network = cluster.network;
  problems.duration(network?.latency, "cluster.network.latency");
  problems.duration(network?.jitter, "cluster.network.jitter");
  network?.links?.forEach((link, i) => {
    const path = `cluster.network.links[${i}]`;
    problems.hosts(link.between, `${path}.between`);
    problems.duration(link.latency, `${path}.latency`);
    problems.duration(link.jitter, `${path}.jitter`);
  });
  eras?.forEach((era, i) => {
    checkEra(era, problems, `eras[${i}]`);
  });
  for (const [id, era] of Object.entries(cluster.brokerEras ?? {})) {
    const path = `cluster.brokerEras[${JSON.stringify(id)}]`;
    problems.broker(Number(id), path);
    checkEra(era, problems, path);
  }
}

function checkHardware(
  hardware: ClusterHardwareSpec | undefined,
  problems: References,
  path: string,
): void {
  if (hardware === undefined) return;
  const { disk, pageCache, cpu, brokers } = hardware;
  const parts = { disk: typeof disk === "string" ? {} : (disk ?? {}), pageCache, cpu };
  for (const [part, values] of Object.entries(parts)) {
    for (const [name, value] of Object.entries(values ?? {})) {
      if (typeof value === "string") problems.duration(value, `${path}.${part}.${name}`);
    }
  }
  for (const [id, own] of Object.entries(brokers ?? {})) {
    const at = `${path}.brokers[${JSON.stringify(id)}]`;
    problems.broker(Number(id), at);
    checkHardware(own, problems, at);
  }
}

function checkEra(era: string | undefined, problems: References, path: string): void {
  if (era !== undefined && !isEra(era)) problems.found.push(unknownEra(path, era));
}

function checkSteps(
  steps: readonly Step[],
  clients: readonly ClientSpec[],
  problems: References,
  path: string,
): void {
  steps.forEach((step, i) => {
    checkStep(step, clients, problems, `${path}[${i}]`);
  });
}

function checkStep(
  step: Step,
  clients: readonly ClientSpec[],
  problems: References,
  path: string,
): void {
  problems.duration(step.at, `${path}.at`);
  if ("wait" in step) {
    validateCondition(step.wait, problems, `${path}.wait`);
    problems.duration(step.within, `${path}.within`);
  } else if ("sleep" in step) problems.duration(step.sleep, `${path}.sleep`);
  else if ("produce" in step) {
    const { client, topic, partition, values, key, keys, every } = step.produce;
    problems.client(client, "producer", `${path}.produce.client`);
    if (partition === undefined) problems.topic(topic, `${path}.produce.topic`);
    else problems.partition(`${topic}-${partition}`, `${path}.produce`);
    problems.values(values, `${path}.produce.values`);
    if (keys !== undefined) {
      problems.values(keys, `${path}.produce.keys`);
      const none = { found: 0, least: 1, most: Number.POSITIVE_INFINITY };
      if (keys.length === 0) problems.add(`${path}.produce.keys`, "problem.badLength", none);
      const reason = "give key or keys, not both";
      if (key !== undefined)
        problems.add(`${path}.produce.keys`, "problem.contradiction", { reason });
    }
    problems.duration(every, `${path}.produce.every`);
  } else if ("flush" in step) problems.client(step.flush, "producer", `${path}.flush`);
  else if ("close" in step) {
    problems.client(step.close.client, null, `${path}.close.client`);
    problems.duration(step.close.timeout, `${path}.close.timeout`);
  } else if ("decommission" in step) {
    problems.broker(step.decommission, `${path}.decommission`);
    problems.duration(step.within, `${path}.within`);
  } else if (isConsumerStep(step)) checkConsumerStep(step, clients, problems, path);
  else if (isToolStep(step)) checkToolStep(step, problems, path);
  else checkFault(step, problems, path);
}

function checkFault(step: Step, problems: References, path: string): void {
  if ("jumpClock" in step && jumpMicros(step.jumpClock.by) === null) {
    const found = String(step.jumpClock.by);
    problems.add(`${path}.jumpClock.by`, "problem.badDuration", { found });
    return;
  }
  if ("restart" in step) {
    checkEra(step.era, problems, `${path}.era`);
    problems.settings("broker", step.settings, `${path}.settings`);
    problems.zookeeperConnect(step.settings, `${path}.settings`);
  }
  if ("slow" in step) {
    checkSlow(step.slow, problems, `${path}.slow`);
    return;
  }
  const fault = faultOfStep(step);
  if (fault === null || fault.kind === "healAll") return;
  const at = `${path}.${fault.kind}`;
  if ("dir" in fault) {
    problems.hosts(fault.host, `${at}.broker`);
    problems.logDir(fault.dir, `${at}.dir`);
  } else if (fault.kind === "corrupt") {
    problems.hosts(fault.host, `${at}.broker`);
    problems.partition(fault.partition, `${at}.partition`);
  } else if ("hosts" in fault) {
    const isEnd = fault.kind === "restart" || fault.kind === "resume";
    problems.hosts(fault.hosts, at, isEnd ? [ALL_HOSTS] : [CONTROLLER_HOST]);
  } else if (fault.kind === "expireSession") problems.hosts(fault.host, at, [CONTROLLER_HOST]);
  else if ("host" in fault) problems.hosts(fault.host, at);
  else {
    problems.hosts(fault.from, `${at}.from`, [CONTROLLER_HOST]);
    problems.hosts(fault.to, `${at}.to`, [CONTROLLER_HOST]);
    if ("message" in fault) problems.message(fault.message, `${at}.message`);
  }
}

/** A ZooKeeper server's fsync; or the disk of a broker, which takes time only where there is hardware. */
function checkSlow(slow: SlowStep, problems: References, path: string): void {
  for (const name of hostNames(slow.host)) {
    if ("fsync" in slow) problems.zookeeperServer(name, `${path}.host`);
    else problems.brokerWithDisk(name, `${path}.host`);
  }
  if ("fsync" in slow) problems.duration(slow.fsync, `${path}.fsync`);
}

function checkExpectations(
  expectations: readonly Expectation[],
  problems: References,
  path: string,
): void {
  expectations.forEach((expectation, i) => {
    checkExpectation(expectation, problems, `${path}[${i}]`);
  });
}

function checkExpectation(expectation: Expectation, problems: References, path: string): void {
  if ("lost" in expectation) problems.values(expectation.lost, `${path}.lost`);
  else if ("lostUnacknowledged" in expectation) {
    problems.values(expectation.lostUnacknowledged, `${path}.lostUnacknowledged`);
  } else if ("duplicated" in expectation) {
    problems.values(expectation.duplicated, `${path}.duplicated`);
  } else if ("reordered" in expectation) {
    problems.values(expectation.reordered, `${path}.reordered`);
  } else if ("status" in expectation) problems.values(expectation.records, `${path}.records`);
  else if ("eventually" in expectation) {
    validateCondition(expectation.eventually, problems, `${path}.eventually`);
  } else if ("always" in expectation) {
    validateCondition(expectation.always, problems, `${path}.always`);
    if (expectation.after !== undefined) {
      validateCondition(expectation.after, problems, `${path}.after`);
    }
  } else if ("finally" in expectation) {
    validateCondition(expectation.finally, problems, `${path}.finally`);
  } else if ("order" in expectation) {
    expectation.order.forEach((condition, i) => {
      validateCondition(condition, problems, `${path}.order[${i}]`);
    });
  } else if ("unavailable" in expectation) {
    problems.partition(expectation.unavailable, `${path}.unavailable`);
    problems.duration(expectation.atLeast, `${path}.atLeast`);
    problems.duration(expectation.atMost, `${path}.atMost`);
  } else if ("elapsed" in expectation) {
    validateCondition(expectation.elapsed.from, problems, `${path}.elapsed.from`);
    validateCondition(expectation.elapsed.to, problems, `${path}.elapsed.to`);
    problems.duration(expectation.atLeast, `${path}.atLeast`);
    problems.duration(expectation.atMost, `${path}.atMost`);
  } else if ("processedTwice" in expectation) {
    problems.values(expectation.processedTwice, `${path}.processedTwice`);
  } else if ("neverProcessed" in expectation) {
    problems.values(expectation.neverProcessed, `${path}.neverProcessed`);
    problems.group(expectation.group, `${path}.group`);
  } else if ("overwritten" in expectation) {
    problems.values(expectation.overwritten, `${path}.overwritten`);
  } else if ("unconsumed" in expectation) {
    problems.topicOrPartition(expectation.unconsumed, `${path}.unconsumed`);
    problems.group(expectation.group, `${path}.group`);
    if (expectation.after !== undefined) {
      validateCondition(expectation.after, problems, `${path}.after`);
    }
    problems.duration(expectation.atLeast, `${path}.atLeast`);
    problems.duration(expectation.atMost, `${path}.atMost`);
  } else if ("latency" in expectation) {
    problems.values(expectation.latency.records, `${path}.latency.records`);
    problems.duration(expectation.atLeast, `${path}.atLeast`);
    problems.duration(expectation.atMost, `${path}.atMost`);
  } else if ("messages" in expectation) {
    checkMessages(expectation.messages, problems, `${path}.messages`);
  } else if ("violations" in expectation) {
    expectation.violations.forEach((name, i) => {
      problems.word("problem.unknownInvariant", name, INVARIANTS, `${path}.violations[${i}]`);
    });
  }
}

function checkMessages(messages: CountedMessages, problems: References, path: string): void {
  const { message, from, to, after } = messages;
  problems.word("problem.unknownMessage", message, countableMessages(), `${path}.message`);
  if (from !== undefined) problems.hosts(from, `${path}.from`);
  if (to !== undefined) problems.hosts(to, `${path}.to`);
  if (after !== undefined) validateCondition(after, problems, `${path}.after`);
}

function checkControl(
  control: Control,
  clients: readonly ClientSpec[],
  problems: References,
): void {
  const { era, cluster, topics, applications, steps } = control.change;
  checkEra(era, problems, "control.change.era");
  problems.settings("broker", cluster?.settings, "control.change.cluster.settings");
  checkHardware(cluster?.hardware, problems, "control.change.cluster.hardware");
  problems.zookeeperConnect(cluster?.settings, "control.change.cluster.settings");
  for (const [topic, settings] of Object.entries(topics ?? {})) {
    const path = `control.change.topics.${topic}`;
    problems.topic(topic, path);
    problems.settings("topic", settings, path);
  }
  for (const [name, settings] of Object.entries(control.change.clients ?? {})) {
    const path = `control.change.clients.${name}`;
    const kind = problems.client(name, null, path);
    if (kind !== null) problems.settings(kind, settings, path);
  }
  checkApplicationChanges(applications, problems, "control.change.applications");
  if (steps !== undefined) checkSteps(steps, clients, problems, "control.change.steps");
  checkExpectations(control.expect, problems, "control.expect");
}
