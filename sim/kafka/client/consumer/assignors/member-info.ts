import { compareJavaStrings } from "../../../java-string-hash.ts";

/** How range and round robin know a member (`AbstractPartitionAssignor.MemberInfo`). */
export interface MemberInfo {
  readonly memberId: string;
  readonly instanceId: string | null;
}

/** Static members come first, by `group.instance.id`; then dynamic ones, by member id (KIP-345). */
export function compareMembers(a: MemberInfo, b: MemberInfo): number {
  if (a.instanceId !== null && b.instanceId !== null) {
    return compareJavaStrings(a.instanceId, b.instanceId);
  }
  if (a.instanceId !== null) return -1;
  if (b.instanceId !== null) return 1;
  return compareJavaStrings(a.memberId, b.memberId);
}
