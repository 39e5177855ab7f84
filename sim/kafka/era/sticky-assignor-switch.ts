import type { EraSwitch } from "./era-switch.ts";

/** What the leader of a group with a sticky assignor goes by; there is one since 0.11 (KIP-54). */
export const STICKY_ASSIGNOR: EraSwitch = {
  name: "stickyAssignor",
  doc: "what sticky assignors believe that members had, and how they share out",
  wire: false,
  states: [
    {
      value: "userData",
      since: "0.7",
      source: "KIP-54",
      doc: "whatever members say, even two of one partition; a subscribed topic that is not there fails the rebalance",
    },
    {
      value: "generations",
      since: "2.4",
      source: "KIP-341, KAFKA-9987",
      doc: "the latest generation, if all subscribe to the same topics; else the latest claim to each partition, without those of some members (KAFKA-13406)",
    },
    {
      value: "doubleClaims",
      since: "2.6",
      source: "KAFKA-13081",
      doc: "the same, but of two claims to a partition in one generation neither; cooperative members say their generation",
    },
    {
      value: "quotas",
      since: "3.9",
      source: "KAFKA-12464, KAFKA-12984, KIP-881",
      doc: "the latest claim to each partition; only as many members keep one more than others as there are to be, and racks count",
    },
  ],
};
