import type { EraSwitch } from "./era-switch.ts";

/** How brokers keep the offsets that groups commit. */
export const OFFSET_SWITCHES: readonly EraSwitch[] = [
  {
    name: "groupApis",
    doc: "which requests about groups a broker knows",
    wire: false,
    states: [
      { value: "none", since: "0.7", source: null, doc: "none: offsets are kept in ZooKeeper" },
      {
        value: "offsets",
        since: "0.8.2",
        source: "KAFKA-1012",
        doc: "to commit and fetch offsets, and to find a group's coordinator",
      },
      {
        value: "membership",
        since: "0.9",
        source: "KAFKA-1760",
        doc: "also to join a group and to look at groups",
      },
      { value: "deletion", since: "1.1", source: "KIP-229", doc: "also to delete a group" },
      {
        value: "offsetDeletion",
        since: "2.4",
        source: "KIP-496",
        doc: "also to delete single offsets",
      },
    ],
  },
  {
    name: "offsetsTopicReplication",
    doc: "replicas of __consumer_offsets when it is created while too few brokers live",
    wire: false,
    states: [
      { value: "liveBrokers", since: "0.7", source: null, doc: "as many as brokers live" },
      {
        value: "enforced",
        since: "0.11",
        source: "KIP-115",
        doc: "it is not created: no coordinator is there until enough brokers live",
      },
    ],
  },
  {
    name: "offsetsLoadedTo",
    doc: "up to where a new coordinator reads its partition of __consumer_offsets",
    wire: false,
    states: [
      {
        value: "highWatermark",
        since: "0.7",
        source: null,
        doc: "its high watermark, which may be behind what was committed",
      },
      { value: "logEnd", since: "0.11", source: "KAFKA-5059", doc: "the end of its log" },
    ],
  },
  {
    name: "groupBeforeLoading",
    doc: "what a new coordinator tells of a group while it still loads others first",
    wire: false,
    states: [
      {
        value: "loading",
        since: "0.7",
        source: null,
        doc: "the same as while it loads the group itself",
      },
      { value: "notCoordinator", since: "2.8", source: "KAFKA-10614", doc: "NOT_COORDINATOR" },
    ],
  },
  {
    name: "offsetCommitRecord",
    doc: "what is written of a committed offset",
    wire: true,
    states: [
      { value: "v0", since: "0.7", source: null, doc: "offset, metadata and a time" },
      {
        value: "v1",
        since: "0.9",
        source: "KAFKA-1634",
        doc: "offset, metadata, the time of the commit and when it expires",
      },
      {
        value: "v3",
        since: "2.1",
        source: "KIP-320",
        doc: "offset, its leader epoch, metadata and the time of the commit",
      },
    ],
  },
  {
    name: "groupMetadataRecord",
    doc: "what is written of a group's members",
    wire: true,
    states: [
      { value: "v0", since: "0.7", source: null, doc: "no rebalance timeouts" },
      { value: "v1", since: "0.10.2", source: "KIP-62", doc: "their rebalance timeouts too" },
      {
        value: "v2",
        since: "2.1",
        source: "KIP-211",
        doc: "also since when the group is in its state",
      },
      { value: "v3", since: "2.4", source: "KIP-345", doc: "also group.instance.id" },
    ],
  },
  {
    name: "offsetsOfDeletedTopics",
    doc: "what groups committed of a topic that is deleted",
    wire: false,
    states: [
      { value: "kept", since: "0.7", source: null, doc: "stays, for a new topic of that name too" },
      { value: "deleted", since: "0.10.2", source: "KAFKA-2000", doc: "is deleted" },
    ],
  },
  {
    name: "offsetAppendErrors",
    doc: "what is told of a commit for which __consumer_offsets has too few replicas in sync",
    wire: false,
    states: [
      { value: "asTheyAre", since: "0.7", source: null, doc: "NOT_ENOUGH_REPLICAS" },
      {
        value: "coordinatorNotAvailable",
        since: "0.10.2",
        source: "KAFKA-3590",
        doc: "COORDINATOR_NOT_AVAILABLE, which clients try again",
      },
    ],
  },
  {
    name: "offsetExpiry",
    doc: "when a committed offset expires",
    wire: false,
    states: [
      {
        value: "commitTime",
        since: "0.7",
        source: null,
        doc: "offsets.retention.minutes after its commit",
      },
      {
        value: "expireTime",
        since: "0.9",
        source: "KAFKA-1634",
        doc: "at a time that is kept with it: that of its commit and the retention that the commit asks for",
      },
      {
        value: "emptyGroup",
        since: "2.1",
        source: "KIP-211",
        doc: "offsets.retention.minutes after its group lost its last member, or of a topic to which no member subscribes after its commit",
      },
      {
        value: "settledGroup",
        since: "2.8",
        source: "KAFKA-13636",
        doc: "the same, but never while the group rebalances",
      },
    ],
  },
  {
    name: "commitInRebalance",
    doc: "what is checked first of a commit while members wait for their assignment",
    wire: false,
    states: [
      { value: "groupState", since: "0.7", source: null, doc: "that: REBALANCE_IN_PROGRESS" },
      {
        value: "member",
        since: "2.4",
        source: "KAFKA-8487",
        doc: "member and generation; only who has the new ones hears REBALANCE_IN_PROGRESS",
      },
    ],
  },
];
