import { checkConfig, parseConfig } from "../../config/config.ts";
import { TOPIC_CONFIGS } from "../../config/topic-configs.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import type { TopicResults } from "../../messages.ts";

export type TopicResult = TopicResults["topics"][number];

/** Why nothing becomes of what was asked of a topic. */
export interface TopicError {
  readonly error: ErrorCode;
  readonly message: string | null;
}

/** `AdminUtils`: replicas are spread over racks only where every broker is in one. */
export const INCOMPLETE_RACKS: TopicError = {
  error: Errors.UNKNOWN_SERVER_ERROR,
  message: "some brokers have no broker.rack, and others have",
};

const MAX_NAME_LENGTH = 249;

/** What is wrong with a topic's name (`Topic.validate`); null when it is legal. */
export function checkTopicName(topic: string): TopicError | null {
  const legal =
    topic !== "." &&
    topic !== ".." &&
    topic.length <= MAX_NAME_LENGTH &&
    /^[a-zA-Z0-9._-]+$/.test(topic);
  if (legal) return null;
  const message = `the name '${topic}' is illegal: 1 to ${MAX_NAME_LENGTH} ASCII letters, digits, '.', '_' and '-'`;
  return { error: Errors.INVALID_TOPIC_EXCEPTION, message };
}

/** Whether metrics could take a topic for another: '.' and '_' look the same there. */
export function hasCollisionChars(topic: string): boolean {
  return topic.includes("_") || topic.includes(".");
}

export function hasCollision(topicA: string, topicB: string): boolean {
  return topicA.replaceAll(".", "_") === topicB.replaceAll(".", "_");
}

/** What is wrong with the replicas by partition (`validateTopicCreate`); null when nothing is. */
export function checkAssignment(
  assignment: ReadonlyMap<number, readonly number[]>,
): TopicError | null {
  const error = Errors.INVALID_REPLICA_ASSIGNMENT;
  const lists = [...assignment.values()];
  if (new Set(lists.map((replicas) => replicas.length)).size !== 1) {
    return { error, message: "all partitions must have the same number of replicas" };
  }
  if (lists.some((replicas) => new Set(replicas).size !== replicas.length)) {
    return { error, message: "a partition names a replica twice" };
  }
  const consecutive = lists.every((_, partition) => assignment.has(partition));
  return consecutive ? null : { error, message: "partitions are not numbered 0, 1, 2, …" };
}

/** What is wrong with the names in a topic's configuration; null when nothing is. */
export function checkConfigNames(configs: Readonly<Record<string, string>>): TopicError | null {
  const isKnown = (name: string) => TOPIC_CONFIGS.some((known) => known.name === name);
  const unknown = Object.keys(configs).find((name) => !isKnown(name));
  if (unknown === undefined) return null;
  return { error: Errors.INVALID_CONFIG, message: `unknown topic setting ${unknown}` };
}

/** What is wrong with a topic's configuration; null when nothing is. */
export function checkTopicConfigs(configs: Readonly<Record<string, string>>): TopicError | null {
  for (const [name, text] of Object.entries(configs)) {
    const definition = TOPIC_CONFIGS.find((known) => known.name === name);
    const expected =
      definition === undefined
        ? "a known name"
        : checkConfig(definition, parseConfig(definition, text));
    if (expected === null) continue;
    const message = `${name}=${text}: expected ${expected}`;
    return { error: Errors.INVALID_CONFIG, message };
  }
  return null;
}
