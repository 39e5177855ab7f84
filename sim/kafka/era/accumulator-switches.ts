import type { EraSwitch } from "./era-switch.ts";

/** Behaviours of `send` and of the buffer of a producer that an era decides. */
export const ACCUMULATOR_SWITCHES: readonly EraSwitch[] = [
  {
    name: "defaultPartitioner",
    doc: "where records without a key and a partition go",
    wire: false,
    states: [
      {
        value: "sharedRoundRobin",
        since: "0.7",
        source: null,
        doc: "to each partition with a leader in turn; all topics share one counter",
      },
      {
        value: "roundRobin",
        since: "0.10.2",
        source: "KAFKA-4402",
        doc: "to each partition with a leader in turn, per topic",
      },
      {
        value: "sticky",
        since: "2.4",
        source: "KIP-480",
        doc: "to one partition until a batch of it is done, then to another",
      },
      {
        value: "uniformSticky",
        since: "3.9",
        source: "KIP-794",
        doc: "to one partition until it got batch.size bytes, then to another, more often to those with short queues",
      },
    ],
  },
  {
    name: "unknownPartition",
    doc: "a record for a partition that the producer does not know",
    wire: false,
    states: [
      { value: "refused", since: "0.7", source: null, doc: "is refused at once" },
      {
        value: "askedOnce",
        since: "0.10.2",
        source: "KAFKA-4254",
        doc: "is refused when the next metadata do not have it either",
      },
      {
        value: "awaited",
        since: "2.0",
        source: "KAFKA-6833",
        doc: "waits for it up to max.block.ms",
      },
    ],
  },
  {
    name: "sendBlocking",
    doc: "how long send waits for metadata and for memory",
    wire: false,
    states: [
      {
        value: "separately",
        since: "0.7",
        source: null,
        doc: "metadata.fetch.timeout.ms for metadata; for memory without end, or not at all (block.on.buffer.full)",
      },
      {
        value: "deprecatedSettings",
        since: "0.9",
        source: "KIP-19",
        doc: "max.block.ms in all; the older settings replace it where they are given",
      },
      { value: "maxBlock", since: "0.11", source: "KAFKA-3353", doc: "max.block.ms in all" },
    ],
  },
  {
    name: "drainIndex",
    doc: "the partition with which a request to a broker begins",
    wire: false,
    states: [
      {
        value: "stays",
        since: "0.7",
        source: null,
        doc: "the one at which the last request, to any broker, was full",
      },
      {
        value: "shared",
        since: "2.1",
        source: "KAFKA-5886",
        doc: "the one after that at which the last request, to any broker, was full: some may starve",
      },
      {
        value: "perNode",
        since: "3.9",
        source: "KAFKA-13834",
        doc: "the one with which the last request to this broker ended",
      },
    ],
  },
  {
    name: "flush",
    doc: "an application that waits for what it sent",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "waits for linger.ms too" },
      { value: true, since: "0.9", source: "KIP-8", doc: "flushes: all is sent at once" },
    ],
  },
  {
    name: "closeTimeout",
    doc: "a producer that is closed while records wait",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "sends them first, however long it takes" },
      {
        value: true,
        since: "0.9",
        source: "KIP-15",
        doc: "gives them up when the time to close is over",
      },
    ],
  },
];
