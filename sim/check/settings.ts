import { booleanOf, type ConfigValues, numberOf, textOf } from "../kafka/config/config.ts";
import { ALL_BROKERS, type SettingsLog } from "./model/settings-log.ts";
import type { SoftwareByBroker } from "./software.ts";

/** What the checks must know of a producer. */
export interface ProducerPromise {
  /** 0, 1, or -1 for all. */
  readonly acks: number;
  readonly idempotence: boolean;
  readonly maxInFlight: number;
  /** Whether one request in flight keeps a partition's batches in order (KAFKA-3197). */
  readonly keepsOrder?: boolean;
  /** Whether the sequence numbers of a batch that it gave up are those of the next one (KAFKA-5494). */
  readonly reusesSequences?: boolean;
  /** Whether it asks for another producer id when it gave up what may still be written (KIP-360). */
  readonly changesProducerId?: boolean;
  /** Whether it was to be idempotent and is not (KAFKA-13598). */
  readonly idempotenceNotInEffect?: boolean;
}

/** What the checks must know of a consumer and its application. */
export interface ConsumerPromise {
  /** `group.id`; null: it has none. */
  readonly group: string | null;
  /** `group.instance.id`; left out: it has none. */
  readonly instance?: string;
  /** Topics that it subscribes to as long as it lives. */
  readonly subscribes: readonly string[];
  readonly autoCommit: boolean;
  /** `auto.offset.reset`. */
  readonly reset: string;
  /** Whether its application does anything with what it polls. */
  readonly processes: boolean;
  /** When its application commits by itself. */
  readonly commits: "never" | "beforeProcessing" | "afterProcessing" | "afterEachRecord";
  /** Another thread than the one that polls does the work. */
  readonly hasWorker: boolean;
  /** What the outside system does with an effect; `put` overwrites what is there for the key. */
  readonly effect: "append" | "put" | "unique" | "fenced";
  /** The switch `stickyAssignor`: whose claims it believes as the leader of a sticky group. */
  readonly stickyAssignor?: string;
  /** Whether poll returns records while the member waits for a rebalance (KAFKA-8421); left out: yes. */
  readonly pollsDuringRebalance?: boolean;
  /** It looks for committed offsets in Kafka, though its group may have them in ZooKeeper; left out: no. */
  readonly ignoresZooKeeper?: boolean;
}

/** After how long brokers forget an idle producer, and the setting that says so. */
export interface ProducerExpiration {
  readonly setting: string;
  readonly ms: number;
}

/** What a run's configuration promises: plain data, given to the checks at the start. */
export interface CheckSettings {
  /** By the name of the producer's host. */
  readonly producers: Readonly<Record<string, ProducerPromise>>;
  /** By the name of the consumer's host; left out: nothing is known of them. */
  readonly consumers?: Readonly<Record<string, ConsumerPromise>>;
  /** The brokers' defaults; topics may override them. */
  readonly minInsyncReplicas: number;
  readonly uncleanLeaderElection: boolean;
  /** Left out: they never do. */
  readonly producerExpiration?: ProducerExpiration;
  /** The brokers' switches; without them only what shows by itself is called a known flaw. */
  readonly software?: SoftwareByBroker;
}

const NEVER_FORGOTTEN: ProducerExpiration = { setting: "", ms: Number.POSITIVE_INFINITY };
const DEFAULT_PROMISE: ProducerPromise = { acks: 1, idempotence: false, maxInFlight: 5 };

/** What a producer with these effective settings is promised. */
export function producerPromise(config: ConfigValues): ProducerPromise {
  const acks = textOf(config, "acks");
  return {
    acks: acks === "all" ? -1 : Number(acks),
    idempotence: booleanOf(config, "enable.idempotence"),
    maxInFlight: numberOf(config, "max.in.flight.requests.per.connection"),
    keepsOrder: booleanOf(config, "guaranteeMessageOrder"),
    reusesSequences:
      booleanOf(config, "enable.idempotence") && textOf(config, "sequenceGaps") === "oneInFlight",
    changesProducerId: textOf(config, "sequenceGaps") !== "bumpEpoch",
    idempotenceNotInEffect: booleanOf(config, "KAFKA-13598"),
  };
}

/**
 * The settings of a run.
 * @param broker effective broker settings
 * @param producers effective settings by producer's name
 * @param software switches of the brokers
 * @param consumers what is known of consumers, by name
 */
export function checkSettings(
  broker: ConfigValues,
  producers: Readonly<Record<string, ConfigValues>>,
  software: SoftwareByBroker = {},
  consumers: Readonly<Record<string, ConsumerPromise>> = {},
): CheckSettings {
  return {
    producers: Object.fromEntries(
      Object.entries(producers).map(([name, config]) => [name, producerPromise(config)]),
    ),
    consumers,
    minInsyncReplicas: numberOf(broker, "min.insync.replicas"),
    uncleanLeaderElection: booleanOf(broker, "unclean.leader.election.enable"),
    producerExpiration: producerExpiration(broker),
    software,
  };
}

function producerExpiration(broker: ConfigValues): ProducerExpiration {
  const isOwn = broker.producerIdExpiry === "own";
  const setting = isOwn ? "producer.id.expiration.ms" : "transactional.id.expiration.ms";
  return { setting, ms: numberOf(broker, setting) };
}

/** Promises to producers and settings of topics, while a run goes on. */
export class Promises {
  private readonly settings: CheckSettings;
  private readonly log: SettingsLog;

  /** @param log what topics and brokers are set to while they run; may grow */
  constructor(settings: CheckSettings, log: SettingsLog) {
    this.settings = settings;
    this.log = log;
  }

  producer(name: string): ProducerPromise {
    return this.settings.producers[name] ?? DEFAULT_PROMISE;
  }

  /** What is known of a consumer; undefined: nothing. */
  consumer(name: string): ConsumerPromise | undefined {
    return this.settings.consumers?.[name];
  }

  get producerExpiration(): ProducerExpiration {
    return this.settings.producerExpiration ?? NEVER_FORGOTTEN;
  }

  /** What a topic asked for at an event; of brokers that differ the one that asks for least counts. */
  minInsyncReplicas(topic: string, event: number): number {
    const setting = "min.insync.replicas";
    const override = atLeastOne(this.log.valueAt({ of: "topic", name: topic }, setting, event));
    if (override !== null) return override;
    const of = "broker";
    const forAll = atLeastOne(this.log.valueAt({ of, name: ALL_BROKERS }, setting, event));
    const own = this.log.brokers.map((name) =>
      atLeastOne(this.log.valueAt({ of, name }, setting, event)),
    );
    const usual = forAll ?? this.settings.minInsyncReplicas;
    return Math.min(usual, ...own.filter((value) => value !== null));
  }

  /** Whether a replica outside the ISR may have been elected at some time from one event to another. */
  uncleanLeaderElection(topic: string, from: number, to: number): boolean {
    const setting = "unclean.leader.election.enable";
    const during = (of: "topic" | "broker", name: string) =>
      this.log.valuesDuring({ of, name }, setting, from, to);
    const overrides = during("topic", topic);
    if (overrides.includes("true")) return true;
    if (!overrides.includes(undefined)) return false;
    const forAll = during("broker", ALL_BROKERS);
    const usual = this.settings.uncleanLeaderElection && forAll.includes(undefined);
    const own = this.log.brokers.flatMap((name) => during("broker", name));
    return usual || forAll.includes("true") || own.includes("true");
  }
}

function atLeastOne(value: string | undefined): number | null {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}
