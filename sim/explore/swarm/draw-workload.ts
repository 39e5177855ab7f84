import { isIdempotent } from "../../kafka/client/producer/producer-config.ts";
import type { ChoiceStream, Choices } from "../../kernel/choices.ts";
import { partitionsOf } from "../../scenario/names.ts";
import type { ClusterSpec, ProduceStep, Scenario, TopicSpec } from "../../scenario/types.ts";
import { chance, pick, weighted } from "./draw.ts";
import { msText, type TimedStep } from "./episode-steps.ts";
import { fixedValues } from "./fixed.ts";
import type { SwarmSpace } from "./space.ts";
import type { Window } from "./window.ts";

/** What sends records, and where to. */
export interface Workload {
  readonly cluster: ClusterSpec;
  readonly topics: readonly TopicSpec[];
  /** Names of producers. */
  readonly producers: readonly string[];
  /** Those whose application may send again what failed. */
  readonly resenders: readonly string[];
}

const KEYS = ["k0..k1", "k0..k3", "k0..k9"];

/** Bursts of records of every producer; each record has a value of its own. */
export function drawWorkload(
  choices: Choices,
  { cluster, topics, producers, resenders }: Workload,
  window: Window,
): readonly TimedStep[] {
  if (topics.length === 0) return [];
  return producers.flatMap((client) => {
    const stream = choices.stream(`swarm/workload/${client}`);
    const resends = chance(stream, 10) && resenders.includes(client);
    const bursts = stream.between(2, 5);
    const timed: TimedStep[] = [];
    let sent = 0;
    for (let i = 0; i < bursts; i++) {
      const [most, every] = weighted(stream, [
        [3, [8, 0]],
        [3, [15, stream.between(1, 40)]],
        [4, [20, stream.between(50, 600)]],
      ] as const);
      const count = stream.between(1, most);
      const length = count * every;
      const latest = Math.max(window.startMs, window.quietMs - length);
      const first = i === 0 && chance(stream, 70);
      const atMs = first ? window.startMs : stream.between(window.startMs, latest);
      const topic = pick(stream, topics);
      const produce: ProduceStep = {
        client,
        topic: topic.name,
        ...drawTarget(stream, topic, cluster),
        values: valuesFrom(client, sent, count),
        ...(every === 0 ? {} : { every: msText(every) }),
        ...(resends ? { onError: "resend" } : {}),
      };
      sent += count;
      timed.push({ atMs, step: { produce } });
    }
    return timed;
  });
}

/** A record of every producer once the trouble is over: who cannot be written to is no cluster. */
export function lastRecords({ topics, producers }: Workload): readonly { produce: ProduceStep }[] {
  return producers.flatMap((client) =>
    topics.slice(0, 1).map(({ name }) => {
      const produce: ProduceStep = {
        client,
        topic: name,
        key: "last",
        values: [`${client}-last`],
      };
      return { produce };
    }),
  );
}

/** A partition, keys, or neither: then the producer's partitioner chooses. */
function drawTarget(
  stream: ChoiceStream,
  topic: TopicSpec,
  cluster: ClusterSpec,
): Pick<ProduceStep, "partition" | "keys"> {
  const partition = stream.next(partitionsOf(topic, cluster));
  const keys = pick(stream, KEYS);
  const how = weighted(stream, [
    [5, "partition"],
    [3, "keys"],
    [2, "neither"],
  ] as const);
  // A compacted topic takes no record without a key.
  const needsKeys = isCompacted(topic, cluster);
  return {
    ...(how === "partition" ? { partition } : {}),
    ...(how === "keys" || needsKeys ? { keys } : {}),
  };
}

function isCompacted({ configs }: TopicSpec, { settings }: ClusterSpec): boolean {
  const policy = configs?.["cleanup.policy"] ?? settings?.["log.cleanup.policy"] ?? "";
  return String(policy).includes("compact");
}

function valuesFrom(client: string, first: number, count: number): string | readonly string[] {
  const prefix = `${client}-`;
  const last = first + count - 1;
  return count === 1 ? `${prefix}${first}` : `${prefix}${first}..${prefix}${last}`;
}

/** Settings that may make a record fail for ever: who sent it again would never come to an end. */
const FATAL_WHEN_FIXED = [
  "segment.bytes",
  "log.segment.bytes",
  "max.message.bytes",
  "message.max.bytes",
  "max.request.size",
  "batch.size",
  "buffer.memory",
  "min.insync.replicas",
];

/** Producers of a drawn cluster whose records fail for a while only. */
export function resendersOf({ clients }: Scenario, space: SwarmSpace): readonly string[] {
  const fixed = Object.keys(space.settings);
  const mayFail = FATAL_WHEN_FIXED.some((name) => fixed.some((key) => key.endsWith(name)));
  if (space.base !== null || mayFail) return [];
  // Where idempotence is broken, a producer may refuse everything from then on.
  return clients.flatMap((client) => {
    if (!("producer" in client)) return [];
    return isIdempotent({ ...client.producer, ...fixedValues("producer", space) }, space.era)
      ? []
      : [client.name];
  });
}
