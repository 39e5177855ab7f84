import type { EraSwitch } from "./era-switch.ts";

/** What brokers do for clients, and how they keep their logs. */
export const SERVICE_SWITCHES: readonly EraSwitch[] = [
  {
    name: "acksAboveOne",
    doc: "producers that ask for two or more acknowledgements",
    wire: false,
    states: [
      {
        value: true,
        since: "0.7",
        source: null,
        doc: "answered when so many members of the ISR have the record",
      },
      { value: false, since: "0.9", source: "KAFKA-1555", doc: "refused: INVALID_REQUIRED_ACKS" },
    ],
  },
  {
    name: "offsetNotAvailable",
    doc: "what a new leader tells clients of the end of its log until its epoch is committed",
    wire: false,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "its high watermark, which may have gone back",
      },
      { value: true, since: "2.4", source: "KIP-207", doc: "OFFSET_NOT_AVAILABLE" },
    ],
  },
  {
    name: "producerIds",
    doc: "whether brokers know idempotent producers",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "a repeated batch is a duplicate" },
      { value: true, since: "0.11", source: "KIP-98", doc: "sequence numbers tell a repetition" },
    ],
  },
  {
    name: "logDirFailure",
    doc: "a log directory that fails",
    wire: true,
    states: [
      { value: "halt", since: "0.7", source: null, doc: "the broker halts" },
      {
        value: "offline",
        since: "1.1",
        source: "KIP-112",
        doc: "its replicas go offline, the others go on; the broker halts when no directory is left",
      },
    ],
  },
  {
    name: "recoveryPointAfterRecovery",
    doc: "up to where a log counts as flushed after it was recovered",
    wire: false,
    states: [
      { value: "kept", since: "0.7", source: null, doc: "as far as before" },
      {
        value: "logEnd",
        since: "1.1",
        source: "KAFKA-6324",
        doc: "to its end, though nothing was flushed: a clean shutdown may then flush nothing either",
      },
      { value: "kept", since: "2.8", source: "KAFKA-10101", doc: "as far as before" },
    ],
  },
  {
    name: "cleanShutdownMarker",
    doc: "when a starting broker takes away the mark of a clean shutdown",
    wire: false,
    states: [
      { value: "deletedAsRead", since: "0.7", source: null, doc: "as it reads it" },
      {
        value: "deletedAfterLoading",
        since: "0.8.2",
        source: "KAFKA-1107",
        doc: "when all logs of the directory are loaded: a crash before that leaves the mark",
      },
      { value: "deletedAsRead", since: "2.8", source: "KAFKA-10471", doc: "as it reads it" },
    ],
  },
];
