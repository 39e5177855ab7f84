import type { EraSwitch } from "./era-switch.ts";

/**
 * What the operator's tools do, and by which way: older ones write to ZooKeeper what the controller
 * is to find there, newer ones send requests to brokers.
 */
export const ADMIN_SWITCHES: readonly EraSwitch[] = [
  {
    name: "createTopicsThrough",
    doc: "how a tool creates topics",
    wire: false,
    states: [
      {
        value: "zookeeper",
        since: "0.7",
        source: null,
        doc: "it places the replicas and makes the topic's znodes itself",
      },
      { value: "brokers", since: "0.10.2", source: "KIP-4", doc: "it asks the controller" },
    ],
  },
  {
    name: "deleteTopicsThrough",
    doc: "how a tool deletes topics",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "there is no such tool" },
      {
        value: "zookeeper",
        since: "0.8.2",
        source: "KAFKA-330",
        doc: "it makes a znode in /admin/delete_topics",
      },
      { value: "brokers", since: "0.10.2", source: "KIP-4", doc: "it asks the controller" },
    ],
  },
  {
    name: "deleteRecordsThrough",
    doc: "how a tool deletes the records before an offset",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "there is no such tool" },
      { value: "brokers", since: "0.11", source: "KIP-107", doc: "it asks the partition's leader" },
    ],
  },
  {
    name: "createPartitionsThrough",
    doc: "how a tool adds partitions to a topic",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "there is no such tool" },
      {
        value: "zookeeper",
        since: "0.8.2",
        source: "KAFKA-347",
        doc: "it places the replicas and writes the topic's znode itself",
      },
      { value: "brokers", since: "1.1", source: "KIP-195", doc: "it asks the controller" },
    ],
  },
  {
    name: "alterTopicConfigsThrough",
    doc: "how a tool changes the settings of a topic",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "there is no such tool" },
      {
        value: "zookeeper",
        since: "0.8.2",
        source: "KAFKA-554",
        doc: "it writes them to ZooKeeper, and a notification in /config/changes",
      },
      { value: "brokers", since: "2.4", source: "KIP-339", doc: "it asks a broker" },
    ],
  },
  {
    name: "alterBrokerConfigsThrough",
    doc: "how a tool changes the settings of running brokers",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "there is no such tool" },
      {
        value: "zookeeper",
        since: "1.1",
        source: "KIP-226",
        doc: "it writes them to ZooKeeper, and a notification in /config/changes",
      },
      {
        value: "brokers",
        since: "2.4",
        source: "KIP-339",
        doc: "it asks the broker; any, where the settings are those of all",
      },
    ],
  },
  {
    name: "reassignPartitionsThrough",
    doc: "how a tool moves partitions to other brokers",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "there is no such tool" },
      {
        value: "zookeeper",
        since: "0.8.2",
        source: "KAFKA-42",
        doc: "it makes /admin/reassign_partitions; what is under way cannot be cancelled, nor more begun",
      },
      {
        value: "brokers",
        since: "2.4",
        source: "KIP-455",
        doc: "it asks the controller, which also cancels",
      },
    ],
  },
  {
    name: "electPreferredThrough",
    doc: "how a tool gives leadership back to preferred replicas",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "there is no such tool" },
      {
        value: "zookeeper",
        since: "0.8.2",
        source: "KAFKA-43",
        doc: "it makes /admin/preferred_replica_election",
      },
      { value: "brokers", since: "2.4", source: "KIP-183", doc: "it asks the controller" },
    ],
  },
  {
    name: "electUncleanThrough",
    doc: "how a tool elects leaders from outside the ISR",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "there is no such tool" },
      { value: "brokers", since: "2.4", source: "KIP-460", doc: "it asks the controller" },
    ],
  },
  {
    name: "resetOffsetsThrough",
    doc: "how a tool sets the committed offsets of a group without members",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "there is no such tool" },
      {
        value: "brokers",
        since: "0.11",
        source: "KIP-122",
        doc: "it commits them at the group's coordinator",
      },
    ],
  },
  {
    name: "deleteGroupsThrough",
    doc: "how a tool deletes groups without members",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "there is no such tool" },
      {
        value: "zookeeper",
        since: "0.9",
        source: "KAFKA-1476",
        doc: "it deletes the znodes of old consumers' groups; for others it has no way",
      },
      {
        value: "brokers",
        since: "1.1",
        source: "KIP-229",
        doc: "it asks the group's coordinator",
      },
    ],
  },
  {
    name: "deleteOffsetsThrough",
    doc: "how a tool deletes what a group has committed of a topic",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "there is no such tool" },
      {
        value: "brokers",
        since: "2.4",
        source: "KIP-496",
        doc: "it asks the group's coordinator",
      },
    ],
  },
];
