import type { EraSwitch } from "./era-switch.ts";

/** What becomes of the segments of a log, and what is told of its offsets. */
export const LOG_SWITCHES: readonly EraSwitch[] = [
  {
    name: "timeIndex",
    doc: "whose time decides when segments roll and expire, and what a timestamp is looked up in",
    wire: false,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "the time of the files: the creation of a segment and its last change",
      },
      {
        value: true,
        since: "0.10.2",
        source: "KIP-33",
        doc: "the time of the records, where they have one; a time index finds the record of a time",
      },
    ],
  },
  {
    name: "rollOfRefused",
    doc: "whether a segment that is due to roll does so for a batch that is refused, or repeats another",
    wire: false,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "only for one that is appended",
      },
      {
        value: true,
        since: "2.4",
        source: "KAFKA-8542",
        doc: "also for one that the state of its producer then keeps out",
      },
    ],
  },
  {
    name: "rolledSegmentBase",
    doc: "where a new segment of a follower begins, when the leader's log has a gap there",
    wire: false,
    states: [
      { value: "logEnd", since: "0.7", source: null, doc: "at the end of its log" },
      {
        value: "firstOffset",
        since: "2.0",
        source: "KAFKA-6530",
        doc: "at the first offset that it gets; with older formats at the end of its log",
      },
    ],
  },
  {
    name: "retentionBound",
    doc: "how far retention may go",
    wire: false,
    states: [
      {
        value: "logEnd",
        since: "0.7",
        source: null,
        doc: "to the end of the log: a log can start after its high watermark",
      },
      {
        value: "highWatermark",
        since: "0.11",
        source: "KAFKA-5634",
        doc: "to the high watermark",
      },
    ],
  },
  {
    name: "logStartOffset",
    doc: "whether a log can start within a segment, where DeleteRecords says",
    wire: true,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "a log starts with its first segment; each replica deletes for itself",
      },
      {
        value: true,
        since: "0.11",
        source: "KIP-107",
        doc: "DeleteRecords raises the log start offset, and followers take over their leader's",
      },
    ],
  },
  {
    name: "highWatermarkBelowStart",
    doc: "the high watermark of a replica whose log starts anew after it",
    wire: false,
    states: [
      {
        value: "stays",
        since: "0.7",
        source: null,
        doc: "it stays where it was; consumers get nothing until it rises",
      },
      {
        value: "raised",
        since: "2.4",
        source: "KAFKA-9491",
        doc: "it is never below the start of the log",
      },
    ],
  },
  {
    name: "maxTimestampLookup",
    doc: "whether ListOffsets finds the record with the largest timestamp",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "it does not know that question" },
      { value: true, since: "3.9", source: "KIP-734", doc: "it does" },
    ],
  },
];
