import { booleanOf, type ConfigValues, numberOf, textOf } from "../kafka/config.ts";
import type { SoftwareByBroker } from "./software.ts";

/** What the checks must know of a producer. */
export interface ProducerPromise {
  /** 0, 1, or -1 for all. */
  readonly acks: number;
  readonly idempotence: boolean;
  readonly maxInFlight: number;
}

/** What a run's configuration promises: plain data, given to the checks at the start. */
export interface CheckSettings {
  /** By the name of the producer's host. */
  readonly producers: Readonly<Record<string, ProducerPromise>>;
  /** The brokers' defaults; topics may override them. */
  readonly minInsyncReplicas: number;
  readonly uncleanLeaderElection: boolean;
  /** The brokers' switches; without them only what shows by itself is called a known flaw. */
  readonly software?: SoftwareByBroker;
}

const DEFAULT_PROMISE: ProducerPromise = { acks: 1, idempotence: false, maxInFlight: 5 };

/** What a producer with these effective settings is promised. */
export function producerPromise(config: ConfigValues): ProducerPromise {
  const acks = textOf(config, "acks");
  return {
    acks: acks === "all" ? -1 : Number(acks),
    idempotence: booleanOf(config, "enable.idempotence"),
    maxInFlight: numberOf(config, "max.in.flight.requests.per.connection"),
  };
}

/**
 * The settings of a run.
 * @param broker effective broker settings
 * @param producers effective settings by producer's name
 * @param software switches of the brokers
 */
export function checkSettings(
  broker: ConfigValues,
  producers: Readonly<Record<string, ConfigValues>>,
  software: SoftwareByBroker = {},
): CheckSettings {
  return {
    producers: Object.fromEntries(
      Object.entries(producers).map(([name, config]) => [name, producerPromise(config)]),
    ),
    minInsyncReplicas: numberOf(broker, "min.insync.replicas"),
    uncleanLeaderElection: booleanOf(broker, "unclean.leader.election.enable"),
    software,
  };
}

/** Promises to producers and settings of topics, while a run goes on. */
export class Promises {
  private readonly settings: CheckSettings;
  private readonly topicConfigs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;

  /** @param topicConfigs overrides by topic; may grow */
  constructor(
    settings: CheckSettings,
    topicConfigs: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  ) {
    this.settings = settings;
    this.topicConfigs = topicConfigs;
  }

  producer(name: string): ProducerPromise {
    return this.settings.producers[name] ?? DEFAULT_PROMISE;
  }

  minInsyncReplicas(topic: string): number {
    const value = Number(this.topicConfigs.get(topic)?.["min.insync.replicas"]);
    return Number.isSafeInteger(value) && value > 0 ? value : this.settings.minInsyncReplicas;
  }

  uncleanLeaderElection(topic: string): boolean {
    const value = this.topicConfigs.get(topic)?.["unclean.leader.election.enable"];
    if (value === undefined) return this.settings.uncleanLeaderElection;
    return value === true || value === "true";
  }
}
