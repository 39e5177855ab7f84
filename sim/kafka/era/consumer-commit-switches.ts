import type { EraSwitch } from "./era-switch.ts";

/** How consumers commit, by era. */
export const CONSUMER_COMMIT_SWITCHES: readonly EraSwitch[] = [
  {
    name: "autoCommit",
    doc: "when a consumer commits by itself",
    wire: false,
    states: [
      {
        value: "oneInFlight",
        since: "0.7",
        source: null,
        doc: "auto.commit.interval.ms after the last began, once that was answered; not while the coordinator is unknown",
      },
      {
        value: "toKnownCoordinator",
        since: "0.10.2",
        source: "KIP-62",
        doc: "auto.commit.interval.ms after the last, retry.backoff.ms after one that failed and may succeed; not while the coordinator is unknown",
      },
      {
        value: "onTime",
        since: "1.1",
        source: "KAFKA-6362",
        doc: "the same, and looks for the coordinator if it is unknown",
      },
    ],
  },
  {
    name: "asyncCommit",
    doc: "commitAsync while the coordinator is not known",
    wire: false,
    states: [
      { value: "fails", since: "0.7", source: null, doc: "fails" },
      {
        value: "waits",
        since: "0.10.2",
        source: "KAFKA-4034",
        doc: "is sent when the coordinator is found",
      },
    ],
  },
  {
    name: "commitDuringRebalance",
    doc: "a consumer whose commit is answered with REBALANCE_IN_PROGRESS, or comes from a generation that it has left",
    wire: false,
    states: [
      {
        value: "losesMembership",
        since: "0.7",
        source: null,
        doc: "gives up its member id and joins as a new member",
      },
      {
        value: "rejoins",
        since: "2.4",
        source: "KAFKA-8487",
        doc: "joins again as the member that it is; an answer to an old generation still ends the new one",
      },
      {
        value: "rejoinsUnlessStale",
        since: "2.6",
        source: "KAFKA-9823",
        doc: "the same, but an answer to an old generation does nothing",
      },
    ],
  },
  {
    name: "commitToUnknownTopic",
    doc: "a commit that the coordinator answers with UNKNOWN_TOPIC_OR_PARTITION",
    wire: false,
    states: [
      { value: "fails", since: "0.7", source: null, doc: "fails" },
      { value: "retried", since: "2.0", source: "KAFKA-6829", doc: "is tried again" },
    ],
  },
];
