import type { EraSwitch } from "./era-switch.ts";

/** How topics are deleted and grow. */
export const TOPIC_SWITCHES: readonly EraSwitch[] = [
  {
    name: "expansionDuringDeletion",
    doc: "partitions that are added to a topic while it is being deleted",
    wire: false,
    states: [
      {
        value: "ignored",
        since: "0.7",
        source: null,
        doc: "stay in its znode, unknown to the controller: only the next one deletes them too",
      },
      {
        value: "undone",
        since: "2.0",
        source: "KAFKA-6612",
        doc: "the controller writes the old assignment back",
      },
    ],
  },
  {
    name: "disabledDeletion",
    doc: "what a request to delete topics hears while delete.topic.enable is false",
    wire: false,
    states: [
      {
        value: "timesOut",
        since: "0.7",
        source: null,
        doc: "REQUEST_TIMED_OUT: the request is noted, and the controller drops it",
      },
      { value: "refused", since: "2.1", source: "KIP-322", doc: "TOPIC_DELETION_DISABLED" },
    ],
  },
  {
    name: "deletionsMarkedWhileDisabled",
    doc: "requests in ZooKeeper to delete topics while delete.topic.enable is false",
    wire: false,
    states: [
      {
        value: "kept",
        since: "0.7",
        source: null,
        doc: "stay there: the next controller that may delete topics carries them out",
      },
      { value: "dropped", since: "0.10.2", source: "KAFKA-3175", doc: "the controller drops them" },
    ],
  },
];
