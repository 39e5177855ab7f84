import type { EraSwitch } from "./era-switch.ts";

/** How the controller moves partitions to other brokers. */
export const REASSIGNMENT_SWITCHES: readonly EraSwitch[] = [
  {
    name: "reassignment",
    doc: "how an operator moves partitions to other brokers",
    wire: false,
    states: [
      {
        value: "zookeeper",
        since: "0.7",
        source: "KAFKA-42",
        doc: "/admin/reassign_partitions names them, all at once; it is there until the last has moved",
      },
      {
        value: "kip455",
        since: "2.4",
        source: "KIP-455",
        doc: "requests begin, replace and cancel single ones; topics' znodes say what is added and removed",
      },
    ],
  },
  {
    name: "reassignmentZnode",
    doc: "a change of /admin/reassign_partitions while reassignments are under way",
    wire: false,
    states: [
      {
        value: "followed",
        since: "0.7",
        source: null,
        doc: "what it names in addition is reassigned too",
      },
      {
        value: "unnoticed",
        since: "1.1",
        source: "KAFKA-5642",
        doc: "the controller reads it only when it is created, and overwrites it",
      },
    ],
  },
  {
    name: "reassignmentEpochCached",
    doc: "the leader epoch that a controller raises to tell replicas of their assignment",
    wire: false,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "it forgets it at once: metadata, and requests to other replicas, have the older one",
      },
      { value: true, since: "2.4", source: "KAFKA-9212", doc: "it remembers it" },
    ],
  },
  {
    name: "addedReplicaIsNew",
    doc: "a replica that a reassignment adds, on a broker with a failed log directory",
    wire: false,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "might be in the failed directory, the broker thinks: KAFKA_STORAGE_ERROR",
      },
      {
        value: true,
        since: "2.8",
        source: "KAFKA-10314",
        doc: "is made in another directory: the first request says that it is new",
      },
    ],
  },
  {
    name: "stopReplicaInEpoch",
    doc: "a StopReplica request in the leader epoch that the replica has, as after a cancelled reassignment",
    wire: false,
    states: [
      {
        value: "refused",
        since: "0.7",
        source: null,
        doc: "FENCED_LEADER_EPOCH, where requests carry leader epochs: the replica stays",
      },
      { value: "accepted", since: "3.9", source: "KAFKA-13972", doc: "the replica stops" },
    ],
  },
  {
    name: "unassignedIsrMember",
    doc: "a member of the ISR that is not assigned any more, when a reassignment got no further",
    wire: false,
    states: [
      {
        value: "lags",
        since: "0.7",
        source: null,
        doc: "leaves it after replica.lag.time.max.ms",
      },
      {
        value: "failsCheck",
        since: "2.4",
        source: "KAFKA-9672",
        doc: "stays; the leader's look for lagging followers fails, for this partition and all after it",
      },
      {
        value: "leaves",
        since: "3.9",
        source: "KAFKA-9672",
        doc: "leaves it when the leader next looks for lagging followers",
      },
    ],
  },
];
