import type { ConfigValues } from "../../kafka/config/config.ts";
import { isFrom } from "../../kafka/era/eras.ts";
import type { Choices } from "../../kernel/choices.ts";
import { brokerIdsOf } from "../../scenario/names.ts";
import type { ClusterSpec, TopicSpec } from "../../scenario/types.ts";
import { chance, shuffled, weighted } from "./draw.ts";
import { drawSettings, fixedValue, free, type SettingDraw } from "./fixed.ts";
import type { SwarmSpace } from "./space.ts";

const NAMES = ["orders", "payments", "audit"];
const REPLICATION_FACTOR = 3;

/** A segment that takes a batch of {@link SMALL_BATCH_BYTES} and not many more. */
const SMALL_SEGMENT_BYTES = 600;
/** Largest batch that fits into the smallest segment which is drawn. */
export const SMALL_BATCH_BYTES = 200;

const TOPIC_SETTINGS: readonly SettingDraw[] = [
  { name: "segment.bytes", values: [null, null, null, SMALL_SEGMENT_BYTES, 2000] },
  { name: "segment.ms", values: [null, null, null, 5000] },
  { name: "flush.messages", values: [null, null, null, null, 1] },
  { name: "message.timestamp.type", values: [null, null, null, "LogAppendTime"] },
];

/** What compaction needs to happen within a run. */
const COMPACTED = {
  "cleanup.policy": "compact",
  "min.cleanable.dirty.ratio": 0,
  "segment.bytes": SMALL_SEGMENT_BYTES,
};

/** The topics of a run, with the replicas of every partition. */
export function drawTopics(
  choices: Choices,
  cluster: ClusterSpec,
  space: SwarmSpace,
): readonly TopicSpec[] {
  const stream = choices.stream("swarm/topics");
  const count = weighted(stream, [
    [6, 1],
    [3, 2],
    [1, 3],
  ]);
  return NAMES.slice(0, count).map((name) => drawTopic(name, choices, cluster, space));
}

function drawTopic(
  name: string,
  choices: Choices,
  cluster: ClusterSpec,
  space: SwarmSpace,
): TopicSpec {
  const stream = choices.stream(`swarm/topic/${name}`);
  const partitions = weighted(stream, [
    [4, 1],
    [3, 2],
    [2, 3],
    [1, 4],
  ]);
  const brokers = brokerIdsOf(cluster);
  // Before 0.8 a partition has no replicas besides its leader.
  const replicas = isFrom(space.era, "0.8.2") ? REPLICATION_FACTOR : 1;
  const assignment = Array.from({ length: partitions }, () =>
    shuffled(stream, brokers).slice(0, replicas),
  );
  const drawn = drawSettings("topic", `topic/${name}`, TOPIC_SETTINGS, choices, space);
  const compacted = chance(stream, 8) ? free("topic", COMPACTED, space) : {};
  const configs = fitting({ ...drawn, ...compacted }, space);
  return { name, assignment, ...(Object.keys(configs).length === 0 ? {} : { configs }) };
}

/** No small segments where the user fixed the size of batches: they might not fit. */
function fitting(configs: ConfigValues, space: SwarmSpace): ConfigValues {
  if (fixedValue("producer", "batch.size", space) === undefined) return configs;
  const kept = Object.entries(configs).filter(([name]) => name !== "segment.bytes");
  return Object.fromEntries(kept);
}
