import type { Subscription } from "../../../sim/kafka/client/consumer/assignors/partition-assignor.ts";
import {
  deserializeStickyUserData,
  serializeStickyUserData,
} from "../../../sim/kafka/client/consumer/assignors/sticky/sticky-user-data.ts";
import {
  deserializeAssignment,
  deserializeSubscription,
  serializeAssignment,
  serializeSubscription,
} from "../../../sim/kafka/client/consumer/consumer-protocol.ts";
import { check, type Fields } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";
import { bytesOfHex, hexOf } from "./support/hex.ts";
import { nameOf, partitionNamed, wordsOf } from "./support/partition-names.ts";

/** `consumerProtocolSubscription`: what a member sends, and what a leader reads of it. */
export function runConsumerProtocolSubscription({ fields }: ClientVector): void {
  const version = fields.number("version");
  const subscription: Subscription = {
    topics: wordsOf(fields.text("topicsGiven")),
    userData: userDataOf(fields),
    ownedPartitions: partitionsOf(fields, "owned"),
    generationId: fields.numberOrNull("generation"),
    rackId: fields.textOrNull("rack"),
    instanceId: null,
  };
  const bytes = serializeSubscription(subscription, version);
  check("hex", fields.text("hex"), hexOf(bytes));
  const read = deserializeSubscription(bytes);
  const sorted = (names: readonly string[]) => [...names].sort();
  check("topics read", sorted(subscription.topics), read?.topics);
  check("user data read", subscription.userData, read?.userData);
  const owned = version >= 1 ? subscription.ownedPartitions : [];
  check("owned read", sorted(owned.map(nameOf)), sorted((read?.ownedPartitions ?? []).map(nameOf)));
  // A generation below 0 and an empty rack are read as none.
  const generationId = subscription.generationId ?? -1;
  const isMember = version >= 2 && generationId >= 0;
  check("generation read", isMember ? generationId : null, read?.generationId);
  const rackId = version >= 3 && subscription.rackId !== "" ? subscription.rackId : null;
  check("rack read", rackId, read?.rackId);
}

/** `consumerProtocolAssignment`: what a leader sends, and what a member reads of it. */
export function runConsumerProtocolAssignment({ fields }: ClientVector): void {
  const partitions = partitionsOf(fields, "partitions");
  const userData = userDataOf(fields);
  const bytes = serializeAssignment({ partitions, userData }, fields.number("version"));
  check("hex", fields.text("hex"), hexOf(bytes));
  const read = deserializeAssignment(bytes);
  const names = partitions.map(nameOf).sort();
  check("partitions read", names, (read?.partitions ?? []).map(nameOf).sort());
  check("user data read", userData, read?.userData);
}

/** `stickyUserData`: what an eager sticky member remembers, and what a leader reads of it. */
export function runStickyUserData({ fields }: ClientVector): void {
  const partitions = partitionsOf(fields, "previousAssignment");
  const generation = fields.numberOrNull("generation");
  const bytes = serializeStickyUserData(partitions, generation);
  check("hex", fields.text("hex"), hexOf(bytes));
  const read = deserializeStickyUserData(bytes);
  check("partitions read", partitions.map(nameOf).sort(), read.partitions.map(nameOf).sort());
  check("generation read", generation, read.generation);
}

function partitionsOf(fields: Fields, name: string) {
  return wordsOf(fields.text(name, "")).map(partitionNamed);
}

function userDataOf(fields: Fields): Uint8Array | null {
  const hex = fields.textOrNull("userData");
  return hex === null ? null : bytesOfHex(hex);
}
