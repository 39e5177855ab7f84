import type { JSX } from "preact";
import type { GroupMember, GroupPartition, GroupView } from "../model/groups-view.ts";
import { useApp, useTexts } from "./app-context.ts";
import { OwnershipMark, StandingMark } from "./group-marks.tsx";
import { memberTitle, standingText } from "./group-text.ts";
import { Icon } from "./icons.tsx";

interface GroupProps {
  readonly group: GroupView;
}

/** Members by partitions, and below them how far each partition is consumed. */
export function GroupMatrix({ group }: GroupProps): JSX.Element {
  const { store } = useApp();
  const { t } = useTexts();
  const { members, partitions } = group;
  return (
    <div class="matrix-scroll">
      <table
        class={`matrix ${isRoomy(group, store.narrow.value) ? "roomy" : "tight"}`}
        aria-label={t("groups.matrix", { group: group.id })}
      >
        <PartitionHeads partitions={partitions} />
        <tbody>
          {members.map((member) => (
            <MemberRow key={member.key} member={member} group={group} />
          ))}
        </tbody>
        {partitions.length > 0 && <PartitionOffsets partitions={partitions} />}
      </table>
    </div>
  );
}

/** Whether columns are wide enough for words. */
function isRoomy({ partitions }: GroupView, isNarrow: boolean): boolean {
  return !isNarrow && partitions.length <= 7;
}

interface PartitionsProps {
  readonly partitions: readonly GroupPartition[];
}

function PartitionHeads({ partitions }: PartitionsProps): JSX.Element {
  const { store } = useApp();
  const { t } = useTexts();
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  return (
    <thead>
      <tr>
        <th scope="col" rowSpan={2} class="member-head">
          {t("groups.member")}
        </th>
        <th scope="col" rowSpan={2} class="numeric" title={t("groups.hasHint")}>
          {t("groups.has")}
        </th>
        <th scope="col" rowSpan={2} class="numeric" title={t("groups.processedHint")}>
          {t("groups.processed")}
        </th>
        {topics.map((topic) => (
          <th
            key={topic}
            scope="colgroup"
            class="topic-head"
            colSpan={partitions.filter((partition) => partition.topic === topic).length}
          >
            {topic}
          </th>
        ))}
      </tr>
      <tr>
        {partitions.map(({ tp, partition }) => (
          <th key={tp} scope="col" class="partition-head">
            <button
              type="button"
              class="mono"
              aria-pressed={store.tp.value === tp}
              aria-label={t("groups.pick", { tp })}
              title={t("groups.pick", { tp })}
              onClick={() => {
                store.tp.value = tp;
              }}
            >
              {partition}
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function MemberRow({ member, group }: GroupProps & { readonly member: GroupMember }): JSX.Element {
  const { actions } = useApp();
  const texts = useTexts();
  const { t, number } = texts;
  const owned = new Map(member.owns);
  const { client, instance, standing } = member;
  return (
    <tr class={`member ${standing}`}>
      <th scope="row" title={memberTitle(member, texts)}>
        <button
          type="button"
          class="member-name"
          title={t("showEvents")}
          onClick={() => actions.search(`proc:${client}`)}
        >
          <b>{client}</b>
          {instance !== null && <span class="tag mono">{instance}</span>}
          <span class="member-standing">
            <StandingMark standing={standing} /> {standingText(member, group, texts)}
          </span>
        </button>
      </th>
      <td class="numeric mono">{member.claimed}</td>
      <td class="numeric mono">{number(member.processed)}</td>
      {group.partitions.map(({ tp }, i) => {
        const by = owned.get(i);
        return (
          <td
            key={tp}
            class="cell-of-matrix"
            title={by === undefined ? undefined : t(`ownership.${by}`)}
          >
            {by !== undefined && (
              <>
                <OwnershipMark by={by} />
                <span class="visually-hidden">{t(`ownership.${by}`)}</span>
              </>
            )}
          </td>
        );
      })}
    </tr>
  );
}

function PartitionOffsets({ partitions }: PartitionsProps): JSX.Element {
  const { t } = useTexts();
  const most = Math.max(1, ...partitions.map(({ lag }) => lag ?? 0));
  const offsets = (name: "committed" | "position" | "highWatermark") => (
    <tr key={name}>
      <th scope="row" colSpan={3}>
        {t(`groups.${name}`)}
      </th>
      {partitions.map((partition) => (
        <td key={partition.tp} class="numeric mono">
          {partition[name] ?? "–"}
        </td>
      ))}
    </tr>
  );
  return (
    <tbody class="offsets-of-group">
      <tr>
        <th scope="row" colSpan={3}>
          {t("groups.owner")}
        </th>
        {partitions.map(({ tp, owners }) => (
          <td
            key={tp}
            class={`owner ${owners.length === 1 ? "" : "amiss"}`}
            title={owners.join(", ")}
          >
            {owners.length > 0 ? (
              owners.join(", ")
            ) : (
              <>
                <Icon name="warning" /> <span class="nobody">{t("groups.nobody")}</span>
              </>
            )}
          </td>
        ))}
      </tr>
      {offsets("committed")}
      {offsets("position")}
      {offsets("highWatermark")}
      <tr class="lag-row">
        <th scope="row" colSpan={3}>
          {t("groups.lagRow")}
        </th>
        {partitions.map(({ tp, lag }) => (
          <td key={tp} class="numeric mono">
            {lag ?? "–"}
            <span class="lag-bar" style={{ width: `${((lag ?? 0) / most) * 100}%` }} />
          </td>
        ))}
      </tr>
    </tbody>
  );
}
