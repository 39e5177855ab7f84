import type { ConfigValues } from "../kafka/config/config.ts";
import { isEra } from "../kafka/era/eras.ts";
import { hostNames, isReservedName } from "./names.ts";
import { unknownEra } from "./problems.ts";
import type { ApplicationChange, ClientSpec, ConsumerSpec, Scenario, Step } from "./types.ts";
import type { References } from "./validate-references.ts";

/** Looks up what the clients of a scenario refer to. */
export function checkClients({ clients, steps, control }: Scenario, problems: References): void {
  problems.unique(
    clients.map((client) => client.name),
    "clients",
  );
  const started = startedBy([...steps, ...(control.change.steps ?? [])]);
  clients.forEach((client, i) => {
    const path = `clients[${i}]`;
    const found = client.name;
    if (isReservedName(found)) problems.add(`${path}.name`, "problem.reserved", { found });
    if (client.starts !== undefined && !started.includes(found)) {
      problems.add(`${path}.starts`, "problem.neverStarted", { found });
    }
    checkClientEra(client, problems, path);
    if ("producer" in client) problems.settings("producer", client.producer, `${path}.producer`);
    else checkConsumer(client, problems, path);
  });
}

/** What a control changes of the applications of consumers. */
export function checkApplicationChanges(
  changes: Readonly<Record<string, ApplicationChange>> | undefined,
  problems: References,
  path: string,
): void {
  for (const [name, change] of Object.entries(changes ?? {})) {
    const at = `${path}.${name}`;
    if (problems.client(name, "consumer", at) !== null) checkApplication(change, problems, at);
  }
}

/** Whether a consumer is in a group. */
export function hasGroup(settings: ConfigValues): boolean {
  return settings["group.id"] !== undefined;
}

function startedBy(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => ("start" in step ? hostNames(step.start) : []));
}

function checkClientEra({ era }: ClientSpec, problems: References, path: string): void {
  if (era !== undefined && !isEra(era)) problems.found.push(unknownEra(`${path}.era`, era));
}

function checkConsumer(client: ConsumerSpec, problems: References, path: string): void {
  const { consumer, assign, subscribe, application, delays } = client;
  problems.settings("consumer", consumer, `${path}.consumer`);
  if ((assign === undefined) === (subscribe === undefined)) {
    const found = assign === undefined ? "neither" : "both";
    problems.add(path, "problem.assignOrSubscribe", { found });
  }
  assign?.forEach((tp, i) => {
    problems.partition(tp, `${path}.assign[${i}]`);
  });
  subscribe?.forEach((topic, i) => {
    problems.topic(topic, `${path}.subscribe[${i}]`);
  });
  if (subscribe !== undefined && assign === undefined && !hasGroup(consumer)) {
    problems.add(`${path}.consumer`, "problem.noGroup", { found: "subscribe" });
  }
  if (application?.commit !== undefined && !hasGroup(consumer)) {
    problems.add(`${path}.consumer`, "problem.noGroup", { found: "application.commit" });
  }
  if (application !== undefined) checkApplication(application, problems, `${path}.application`);
  for (const [key, delay] of Object.entries(delays ?? {})) {
    problems.duration(delay, `${path}.delays[${JSON.stringify(key)}]`);
  }
}

function checkApplication(
  { processing, fails, forward }: ApplicationChange,
  problems: References,
  path: string,
): void {
  problems.duration(processing ?? undefined, `${path}.processing`);
  if (fails != null) problems.values(fails.values, `${path}.fails.values`);
  if (forward == null) return;
  problems.topic(forward.topic, `${path}.forward.topic`);
  problems.settings("producer", forward.producer, `${path}.forward.producer`);
}
