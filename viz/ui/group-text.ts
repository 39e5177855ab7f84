import type { GroupMember, GroupView, Ownership } from "../model/groups-view.ts";
import { briefRanges, partitionRanges } from "../model/partition-ranges.ts";
import type { Texts } from "./text.ts";

/** How a group's state is called; `zookeeper`: its consumers share partitions out there. */
export function phaseOf({ phase }: GroupView) {
  return phase ?? "zookeeper";
}

/** How a member stands, in a word or two, with its own generation where that is another one. */
export function standingText(member: GroupMember, group: GroupView, { t }: Texts): string {
  const standing = t(`memberIs.${member.standing}`);
  const { generation } = member;
  return generation === null || generation === group.generation
    ? standing
    : t("memberIs.ofGeneration", { standing, generation });
}

/** The same in a sentence. */
export function standingHint({ standing, zombie }: GroupMember, { t }: Texts): string {
  return standing === "zombie"
    ? t(`memberIs.zombie.${zombie ?? "unknown"}`)
    : t(`memberIs.${standing}.hint`);
}

/** All that is known of a member beside its partitions. */
export function memberTitle(member: GroupMember, texts: Texts): string {
  const { t } = texts;
  const parts = [member.client, standingHint(member, texts)];
  if (member.member !== null) parts.push(t("groups.memberId", { member: member.member }));
  if (member.instance !== null) parts.push(t("groups.instance", { instance: member.instance }));
  return parts.join("\n");
}

/** What a member has, by who says so: `owner: orders-0–1; taken by a zombie: orders-3`. */
export function holdingsText(member: GroupMember, group: GroupView, { t }: Texts): string {
  const by = new Map<Ownership, string[]>();
  for (const [partition, ownership] of member.owns) {
    const tp = group.partitions[partition]?.tp ?? "";
    by.set(ownership, [...(by.get(ownership) ?? []), tp]);
  }
  if (by.size === 0) return t("groups.hasNothing");
  return [...by]
    .map(([ownership, tps]) => `${t(`ownership.${ownership}`)}: ${partitionRanges(tps)}`)
    .join("; ");
}

/** Partitions by name where they are few runs, or else their number. */
export function briefText(partitions: readonly string[], { t }: Pick<Texts, "t">): string {
  return briefRanges(partitions, (count) => t("groups.count", { count }));
}

/** How far the group is behind, and of which partitions that cannot be told. */
export function lagText({ lag, partitions }: GroupView, { t, number }: Texts): string {
  if (lag === null) return t("groups.nothingCommitted");
  const unknown = partitions.filter(({ committed }) => committed === null).map(({ tp }) => tp);
  return unknown.length === 0
    ? t("groups.lag", { lag: number(lag) })
    : t("groups.lagKnown", { lag: number(lag), partitions: briefText(unknown, { t }) });
}

/** Partitions that nobody who runs takes itself for the owner of. */
export function unownedOf({ partitions }: GroupView): string[] {
  return partitions.filter(({ owners }) => owners.length === 0).map(({ tp }) => tp);
}

/** Partitions that several take themselves for the owner of. */
export function twiceOwnedOf({ partitions }: GroupView): string[] {
  return partitions.filter(({ owners }) => owners.length > 1).map(({ tp }) => tp);
}
