import { assignorNamed } from "../../../sim/kafka/client/consumer/assignors/assignor-named.ts";
import { CooperativeStickyAssignor } from "../../../sim/kafka/client/consumer/assignors/cooperative-sticky-assignor.ts";
import type {
  AssignedCluster,
  PartitionAssignor,
  PartitionInfo,
  Subscription,
  TopicPartition,
} from "../../../sim/kafka/client/consumer/assignors/partition-assignor.ts";
import { serializeStickyUserData } from "../../../sim/kafka/client/consumer/assignors/sticky/sticky-user-data.ts";
import { StickyAssignor } from "../../../sim/kafka/client/consumer/assignors/sticky-assignor.ts";
import { resolveConfig, textOf } from "../../../sim/kafka/config/config.ts";
import { check, type Fields } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";
import { bytesOfHex } from "./support/hex.ts";
import { nameOf, partitionNamed, texts } from "./support/partition-names.ts";

/** `assignor`: what each member of a group is given. */
export function runAssignor({ fields, era }: ClientVector): void {
  const name = fields.text("assignor");
  const stickyAssignor = textOf(resolveConfig("consumer", {}, era), "stickyAssignor");
  const assignor = assignorNamed(name, stickyAssignor);
  const members = new Map<string, Subscription>();
  for (const member of fields.objects("members")) {
    const [memberId, subscription] = readMember(member, name);
    members.set(memberId, subscription);
  }
  const assignment = assignor.assign(readCluster(fields), members);

  const expected = fields.object("expected");
  for (const memberId of expected.names) {
    const wanted = texts(expected.list(memberId), memberId);
    const found = (assignment.get(memberId) ?? []).map(nameOf);
    check(memberId, inComparableOrder(wanted, name), inComparableOrder(found, name));
  }
  check("members", [...expected.names].sort(), [...assignment.keys()].sort());
  checkAlgorithm(fields, assignor);
  // Whether the order of Java's maps mattered; it is followed in any case.
  fields.boolean("hashOrderSensitive", false);
}

function readCluster(fields: Fields): AssignedCluster {
  const topics = fields.object("topics");
  const racks = fields.objectOrNull("replicaRacks");
  const partitionsByTopic = new Map<string, PartitionInfo[]>();
  for (const topic of topics.names) {
    const replicas = racks?.has(topic) === true ? racks.list(topic) : [];
    const infos = Array.from({ length: topics.number(topic) }, (_, partition) => ({
      partition,
      replicaRacks: readRacks(replicas[partition] ?? []),
    }));
    partitionsByTopic.set(topic, infos);
  }
  racks?.finish();
  return { partitionsByTopic };
}

function readRacks(racks: unknown): (string | null)[] {
  if (!Array.isArray(racks)) throw new Error("the racks of a partition are a list");
  return racks.map((rack) => {
    if (typeof rack === "string" || rack === null) return rack;
    throw new Error(`${JSON.stringify(rack)} is no rack`);
  });
}

/** A member without `owned` is new. What a sticky one had, it says in its user data. */
function readMember(member: Fields, assignor: string): [string, Subscription] {
  const owned = member.has("owned") ? member.list("owned").map(partitionNamed) : null;
  const generation = member.numberOrNull("generation");
  const userData = member.textOrNull("userData");
  const subscription: Subscription = {
    topics: texts(member.list("topics"), "topics"),
    ownedPartitions: assignor === "sticky" ? [] : (owned ?? []),
    generationId: generation === null || generation < 0 ? null : generation,
    rackId: member.textOrNull("rack"),
    instanceId: member.textOrNull("instanceId"),
    userData: userData === null ? userDataOf(assignor, owned, generation) : bytesOfHex(userData),
  };
  const memberId = member.text("memberId");
  member.finish();
  return [memberId, subscription];
}

function userDataOf(
  assignor: string,
  owned: readonly TopicPartition[] | null,
  generation: number | null,
): Uint8Array | null {
  if (assignor !== "sticky" || owned === null) return null;
  return serializeStickyUserData(owned, generation);
}

/** Topics come in the order of the map that a range assignor is given. */
function inComparableOrder(partitions: readonly string[], assignor: string): readonly string[] {
  if (assignor !== "range") return partitions;
  const topicOf = (name: string) => partitionNamed(name).topic;
  const topics = [...new Set(partitions.map(topicOf))].sort();
  return topics.flatMap((topic) => partitions.filter((name) => topicOf(name) === topic));
}

/** Which way a sticky assignor went, and what it found to be on the move. */
function checkAlgorithm(fields: Fields, assignor: PartitionAssignor): void {
  const algorithm = fields.textOrNull("algorithm");
  const transferring = fields.objectOrNull("transferring");
  if (!(assignor instanceof StickyAssignor || assignor instanceof CooperativeStickyAssignor)) {
    check("algorithm", null, algorithm);
    check("transferring", null, transferring);
    return;
  }
  const moved = assignor.partitionsTransferringOwnership;
  if (algorithm !== null) check("algorithm", algorithm, moved === null ? "general" : "constrained");
  if (transferring === null) return;
  const wanted = transferring.names.map((name) => [name, transferring.text(name)]);
  const found = [...(moved ?? [])].map(([partition, owner]) => [nameOf(partition), owner]);
  check("transferring", wanted.sort(), found.sort());
}
