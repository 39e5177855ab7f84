import type { EraSwitch } from "./era-switch.ts";

/** What brokers remember of idempotent producers, and for how long. */
export const PRODUCER_STATE_SWITCHES: readonly EraSwitch[] = [
  {
    name: "producerBatches",
    doc: "by which batches of a producer a log recognises a repetition",
    wire: false,
    states: [
      {
        value: "last",
        since: "0.7",
        source: "KIP-98",
        doc: "the last; a marker takes its place: a repetition of one record then gets the marker's offset",
      },
      {
        value: "lastFive",
        since: "1.1",
        source: "KAFKA-5494",
        doc: "the last five, so that five requests may be in flight",
      },
    ],
  },
  {
    name: "unknownProducer",
    doc: "a batch of a producer that the log does not know, and that does not begin with 0",
    wire: false,
    states: [
      { value: "outOfOrder", since: "0.7", source: "KIP-98", doc: "OUT_OF_ORDER_SEQUENCE_NUMBER" },
      {
        value: "unknownProducerId",
        since: "1.1",
        source: "KAFKA-5793",
        doc: "UNKNOWN_PRODUCER_ID; OUT_OF_ORDER_SEQUENCE_NUMBER where only a marker is known",
      },
      {
        value: "unknownSequenceToo",
        since: "2.0",
        source: "KAFKA-7298",
        doc: "UNKNOWN_PRODUCER_ID, also where only a marker is known",
      },
      {
        value: "accepted",
        since: "2.6",
        source: "KIP-360",
        doc: "accepted; OUT_OF_ORDER_SEQUENCE_NUMBER where only a marker is known",
      },
    ],
  },
  {
    name: "producersOfDeletedRecords",
    doc: "a producer whose last records are deleted at the head of the log",
    wire: false,
    states: [
      { value: "forgotten", since: "0.7", source: "KIP-98", doc: "forgotten with them" },
      { value: "kept", since: "2.4", source: "KAFKA-7190", doc: "known until it expires" },
    ],
  },
  {
    name: "markersKeepProducers",
    doc: "whether a producer that is idle counts from its last marker",
    wire: false,
    states: [
      { value: true, since: "0.7", source: "KIP-98", doc: "from its last batch or marker" },
      {
        value: false,
        since: "1.1",
        source: "KAFKA-5494",
        doc: "from its last batch: one of which only a marker is known expires at once",
      },
      { value: true, since: "2.4", source: "KAFKA-9144", doc: "from its last batch or marker" },
    ],
  },
  {
    name: "emptyTransactions",
    doc: "a marker that ends nothing in its partition",
    wire: false,
    states: [
      {
        value: "unstable",
        since: "0.7",
        source: "KIP-98",
        doc: "a transaction of one offset: readers of committed records wait until it is replicated",
      },
      { value: "skipped", since: "2.8", source: "KAFKA-10702", doc: "no transaction" },
    ],
  },
  {
    name: "producerIdExpiry",
    doc: "which setting says how long a log knows an idle producer",
    wire: false,
    states: [
      {
        value: "transactionalId",
        since: "0.7",
        source: "KIP-98",
        doc: "transactional.id.expiration.ms",
      },
      { value: "own", since: "3.9", source: "KIP-854", doc: "producer.id.expiration.ms" },
    ],
  },
  {
    name: "producerSnapshots",
    doc: "which snapshots of its producers a log keeps",
    wire: false,
    states: [
      {
        value: "lastTwoSegments",
        since: "0.7",
        source: "KIP-98",
        doc: "those from its last segment but one on; older ones go when it is flushed",
      },
      {
        value: "unflushedToo",
        since: "1.1",
        source: "KAFKA-5829",
        doc: "also those from the recovery point on; older ones go when that is checkpointed",
      },
      {
        value: "eachSegment",
        since: "2.8",
        source: "KAFKA-9393",
        doc: "one for each segment, and that of a clean shutdown",
      },
    ],
  },
];
