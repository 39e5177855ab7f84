import { CONSUMER_COMMIT_SWITCHES } from "./consumer-commit-switches.ts";
import type { EraSwitch } from "./era-switch.ts";
import { MEMBERSHIP_SWITCHES } from "./membership-switches.ts";
import { STICKY_ASSIGNOR } from "./sticky-assignor-switch.ts";

/** Behaviours of consumers that an era decides. */
export const CONSUMER_SWITCHES: readonly EraSwitch[] = [
  {
    name: "consumerFetchSession",
    doc: "what a consumer's fetch request names",
    wire: true,
    states: [
      { value: false, since: "0.7", source: null, doc: "all partitions that it reads there" },
      { value: true, since: "1.1", source: "KIP-227", doc: "those that changed, in a session" },
    ],
  },
  {
    name: "consumerTruncation",
    doc: "a consumer whose partition has a new leader",
    wire: false,
    states: [
      {
        value: "unnoticed",
        since: "0.7",
        source: null,
        doc: "reads on at its offset, whatever is there now",
      },
      {
        value: "detected",
        since: "2.4",
        source: "KIP-320",
        doc: "asks where the epoch of what it read last ends, and goes back to where the logs part",
      },
    ],
  },
  {
    name: "pollDuringRebalance",
    doc: "poll of a consumer that waits for the end of a rebalance",
    wire: false,
    states: [
      { value: "waits", since: "0.7", source: null, doc: "returns nothing before" },
      {
        value: "returns",
        since: "2.6",
        source: "KAFKA-8421",
        doc: "returns records of the partitions that the consumer still has",
      },
    ],
  },
  {
    name: "newAssignment",
    doc: "a partition that a consumer had and has again after a rebalance",
    wire: false,
    states: [
      {
        value: "startsAnew",
        since: "0.7",
        source: null,
        doc: "begins at its committed offset, and is no longer paused",
      },
      {
        value: "keepsState",
        since: "2.4",
        source: "KIP-429",
        doc: "goes on where it was, unless the protocol gave it up in between",
      },
    ],
  },
  ...MEMBERSHIP_SWITCHES,
  {
    name: "pausedPartition",
    doc: "what was fetched of a partition that is paused then",
    wire: false,
    states: [
      { value: "fetchedAgain", since: "0.7", source: null, doc: "is dropped at the next poll" },
      {
        value: "kept",
        since: "2.4",
        source: "KAFKA-7548",
        doc: "is kept until the partition is resumed",
      },
    ],
  },
  ...CONSUMER_COMMIT_SWITCHES,
  STICKY_ASSIGNOR,
];
