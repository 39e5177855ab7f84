import type { EraSwitch } from "./era-switch.ts";

/** How coordinators look after the members of groups. */
export const GROUP_SWITCHES: readonly EraSwitch[] = [
  {
    name: "groupWhileLoading",
    doc: "what a new coordinator answers while it loads a group",
    wire: false,
    states: [
      {
        value: "notCoordinator",
        since: "0.7",
        source: null,
        doc: "NOT_COORDINATOR: clients look for another",
      },
      {
        value: "loading",
        since: "2.0",
        source: "PR-4788",
        doc: "COORDINATOR_LOAD_IN_PROGRESS; heartbeats are taken for good, who waits for an assignment joins again",
      },
    ],
  },
  {
    name: "emptyGroup",
    doc: "a group whose last member left",
    wire: false,
    states: [
      {
        value: "removed",
        since: "0.7",
        source: null,
        doc: "is removed; whoever joins next begins with generation 1",
      },
      {
        value: "kept",
        since: "0.10.2",
        source: "KAFKA-2720",
        doc: "stays, Empty and in its next generation, as long as it has offsets",
      },
    ],
  },
  {
    name: "heartbeatDuringRebalance",
    doc: "heartbeats of members while their group rebalances",
    wire: false,
    states: [
      {
        value: "unheard",
        since: "0.7",
        source: null,
        doc: "prolong no session; whoever sends one hears REBALANCE_IN_PROGRESS",
      },
      {
        value: "whileJoining",
        since: "0.10.2",
        source: "KIP-62",
        doc: "prolong it while members join, but not while they wait for their assignment",
      },
      {
        value: "throughout",
        since: "2.6",
        source: "KAFKA-10134",
        doc: "prolong it all the time; while members wait for their assignment they hear of no error",
      },
    ],
  },
  {
    name: "commitKeepsSession",
    doc: "what a member's commit of offsets does for its session",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "nothing" },
      { value: true, since: "0.10.2", source: "KAFKA-3470", doc: "it counts as a heartbeat" },
    ],
  },
  {
    name: "newMemberTimeout",
    doc: "new members that wait for a rebalance to end",
    wire: false,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "stay, whether their clients are there or not; each new try adds one more",
      },
      { value: true, since: "2.1", source: "KAFKA-7610", doc: "are given up after 5 minutes" },
    ],
  },
  {
    name: "newMemberSession",
    doc: "when the session of a new member begins",
    wire: false,
    states: [
      {
        value: "afterJoin",
        since: "0.7",
        source: null,
        doc: "when it is told of its first generation",
      },
      {
        value: "afterFirstRequest",
        since: "2.1",
        source: "KAFKA-7610",
        doc: "with its next request: one that never hears of its generation stays, and the group waits",
      },
      {
        value: "afterJoin",
        since: "2.4",
        source: "KAFKA-9752",
        doc: "when it is told of its first generation",
      },
    ],
  },
  {
    name: "memberIdRequired",
    doc: "what a dynamic member without a member id hears",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "it is a member, and waits for the others" },
      {
        value: true,
        since: "2.4",
        source: "KIP-394",
        doc: "MEMBER_ID_REQUIRED and its id, with which it joins (version 4 of JoinGroup)",
      },
    ],
  },
  {
    name: "staticMembership",
    doc: "members with a group.instance.id",
    wire: true,
    states: [
      { value: false, since: "0.7", source: null, doc: "are refused: UNSUPPORTED_VERSION" },
      {
        value: true,
        since: "2.4",
        source: "KIP-345",
        doc: "keep their place until their session ends, and come back without a rebalance",
      },
    ],
  },
  {
    name: "staticMemberRejoin",
    doc: "a static member that comes back without its member id while no rebalance waits for it",
    wire: false,
    states: [
      {
        value: "untold",
        since: "0.7",
        source: null,
        doc: "has a new one of which the log does not know; in an assignment that is under way it goes empty",
      },
      {
        value: "persisted",
        since: "2.6",
        source: "KAFKA-10284",
        doc: "has a new one, which is written to the log; an assignment that is under way is begun anew",
      },
    ],
  },
  {
    name: "groupMaxSizeCheck",
    doc: "who is turned away from a group that has group.max.size members",
    wire: false,
    states: [
      {
        value: "newMembers",
        since: "0.7",
        source: null,
        doc: "who has no member id yet; of a larger group also members that join again",
      },
      {
        value: "awaitingMembers",
        since: "2.6",
        source: "KAFKA-9885",
        doc: "while members join, all that come after the first so many",
      },
    ],
  },
  {
    name: "pendingSync",
    doc: "members that were told of a generation and do not ask for their assignment",
    wire: false,
    states: [
      {
        value: "awaited",
        since: "0.7",
        source: null,
        doc: "are waited for as long as they send heartbeats; without the leader the group stays in CompletingRebalance",
      },
      {
        value: "timesOut",
        since: "2.8",
        source: "KAFKA-12890",
        doc: "are removed after the rebalance timeout",
      },
    ],
  },
  {
    name: "rejoinTimeouts",
    doc: "the session and rebalance timeouts of a member that joins again with others",
    wire: false,
    states: [
      { value: "kept", since: "0.7", source: null, doc: "stay as they were" },
      { value: "updated", since: "3.9", source: "KAFKA-14009", doc: "become the new ones" },
    ],
  },
  {
    name: "skipAssignment",
    doc: "a static member that leads a stable group and comes back",
    wire: false,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "is not told that it leads: until the next rebalance nobody watches the topics",
      },
      {
        value: true,
        since: "3.9",
        source: "KIP-814",
        doc: "is told that it leads and need not assign (version 9 of JoinGroup)",
      },
    ],
  },
];
