import { compareMembers } from "../../../sim/kafka/client/consumer/assignors/member-info.ts";
import { stringHashMap } from "../../../sim/kafka/client/consumer/assignors/partition-table.ts";
import { absInt32, partitionFor } from "../../../sim/kafka/coordinator/group/partition-for.ts";
import { javaStringHash } from "../../../sim/kafka/java-string-hash.ts";
import { check } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";
import { texts } from "./support/partition-names.ts";

/** `coordinatorPartition`: a text's hash in Java, and the partition of so many that it means. */
export function runCoordinatorPartition({ fields }: ClientVector): void {
  const key = fields.text("key");
  const hash = javaStringHash(key);
  check("hashCode", fields.number("hashCode", hash), hash);
  check("abs", fields.number("abs", absInt32(hash)), absInt32(hash));
  for (const name of fields.names) {
    const count = /^mod(\d+)$/.exec(name)?.[1];
    if (count === undefined) continue;
    check(name, fields.number(name), partitionFor(key, Number(count)));
  }
}

/** `javaHashMapOrder`: keys as they are put into a map, and as it iterates. */
export function runJavaHashMapOrder({ fields }: ClientVector): void {
  const map = stringHashMap<true>();
  for (const key of texts(fields.list("insert"), "insert")) map.set(key, true);
  check("iterate", texts(fields.list("iterate"), "iterate"), [...map.keys()]);
}

/** `memberSort`: the order in which range and round robin go through members. */
export function runMemberSort({ fields }: ClientVector): void {
  const members = fields.objects("members").map((member) => {
    const memberId = member.text("memberId");
    const instanceId = member.textOrNull("instanceId");
    member.finish();
    return { memberId, instanceId };
  });
  const sorted = members.sort(compareMembers).map(({ memberId }) => memberId);
  check("expected", texts(fields.list("expected"), "expected"), sorted);
}
