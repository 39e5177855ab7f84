import type { ConsumerStep } from "./consumer-steps.ts";
import type { ClientSpec, ConsumerSpec } from "./types.ts";
import { hasGroup } from "./validate-clients.ts";
import type { References } from "./validate-references.ts";

/** Looks up what a step refers to that tells a consumer what to do, and whether that one can do it. */
export function checkConsumerStep(
  step: ConsumerStep,
  clients: readonly ClientSpec[],
  problems: References,
  path: string,
): void {
  /** The consumer of that name; null, and a problem, when there is none. */
  const consumer = (name: string, at: string): ConsumerSpec | null => {
    if (problems.client(name, "consumer", at) === null) return null;
    const found = clients.find((client) => client.name === name);
    return found !== undefined && "consumer" in found ? found : null;
  };
  if ("commit" in step) {
    const client = consumer(step.commit.client, `${path}.commit.client`);
    if (client !== null && !hasGroup(client.consumer)) {
      problems.add(`${path}.commit.client`, "problem.noGroup", { found: "commit" });
    }
    for (const partition of Object.keys(step.commit.offsets ?? {})) {
      problems.partition(partition, `${path}.commit.offsets`);
    }
  } else if ("seek" in step) {
    consumer(step.seek.client, `${path}.seek.client`);
    problems.partition(step.seek.partition, `${path}.seek.partition`);
  } else if ("subscribe" in step) {
    const { client: found, topics } = step.subscribe;
    const client = consumer(found, `${path}.subscribe.client`);
    if (client !== null && client.subscribe === undefined) {
      problems.add(`${path}.subscribe.client`, "problem.notSubscribed", { found });
    }
    topics.forEach((topic, i) => {
      problems.topic(topic, `${path}.subscribe.topics[${i}]`);
    });
  } else if ("processing" in step) {
    const { client: found, takes } = step.processing;
    const client = consumer(found, `${path}.processing.client`);
    if (client !== null && client.application === undefined) {
      problems.add(`${path}.processing.client`, "problem.noApplication", { found });
    }
    problems.duration(takes, `${path}.processing.takes`);
  } else {
    const key = "pausePartitions" in step ? "pausePartitions" : "resumePartitions";
    const { client, partitions } =
      "pausePartitions" in step ? step.pausePartitions : step.resumePartitions;
    consumer(client, `${path}.${key}.client`);
    partitions.forEach((partition, i) => {
      problems.partition(partition, `${path}.${key}.partitions[${i}]`);
    });
  }
}
