import type { ChoiceStream } from "../../../../kernel/choices.ts";
import type { ProducerSettings } from "../producer-config.ts";
import { HashOrRoundRobinPartitioner } from "./hash-or-round-robin-partitioner.ts";
import type { Partitioner, TopicView } from "./partitioner.ts";
import { RoundRobinPartitioner } from "./round-robin-partitioner.ts";
import { StickyPartitioner } from "./sticky-partitioner.ts";

/** Values of `partitioner.class`; without any the default of the client's version is used. */
export const DEFAULT_PARTITIONER = "org.apache.kafka.clients.producer.internals.DefaultPartitioner";
export const ROUND_ROBIN_PARTITIONER = "org.apache.kafka.clients.producer.RoundRobinPartitioner";
export const UNIFORM_STICKY_PARTITIONER =
  "org.apache.kafka.clients.producer.UniformStickyPartitioner";

/** The partitioner of a client; null: the accumulator's built-in one chooses (KIP-794). */
export function partitionerOf(
  settings: ProducerSettings,
  stream: ChoiceStream,
  view: TopicView,
): Partitioner | null {
  switch (settings.partitionerClass) {
    case ROUND_ROBIN_PARTITIONER:
      return new RoundRobinPartitioner(view);
    case UNIFORM_STICKY_PARTITIONER:
      return new StickyPartitioner(stream, view, true);
    case DEFAULT_PARTITIONER:
      return new StickyPartitioner(stream, view, false);
  }
  switch (settings.defaultPartitioner) {
    case "sharedRoundRobin":
      return new HashOrRoundRobinPartitioner(stream, view, false);
    case "roundRobin":
      return new HashOrRoundRobinPartitioner(stream, view, true);
    case "sticky":
      return new StickyPartitioner(stream, view, false);
    default:
      return null;
  }
}
