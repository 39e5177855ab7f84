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
];
