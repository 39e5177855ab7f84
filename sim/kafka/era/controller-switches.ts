import type { EraSwitch } from "./era-switch.ts";

/** Who may write to ZooKeeper, and to whom brokers and controllers listen. */
export const CONTROLLER_SWITCHES: readonly EraSwitch[] = [
  {
    name: "controllerZkCheck",
    doc: "what a controller that was deposed can still write to ZooKeeper",
    wire: false,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "everything, but states of partitions only while their versions are those it read",
      },
      {
        value: true,
        since: "2.1",
        source: "KAFKA-6082",
        doc: "nothing: each write also checks the version of /controller_epoch",
      },
    ],
  },
  {
    name: "controllerEpochRaise",
    doc: "when a broker that is elected controller raises /controller_epoch",
    wire: false,
    states: [
      {
        value: "afterwards",
        since: "0.7",
        source: null,
        doc: "after it has made /controller; when somebody else raised it meanwhile, it rules with the epoch it read",
      },
      {
        value: "afterwardsOrResigns",
        since: "1.1",
        source: "KAFKA-5642",
        doc: "after it has made /controller; when somebody else raised it meanwhile, it deletes /controller",
      },
      {
        value: "atomically",
        since: "2.1",
        source: "KAFKA-6082",
        doc: "in one transaction with /controller",
      },
    ],
  },
  {
    name: "zkPipelining",
    doc: "a thread of the broker that has many requests for ZooKeeper",
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "it waits for each answer" },
      {
        value: true,
        since: "1.1",
        source: "KAFKA-5642",
        doc: "the broker has up to 10 requests under way",
      },
    ],
  },
  {
    name: "controllerBatches",
    doc: "a controller that elects leaders of many partitions, or takes a broker out of many ISRs",
    wire: false,
    states: [
      {
        value: false,
        since: "0.7",
        source: null,
        doc: "one partition after the other: it reads the state, decides and writes",
      },
      {
        value: true,
        since: "1.1",
        source: "KAFKA-5642",
        doc: "it reads the states of all, decides, and writes all",
      },
    ],
  },
  {
    name: "controllerLostWrite",
    doc: "a controller that repeats its write of a partition's state because the answer was lost, and meets what it wrote",
    wire: false,
    states: [
      {
        value: "recognised",
        since: "0.7",
        source: "KAFKA-1382",
        doc: "it reads the state, finds its own, and goes on",
      },
      {
        value: "doneAgain",
        since: "1.1",
        source: "KAFKA-5642",
        doc: "it decides anew, in one more leader epoch",
      },
    ],
  },
  {
    name: "deadReplicasAtFailover",
    doc: "replicas that a new controller finds dead",
    wire: false,
    states: [
      {
        value: "stayInIsr",
        since: "0.7",
        source: null,
        doc: "they stay in the ISR until its leader misses them",
      },
      {
        value: "leaveIsr",
        since: "2.4",
        source: "KAFKA-3143",
        doc: "it takes them out of the ISR",
      },
    ],
  },
  {
    name: "registrationOrder",
    doc: "a broker that starts, or begins a new session, registers itself and looks who is the controller",
    wire: false,
    states: [
      {
        value: "afterElection",
        since: "0.7",
        source: null,
        doc: "it is registered after the election, and all it has to do if it wins",
      },
      {
        value: "besideElection",
        since: "0.11",
        source: "KAFKA-5028",
        doc: "two threads do both at once",
      },
      {
        value: "beforeElection",
        since: "1.1",
        source: "KAFKA-5473",
        doc: "it is registered first, and takes part in no election if that fails",
      },
    ],
  },
  {
    name: "expiredSessionWork",
    doc: "what a broker's threads were doing in ZooKeeper when the session expired",
    wire: false,
    states: [
      {
        value: "resumed",
        since: "0.7",
        source: null,
        doc: "it goes on in the next session; a controller learns only after all it had to do that it is none any more",
      },
      {
        value: "dropped",
        since: "1.1",
        source: "KAFKA-5642",
        doc: "it fails; a controller resigns before the next session begins",
      },
    ],
  },
  {
    name: "controllerAfterExpiry",
    doc: "a broker in a new session that finds its own id in /controller",
    wire: false,
    states: [
      {
        value: "stops",
        since: "0.7",
        source: null,
        doc: "it has stopped being the controller and does not begin again: there is none",
      },
      {
        value: "continues",
        since: "0.10.2",
        source: "KAFKA-4229",
        doc: "it goes on if it was the controller",
      },
    ],
  },
  {
    name: "registrationConflict",
    doc: "a broker whose znode in /brokers/ids belongs to an older session",
    wire: false,
    states: [
      { value: "fails", since: "0.7", source: null, doc: "it is not registered" },
      {
        value: "waits",
        since: "0.8.2",
        source: "KAFKA-992",
        doc: "while it names the address of this broker, the thread tries again every zookeeper.session.timeout.ms and does nothing else, even if it has just written it itself",
      },
      { value: "fails", since: "0.9", source: "KAFKA-1387", doc: "it is not registered" },
      {
        value: "takesOver",
        since: "2.4",
        source: "KAFKA-7165",
        doc: "the same process deletes it and registers anew; another one is not registered",
      },
    ],
  },
  {
    name: "bouncedBrokers",
    doc: "a broker that left and came back before the controller read /brokers/ids",
    wire: false,
    states: [
      { value: "unnoticed", since: "0.7", source: null, doc: "nothing happened" },
      {
        value: "noticed",
        since: "2.4",
        source: "KIP-380",
        doc: "its znode has another czxid: it failed and started",
      },
    ],
  },
  {
    name: "brokerEpoch",
    doc: "requests between the controller and a broker that has been restarted",
    wire: true,
    states: [
      { value: false, since: "0.7", source: null, doc: "they do not say which process is meant" },
      {
        value: true,
        since: "2.4",
        source: "KIP-380",
        doc: "they carry the czxid of its registration; older ones are refused: STALE_BROKER_EPOCH",
      },
    ],
  },
  {
    name: "newerBrokerEpoch",
    doc: "a broker that gets a request with a newer broker epoch than it knows",
    wire: false,
    states: [
      { value: "accepted", since: "0.7", source: null, doc: "the request is carried out" },
      {
        value: "refused",
        since: "2.4",
        source: "KIP-380",
        doc: "the request fails: UNKNOWN_SERVER_ERROR",
      },
      { value: "accepted", since: "2.6", source: "KAFKA-9839", doc: "the request is carried out" },
    ],
  },
  {
    name: "stopReplicaEpoch",
    doc: "a StopReplica request that arrives after newer news of the partition",
    wire: true,
    states: [
      { value: false, since: "0.7", source: null, doc: "the replica stops" },
      {
        value: true,
        since: "2.6",
        source: "KIP-570",
        doc: "requests carry leader epochs, and old ones are refused: FENCED_LEADER_EPOCH",
      },
    ],
  },
  {
    name: "brokerChangeMetadata",
    doc: "what the controller tells brokers when others come or go, or when it has just been elected",
    wire: false,
    states: [
      { value: "whole", since: "0.7", source: null, doc: "all it knows of all partitions" },
      {
        value: "brokers",
        since: "2.4",
        source: "KAFKA-7537",
        doc: "who is alive; only a broker that comes hears of all partitions",
      },
    ],
  },
];
