import { booleanOf, type ConfigValues, numberOf } from "../config/config.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";

/** How a log keeps account of its producers (`ProducerStateManagerConfig`, and what eras decide). */
export interface ProducerStateConfig {
  readonly producerBatches: BrokerSwitches["producerBatches"];
  readonly unknownProducer: BrokerSwitches["unknownProducer"];
  readonly producersOfDeletedRecords: BrokerSwitches["producersOfDeletedRecords"];
  readonly markersKeepProducers: boolean;
  readonly emptyTransactions: BrokerSwitches["emptyTransactions"];
  readonly producerSnapshots: BrokerSwitches["producerSnapshots"];
  /** Followers check what their leader stored (KAFKA-6003). */
  readonly followersValidate: boolean;
  /** After so long without a batch a producer is forgotten, in milliseconds. */
  readonly producerIdExpirationMs: number;
}

/** What the broker's settings say of it. */
export function producerStateConfig(broker: ConfigValues): ProducerStateConfig {
  const expiry = broker.producerIdExpiry as BrokerSwitches["producerIdExpiry"];
  return {
    producerBatches: broker.producerBatches as BrokerSwitches["producerBatches"],
    unknownProducer: broker.unknownProducer as BrokerSwitches["unknownProducer"],
    producersOfDeletedRecords:
      broker.producersOfDeletedRecords as BrokerSwitches["producersOfDeletedRecords"],
    markersKeepProducers: booleanOf(broker, "markersKeepProducers"),
    emptyTransactions: broker.emptyTransactions as BrokerSwitches["emptyTransactions"],
    producerSnapshots: broker.producerSnapshots as BrokerSwitches["producerSnapshots"],
    followersValidate: booleanOf(broker, "KAFKA-6003"),
    producerIdExpirationMs: numberOf(
      broker,
      expiry === "own" ? "producer.id.expiration.ms" : "transactional.id.expiration.ms",
    ),
  };
}
