import { ConsumerApplication } from "../kafka/client/application/consumer-application.ts";
import { PRODUCER_TIMERS } from "../kafka/client/application/forwarder.ts";
import type { OutsideSystem } from "../kafka/client/application/outside-system.ts";
import { RecordDelays } from "../kafka/client/application/record-delays.ts";
import { RecordFailures } from "../kafka/client/application/record-failures.ts";
import { KafkaConsumer } from "../kafka/client/consumer/kafka-consumer.ts";
import { KafkaProducer } from "../kafka/client/producer/kafka-producer.ts";
import { ZookeeperConsumer } from "../kafka/client/zk-consumer/zookeeper-consumer.ts";
import type { ClusterAddresses, KafkaNames } from "../kafka/context.ts";
import { isFrom } from "../kafka/era/eras.ts";
import type { Host } from "../kernel/host.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { ConsumerDescription } from "./description.ts";

/** Puts a consumer's host and its application into a simulation. */
export function addConsumer(
  sim: Simulation,
  names: KafkaNames,
  addresses: ClusterAddresses,
  outside: OutsideSystem,
  consumer: ConsumerDescription,
): Host {
  const { name, settings, era, assign, subscribe, application, delaysMs } = consumer;
  const reads = subscribe === undefined ? { assign: assign ?? [] } : { subscribe };
  const groupId = settings["group.id"];
  const sink = typeof groupId === "string" && groupId !== "" ? groupId : name;
  const fails = application?.fails ?? null;
  const failures = fails === null ? null : new RecordFailures(fails);
  const producerSettings = application?.forward?.producer ?? {};
  return sim.addHost(name, "consumer", (host) => {
    const gate = new RecordDelays(host, delaysMs ?? {});
    return new ConsumerApplication(host, names, {
      reads,
      sink,
      settings: application ?? null,
      outside,
      failures,
      makeConsumer: (owner) => {
        const Consumer = sharesThroughZooKeeper(consumer) ? ZookeeperConsumer : KafkaConsumer;
        return new Consumer(host, names, addresses, settings, era, owner, gate);
      },
      makeProducer: (owner) =>
        new KafkaProducer(host, names, addresses, producerSettings, era, owner, PRODUCER_TIMERS),
    });
  });
}

/** Groups before 0.9 are no matter of brokers. */
function sharesThroughZooKeeper({ subscribe, era }: ConsumerDescription): boolean {
  return subscribe !== undefined && !isFrom(era, "0.9");
}
