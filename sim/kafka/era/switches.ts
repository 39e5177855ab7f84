import type { Era, EraValues } from "./eras.ts";

/** One way in which Kafka behaved. */
export interface SwitchState {
  /** A text, or whether the rule holds. */
  readonly value: string | boolean;
  /** The first era that behaves so; null for a bug of single point releases, which no era has. */
  readonly since: Era | null;
  /** The KIP or the JIRA that brought it; null for what was there from the beginning. */
  readonly source: string | null;
  /** What brokers do then. */
  readonly doc: string;
}

/** A behaviour that changed from one Kafka version to another, and that can be set alone. */
export interface EraSwitch {
  readonly name: string;
  /** What it is about. */
  readonly doc: string;
  /**
   * True when brokers must agree on it: then `inter.broker.protocol.version` decides, where it is older
   * than the broker.
   */
  readonly wire: boolean;
  readonly states: readonly SwitchState[];
}

/** Bugs of single point releases, by their JIRA. */
function bug(jira: string, doc: string, about: string): EraSwitch {
  return {
    name: jira,
    doc: about,
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "as the branch heads have it" },
      { value: true, since: null, source: jira, doc },
    ],
  };
}

/** Every behaviour of brokers that an era decides, in the order in which they are shown. */
export const BROKER_SWITCHES: readonly EraSwitch[] = [
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
  {
    name: "isrUpdate",
    doc: "how a leader changes its ISR",
    wire: true,
    states: [
      {
        value: "zkWrite",
        since: "0.7",
        source: null,
        doc: "it writes to ZooKeeper, if the version is the one it knows; who needs the partition waits",
      },
      {
        value: "alterIsr",
        since: "2.8",
        source: "KIP-497",
        doc: "it asks the controller, and counts the maximal ISR until the answer",
      },
    ],
  },
  {
    name: "overtakenIsrProposal",
    doc: "an ISR that a leader proposed, while it waits for the answer and is elected again",
    wire: false,
    states: [
      {
        value: "forgotten",
        since: "0.7",
        source: null,
        doc: "it may propose another at once, but the late answer removes that, which then stays pending for ever",
      },
      {
        value: "awaited",
        since: "3.9",
        source: "KAFKA-12686",
        doc: "it proposes another after the answer",
      },
    ],
  },
  {
    name: "refusedIsrWrite",
    doc: "a leader whose ISR ZooKeeper did not take, because the version is another",
    wire: false,
    states: [
      {
        value: "retried",
        since: "0.7",
        source: null,
        doc: "it keeps the ISR it had and tries again with the next fetch or check",
      },
      {
        value: "pending",
        since: "2.8",
        source: "KIP-497",
        doc: "it changes nothing more and counts the maximal ISR until the next LeaderAndIsr",
      },
    ],
  },
  {
    name: "isrChangeNotification",
    doc: "how the controller learns of an ISR that a leader wrote",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "it does not, until it reads the state" },
      {
        value: true,
        since: "0.9",
        source: "KAFKA-1367",
        doc: "by a znode below /isr_change_notification",
      },
    ],
  },
  {
    name: "readsTakeIsrLock",
    doc: "consumers of a partition while its leader writes an ISR to ZooKeeper",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "read on; producers and followers wait" },
      { value: true, since: "2.1", source: "KIP-320", doc: "wait too" },
    ],
  },
  {
    name: "hwEndsFetchWait",
    doc: "a follower's fetch that waits for records while the high watermark rises",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "waits on; the next one tells it" },
      { value: true, since: "2.4", source: "KIP-392", doc: "is answered at once" },
      { value: false, since: "2.6", source: "KAFKA-9952", doc: "waits on, as before" },
    ],
  },
  {
    name: "followerAnswersWaiting",
    doc: "requests that wait for a partition whose leader becomes a follower",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "wait until their time is up" },
      { value: true, since: "0.10.2", source: "KAFKA-2960", doc: "are refused at once" },
    ],
  },
  {
    name: "isrLagRule",
    doc: "which follower leaves the ISR",
    wire: false,
    states: [
      {
        value: "messages+time",
        since: "0.7",
        source: null,
        doc: "one that is replica.lag.max.messages behind, or has not fetched for replica.lag.time.max.ms",
      },
      {
        value: "timeOnly",
        since: "0.9",
        source: "KAFKA-1546",
        doc: "one that was not caught up for replica.lag.time.max.ms, even if nothing is missing",
      },
      {
        value: "timeAndLeoDiffers",
        since: "2.1",
        source: "KAFKA-7152",
        doc: "one that misses something and was not caught up for replica.lag.time.max.ms",
      },
    ],
  },
  {
    name: "caughtUpRule",
    doc: "when a follower counts as caught up",
    wire: false,
    states: [
      {
        value: "readToEnd",
        since: "0.7",
        source: null,
        doc: "when its fetch reads to the end of the leader's log",
      },
      {
        value: "previousFetch",
        since: "0.10.2",
        source: "KAFKA-4485",
        doc: "also when it reaches where the leader was at its previous fetch: caught up at that time",
      },
    ],
  },
  {
    name: "isrExpirationInterval",
    doc: "how often a leader looks for followers that lag",
    wire: false,
    states: [
      { value: "full", since: "0.7", source: null, doc: "every replica.lag.time.max.ms" },
      { value: "half", since: "0.10.2", source: "KAFKA-4485", doc: "every half of it" },
    ],
  },
  {
    name: "expandNeedsEpochStart",
    doc: "when a follower may join the ISR",
    wire: false,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "it has reached the leader's high watermark",
      },
      {
        value: true,
        since: "1.1",
        source: "KAFKA-7128",
        doc: "it has also reached where the leader's epoch starts",
      },
    ],
  },
  {
    name: "expandNeedsLiveFollower",
    doc: "whether a follower must be known to be alive to join the ISR, or to be waited for",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "a fetch is enough" },
      {
        value: true,
        since: "3.9",
        source: "KIP-841",
        doc: "the leader's metadata must hold the broker; the controller refuses one that shuts down",
      },
    ],
  },
  {
    name: "hwWaitsForCaughtUp",
    doc: "whose logs the high watermark waits for",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "those of the ISR" },
      {
        value: true,
        since: "0.10.2",
        source: "KAFKA-4485",
        doc: "also those of followers that were caught up lately",
      },
    ],
  },
  {
    name: "hwBlockedUnderMinIsr",
    doc: "an ISR that is smaller than min.insync.replicas",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "the high watermark rises all the same" },
      {
        value: true,
        since: "3.9",
        source: "KAFKA-15583",
        doc: "it does not; and min.insync.replicas is never taken for more than there are replicas",
      },
    ],
  },
  {
    name: "hwAfterIsrCommit",
    doc: "whether the high watermark is computed again when the controller accepts an ISR",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "only with the next append or fetch" },
      { value: true, since: "3.9", source: "KAFKA-13091", doc: "at once" },
    ],
  },
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
  bug(
    "KAFKA-13141",
    "the leader counts the fetch offset of a follower that it just told to truncate",
    "a diverging fetch (2.7.0 to 2.8.0)",
  ),
  bug(
    "KAFKA-14704",
    "the follower takes over the leader's high watermark before it truncates",
    "a diverging fetch (2.7.0 to 3.4.0)",
  ),
];

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

/** All of them, in the order in which they are shown. */
export const SWITCHES: readonly EraSwitch[] = [...BROKER_SWITCHES, ...CLIENT_SWITCHES];

/** The values of a switch by era, without the bugs that no era has. */
export function presetsOf({ states }: EraSwitch): EraValues<string | boolean> {
  return states.flatMap(({ since, value }) => (since === null ? [] : [[since, value] as const]));
}
