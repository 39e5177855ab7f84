import { ACCUMULATOR_SWITCHES } from "./accumulator-switches.ts";
import type { EraSwitch } from "./era-switch.ts";
import { PRODUCED_FORMAT } from "./produced-format-switch.ts";

/** Behaviours of producers that an era decides. */
export const PRODUCER_SWITCHES: readonly EraSwitch[] = [
  PRODUCED_FORMAT,
  ...ACCUMULATOR_SWITCHES,
  {
    name: "producerTimeouts",
    doc: "how long a producer waits for a batch",
    wire: false,
    states: [
      {
        value: "none",
        since: "0.7",
        source: null,
        doc: "for ever; timeout.ms is only what the leader waits for its followers",
      },
      {
        value: "requestTimeout",
        since: "0.9",
        source: "KIP-19",
        doc: "request.timeout.ms for an answer; as long in the queue once the batch is full or linger.ms is over",
      },
      {
        value: "requestTimeoutInOrder",
        since: "0.10.2",
        source: "KAFKA-3388",
        doc: "the same, oldest batches first; after a retry from the end of its back-off; not while an earlier batch is in flight and max.in.flight is 1",
      },
      {
        value: "deliveryTimeout",
        since: "2.1",
        source: "KIP-91",
        doc: "delivery.timeout.ms from the creation of the batch, also in flight",
      },
    ],
  },
  {
    name: "requestTimeoutSetting",
    doc: "what names the time-out of a producer's requests",
    wire: false,
    states: [
      {
        value: "timeout.ms",
        since: "0.7",
        source: null,
        doc: "timeout.ms, if it is set or nothing else is known",
      },
      {
        value: "request.timeout.ms",
        since: "0.11",
        source: "KAFKA-3353",
        doc: "request.timeout.ms alone",
      },
    ],
  },
  {
    name: "guaranteeMessageOrder",
    doc: "what max.in.flight.requests.per.connection=1 keeps apart",
    wire: false,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "requests of a connection: a partition whose leader moves can have two batches in flight",
      },
      {
        value: true,
        since: "0.10.2",
        source: "KAFKA-3197",
        doc: "batches of a partition too",
      },
    ],
  },
  {
    name: "sequenceGaps",
    doc: "what an idempotent producer does when its sequence numbers are in doubt",
    wire: false,
    states: [
      {
        value: "oneInFlight",
        since: "0.7",
        source: "KIP-98",
        doc: "has one request in flight; fails the batch and asks for a new producer id",
      },
      {
        value: "newProducerId",
        since: "1.1",
        source: "KAFKA-5494",
        doc: "renumbers what follows a refused batch, restarts at 0 where the log's head was removed (KAFKA-5793), and else fails the batch and asks for a new producer id",
      },
      {
        value: "bumpEpoch",
        since: "2.6",
        source: "KIP-360",
        doc: "raises its epoch itself, renumbers what is in flight in the partition, and retries",
      },
    ],
  },
  {
    name: "epochBump",
    doc: "partitions that had no part in it when a producer raises its epoch",
    wire: false,
    states: [
      {
        value: "keepsSequences",
        since: "0.7",
        source: "KIP-360",
        doc: "go on with their sequences, which the leader refuses in a new epoch",
      },
      {
        value: "restartsSequences",
        since: "2.8",
        source: "KAFKA-12152",
        doc: "begin at 0 once nothing of the old epoch is in flight",
      },
    ],
  },
  {
    name: "duplicateSequence",
    doc: "a producer that is told DUPLICATE_SEQUENCE_NUMBER",
    wire: false,
    states: [
      { value: "retried", since: "0.7", source: "KIP-98", doc: "tries again" },
      {
        value: "success",
        since: "1.1",
        source: "KAFKA-5494",
        doc: "takes it for success, without an offset",
      },
    ],
  },
  {
    name: "invalidProducerEpoch",
    doc: "an idempotent producer that is told INVALID_PRODUCER_EPOCH",
    wire: false,
    states: [
      { value: "fatal", since: "0.7", source: "KIP-98", doc: "sends nothing any more" },
      {
        value: "failsBatch",
        since: "2.8",
        source: "KAFKA-9911",
        doc: "fails the batch and raises its epoch; PRODUCER_FENCED is fatal",
      },
    ],
  },
  {
    name: "tooLargeBatch",
    doc: "a batch of several records that the leader finds too large",
    wire: false,
    states: [
      { value: "fails", since: "0.7", source: null, doc: "fails as a whole" },
      { value: "split", since: "0.11", source: "KAFKA-3995", doc: "is split and sent again" },
    ],
  },
  {
    name: "unknownTopicRefreshesMetadata",
    doc: "a client that is told UNKNOWN_TOPIC_OR_PARTITION",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "tries the same broker again" },
      { value: true, since: "0.9", source: "KAFKA-2246", doc: "asks for metadata too" },
    ],
  },
  {
    name: "leaderlessPartitions",
    doc: "a producer that is told of a partition without a leader, or of a topic with an error",
    wire: false,
    states: [
      {
        value: "askedWhileUsed",
        since: "0.7",
        source: null,
        doc: "asks for metadata again while it lacks the leader of any partition that it ever sent to",
      },
      {
        value: "askedWhileWaiting",
        since: "0.10.2",
        source: "KAFKA-2948",
        doc: "asks again while records wait for it",
      },
      { value: "asked", since: "2.4", source: "KAFKA-7831", doc: "asks again in any case" },
    ],
  },
  {
    name: "leaderChangeSkipsBackoff",
    doc: "a batch that waits for its retry while the partition gets another leader",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "waits until its back-off is over" },
      {
        value: true,
        since: "3.9",
        source: "KAFKA-15415",
        doc: "is sent to the new leader at once",
      },
    ],
  },
  {
    name: "unansweredRequest",
    doc: "the error of batches whose request was not answered within request.timeout.ms",
    wire: false,
    states: [
      {
        value: "networkException",
        since: "0.7",
        source: null,
        doc: "NETWORK_EXCEPTION, as after any lost connection",
      },
      { value: "requestTimedOut", since: "3.9", source: "KAFKA-14317", doc: "REQUEST_TIMED_OUT" },
    ],
  },
  {
    name: "lateErrors",
    doc: "an error for a batch that its application was already told of",
    wire: false,
    states: [
      { value: "counted", since: "0.7", source: null, doc: "may cost the producer its epoch" },
      { value: "ignored", since: "3.9", source: "KAFKA-14884", doc: "is no news" },
    ],
  },
  {
    name: "KAFKA-13598",
    doc: "a producer whose enable.idempotence nobody set (3.0.0, 3.1.0)",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "as the branch heads have it" },
      {
        value: true,
        since: null,
        source: "KAFKA-13598",
        doc: "is not idempotent, although the default says so",
      },
    ],
  },
];
