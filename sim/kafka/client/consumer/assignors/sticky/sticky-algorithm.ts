import type { GroupInput } from "../group-input.ts";
import type { Subscription, TopicPartition } from "../partition-assignor.ts";
import { FirstStickyAlgorithm } from "./first-sticky-algorithm.ts";
import { GenerationAlgorithm } from "./generation-algorithm.ts";
import type { MemberData } from "./member-data.ts";
import { QuotaAlgorithm } from "./quota-algorithm.ts";

/** What an algorithm came to. */
export interface StickyAssignment {
  readonly assignment: Map<string, TopicPartition[]>;
  /** New owners of partitions that others may still have; null if the algorithm did not find them out. */
  readonly transferring: ReadonlyMap<TopicPartition, string> | null;
}

/** Reads what a member had; `again` when it has been read before in this assignment. */
export type ReadMemberData = (subscription: Subscription, again: boolean) => MemberData;

/** How the sticky assignors of an era share partitions out. */
export interface StickyAlgorithm {
  assign(input: GroupInput, memberData: ReadMemberData): StickyAssignment;
}

/** Values of the switch `stickyAssignor`. */
export const STICKY_FIRST = "userData";
export const STICKY_GENERATIONS = "generations";
export const STICKY_DOUBLE_CLAIMS = "doubleClaims";
export const STICKY_QUOTAS = "quotas";
export type StickyAlgorithmName =
  | typeof STICKY_FIRST
  | typeof STICKY_GENERATIONS
  | typeof STICKY_DOUBLE_CLAIMS
  | typeof STICKY_QUOTAS;

/** One for each assignor: it may remember something from one assignment to the next. */
export function stickyAlgorithm(name: StickyAlgorithmName): StickyAlgorithm {
  switch (name) {
    case STICKY_FIRST:
      return new FirstStickyAlgorithm();
    case STICKY_GENERATIONS:
      return new GenerationAlgorithm(false);
    case STICKY_DOUBLE_CLAIMS:
      return new GenerationAlgorithm(true);
    case STICKY_QUOTAS:
      return new QuotaAlgorithm();
  }
}
