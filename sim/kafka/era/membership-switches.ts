import type { EraSwitch } from "./era-switch.ts";

/** How consumers are members of groups, by era. */
export const MEMBERSHIP_SWITCHES: readonly EraSwitch[] = [
  {
    name: "heartbeats",
    doc: "heartbeats of a consumer to its group's coordinator",
    wire: false,
    states: [
      {
        value: "inPoll",
        since: "0.7",
        source: null,
        doc: "are sent while the application polls, only; it must be back within session.timeout.ms",
      },
      {
        value: "background",
        since: "0.10.2",
        source: "KIP-62",
        doc: "are sent by a thread of their own, which leaves the group after max.poll.interval.ms without a poll",
      },
    ],
  },
  {
    name: "heartbeatsWhileJoining",
    doc: "heartbeats of a consumer that takes part in a rebalance",
    wire: false,
    states: [
      { value: "pause", since: "0.7", source: null, doc: "pause until it has its assignment" },
      {
        value: "untilSynced",
        since: "2.6",
        source: "KAFKA-10134",
        doc: "go on as soon as it has joined, while it waits for its assignment",
      },
    ],
  },
  {
    name: "joinGroupVersion",
    doc: "the version of JoinGroup that a consumer speaks; that of SyncGroup follows from it",
    wire: false,
    states: [
      { value: "0", since: "0.7", source: null, doc: "0: no rebalance timeout of its own" },
      { value: "1", since: "0.10.2", source: "KIP-62", doc: "1: with a rebalance timeout" },
      { value: "2", since: "0.11", source: "KIP-124", doc: "2: the answer tells of throttling" },
      {
        value: "3",
        since: "2.0",
        source: "KIP-219",
        doc: "3: a throttled client keeps away by itself",
      },
      {
        value: "6",
        since: "2.4",
        source: "KIP-394, KIP-345",
        doc: "6: may be told to come back with a member id; names its group.instance.id",
      },
      { value: "7", since: "2.6", source: "KIP-559", doc: "7: with the protocol in the answer" },
      {
        value: "9",
        since: "3.9",
        source: "KIP-800, KIP-814",
        doc: "9: a static leader that is back may be told not to assign",
      },
    ],
  },
  {
    name: "joinTimeout",
    doc: "how long a consumer waits for the answer to its JoinGroup",
    wire: false,
    states: [
      { value: "request", since: "0.7", source: null, doc: "request.timeout.ms" },
      {
        value: "rebalance",
        since: "2.0",
        source: "KAFKA-7050",
        doc: "5 s longer than max.poll.interval.ms",
      },
    ],
  },
  {
    name: "consumerProtocolVersion",
    doc: "the version in which members tell each other subscriptions and assignments",
    wire: false,
    states: [
      { value: "0", since: "0.7", source: null, doc: "0: topics" },
      {
        value: "1",
        since: "2.4",
        source: "KIP-429",
        doc: "1: and the partitions that the member still has",
      },
      {
        value: "3",
        since: "3.9",
        source: "KIP-792, KIP-881",
        doc: "3: and since which generation, and in which rack it is",
      },
    ],
  },
  {
    name: "membershipErrors",
    doc: "a consumer that is told UNKNOWN_MEMBER_ID or ILLEGAL_GENERATION",
    wire: false,
    states: [
      {
        value: "rejoin",
        since: "0.7",
        source: null,
        doc: "joins again; it forgets its member id if that is not known",
      },
      {
        value: "reset",
        since: "0.10.2",
        source: "KIP-62",
        doc: "joins as a new member, whatever generation the answer is about",
      },
      {
        value: "resetIfCurrent",
        since: "2.6",
        source: "KAFKA-9823",
        doc: "joins as a new member, unless the answer is about an older generation",
      },
      {
        value: "keepsMemberId",
        since: "3.9",
        source: "KAFKA-13419",
        doc: "the same, but keeps its member id if only its generation is old",
      },
    ],
  },
  {
    name: "failedJoin",
    doc: "a consumer whose join failed and may succeed",
    wire: false,
    states: [
      { value: "sleeps", since: "0.7", source: null, doc: "tries again after retry.backoff.ms" },
      {
        value: "forgetsMember",
        since: "2.6",
        source: "KAFKA-8421",
        doc: "tries again at once, as a new member",
      },
      { value: "triesAtOnce", since: "2.8", source: "KAFKA-13214", doc: "tries again at once" },
      {
        value: "nextRound",
        since: "3.9",
        source: "KAFKA-12639",
        doc: "tries again when poll next goes round, at the latest after retry.backoff.ms",
      },
    ],
  },
  {
    name: "wrongCoordinator",
    doc: "requests to a coordinator that turned out not to be the one",
    wire: false,
    states: [
      { value: "keepsWaiting", since: "0.7", source: null, doc: "are still waited for" },
      {
        value: "disconnects",
        since: "1.1",
        source: "KAFKA-6593",
        doc: "are given up with the connection",
      },
    ],
  },
  {
    name: "lostPartitions",
    doc: "what the rebalance listener is told of partitions of a membership that is gone, and when the consumer leaves",
    wire: false,
    states: [
      {
        value: "revoked",
        since: "0.7",
        source: null,
        doc: "that they are revoked; nothing when it leaves",
      },
      {
        value: "lost",
        since: "2.4",
        source: "KIP-429",
        doc: "that they are lost; when it leaves, that they are revoked",
      },
    ],
  },
];
