import type { EraSwitch } from "./era-switch.ts";

/** How brokers compact logs. */
export const CLEANER_SWITCHES: readonly EraSwitch[] = [
  {
    name: "cleanerFailure",
    doc: "what becomes of a cleaner thread that meets a log it cannot clean",
    wire: false,
    states: [
      {
        value: "threadDies",
        since: "0.7",
        source: null,
        doc: "it ends, and nobody takes its place until the broker is started again",
      },
      {
        value: "partitionUncleanable",
        since: "2.1",
        source: "KAFKA-7215",
        doc: "it leaves that log alone until the broker is started again, and cleans the others",
      },
    ],
  },
  {
    name: "cleanerKeylessRecords",
    doc: "records without a key in a log that is compacted",
    wire: false,
    states: [
      {
        value: "fail",
        since: "0.7",
        source: null,
        doc: "leaders take them, and the log cannot be cleaned",
      },
      {
        value: "dropped",
        since: "0.9",
        source: "KAFKA-1755",
        doc: "leaders refuse them; those that are there are removed",
      },
    ],
  },
  {
    name: "cleanerOffsetMap",
    doc: "how much of a log one cleaning takes when its offset map fills up",
    wire: false,
    states: [
      {
        value: "untilLoadFactor",
        since: "0.7",
        source: null,
        doc: "whole segments until the map is as full as it should be; one that does not fit cannot be cleaned",
      },
      {
        value: "wholeSegments",
        since: "0.9",
        source: "KAFKA-2235",
        doc: "the segments that fit; a log whose first one does not cannot be cleaned",
      },
      {
        value: "partialSegments",
        since: "0.10.2",
        source: "KAFKA-3894",
        doc: "as many records as fit, to the middle of a segment",
      },
    ],
  },
  {
    name: "cleanerBound",
    doc: "how far a log may be cleaned, besides its active segment",
    wire: false,
    states: [
      {
        value: "activeSegment",
        since: "0.7",
        source: null,
        doc: "as far as that, also beyond the high watermark",
      },
      {
        value: "firstUnstableOffset",
        since: "0.11",
        source: "KAFKA-5196",
        doc: "to the first open transaction; where there is none, also beyond the high watermark",
      },
      {
        value: "lastStableOffset",
        since: "3.9",
        source: "KAFKA-13194",
        doc: "to the last stable offset, and so to the high watermark",
      },
    ],
  },
  {
    name: "cleanerCheckpointOnTruncation",
    doc: "the offset that a log is cleaned up to, when the log is cut off below it",
    wire: false,
    states: [
      {
        value: "kept",
        since: "0.7",
        source: null,
        doc: "it stays: what is written there anew counts as clean",
      },
      {
        value: "lowered",
        since: "0.10.2",
        source: "KAFKA-3330",
        doc: "it goes back to the active segment",
      },
    ],
  },
  {
    name: "cleanerCheckpointCheck",
    doc: "a log that is cleaned up to an offset which it does not have",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "is not noticed" },
      {
        value: "notBeforeStart",
        since: "0.9",
        source: "KAFKA-1641",
        doc: "counts as dirty from its first segment on, when the offset lies before it",
      },
      {
        value: "withinLog",
        since: "2.4",
        source: "KAFKA-6266",
        doc: "counts as dirty from its start on, also when the offset lies beyond its end",
      },
    ],
  },
  {
    name: "cleanedTransactions",
    doc: "what a cleaner knows of the transactions in a segment",
    wire: false,
    states: [
      {
        value: "ofOneSegment",
        since: "0.7",
        source: "KAFKA-5196",
        doc: "what it met in that segment: a marker goes although records of its transaction stay in the one before",
      },
      {
        value: "acrossSegments",
        since: "2.4",
        source: "KAFKA-8351",
        doc: "what it met since the first one; of the last one, aborts up to where the offset map ends",
      },
      {
        value: "wholeLastSegment",
        since: "2.8",
        source: "KAFKA-13727",
        doc: "what it met since the first one, and every abort in the last one",
      },
    ],
  },
  {
    name: "cleanerLastBatch",
    doc: "which batch of a producer stays, if only its header, for what follows it",
    wire: false,
    states: [
      {
        value: "lastSequence",
        since: "0.7",
        source: "KIP-98",
        doc: "each with the producer's last sequence number",
      },
      {
        value: "lastRecord",
        since: "2.0",
        source: "KAFKA-8335",
        doc: "the one with its last record; of a producer of which only a marker is known, the marker",
      },
    ],
  },
  {
    name: "tombstoneHorizon",
    doc: "how long tombstones and markers of emptied transactions stay",
    wire: false,
    states: [
      {
        value: "lastCleanSegment",
        since: "0.7",
        source: null,
        doc: "until their segment was last changed delete.retention.ms before the last clean one",
      },
      {
        value: "firstCleaning",
        since: "3.9",
        source: "KIP-534",
        doc: "delete.retention.ms from the first cleaning that met them; older formats as before",
      },
    ],
  },
  {
    name: "cleanerDeletes",
    doc: "which logs cleaner threads delete old segments of",
    wire: false,
    states: [
      {
        value: "compactAndDelete",
        since: "0.7",
        source: "KIP-71",
        doc: "those whose cleanup.policy is both compact and delete",
      },
      {
        value: "compacted",
        since: "2.1",
        source: "KAFKA-7400",
        doc: "every compacted one: also segments before its log start offset",
      },
    ],
  },
];
