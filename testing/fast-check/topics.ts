import * as fc from "fast-check";
import type { ConfigValues, TopicSpec } from "../../sim/index.ts";
import { type Choice, drawn } from "./internals/choice.ts";
import { topicSettings } from "./topic-settings.ts";

export interface TopicsOptions {
  /** Exactly so many; usually one or two. */
  readonly count?: number;
  /** Partitions of each; usually 1 to 3. */
  readonly partitions?: Choice<number>;
  /** Replicas of each partition; usually 3, sometimes 2. */
  readonly replicationFactor?: Choice<number>;
  /** Settings of each; usually those of {@link topicSettings}. */
  readonly settings?: Choice<ConfigValues>;
}

const NAMES = ["orders", "payments", "clicks"];
const USUALLY_MOST = 2;

/** Topics: `orders`, `payments`… They shrink towards one topic with one partition of three replicas. */
export function topics(options: TopicsOptions = {}): fc.Arbitrary<readonly TopicSpec[]> {
  const topic = fc.record({
    partitions: drawn(options.partitions, fc.integer({ min: 1, max: 3 })),
    replicationFactor: drawn(options.replicationFactor, fc.constantFrom(3, 3, 3, 2)),
    configs: drawn(options.settings, topicSettings()),
  });
  const { count } = options;
  return fc
    .array(topic, { minLength: count ?? 1, maxLength: count ?? USUALLY_MOST, size: "max" })
    .map((shapes) => shapes.map((shape, i) => ({ name: NAMES[i] ?? `topic-${i + 1}`, ...shape })));
}
