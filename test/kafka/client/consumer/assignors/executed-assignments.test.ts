import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AssignmentFailedError } from "../../../../../sim/kafka/client/consumer/assignors/assignment-failed-error.ts";
import type { Era } from "../../../../../sim/kafka/era/eras.ts";
import { assignorOf, cluster, nameOf, partition, subscription } from "./support.ts";

/**
 * What the sticky assignors of Apache Kafka's branches 2.1, 2.4, 2.8 and 3.9 returned for inputs for which
 * the next version returns something else. Each line is the rounds of one assignor.
 */
interface ExecutedAssignments {
  readonly era: Era;
  readonly assignor: string;
  readonly rounds: readonly ExecutedRound[];
}
interface ExecutedRound {
  readonly topics: Readonly<Record<string, number>>;
  readonly replicaRacks?: Readonly<Record<string, readonly (readonly (string | null)[])[]>>;
  readonly members: readonly ExecutedMember[];
  readonly assigned?: Readonly<Record<string, readonly string[]>>;
  /** The exception's class. */
  readonly throws?: string;
}
interface ExecutedMember {
  readonly memberId: string;
  readonly topics: readonly string[];
  readonly ownedPartitions?: readonly string[];
  readonly userData?: string;
  readonly generationId?: number;
  readonly instanceId?: string;
  readonly rackId?: string;
}

const EXECUTED = readFileSync(new URL("executed-assignments.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as ExecutedAssignments);

function subscriptionOf(member: ExecutedMember) {
  const { userData, ownedPartitions = [] } = member;
  return subscription("", {
    topics: member.topics,
    userData: userData === undefined ? null : Uint8Array.from(Buffer.from(userData, "hex")),
    ownedPartitions: ownedPartitions.map(partition),
    generationId: member.generationId ?? null,
    instanceId: member.instanceId ?? null,
    rackId: member.rackId ?? null,
  });
}

describe("sticky assignors of every era assign as Kafka's did", () => {
  test.each(EXECUTED.map((executed, i) => ({ ...executed, i })))(
    "$assignor of $era, case $i",
    ({ era, assignor: name, rounds }) => {
      const assignor = assignorOf(name, era);
      for (const { topics, replicaRacks, members, assigned, throws } of rounds) {
        const racks = (topic: string, i: number) => replicaRacks?.[topic]?.[i] ?? [];
        const run = () =>
          assignor.assign(
            cluster(topics, racks),
            new Map(members.map((member) => [member.memberId, subscriptionOf(member)])),
          );
        if (throws !== undefined) {
          expect(run).toThrow(AssignmentFailedError);
          continue;
        }
        const found = [...run()].map(([memberId, given]) => [memberId, given.map(nameOf)]);
        expect(Object.fromEntries(found)).toEqual(assigned);
      }
    },
  );
});
