import type { EraSwitch } from "./era-switch.ts";

/** How leaders keep their ISR and their high watermark. */
export const LEADER_SWITCHES: readonly EraSwitch[] = [
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
];
