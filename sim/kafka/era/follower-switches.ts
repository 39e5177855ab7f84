import type { EraSwitch } from "./era-switch.ts";

/** Replicas, their leader epochs, and how followers fetch and truncate. */
export const FOLLOWER_SWITCHES: readonly EraSwitch[] = [
  {
    name: "replication",
    doc: "whether partitions have replicas",
    wire: true,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "a partition lives on one broker; nothing is acknowledged",
      },
      {
        value: true,
        since: "0.8.2",
        source: "KAFKA-50",
        doc: "followers fetch from a leader; a controller elects leaders from the ISR",
      },
    ],
  },
  {
    name: "truncation",
    doc: "how a follower finds where its log parts from its leader's",
    wire: true,
    states: [
      {
        value: "hw",
        since: "0.7",
        source: null,
        doc: "it truncates to its own high watermark",
      },
      {
        value: "kip101",
        since: "0.11",
        source: "KIP-101",
        doc: "it asks the leader where its latest epoch ends; the answer is an offset alone",
      },
      {
        value: "kip279",
        since: "2.0",
        source: "KIP-279",
        doc: "the answer names the epoch too, and the follower asks until both have it",
      },
      {
        value: "kip320",
        since: "2.1",
        source: "KIP-320",
        doc: "requests carry the current leader epoch, and another one is refused",
      },
      {
        value: "onFetch",
        since: "2.8",
        source: "KIP-595",
        doc: "the answer to a fetch says where the logs part",
      },
    ],
  },
  {
    name: "epochCacheAssignment",
    doc: "an epoch that contradicts the leader epoch cache",
    wire: false,
    states: [
      {
        value: "ignoreOlder",
        since: "0.7",
        source: "KIP-101",
        doc: "one that is not newer in both epoch and offset is ignored",
      },
      {
        value: "truncateAndAppend",
        since: "1.1",
        source: "KAFKA-7415",
        doc: "a new entry pushes out what it contradicts",
      },
    ],
  },
  {
    name: "truncationAtLogEnd",
    doc: "an epoch without a record, as a follower truncates to the end of its log",
    wire: false,
    states: [
      {
        value: "keepsEpochs",
        since: "0.7",
        source: null,
        doc: "it stays, and the follower may ask for it for ever",
      },
      { value: "dropsEpochs", since: "2.4", source: "KAFKA-10706", doc: "it goes" },
    ],
  },
  {
    name: "makeLeaderAssignsEpoch",
    doc: "whether a new leader notes its epoch before it has written",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "with its first record only" },
      { value: true, since: "1.1", source: "KAFKA-7415", doc: "when it is elected" },
    ],
  },
  {
    name: "makeFollowerSkip",
    doc: "when a follower goes on fetching as if nothing had changed",
    wire: false,
    states: [
      { value: "sameLeader", since: "0.7", source: null, doc: "the leader is the same broker" },
      {
        value: "sameLeaderEpochUpToPlus1",
        since: "1.1",
        source: "KAFKA-7164",
        doc: "the same broker, and no epoch was missed",
      },
      {
        value: "sameLeaderAndEpoch",
        since: "2.1",
        source: "KIP-320",
        doc: "the same broker in the same epoch",
      },
    ],
  },
  {
    name: "offsetOutOfRange",
    doc: "a follower whose fetch offset its leader does not have",
    wire: false,
    states: [
      {
        value: "haltOrStartOver",
        since: "0.7",
        source: null,
        doc: "halts if the leader's log is shorter, unless unclean election is allowed; otherwise it deletes its log (KAFKA-2143)",
      },
      {
        value: "halt",
        since: "0.9",
        source: "KAFKA-2477",
        doc: "halts if the leader's log is shorter, unless unclean election is allowed; otherwise it keeps its log while the leader still has its end",
      },
      {
        value: "exit",
        since: "0.11",
        source: "KAFKA-4039",
        doc: "the same, but the broker shuts down in order",
      },
      {
        value: "truncate",
        since: "1.1",
        source: "KAFKA-7414",
        doc: "truncates to the end of the leader's log",
      },
    ],
  },
  {
    name: "fetcherFailure",
    doc: "a follower to whose log the fetched records do not fit",
    wire: false,
    states: [
      {
        value: "fetcher",
        since: "0.7",
        source: null,
        doc: "the fetcher ends, and with it the fetching of all its partitions",
      },
      {
        value: "partition",
        since: "2.4",
        source: "KIP-461",
        doc: "it alone is given up, until the next LeaderAndIsr",
      },
    ],
  },
  {
    name: "fetchErrorPause",
    doc: "a fetcher whose fetch ended with the connection",
    wire: false,
    states: [
      {
        value: "twice",
        since: "0.7",
        source: null,
        doc: "it waits replica.fetch.backoff.ms, and then its partitions wait as long again",
      },
      { value: "once", since: "3.9", source: "KAFKA-8529", doc: "its partitions wait, once" },
    ],
  },
  {
    name: "incrementalFetch",
    doc: "what a fetch request names",
    wire: true,
    states: [
      { value: false, since: "0.7", source: null, doc: "all partitions" },
      { value: true, since: "1.1", source: "KIP-227", doc: "those that changed, in a session" },
    ],
  },
];
