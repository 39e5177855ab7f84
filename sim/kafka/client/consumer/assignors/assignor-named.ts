import { AssertionError } from "../../../../kernel/assert.ts";
import { CooperativeStickyAssignor } from "./cooperative-sticky-assignor.ts";
import type { PartitionAssignor } from "./partition-assignor.ts";
import { RangeAssignor } from "./range-assignor.ts";
import { RoundRobinAssignor } from "./round-robin-assignor.ts";
import type { StickyAlgorithmName } from "./sticky/sticky-algorithm.ts";
import { StickyAssignor } from "./sticky-assignor.ts";

/** Names in the group's protocol, and what `partition.assignment.strategy` calls them too. */
export const ASSIGNOR_NAMES = ["range", "roundrobin", "sticky", "cooperative-sticky"] as const;
export type AssignorName = (typeof ASSIGNOR_NAMES)[number];

const PACKAGE = "org.apache.kafka.clients.consumer.";
const CLASSES: Readonly<Record<string, AssignorName>> = {
  RangeAssignor: "range",
  RoundRobinAssignor: "roundrobin",
  StickyAssignor: "sticky",
  CooperativeStickyAssignor: "cooperative-sticky",
};

/**
 * The short name of a Kafka class (`org.apache.kafka.clients.consumer.RangeAssignor`), of its last part,
 * or of a short name; null of anything else.
 */
export function assignorNameOf(text: string): AssignorName | null {
  const name = text.startsWith(PACKAGE) ? text.slice(PACKAGE.length) : text;
  return (
    ASSIGNOR_NAMES.find((known) => known === text) ??
    (Object.hasOwn(CLASSES, name) ? (CLASSES[name] ?? null) : null)
  );
}

/**
 * A new assignor, for one consumer alone.
 * @param name its name or its class (`partition.assignment.strategy`)
 * @param stickyAssignor the switch of that name
 */
export function assignorNamed(name: string, stickyAssignor: string): PartitionAssignor {
  switch (assignorNameOf(name)) {
    case "range":
      return new RangeAssignor();
    case "roundrobin":
      return new RoundRobinAssignor();
    case "sticky":
      return new StickyAssignor(stickyAssignor as StickyAlgorithmName);
    case "cooperative-sticky":
      return new CooperativeStickyAssignor(stickyAssignor as StickyAlgorithmName);
    case null:
      throw new AssertionError(`there is no assignor ${name}`);
  }
}
