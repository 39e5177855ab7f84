import type { EraSwitch } from "./era-switch.ts";

/** How messages are laid out, and which of them logs refuse. */
export const MESSAGE_SWITCHES: readonly EraSwitch[] = [
  {
    name: "messageFormat",
    doc: "the newest message format that logs have",
    wire: true,
    states: [
      {
        value: "v0",
        since: "0.7",
        source: null,
        doc: "v0: messages one by one, without times",
      },
      {
        value: "v1",
        since: "0.10.2",
        source: "KIP-32",
        doc: "v1: messages have times; message.format.version may name v0",
      },
      {
        value: "v2",
        since: "0.11",
        source: "KIP-98",
        doc: "v2: batches with leader epochs, producer ids and headers; message.format.version may name v0 or v1",
      },
      {
        value: "onlyV2",
        since: "3.9",
        source: "KIP-724",
        doc: "v2 whatever message.format.version says",
      },
    ],
  },
  {
    name: "invalidRecord",
    doc: "what is told of a record that no log may hold, such as one without a key in a compacted topic",
    wire: false,
    states: [
      {
        value: "corruptMessage",
        since: "0.7",
        source: null,
        doc: "CORRUPT_MESSAGE, which clients try again",
      },
      {
        value: "invalidRecord",
        since: "2.4",
        source: "KIP-467",
        doc: "INVALID_RECORD, which fails for good",
      },
    ],
  },
  {
    name: "corruptFetch",
    doc: "a follower that fetches a batch that does not match its checksum",
    wire: false,
    states: [
      {
        value: "passedOver",
        since: "0.7",
        source: null,
        doc: "appends nothing and goes on behind it: with the next answer the fetcher ends",
      },
      {
        value: "retried",
        since: "0.10.2",
        source: "KAFKA-4384",
        doc: "appends nothing and asks for the same again after replica.fetch.backoff.ms",
      },
    ],
  },
];
