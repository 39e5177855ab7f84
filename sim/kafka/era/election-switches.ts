import type { EraSwitch } from "./era-switch.ts";

/** How leaders are elected on purpose, and settings that change while brokers run. */
export const ELECTION_SWITCHES: readonly EraSwitch[] = [
  {
    name: "controlledShutdownOrder",
    doc: "who leads after a broker that leaves in a controlled shutdown",
    wire: false,
    states: [
      { value: "isr", since: "0.7", source: null, doc: "the first of the rest of the ISR" },
      {
        value: "assignment",
        since: "0.10.2",
        source: "KAFKA-3771",
        doc: "the first replica of the assignment that is in the rest of the ISR",
      },
    ],
  },
  {
    name: "electLeadersApi",
    doc: "how operators ask for elections",
    wire: false,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "through /admin/preferred_replica_election, of preferred replicas alone",
      },
      {
        value: true,
        since: "2.4",
        source: "KIP-460",
        doc: "also by a request to the controller, of replicas outside the ISR too",
      },
    ],
  },
  {
    name: "preferredLeaderElected",
    doc: "an election asked for in ZooKeeper of a preferred replica that leads already",
    wire: false,
    states: [
      { value: "skipped", since: "0.7", source: null, doc: "there is none" },
      {
        value: "again",
        since: "1.1",
        source: "KAFKA-5642",
        doc: "it is elected again, in a new leader epoch",
      },
      { value: "skipped", since: "2.4", source: "KAFKA-5692", doc: "there is none" },
    ],
  },
  {
    name: "electionOfUnknown",
    doc: "an election asked for in ZooKeeper for a partition that does not exist",
    wire: false,
    states: [
      {
        value: "blocks",
        since: "0.7",
        source: null,
        doc: "the request stays there, and the controller takes no other",
      },
      { value: "ignored", since: "2.4", source: "KAFKA-5692", doc: "it is left out" },
    ],
  },
  {
    name: "leadershipMoves",
    doc: "how leadership of many partitions leaves a broker that shuts down, or returns to one",
    wire: false,
    states: [
      {
        value: "eachAlone",
        since: "0.7",
        source: null,
        doc: "one partition after the other, with requests of its own",
      },
      {
        value: "together",
        since: "1.1",
        source: "KAFKA-5642",
        doc: "all together: brokers get one request for all",
      },
    ],
  },
  {
    name: "shutdownDuringDeletion",
    doc: "what a controlled shutdown does about topics that are to be deleted",
    wire: false,
    states: [
      {
        value: "waits",
        since: "0.7",
        source: null,
        doc: "it moves their leadership too, and is refused while it cannot",
      },
      { value: "ignores", since: "2.1", source: "KAFKA-6753", doc: "nothing" },
    ],
  },
  {
    name: "rebalanceCandidates",
    doc: "to which preferred replicas the controller tries to return leadership",
    wire: false,
    states: [
      { value: "live", since: "0.7", source: null, doc: "those whose broker is alive" },
      {
        value: "inSync",
        since: "2.6",
        source: "KAFKA-9866",
        doc: "those that are also in the ISR, as far as the controller knows",
      },
    ],
  },
  {
    name: "uncleanElectionTrigger",
    doc: "unclean.leader.election.enable becomes true while partitions have no leader",
    wire: false,
    states: [
      {
        value: "none",
        since: "0.7",
        source: null,
        doc: "nothing happens until brokers come or go, or another controller is elected",
      },
      {
        value: "brokers",
        since: "2.0",
        source: "KAFKA-6526",
        doc: "leaders are elected at once if it is the brokers' setting",
      },
      {
        value: "topicsToo",
        since: "2.1",
        source: "KAFKA-6835",
        doc: "leaders are elected at once, for a topic's setting too",
      },
    ],
  },
  {
    name: "dynamicBrokerConfig",
    doc: "settings of brokers that run",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "a change needs a restart" },
      {
        value: true,
        since: "1.1",
        source: "KIP-226",
        doc: "some follow /config/brokers, of one broker or of all",
      },
    ],
  },
  {
    name: "alterConfigsApi",
    doc: "how operators change settings of topics and brokers",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "in ZooKeeper" },
      { value: true, since: "2.4", source: "KIP-339", doc: "also by a request to a broker" },
    ],
  },
];
