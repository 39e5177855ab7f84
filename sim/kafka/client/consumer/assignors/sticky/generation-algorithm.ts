import type { GroupInput } from "../group-input.ts";
import type { Subscription } from "../partition-assignor.ts";
import { PartitionTable, removeFirst } from "../partition-table.ts";
import { FirstConstrainedAssignment } from "./first-constrained-assignment.ts";
import { GeneralAssignment, type GeneralStart, sortByConsumers } from "./general-assignment.ts";
import { keepValid } from "./keep-valid.ts";
import {
  equalOwnership,
  type GenerationOwnership,
  ownershipByGeneration,
} from "./ownership-by-generation.ts";
import { NO_RACKS } from "./rack-info.ts";
import type { ReadMemberData, StickyAlgorithm, StickyAssignment } from "./sticky-algorithm.ts";
import { TopicConsumers } from "./topic-consumers.ts";

/** `AbstractStickyAssignor` of 2.4 to 2.8: KIP-341, KIP-429, KAFKA-9987; KAFKA-13081 from 2.6. */
export class GenerationAlgorithm implements StickyAlgorithm {
  private readonly dropsDoubleClaims: boolean;

  constructor(dropsDoubleClaims: boolean) {
    this.dropsDoubleClaims = dropsDoubleClaims;
  }

  assign(input: GroupInput, memberData: ReadMemberData): StickyAssignment {
    const table = new PartitionTable();
    // User data were read from a buffer that was not rewound (KAFKA-13406).
    const seen = new Set<Subscription>();
    const read = (subscription: Subscription) => {
      const again = seen.has(subscription);
      seen.add(subscription);
      return memberData(subscription, again);
    };
    const ownership = equalOwnership(input, read, table, this.dropsDoubleClaims);
    if (ownership !== null) {
      return new FirstConstrainedAssignment(input.partitionsPerTopic, ownership, table).build();
    }
    const topics = new TopicConsumers(input, table);
    const start = generalStart(input, topics, ownershipByGeneration(input, read, table));
    const assignment = new GeneralAssignment(topics, NO_RACKS, start).build();
    return { assignment, transferring: null };
  }
}

function generalStart(
  input: GroupInput,
  topics: TopicConsumers,
  { current, previousOwner }: GenerationOwnership,
): GeneralStart {
  const { ownerOf, revocationRequired } = keepValid(current, input, topics);
  const sortedPartitions = sortByConsumers(topics, input);
  const unassigned = [...sortedPartitions];
  for (const partitions of current.values()) {
    for (const partition of partitions) removeFirst(unassigned, partition);
  }
  return {
    current,
    ownerOf,
    previousOwner,
    sortedPartitions,
    unassigned,
    movesUnassignedFirst: !revocationRequired,
    movableLead: 1,
  };
}
