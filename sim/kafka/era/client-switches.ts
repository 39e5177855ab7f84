import { CONSUMED_CORRUPTION } from "./consumed-corruption-switch.ts";
import type { EraSwitch } from "./era-switch.ts";

/** Every behaviour of producers and consumers that an era decides. */
export const CLIENT_SWITCHES: readonly EraSwitch[] = [
  {
    name: "disconnectDelaysMetadata",
    doc: "a client whose connection ends while it needs metadata",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "asks another broker at once" },
      {
        value: true,
        since: "2.4",
        source: "KAFKA-8933",
        doc: "waits retry.backoff.ms first, as after a failed request",
      },
    ],
  },
  {
    name: "retryBackoff",
    doc: "how long a client waits before it tries again",
    wire: false,
    states: [
      {
        value: "fixed",
        since: "0.7",
        source: null,
        doc: "retry.backoff.ms each time",
      },
      {
        value: "exponential",
        since: "3.9",
        source: "KIP-580",
        doc: "twice as long after each failure, up to retry.backoff.max.ms, a fifth more or less by chance; metadata too that brings no news",
      },
    ],
  },
  {
    name: "olderMetadata",
    doc: "a client that is told of an older leader epoch than it knows",
    wire: false,
    states: [
      { value: "taken", since: "0.7", source: null, doc: "believes what it was told last" },
      {
        value: "ignored",
        since: "2.4",
        source: "KAFKA-7738",
        doc: "keeps what it knows, also when the topic was deleted and made anew",
      },
      {
        value: "ignoredWhileThere",
        since: "3.9",
        source: "KAFKA-12257",
        doc: "keeps what it knows until it is told that the topic is gone",
      },
    ],
  },
  CONSUMED_CORRUPTION,
];
