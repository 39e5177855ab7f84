import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { GroupMember, GroupPartition, GroupView, Ownership } from "../model/groups-view.ts";
import { useApp, useTexts } from "./app-context.ts";
import { StandingMark } from "./group-marks.tsx";
import { holdingsText, memberTitle, standingText } from "./group-text.ts";

/** Pixels beside the strips, for names and numbers. */
const BESIDE = 226;
const BESIDE_NARROW = 168;
/** A column of a strip is at least so wide. */
const LEAST_COLUMN = 4;
const ROW_HEIGHT = 13;
const BARS_HEIGHT = 26;

interface StripsProps {
  readonly group: GroupView;
  /** Of the panel, pixels. */
  readonly width: number;
}

/** Where the columns of all strips lie. */
interface Columns {
  readonly count: number;
  readonly width: number;
  x(partition: number): number;
}

/** Members by very many partitions: one strip per member, in which runs of partitions are one block. */
export function GroupStrips({ group, width }: StripsProps): JSX.Element {
  const { store } = useApp();
  const texts = useTexts();
  const { t } = texts;
  const columns = columnsFor(group, width - (store.narrow.value ? BESIDE_NARROW : BESIDE));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <section class="matrix-scroll" tabIndex={0} aria-label={t("groups.partitions")}>
        <table class="matrix strips" aria-label={t("groups.matrix", { group: group.id })}>
          <thead>
            <tr>
              <th scope="col" class="member-head">
                {t("groups.member")}
              </th>
              <th scope="col" class="numeric" title={t("groups.hasHint")}>
                {t("groups.has")}
              </th>
              <th scope="col" class="numeric" title={t("groups.processedHint")}>
                {t("groups.processed")}
              </th>
              <th scope="col">
                <span class="visually-hidden">{t("groups.partitions")}</span>
                <Ruler partitions={group.partitions} columns={columns} />
              </th>
            </tr>
          </thead>
          <tbody class="all-of-group">
            <tr>
              <th scope="row" colSpan={3}>
                {t("groups.owner")}
              </th>
              <td>
                <Owners group={group} columns={columns} />
              </td>
            </tr>
            <tr>
              <th scope="row" colSpan={3}>
                {t("groups.lagRow")}
              </th>
              <td>
                <Lags partitions={group.partitions} columns={columns} />
              </td>
            </tr>
          </tbody>
          <tbody>
            {group.members.map((member) => (
              <StripRow key={member.key} member={member} group={group} columns={columns} />
            ))}
          </tbody>
        </table>
      </section>
      <OffsetsTable partitions={group.partitions} />
    </>
  );
}

function columnsFor({ partitions }: GroupView, room: number): Columns {
  const count = partitions.length;
  const pitch = Math.max(LEAST_COLUMN, room / count);
  return { count, width: Math.round(pitch * count), x: (partition) => partition * pitch };
}

/** Topics and every tenth or so number, above the strips. */
function Ruler({
  partitions,
  columns,
}: {
  readonly partitions: readonly GroupPartition[];
  readonly columns: Columns;
}): JSX.Element {
  const step = columns.x(10) >= 26 ? 10 : 20;
  return (
    <svg class="ruler" width={columns.width} height={26} aria-hidden="true">
      {partitions.map(
        ({ tp, topic }, i) =>
          partitions[i - 1]?.topic !== topic && (
            <text key={tp} x={columns.x(i)} y={10} class="ruler-topic">
              {topic}
            </text>
          ),
      )}
      {partitions.map(
        ({ tp, partition }, i) =>
          Number(partition) % step === 0 && (
            <text key={tp} x={columns.x(i)} y={23}>
              {partition}
            </text>
          ),
      )}
    </svg>
  );
}

interface StripRowProps {
  readonly member: GroupMember;
  readonly group: GroupView;
  readonly columns: Columns;
}

function StripRow({ member, group, columns }: StripRowProps): JSX.Element {
  const texts = useTexts();
  const { number } = texts;
  const { standing, client } = member;
  return (
    <tr class={`member ${standing}`}>
      <th scope="row" title={memberTitle(member, texts)}>
        <StandingMark standing={standing} /> {client}
        {standing === "member" ? (
          <span class="visually-hidden">{standingText(member, group, texts)}</span>
        ) : (
          <span class="strip-standing muted"> {standingText(member, group, texts)}</span>
        )}
      </th>
      <td class="numeric mono">{member.claimed}</td>
      <td class="numeric mono">{number(member.processed)}</td>
      <td>
        <Blocks
          runs={runsOf(member.owns)}
          columns={columns}
          words={holdingsText(member, group, texts)}
        />
      </td>
    </tr>
  );
}

interface OwnedRun {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly by: Ownership | "nobody" | "twice";
}

/** Neighbouring partitions that the same is true of, as one. */
function runsOf(owns: readonly (readonly [number, OwnedRun["by"]])[]): OwnedRun[] {
  const runs: { from: number; to: number; by: OwnedRun["by"] }[] = [];
  for (const [partition, by] of owns) {
    const open = runs.at(-1);
    if (open !== undefined && open.to === partition && open.by === by) open.to++;
    else runs.push({ from: partition, to: partition + 1, by });
  }
  return runs;
}

interface BlocksProps {
  readonly runs: readonly OwnedRun[];
  readonly columns: Columns;
  readonly words: string;
}

function Blocks({ runs, columns, words }: BlocksProps): JSX.Element {
  return (
    <svg class="strip" width={columns.width} height={ROW_HEIGHT} role="img" aria-label={words}>
      <title>{words}</title>
      {runs.map(({ from, to, by }) => (
        <rect
          key={from}
          class={`block ${by}`}
          x={columns.x(from) + 0.5}
          y={1}
          width={Math.max(2, columns.x(to) - columns.x(from) - 1)}
          height={ROW_HEIGHT - 2}
          fill={by === "zombie" ? "url(#strip-zombie)" : undefined}
        />
      ))}
    </svg>
  );
}

/** Which partitions nobody has, or several have. */
function Owners({
  group,
  columns,
}: {
  readonly group: GroupView;
  readonly columns: Columns;
}): JSX.Element {
  const { t } = useTexts();
  const amiss = group.partitions.flatMap(({ owners }, i): (readonly [number, OwnedRun["by"]])[] => {
    if (owners.length === 1) return [];
    return [[i, owners.length === 0 ? "nobody" : "twice"]];
  });
  const nobody = amiss.filter(([, by]) => by === "nobody").length;
  const words = `${t("groups.nobody")}: ${nobody}`;
  return <Blocks runs={runsOf(amiss)} columns={columns} words={words} />;
}

function Lags({
  partitions,
  columns,
}: {
  readonly partitions: readonly GroupPartition[];
  readonly columns: Columns;
}): JSX.Element {
  const { t, number } = useTexts();
  const lags = partitions.map(({ lag }) => lag ?? 0);
  const most = Math.max(...lags);
  const worst = partitions[lags.indexOf(most)];
  const lag = number(lags.reduce((sum, each) => sum + each, 0));
  const words = partitions.every((partition) => partition.lag === null)
    ? t("groups.noLags")
    : t("groups.lags", { lag, most: number(most), tp: worst?.tp ?? "" });
  return (
    <>
      {most > 0 && (
        <svg class="strip" width={columns.width} height={BARS_HEIGHT} role="img" aria-label={words}>
          <title>{words}</title>
          {lags.map((each, i) => {
            const height = each === 0 ? 0 : Math.max(2, (each / Math.max(1, most)) * BARS_HEIGHT);
            return (
              each > 0 && (
                <rect
                  key={partitions[i]?.tp}
                  class="lag-block"
                  x={columns.x(i) + 0.5}
                  y={BARS_HEIGHT - height}
                  width={Math.max(2, columns.x(i + 1) - columns.x(i) - 1)}
                  height={height}
                />
              )
            );
          })}
        </svg>
      )}
      <span class="strip-words muted" aria-hidden={most > 0}>
        {words}
      </span>
    </>
  );
}

/** Every number, for those who want to read them. */
function OffsetsTable({
  partitions,
}: {
  readonly partitions: readonly GroupPartition[];
}): JSX.Element {
  const { t } = useTexts();
  const isOpen = useSignal(false);
  return (
    <details
      class="offsets-table"
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>{t("groups.offsets")}</summary>
      {isOpen.value && (
        <table class="data">
          <thead>
            <tr>
              <th scope="col">{t("records.partition")}</th>
              <th scope="col">{t("groups.owner")}</th>
              {(["committed", "position", "highWatermark", "lagRow"] as const).map((name) => (
                <th key={name} scope="col" class="numeric">
                  {t(`groups.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {partitions.map(({ tp, owners, committed, position, highWatermark, lag }) => (
              <tr key={tp}>
                <th scope="row">{tp}</th>
                <td>{owners.length === 0 ? t("groups.nobody") : owners.join(", ")}</td>
                <td class="numeric mono">{committed ?? "–"}</td>
                <td class="numeric mono">{position ?? "–"}</td>
                <td class="numeric mono">{highWatermark ?? "–"}</td>
                <td class="numeric mono">{lag ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}
