import { Admin } from "../../../../sim/kafka/client/admin/admin.ts";
import type { AdminOperation } from "../../../../sim/kafka/client/admin/operations.ts";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import { DEFAULT_ERA, type Era } from "../../../../sim/kafka/era/eras.ts";
import type { NewTopic, TopicResults } from "../../../../sim/kafka/messages.ts";
import { type SeenRequest, World } from "../support.ts";

export function newTopic(name: string): NewTopic {
  return { name, numPartitions: 1, replicationFactor: 1, assignment: null, configs: {} };
}

export function createTopics(...names: readonly string[]): AdminOperation {
  return { kind: "createTopics", topics: names.map(newTopic) };
}

/** Brokers 1 to n, broker 1 the controller, and an operator whose tools have just been started. */
export function adminWorld(brokers = 2, config: ConfigValues = {}, era: Era = DEFAULT_ERA): World {
  const w = new World(brokers, (host, { names, addresses }) => {
    return new Admin(host, names, addresses, config, era);
  });
  w.run(1);
  w.sim.boot(w.client);
  w.run(20);
  return w;
}

export function admin(w: World): Admin {
  return w.client.running() as Admin;
}

/** Begins an operation and lets some time pass. */
export function begin(w: World, operation: AdminOperation, durationMs = 20): number {
  let order = 0;
  w.act(() => {
    order = admin(w).begin(operation);
  });
  w.run(durationMs);
  return order;
}

/** Answers every topic of a request with an error code. */
export function topicResults(request: SeenRequest, error: number): { body: TopicResults } {
  const { topics } = request.body as { topics: readonly ({ name: string } | string)[] };
  const names = topics.map((topic) => (typeof topic === "string" ? topic : topic.name));
  return { body: { topics: names.map((name) => ({ name, error, message: null })) } };
}

/** The errors that the operator met, by their codes. */
export function errorsOf(w: World): readonly unknown[] {
  return w.factsOf("client.error").map(({ error }) => error);
}
