import { type ConfigValues, numberOf, resolveConfig } from "../kafka/config/config.ts";
import { BROKER_NAME_OF_TOPIC_CONFIG, TOPIC_CONFIGS } from "../kafka/config/topic-configs.ts";
import type { Era } from "../kafka/era/eras.ts";
import type { ClusterSpec } from "../scenario/types.ts";
import type { State, TopicState } from "../trace/state.ts";
import { childOf } from "./registry-path.ts";

/** A topic as the registry has it at some moment, with what brokers add from their own settings. */
export interface DescribedTopic {
  readonly topic: string;
  /** Overrides in `/config/topics`. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Settings of topics that the brokers' own settings decide, where those are not Kafka's defaults. */
  readonly brokerConfigs: Readonly<Record<string, string>>;
  /** `min.insync.replicas` in effect. */
  readonly minInsyncReplicas: number;
  /** Whether `/admin/delete_topics` names it. */
  readonly markedForDeletion: boolean;
  /** In ascending order. */
  readonly partitions: readonly DescribedPartition[];
}

export interface DescribedPartition {
  readonly partition: number;
  /** -1: none; null: there is no state znode. */
  readonly leader: number | null;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
}

/** Broker ids below `/brokers/ids`, in ascending order. */
export function liveBrokersAt(state: State): readonly number[] {
  const ids = childOf(state.zookeeper.root, ["brokers", "ids"])?.children ?? {};
  return Object.keys(ids)
    .map(Number)
    .sort((x, y) => x - y);
}

/**
 * Every topic of the registry, in the order of their names.
 * @param cluster the cluster as its run began
 */
export function describeTopics(
  state: State,
  cluster: ClusterSpec,
  era: Era,
): readonly DescribedTopic[] {
  const settings = settingsOfAnswering(state, cluster);
  const marked = childOf(state.zookeeper.root, ["admin", "delete_topics"])?.children ?? {};
  return Object.entries(state.topics)
    .sort(([x], [y]) => (x < y ? -1 : 1))
    .map(([topic, { configs, ...assigned }]) => ({
      topic,
      overrides: { ...configs },
      brokerConfigs: brokerConfigsOf(settings),
      minInsyncReplicas: minInsyncReplicasOf(configs, settings, era),
      markedForDeletion: marked[topic] !== undefined,
      partitions: partitionsOf(topic, assigned, state),
    }));
}

/** Any broker may answer; here it is the registered one with the lowest id. */
function settingsOfAnswering(
  state: State,
  { settings, brokerSettings }: ClusterSpec,
): ConfigValues {
  const [answering] = liveBrokersAt(state);
  return { ...settings, ...(answering === undefined ? {} : brokerSettings?.[answering]) };
}

function brokerConfigsOf(settings: ConfigValues): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name } of TOPIC_CONFIGS) {
    const given = settings[BROKER_NAME_OF_TOPIC_CONFIG[name] ?? name];
    if (given !== undefined) found[name] = String(given);
  }
  return found;
}

function minInsyncReplicasOf(
  overrides: Readonly<Record<string, string>>,
  settings: ConfigValues,
  era: Era,
): number {
  const name = "min.insync.replicas";
  const override = overrides[name];
  return override === undefined
    ? numberOf(resolveConfig("broker", settings, era), name)
    : Number(override);
}

function partitionsOf(
  topic: string,
  { assignment, adding, removing }: Omit<TopicState, "configs">,
  state: State,
): readonly DescribedPartition[] {
  return Object.keys(assignment)
    .map(Number)
    .sort((x, y) => x - y)
    .map((partition) => {
      const truth = state.partitions[`${topic}-${partition}`];
      return {
        partition,
        leader: truth?.leader ?? null,
        replicas: [...(assignment[partition] ?? [])],
        isr: [...(truth?.isr ?? [])],
        addingReplicas: [...(adding[partition] ?? [])],
        removingReplicas: [...(removing[partition] ?? [])],
      };
    });
}
